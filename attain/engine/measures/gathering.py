"""What is gathered from fact files: a row for each owner's key, with cells; all that is read of facts.

sheet   by the key alone, of all facts: whatever changes hands, it stays as it is
lots    by key and dates, of those keys whose credit goes by the day
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from attain.engine.facts import FactTable
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
from attain.engine.measures.folding import flagged, folded
from attain.engine.measures.names import day, source_columns
from attain.engine.measures.selection import aid_paths, aids_of, joined_with
from attain.engine.measures.standing import MOVING, Standing

#: The relation that stands for the facts that one query reads: a whole table, or some of its files.
PIECE = "_piece"

#: A range of days, half-open, to which a query is held; None: all facts of the piece.
Clip = tuple[date, date] | None


@dataclass(frozen=True)
class Gathering:
    """A relation that an engine makes from fact files, piece by piece, each piece by `query`.

    name: of the relation. table: whose facts. start, end: the window of `on`, a date column. keys, cells: the
    columns. query: the SQL of a piece (relation PIECE) for some cells, the days that it is held to, and the
    days that its rows lie in anyway. reads: the tables that a cell joins. state: what else decides its rows.
    covers: what decides which keys it must have at the least, where further ones do no harm. Rows of several
    pieces may have the same keys.
    """

    name: str
    table: FactTable
    on: str
    start: date
    end: date
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    query: Callable[[Sequence[str], Clip, Clip], exp.Select]
    reads: Callable[[str], tuple[str, ...]]
    state: str = ""
    covers: tuple[str, ...] = ()


def sheet(family: Family, cells: Cells, chosen: Sequence[str], name: str) -> Gathering:
    """One row for each key of all facts in the window. chosen: the cells that the family needs."""
    key = aids_of(family.first, False)[family.first.lot[0]]
    return _gathering(family, cells, chosen, name, {"_key": key})


def lots(
    families: Sequence[Family],
    cells: Cells,
    chosen: Sequence[str],
    name: str,
    standing: Standing,
    states: Sequence[str],
) -> Gathering:
    """One row for facts alike in owner's key, dates and unit, of keys that are not settled.

    families: whose lots they are; they read the same facts and look owners up by the same dates. standing:
    which keys. states: what that is made from. Of moving clients, lots that
    were kept for more families serve fewer.
    """
    dated = next((family for family in families if family.first.owned_on), families[0])
    question = dated.first
    aids = aids_of(question, False)
    keys = {name: aids[name] for name in dict.fromkeys((*question.lot, "_day"))}
    if not unit_by_key(dated):
        unit = question.schema.client_unit(question.fact)
        of = source_columns(question.schema, question.fact, question.period)
        keys["_unit"] = or_else(of(unit.path).sql, text("")) if unit else text("")
    key = aids[question.lot[0]]

    def moving(query: exp.Select) -> exp.Select:
        return _unsettled(query, dated, standing, key)

    days = min(family.start for family in families), max(family.end for family in families)
    made = _gathering(dated, cells, chosen, name, keys, moving, days)
    return (
        replace(made, covers=tuple(states)) if unit_by_key(dated) else replace(made, state="\0".join(states))
    )


def unit_by_key(family: Family) -> bool:
    """Whether the owner's key alone says in which unit what nobody owns is missed: it is the client."""
    return family.first.way == "coverage" and family.fact.client is not None


def _unsettled(query: exp.Select, family: Family, standing: Standing, key: exp.Expression) -> exp.Select:
    same = equal(column("key", "standing"), key.copy())
    if unit_by_key(family):
        moving = equal(column("place", "standing"), number(MOVING))
        return joined(query, standing.relation(), same, moving)
    settled = exp.GT(this=column("place", "standing"), expression=number(0))
    query = joined(query, standing.relation(), same, settled, left=True)
    return where(query, exp.Is(this=column("key", "standing"), expression=exp.Null()))


def _gathering(
    family: Family,
    cells: Cells,
    chosen: Sequence[str],
    name: str,
    keys: Mapping[str, exp.Expression],
    restricted: Callable[[exp.Select], exp.Select] | None = None,
    days: Clip = None,
) -> Gathering:
    """restricted: the facts with a join that leaves out those that are not gathered."""
    question = family.first
    start, end = days or (family.start, family.end)
    of_keys = _paths_of_keys(family, with_unit="_unit" in keys)
    on = column(family.on, "fact")

    def query(wanted: Sequence[str], clip: Clip, within: Clip = None) -> exp.Select:
        listed = [named(sql.copy(), key) for key, sql in keys.items()]
        for cell in wanted:
            made = cells.made[cell]
            made = folded(made, family.on, within) if within else made.copy()
            listed.append(named(flagged(made), cell))
        paths = [*of_keys, *(path for cell in wanted for path in cells.paths[cell])]
        rows = select(*listed, source=relation(PIECE, "fact"))
        if restricted and unit_by_key(family):  # few clients move: their facts alone need what is beside them
            rows = joined_with(restricted(rows), question, paths)
        elif restricted:
            rows = restricted(joined_with(rows, question, paths))
        else:
            rows = joined_with(rows, question, paths)
        if clip:
            since = exp.GTE(this=on.copy(), expression=day(clip[0]))
            rows = where(rows, since, exp.LT(this=on.copy(), expression=day(clip[1])))
        return grouped(rows, [sql for sql in keys.values() if not isinstance(sql, exp.Literal)])

    def reads(cell: str) -> tuple[str, ...]:
        found = (question.schema.attribute(question.fact, path) for path in (*of_keys, *cells.paths[cell]))
        return tuple(sorted({join.table for each in found if each for join in each.joins}))

    return Gathering(
        name,
        family.fact,
        family.on,
        start,
        end,
        tuple(keys),
        tuple(chosen),
        query,
        reads,
    )


def _paths_of_keys(family: Family, with_unit: bool) -> list[str]:
    """The names that owners are looked up by, and units."""
    first = family.first
    unit = first.schema.client_unit(first.fact) if with_unit else None
    return [*aid_paths(first), *([unit.path] if unit else [])]
