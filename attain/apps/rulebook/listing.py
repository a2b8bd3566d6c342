"""Documents in a list: their addresses, and by kind for a phone, on which a table of all is too long."""

from collections.abc import Sequence

from django.urls import reverse

from attain.apps.rulebook.contracts import KINDS, Row


def url(row: Row) -> str:
    return reverse("rulebook:document", args=(row.kind, row.name))


def grouped(found: Sequence[Row]) -> list[tuple[str, list[tuple[Row, str]]]]:
    """Kind → its documents by title, each with its address."""
    by_title = sorted(found, key=lambda row: row.title.casefold())
    of_kind = [(kind, [(row, url(row)) for row in by_title if row.kind == kind]) for kind in KINDS]
    return [(kind, own) for kind, own in of_kind if own]
