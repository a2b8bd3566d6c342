"""Numbers that explain themselves: their addresses, made once for all numbers of a subject."""

from urllib.parse import quote

from django.urls import reverse
from django.utils.html import escape

from attain.apps.results.api import RunView

#: Stands for the node in an address until it is known.
NODE = "-node-"


def stem(run: RunView, kind: str, subject: str) -> tuple[str, str]:
    """The address of a subject's explanations, before and after the node: made once for many numbers."""
    before, _, after = reverse("results:explain", args=(kind, subject, NODE)).rpartition(NODE)
    return escape(before), escape(f"{after}?run={run.key}")


def opens(stem: tuple[str, str], node: str, text: str) -> str:
    """A number that explains itself in the side panel, as HTML."""
    url = f"{stem[0]}{escape(quote(node))}{stem[1]}"
    return (
        f'<a class="opens" href="{url}" hx-get="{url}" hx-target="#panel-content" hx-swap="innerHTML"'
        f' hx-push-url="false">{escape(text)}</a>'
    )
