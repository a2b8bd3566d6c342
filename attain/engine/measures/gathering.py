"""What is gathered from fact files: a row for each owner's key, with cells; all that is read of facts.

sheet   by the key alone, of all facts: whatever changes hands, it stays as it is
lots    by key and dates, of those keys whose credit goes by the day
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from attain.engine.facts import FactTable
from attain.engine.formulas import names as names_in
from attain.engine.measures.cells import Cells
from attain.engine.measures.clauses import (
    column,
    equal,
    grouped,
    joined,
    named,
    number,
    or_else,
    relation,
    select,
    text,
    where,
)
from attain.engine.measures.family import Family
from attain.engine.measures.names import day, source_columns
from attain.engine.measures.schema import PERIOD_NAMES
from attain.engine.measures.selection import aid_paths, aids_of, joined_with
from attain.engine.measures.standing import MOVING

#: The relation that stands for the facts that one query reads: a whole table, or some of its files.
PIECE = "_piece"

#: A range of days, half-open, to which a query is held; None: all facts of the piece.
Clip = tuple[date, date] | None


@dataclass(frozen=True)
class Gathering:
    """A relation that an engine makes from fact files, piece by piece, each piece by `query`.

    name: of the relation. table: whose facts. start, end: the window of `on`, a date column. keys, cells: the
    columns. query: the SQL of a piece (relation PIECE) for some cells. reads: the tables that it
    joins. state: what else decides its rows. Rows of several pieces may have the same keys.
    """

    name: str
    table: FactTable
    on: str
    start: date
    end: date
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    query: Callable[[Sequence[str], Clip], exp.Select]
    reads: tuple[str, ...]
    state: str = ""


def sheet(family: Family, cells: Cells, name: str) -> Gathering:
    """One row for each key of all facts in the window."""
    key = aids_of(family.first, False)[family.first.lot[0]]
    return _gathering(family, cells, name, {"_key": key}, lambda query: query)


def lots(family: Family, cells: Cells, name: str, standing: str, state: str) -> Gathering:
    """One row for facts alike in owner's key, dates and unit, of keys that are not settled.

    standing: the relation that says which. state: what that relation is made from.
    """
    question = family.first
    aids = aids_of(question, False)
    keys = {name: aids[name] for name in question.lot}
    if not unit_by_key(family):
        unit = question.schema.client_unit(question.fact)
        of = source_columns(question.schema, question.fact, question.period)
        keys["_unit"] = or_else(of(unit.path).sql, text("")) if unit else text("")
    key = aids[question.lot[0]]
    return _gathering(
        family, cells, name, keys, lambda query: _unsettled(query, family, standing, key), state
    )


def unit_by_key(family: Family) -> bool:
    """Whether the owner's key alone says in which unit what nobody owns is missed: it is the client."""
    return family.first.way == "coverage" and family.fact.client is not None


def _unsettled(query: exp.Select, family: Family, standing: str, key: exp.Expression) -> exp.Select:
    same = equal(column("key", "standing"), key.copy())
    if unit_by_key(family):
        moving = equal(column("place", "standing"), number(MOVING))
        return joined(query, relation(standing, "standing"), same, moving)
    settled = exp.GT(this=column("place", "standing"), expression=number(0))
    query = joined(query, relation(standing, "standing"), same, settled, left=True)
    return where(query, exp.Is(this=column("key", "standing"), expression=exp.Null()))


def _gathering(
    family: Family,
    cells: Cells,
    name: str,
    keys: Mapping[str, exp.Expression],
    restricted: Callable[[exp.Select], exp.Select],
    state: str = "",
) -> Gathering:
    question = family.first
    paths = _paths(family, with_unit="_unit" in keys)
    on = column(family.on, "fact")

    def query(chosen: Sequence[str], clip: Clip) -> exp.Select:
        listed = [named(sql.copy(), key) for key, sql in keys.items()]
        listed += [named(cells.made[cell].copy(), cell) for cell in chosen]
        made = joined_with(select(*listed, source=relation(PIECE, "fact")), question, paths)
        made = restricted(made)
        if clip:
            made = where(
                made,
                exp.GTE(this=on.copy(), expression=day(clip[0])),
                exp.LT(this=on.copy(), expression=day(clip[1])),
            )
        return grouped(made, [sql for sql in keys.values() if not isinstance(sql, exp.Literal)])

    reads = {
        join.table
        for path in paths
        for join in getattr(question.schema.attribute(question.fact, path), "joins", ())
    }
    return Gathering(
        name, family.fact, family.on, family.start, family.end, tuple(keys), tuple(cells.made), query,
        tuple(sorted(reads)), state,
    )  # fmt: skip


def _paths(family: Family, with_unit: bool) -> list[str]:
    """Every name that the family's filters and values read, and that owners are looked up by."""
    found: list[str] = []
    for question in family.questions:
        where_ = question.measure.where
        found += [*question.paths, *(names_in(where_.tree) if where_ else ())]
    first = family.first
    unit = first.schema.client_unit(first.fact) if with_unit else None
    found += [*aid_paths(first), *([unit.path] if unit else [])]
    return [path for path in dict.fromkeys(found) if path not in PERIOD_NAMES]
