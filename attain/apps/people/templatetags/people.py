"""Names of people and posts in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from attain.apps.people.contracts import PersonView

register = template.Library()


@register.simple_tag(takes_context=True)
def person_shown(context: Mapping[str, Any], person: PersonView) -> str:
    """A person's name in the reader's order."""
    return person.shown(context["request"].wording)


@register.simple_tag
def post_title(posts: Mapping[str, str], post: str) -> str:
    """What a post is called."""
    return posts.get(post, post)


@register.simple_tag(takes_context=True)
def changed_words(context: Mapping[str, Any], change: Any) -> str:
    """What a change did, in words."""
    return context["request"].wording.say(f"organisation.change.{change.what}")


@register.simple_tag(takes_context=True)
def change_title(context: Mapping[str, Any], page: Any) -> str:
    """What a page of a change is called."""
    new = page.what == "arranged" and not page.unit
    return context["request"].wording.say(
        "organisation.new_unit" if new else f"organisation.change.{page.what}"
    )


@register.simple_tag
def indented(depth: int) -> str:
    """Space before a unit's title in a list, by its depth."""
    return "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}" * depth
