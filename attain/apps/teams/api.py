"""The door of the app: who needs help in a team, units side by side, where a reader stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from attain.apps.results import api as results
from attain.apps.teams.cells import drawn_cell, drawn_total
from attain.apps.teams.heat import Head, Line, heads, lines
from attain.apps.teams.multiples import Side, side_by_side
from attain.apps.teams.places import Place, place


@dataclass(frozen=True)
class Help:
    """Those of a unit who need help most. people: how many have the post; held: whose total waits."""

    lines: tuple[Line, ...]
    heads: tuple[Head, ...]
    people: int
    held: int


def who_needs_help(place: Place, most: int) -> Help:
    """The lowest totals of the chosen post, with the lines that lose most. A fixed number of queries."""
    found = heads(place)
    rows = results.people_sheets(place.run, place.around.keys, place.post)
    counted = rows.count()
    held = rows.exclude(card="").filter(total=None).count()
    first = rows.exclude(total=None).order_by(F("total").asc(), "pk")[:most]
    shown: Sequence[Line] = lines(place, results.viewed(first, place.run), found)
    return Help(tuple(shown), tuple(found), counted, held)


__all__ = [
    "Head",
    "Help",
    "Line",
    "Place",
    "Side",
    "drawn_cell",
    "drawn_total",
    "place",
    "side_by_side",
    "who_needs_help",
]
