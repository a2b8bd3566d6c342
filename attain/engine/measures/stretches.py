"""Stretches of days on which nothing changes for a client that goes by the day: the first stands for all.

stretches   key, first_1, first_2 …: the first days of a client's stretches; one begins where an owner comes
            or goes or changes places. All are empty for a client that has more of them than there are columns

Facts of one stretch have the same owners in the same places. So who changes hands once has two rows of facts
in a month, not one for each day on which something was sold.
"""

from collections.abc import Sequence
from datetime import date

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    union,
    where,
)
from attain.engine.measures.names import day
from attain.engine.measures.standing import Days

#: Facts of clients with more stretches than that keep their days.
MOST = 3


def stretches(moving: str, owners: str, days: Days) -> exp.Select:
    """Rows (key, first_1 …) of the keys in the relation `moving`, within `days`.

    owners: the rows of coverage that are about them.
    """
    first, end = days
    held = joined(
        select(
            column("client_id", "o"), column("from", "p"), column("to", "p"), source=relation(owners, "o")
        ),
        relation("places", "p"),
        equal(column("person_id", "p"), column("person_id", "o")),
    )
    begun = [select(column("key"), named(day(first), "day"), source=relation(moving))]
    for name in ("from", "to"):
        begun += [_begun(relation(owners), name), _begun(subquery(held.copy(), "held"), name)]
    known = select(column("key"), column("day"), source=subquery(union(*begun), "begun"))
    known = where(known, exp.GTE(this=column("day"), expression=day(first)))
    known = where(known, exp.LT(this=column("day"), expression=day(end)))
    known.set("distinct", exp.Distinct())
    order = exp.Order(expressions=[exp.Ordered(this=column("day"))])
    nth = exp.Window(this=exp.RowNumber(), partition_by=[column("key")], order=order)
    ordered = select(column("key"), column("day"), named(nth, "nth"), source=subquery(known, "known"))
    query = select(column("key"), *map(_first, range(1, MOST + 1)), source=subquery(ordered, "ordered"))
    return grouped(query, [column("key")])


def _begun(source: exp.Expression, name: str) -> exp.Select:
    return select(named(column("client_id"), "key"), named(column(name), "day"), source=source)


def _first(nth: int) -> exp.Expression:
    few = exp.LTE(this=exp.Max(this=column("nth")), expression=number(MOST))
    this = exp.Case(ifs=[exp.If(this=equal(column("nth"), number(nth)), true=column("day"))])
    return named(exp.Case(ifs=[exp.If(this=few, true=exp.Max(this=this))]), f"first_{nth}")


def first_day(of: exp.Expression, table: str) -> exp.Expression:
    """The first day of the stretch in which a day lies, in a row of `stretches`."""
    columns = [column(f"first_{nth}", table) for nth in range(MOST, 0, -1)]
    ifs = [exp.If(this=exp.GTE(this=of.copy(), expression=each), true=each.copy()) for each in columns]
    return exp.Case(ifs=ifs, default=of.copy())


def not_before(first: exp.Expression, of: exp.Expression, begun: Sequence[date]) -> exp.Expression:
    """A stretch's first day, or the day on which a window began since.

    of: a day of the stretch. begun: when windows begin, in order, the first of them not after that day.
    """
    earliest, *others = map(day, begun)
    ifs = [exp.If(this=exp.GTE(this=of.copy(), expression=each), true=each.copy()) for each in others[::-1]]
    last = exp.Case(ifs=ifs, default=earliest) if ifs else earliest
    return exp.Greatest(this=first, expressions=[last], ignore_nulls=True)
