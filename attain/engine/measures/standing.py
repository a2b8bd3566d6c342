"""Where each owner's key stands in a window: with one person in one place all the time, or not.

Nearly every client has one account manager who stays in one place for the whole month. Their facts need no
dates: one sum for each client, credited by this relation. Only for the others credit goes by the day.

standing    key, and for each window of days a place: its number; LEFT: the one owner held no post; MOVING: it
            goes by the day; NULL: nobody owned it, as where the key is not there. All windows are made from
            one reading of who owns what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    every_of,
    grouped,
    joined,
    named,
    number,
    or_else,
    relation,
    select,
    subquery,
    text,
    where,
    with_relations,
)
from attain.engine.measures.names import day
from attain.engine.measures.route import PRODUCT_WAYS
from attain.engine.measures.selection import Question, in_role
from attain.engine.money import PPM

LEFT, MOVING = -1, -2
Days = tuple[date, date]

#: The days on which ownership is looked up, and those on which posts are held.
Window = tuple[Days, Days]


@dataclass(frozen=True)
class Standing:
    """Where keys stand in one window: a table with `key`, and the column with their places."""

    table: str
    place: str = "place"

    def relation(self) -> exp.Expression:
        """standing: key, place"""
        if self.place == "place":
            return relation(self.table, "standing")
        place = named(column(self.place), "place")
        return subquery(select(column("key"), place, source=relation(self.table)), "standing")


def place_of(window: Window) -> str:
    """The column of a window's places."""
    return "_".join(["place", *map(str, (*window[0], *window[1]))])


def place_in(number: int) -> str:
    """The same while it is made, counted from 0."""
    return f"place_{number}"


def standing(question: Question, windows: Sequence[Window]) -> exp.Select:
    """Rows (key, `place_of` each window)."""
    names = [*map(place_of, windows)]
    people = _people([stands for _, stands in windows])
    if question.way == "fact":
        places = [named(column(place_in(at)), name) for at, name in enumerate(names)]
        query = select(named(column("person_id"), "key"), *places, source=relation("people"))
        return with_relations(query, {"people": people})
    rows = _owned(question, windows)
    places = [named(each.this, name) for each, name in zip(_sole(len(windows)), names, strict=True)]
    query = select(column("key"), *places, source=relation("owned"))
    return with_relations(grouped(query, [column("key")]), {"people": people, "owned": rows})


def nowhere(place: exp.Expression) -> exp.Expression:
    """Nobody owned the key, or its one owner held no post. place: as the key's row has it, if it has one."""
    nobody = exp.Is(this=place.copy(), expression=exp.Null())
    return exp.Or(this=nobody, expression=equal(place.copy(), number(LEFT)))


def _people(stands: Sequence[Days]) -> exp.Select:
    """person_id and the one place that they have through all these days; MOVING, where there are more."""
    held = [_where_touching("p", days, _where_through("p", days, column("place", "p"))) for days in stands]
    rows = select(column("person_id", "p"), *_numbered(held), source=relation("places", "p"))
    rows = where(rows, *_touching("p", span(stands)))
    query = select(column("person_id"), *_sole(len(stands)), source=subquery(rows, "held"))
    return grouped(query, [column("person_id")])


def _owned(question: Question, windows: Sequence[Window]) -> exp.Select:
    """Rows of ownership: key, and where its owner stands; MOVING, where that is not all of it throughout."""
    table, key, of = "coverage", "client_id", [in_role(question)]
    if question.way in PRODUCT_WAYS:
        table, key, of = "product_coverage", "key", [equal(column("scope", "c"), text(question.way))]
    all_of_it = equal(column("share", "c"), number(PPM))
    held = []
    for at, (days, _) in enumerate(windows):
        place = or_else(column(place_in(at), "p"), number(LEFT))
        held.append(_where_touching("c", days, _where_through("c", days, place, all_of_it)))
    rows = joined(
        select(named(column(key, "c"), "key"), *_numbered(held), source=relation(table, "c")),
        relation("people", "p"),
        equal(column("person_id", "p"), column("person_id", "c")),
        left=True,
    )
    something = exp.GT(this=column("share", "c"), expression=number(0))
    return where(rows, *of, something, *_touching("c", span([owned for owned, _ in windows])))


def _sole(windows: int) -> list[exp.Alias]:
    """What a group's one row says of each window; MOVING, where more than one touches it."""
    found: list[exp.Alias] = []
    for name in map(place_in, range(windows)):
        several = exp.GT(this=exp.Count(this=column(name)), expression=number(1))
        one = exp.If(this=several, true=number(MOVING))
        found.append(named(exp.Case(ifs=[one], default=exp.Min(this=column(name))), name))
    return found


def _numbered(held: Iterable[exp.Expression]) -> list[exp.Expression]:
    return [named(each, place_in(at)) for at, each in enumerate(held)]


def _where_touching(table: str, days: Days, place: exp.Expression) -> exp.Case:
    """The place in rows that have a day in common with these; NULL in others."""
    return exp.Case(ifs=[exp.If(this=every_of(_touching(table, days)), true=place)])


def _where_through(table: str, days: Days, place: exp.Expression, *more: exp.Expression) -> exp.Case:
    """The place in rows that hold all of these days; MOVING in others."""
    through = every_of([_through(table, days), *(each.copy() for each in more)])
    return exp.Case(ifs=[exp.If(this=through, true=place)], default=number(MOVING))


def span(windows: Sequence[Days]) -> Days:
    """From the first to the last of all days."""
    return min(start for start, _ in windows), max(end for _, end in windows)


def _touching(table: str, days: Days) -> list[exp.Expression]:
    """[from, to) of a dated table has a day in common with these."""
    return [
        exp.LT(this=column("from", table), expression=day(days[1])),
        exp.GT(this=column("to", table), expression=day(days[0])),
    ]


def _through(table: str, days: Days) -> exp.Expression:
    """[from, to) of a dated table holds all of these days."""
    return every_of(
        [
            exp.LTE(this=column("from", table), expression=day(days[0])),
            exp.GTE(this=column("to", table), expression=day(days[1])),
        ]
    )
