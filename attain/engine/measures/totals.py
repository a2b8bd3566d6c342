"""A family's sums by place, from one reading of its sheet: what its answers need of keys that stand still.

totals      _place; _key, of keys that stand nowhere, so that it can be said what their facts lack; cells;
            and for each question with groups what the groups of the keys come to
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from attain.engine.measures.answers import cells_of
from attain.engine.measures.cells import Asked, Cells
from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    filled,
    grouped,
    joined,
    named,
    relation,
    select,
    with_relations,
)
from attain.engine.measures.family import Family
from attain.engine.measures.gathering import unit_by_key
from attain.engine.measures.groups import again, kept, kept_of_groups
from attain.engine.measures.lacking import cells_lacking
from attain.engine.measures.standing import Standing, nowhere

#: What `totals` is grouped by.
KEYS = ("_place", "_key")


@dataclass(frozen=True)
class Totals:
    """A relation made from a sheet, by `query` from the name of the sheet, and whether it has each key once.

    stands: where its keys stand; a third argument of `query` says it of those in the sheet alone, or None:
    its rows have it themselves, as those of `stood` do, made from the name of a sheet.
    sums: its columns beside KEYS. adds: whether they are sums, so that those of keys can be taken away and
    added. state: what decides the rows beside the sheet. by_key: a sheet's rows merged to one for each key,
    from the name of the sheet; None where nothing is asked of single keys, so that it makes no difference.
    """

    name: str
    sums: tuple[str, ...]
    adds: bool
    query: Callable[..., exp.Select | exp.Union]
    stands: Standing
    stood: Callable[[str], exp.Select]
    state: str
    by_key: Callable[[str], exp.Select] | None


def totals(
    family: Family, cells: Cells, asked: Sequence[Asked], standing: Standing, state: str, name: str
) -> Totals:
    """What is added up for a family. standing: where its keys stand; state: what makes it."""
    by_key = [one for one in asked if one.question.per]
    plain = cells_of([one for one in asked if not one.question.per])
    if unit_by_key(family):
        plain = list(dict.fromkeys([*plain, *cells_lacking(asked)]))
    merges: Mapping[str, type[exp.Expression]] = {each.alias: type(each.this) for each in again(by_key)}
    merges = {**{cell: cells.merges[cell] for cell in plain}, **merges}

    def merged(source: str) -> exp.Select:
        made = cells.merged(dict.fromkeys([*plain, *cells_of(by_key)]))
        return grouped(select(column("_key"), *made, source=relation(source)), [column("_key")])

    def query(source: str, unique: bool, stands: Standing | None = standing) -> exp.Select | exp.Union:
        relations = {"groups": merged(source)} if by_key and not unique else {}
        made = kept(by_key, kept_of_groups, filled(column("_key")))
        found = _placed(family, "groups" if relations else source, stands, [*cells.merged(plain), *made])
        return with_relations(found, relations) if relations else found

    told = query("sheet", False, Standing("standing")).sql("duckdb")
    adds = {*merges.values()} <= {exp.Sum}

    def stood(source: str) -> exp.Select:
        rows = select(every("sheet"), column("place", "standing"), source=relation(source, "sheet"))
        return _standing(rows, standing)

    one_by_one = merged if by_key else None
    return Totals(name, tuple(merges), adds, query, standing, stood, f"{told}\0{state}", one_by_one)


def _placed(
    family: Family, source: str, standing: Standing | None, made: Sequence[exp.Expression]
) -> exp.Select:
    """Aggregates of the keys that stand in each place, and of each key that stands nowhere."""
    place: exp.Expression = column("place", "standing" if standing else "sheet")
    key: exp.Expression = exp.Null()
    if unit_by_key(family):
        key = exp.Case(ifs=[exp.If(this=nowhere(place), true=column("_key", "sheet"))])
    query = select(named(place, "_place"), named(key, "_key"), *made, source=relation(source, "sheet"))
    query = _standing(query, standing) if standing else query
    return grouped(query, [place] if isinstance(key, exp.Null) else [place, key])


def _standing(query: exp.Select, standing: Standing) -> exp.Select:
    same = equal(column("key", "standing"), column("_key", "sheet"))
    return joined(query, standing.relation(), same, left=True)
