"""Whose targets stand on a page, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from attain.apps.people import api as people
from attain.runs.target_grid import Who
from attain.shell.permissions import Reach


@dataclass(frozen=True)
class Sorted:
    """A subject in its place. note: a person's posts, a unit's kind."""

    who: Who
    title: str
    note: str = ""


def sorted_people(
    reach: Reach,
    around: people.Surroundings | None,
    first: date,
    last: date,
    posts: Sequence[str],
    text: str,
) -> Any:
    """People by name, as rows to cut: who has one of the posts in the unit or below on some day of the year.

    Who reaches no unit sees themselves.
    """
    if around is None:
        return people.at_work(first, last, None, (), text, reach.person or "-")
    return people.at_work(first, last, around.keys, posts, text)
