"""What is gathered from fact files: a row for each owner's key, with cells; all that is read of facts.

sheet   by the key alone, of all facts: whatever changes hands, it stays as it is
lots    by key and dates, of those keys whose credit goes by the day; clients' dates are those of stretches
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
from attain.engine.measures.selection import Question, aid_paths, aids_of, joined_with
from attain.engine.measures.standing import Standing, span
from attain.engine.measures.stretches import first_day, not_before

#: The relation that stands for the facts that one query reads: a whole table, or some of its files.
PIECE = "_piece"

#: The columns of a lot that are days.
DAYS = ("_day", "_owned")

#: A range of days, half-open, to which a query is held; None: all facts of the piece.
Clip = tuple[date, date] | None


@dataclass(frozen=True)
class Gathering:
    """A relation that an engine makes from fact files, piece by piece, each piece by `query`.

    name: of the relation. table: whose facts. start, end: the window of `on`, a date column. keys, cells: the
    columns. query: the SQL of a piece (relation PIECE) for some cells, the days that it is held to, and the
    days that its rows lie in anyway. reads: the tables that a cell joins. state: what else decides its rows.
    covers: what decides which keys it must have at the least, where further ones do no harm. beside: a
    relation to whose `key` the first key is equal in all rows, "" for none. Rows of several pieces may have
    the same keys.
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
    beside: str = ""


def sheet(family: Family, cells: Cells, chosen: Sequence[str], name: str) -> Gathering:
    """One row for each key of all facts in the window. chosen: the cells that the family needs."""
    key = aids_of(family.first, False)[family.first.lot[0]]
    return _gathering(family, cells, chosen, name, lambda _: {"_key": key})


def lots(
    family: Family, cells: Cells, chosen: Sequence[str], name: str, standing: Standing, state: str
) -> Gathering:
    """One row for facts alike in owner's key, dates and unit, of keys that are not settled.

    standing: where keys stand. state: what that is made from.
    """
    question = family.first
    keys = _lot(question)
    unit = question.schema.client_unit(question.fact)
    of = source_columns(question.schema, question.fact, question.period)
    keys["_unit"] = or_else(of(unit.path).sql, text("")) if unit else text("")

    def unsettled(query: exp.Select) -> exp.Select:
        same = equal(column("key", "standing"), keys[question.lot[0]].copy())
        settled = exp.GT(this=column("place", "standing"), expression=number(0))
        query = joined(query, standing.relation(), same, settled, left=True)
        return where(query, exp.Is(this=column("key", "standing"), expression=exp.Null()))

    return replace(_gathering(family, cells, chosen, name, lambda _: keys, unsettled), state=state)


def lots_of_clients(
    families: Sequence[Family],
    cells: Cells,
    chosen: Sequence[str],
    name: str,
    stretches: str,
    covers: Sequence[str],
) -> Gathering:
    """One row for facts alike in client and stretches of days, of clients that go by the day.

    families: whose lots they are; they read the same facts and look owners up by the same dates. stretches:
    the relation of these clients' stretches. covers: what that is made from; lots that were kept for more
    families serve fewer.
    """
    dated = next((family for family in families if family.first.owned_on), families[0])
    lot = _lot(dated.first)
    days = span([(family.start, family.end) for family in families])
    begin = sorted({each for family in families for each in (family.start, family.end)})

    def keys(within: Clip) -> dict[str, exp.Expression]:
        since, until = within or days
        begun = [since, *(each for each in begin if since < each < until)]
        first = {each: first_day(lot[each], "standing") for each in DAYS if each in lot}
        return {**lot, **first, "_day": not_before(first["_day"], lot["_day"], begun)}

    def moving(query: exp.Select) -> exp.Select:
        same = equal(column("key", "standing"), lot["_client"].copy())
        return joined(query, relation(stretches, "standing"), same)

    made = _gathering(dated, cells, chosen, name, keys, moving, days)
    return replace(made, covers=tuple(covers), beside=stretches)


def _lot(question: Question) -> dict[str, exp.Expression]:
    """The columns by which facts are owned alike, and the credit date."""
    aids = aids_of(question, False)
    return {name: aids[name] for name in dict.fromkeys((*question.lot, "_day"))}


def unit_by_key(family: Family) -> bool:
    """Whether the owner's key alone says in which unit what nobody owns is missed: it is the client."""
    return family.first.way == "coverage" and family.fact.client is not None


def _gathering(
    family: Family,
    cells: Cells,
    chosen: Sequence[str],
    name: str,
    keys: Callable[[Clip], Mapping[str, exp.Expression]],
    restricted: Callable[[exp.Select], exp.Select] | None = None,
    days: Clip = None,
) -> Gathering:
    """keys: the columns that rows are told apart by, where they lie in these days. restricted: the facts with
    a join that leaves out those that are not gathered."""
    question, names = family.first, tuple(keys(None))
    start, end = days or (family.start, family.end)
    of_keys = _paths_of_keys(family, with_unit="_unit" in names)
    on = column(family.on, "fact")

    def query(wanted: Sequence[str], clip: Clip, within: Clip = None) -> exp.Select:
        by = keys(within)
        listed = [named(sql.copy(), key) for key, sql in by.items()]
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
        return grouped(rows, [sql for sql in by.values() if not isinstance(sql, exp.Literal)])

    def reads(cell: str) -> tuple[str, ...]:
        found = (question.schema.attribute(question.fact, path) for path in (*of_keys, *cells.paths[cell]))
        return tuple(sorted({join.table for each in found if each for join in each.joins}))

    return Gathering(
        name,
        family.fact,
        family.on,
        start,
        end,
        names,
        tuple(chosen),
        query,
        reads,
    )


def _paths_of_keys(family: Family, with_unit: bool) -> list[str]:
    """The names that owners are looked up by, and units."""
    first = family.first
    unit = first.schema.client_unit(first.fact) if with_unit else None
    return [*aid_paths(first), *([unit.path] if unit else [])]
