"""The values of a family's questions, from what was gathered: one query for all of them.

sheet × standing → placed: what is credited to each place all along, and to the company's
lots → owned → credited: what goes by the day
both × rollup → the values of each subject
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from attain.engine.formulas import Column
from attain.engine.measures.cells import Asked, Cells
from attain.engine.measures.clauses import (
    column,
    equal,
    every_of,
    filled,
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    union,
    where,
    wide,
    with_relations,
)
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.family import Family
from attain.engine.measures.gathering import unit_by_key
from attain.engine.measures.names import day
from attain.engine.measures.parts import Part, assembled
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.query import SUBJECT, rolled_up
from attain.engine.measures.standing import MOVING
from attain.engine.money import PPM

#: How aggregates over groups are merged, where they are no sums.
_OVER = {"min": exp.Min, "max": exp.Max}


@dataclass(frozen=True)
class Gathered:
    """The relations that a family's answers are made from.

    chosen: its cells. unique: whether no key is in the sheet twice. lots: the relation of what goes by the
    day, "" for nothing; where there is one, the relations of `credit` are made first.
    """

    family: Family
    cells: Cells
    chosen: tuple[str, ...]
    sheet: str
    standing: str
    lots: str = ""
    unique: bool = False

    @property
    def lot(self) -> tuple[str, ...]:
        """The columns by which lots are owned and stand alike."""
        return self.family.first.lot

    @property
    def kept_lot(self) -> tuple[str, ...]:
        """These, and the unit where it is the facts' own."""
        return (*self.lot, *(() if unit_by_key(self.family) else ("_unit",)))

    @property
    def credit(self) -> dict[str, exp.Expression]:
        """`lots`, `owned` and `credited` in this order, each made from those before; none without lots."""
        if not self.lots:
            return {}
        keys = [column(name) for name in self.kept_lot]
        merged = select(*keys, *self.cells.merged(self.chosen), source=relation(self.lots, "gathered"))
        if unit_by_key(self.family):
            merged = self._moving(merged)
        merged = grouped(merged, keys)
        return {
            "lots": merged,
            "owned": owned(self.family.first, "lots"),
            "credited": credited(self.family.first),
        }

    def _moving(self, query: exp.Select) -> exp.Select:
        """Lots that were gathered for several families: those of this one's keys, in its window."""
        same = equal(column("key", "standing"), column(self.lot[0], "gathered"))
        moving = equal(column("place", "standing"), number(MOVING))
        query = joined(query, relation(self.standing, "standing"), same, moving)
        since = exp.GTE(this=column("_day"), expression=day(self.family.start))
        return where(query, since, exp.LT(this=column("_day"), expression=day(self.family.end)))


def values_query(gathered: Gathered, asked: Sequence[Asked]) -> exp.Select:
    """Rows (level, subject, spell, a value for each question without an inner grain)."""
    names = _cells_of(asked)
    merged = gathered.cells.merged(names)
    at_place = select(
        named(column("place", "standing"), "_place"), *merged, source=relation(gathered.sheet, "sheet")
    )
    placed = grouped(_settled(at_place, gathered), [column("place", "standing")])
    company = select(named(number(COMPANY_PLACE), "_place"), *merged, source=relation(gathered.sheet))
    placed = union(placed, company)
    relations: dict[str, exp.Expression] = {}
    if gathered.lots:
        alone = select(column("_place"), *merged, source=relation("credited"))
        placed = union(placed, grouped(where(alone, _whole()), [column("_place")]))
    relations |= {"placed": placed, "rolled": _rolled(gathered, names, "placed", ())}
    made = [_where_present(_value(one, _merged), one.present, at) for at, one in enumerate(asked)]
    query = select(*map(column, SUBJECT), *made, source=relation("rolled"))
    return with_relations(grouped(query, map(column, SUBJECT)), relations)


def groups_query(gathered: Gathered, asked: Sequence[Asked]) -> exp.Select:
    """The same for questions with a group for each owner's key, filtered and then added up."""
    names = _cells_of(asked)
    cells = map(column, names) if gathered.unique else gathered.cells.merged(names)
    groups = where(select(column("_key"), *cells, source=relation(gathered.sheet)), filled(column("_key")))
    if not gathered.unique:
        groups = grouped(groups, [column("_key")])
    relations: dict[str, exp.Expression] = {"groups": groups}
    kept = _kept(asked, lambda part, shared: _alone(part, shared))
    at_place = select(named(column("place", "standing"), "_place"), *kept, source=relation("groups", "sheet"))
    placed = grouped(_settled(at_place, gathered), [column("place", "standing")])
    company = select(named(number(COMPANY_PLACE), "_place"), *kept, source=relation("groups"))
    relations["placed"] = union(placed, company)
    counted = list(_counted(asked))
    again = [named(merge(this=column(name)), name) for name, merge in counted]
    subjects = [column(name, "r") for name in SUBJECT]
    rolled = grouped(rolled_up(select(*subjects, *again, source=relation("placed")), "placed"), subjects)
    answer: exp.Select | exp.Union = rolled
    if gathered.lots:
        key = gathered.lot[0]
        alone = select(
            column("_place"), column(key), *gathered.cells.merged(names), source=relation("credited")
        )
        relations["alone"] = grouped(where(alone, _whole()), [column("_place"), column(key)])
        relations["by_key"] = _by_key(gathered, names, asked, key)
        relations["mixed"] = _mixed(asked)
        answer = union(rolled, select(exp.Star(), source=relation("mixed")))
    relations["counted"] = answer
    made = [
        _where_present(_value(one, lambda part, shared, at=at: _again(part, shared, at)), f"n{at}", at)
        for at, one in enumerate(asked)
    ]
    query = select(*map(column, SUBJECT), *made, source=relation("counted"))
    return with_relations(grouped(query, map(column, SUBJECT)), relations)


# -- rolled up ---------------------------------------------------------------------------


def _rolled(
    gathered: Gathered, names: Iterable[str], source: str, more: Sequence[str]
) -> exp.Select | exp.Union:
    """Every subject's rows with their share: what stands in one place, and lots that several people own.

    Such a lot counts once for each subject that it rolls up to, with the subject's whole share of it.
    """
    names = list(names)
    subjects = [column(name, "r") for name in SUBJECT]
    kept = [column(name, source) for name in (*more, *names)]
    alone = select(*subjects, named(number(PPM), "_share"), *kept, source=relation(source))
    alone = rolled_up(alone, source)
    if not gathered.lots or not _several(gathered):
        return alone
    lot = [column(name, "credited") for name in gathered.lot]
    share = named(exp.Sum(this=column("_share", "credited")), "_share")
    once = [named(exp.Max(this=column(name, "credited")), name) for name in names]
    together = select(*subjects, *lot, share, *once, source=relation("credited"))
    together = where(rolled_up(together, "credited"), exp.Not(this=_whole("credited")))
    together = subquery(grouped(together, [*subjects, *lot]), "together")
    return union(alone, select(*map(column, (*SUBJECT, "_share", *more, *names)), source=together))


def _several(gathered: Gathered) -> bool:
    first = gathered.family.first
    return first.traits.several_owners(first.measure, first.fact)


def _by_key(gathered: Gathered, names: list[str], asked: Sequence[Asked], key: str) -> exp.Select:
    """Groups of owners' keys for each subject, from `alone` and from lots with several owners."""
    rows = subquery(_rolled(gathered, names, "alone", (key,)), "rows")
    keys = [*map(column, SUBJECT), column(key)]
    made: dict[str, exp.Expression] = {}
    for one in asked:
        for part, shared in _parts(one):
            if not part.grouped:
                name = _held(part, shared)
                made[name] = named(part.merged(shared).sql, name)
        made[one.present] = named(exp.Sum(this=column(one.present)), one.present)
    query = select(*keys, *made.values(), source=rows)
    return grouped(where(query, filled(column(key))), keys)


def _mixed(asked: Sequence[Asked]) -> exp.Select:
    def merged(part: Part, shared: bool) -> Column:
        return Column(column(_held(part, shared)), *_kind(part, shared))

    query = select(*map(column, SUBJECT), *_kept(asked, merged), source=relation("by_key"))
    return grouped(query, map(column, SUBJECT))


# -- groups that pass the filter ----------------------------------------------------------


def _kept(asked: Sequence[Asked], of: Callable[[Part, bool], Column]) -> list[exp.Expression]:
    """For each question the aggregates of its value over the groups that are there and pass `having`."""
    found = []
    for at, one in enumerate(asked):
        plan = one.plan
        passes = [exp.GT(this=column(one.present), expression=number(0))]
        having = plan.question.measure.having
        if having is not None:
            held = assembled(having.tree, plan.having, lambda part: of(part, False), plan.columns)
            passes.append(held.sql)
        found.append(named(exp.Sum(this=_case(passes, number(1))), f"n{at}"))
        for part in plan.value:
            inner = number(1) if part.grouped else of(part, plan.shared and part.linear).sql
            found.append(named(_OVER.get(part.kind, exp.Sum)(this=_case(passes, inner)), _name(at, part)))
    return found


def _case(conditions: Iterable[exp.Expression], value: exp.Expression) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=every_of([each.copy() for each in conditions]), true=value)])


def _counted(asked: Sequence[Asked]) -> Iterable[tuple[str, type[exp.Expression]]]:
    for at, one in enumerate(asked):
        yield f"n{at}", exp.Sum
        for part in one.plan.value:
            yield _name(at, part), _OVER.get(part.kind, exp.Sum)


def _again(part: Part, shared: bool, at: int) -> Column:
    """The aggregate over groups, from those of places."""
    make = _OVER.get(part.kind, exp.Sum)
    total: exp.Expression = make(this=column(_name(at, part)))
    if make is exp.Sum:
        total = exp.Coalesce(this=total, expressions=[number(0)])
    return Column(total, *_kind(part, shared and part.linear))


def _alone(part: Part, shared: bool) -> Column:
    """A part of a group that one person owns wholly."""
    own: exp.Expression = column(part.name)
    if part.linear:
        own = exp.Coalesce(this=own, expressions=[number(0)])
    if shared and part.linear:
        own = exp.Mul(this=wide(own), expression=number(PPM))
    return Column(own, *_kind(part, shared))


def _where_present(value: Column, count: str, at: int) -> exp.Alias:
    """The value where there are rows, or groups, behind it."""
    some = exp.GT(this=exp.Sum(this=column(count)), expression=number(0))
    return named(exp.Case(ifs=[exp.If(this=some, true=value.sql)]), f"v{at}")


# -- values -------------------------------------------------------------------------------


def _value(one: Asked, of: Callable[[Part, bool], Column]) -> Column:
    plan = one.plan
    tree = plan.question.measure.value.tree
    return assembled(tree, plan.value, lambda part: of(part, plan.shared), plan.columns)


def _merged(part: Part, shared: bool) -> Column:
    return part.merged(shared)


def _parts(one: Asked) -> Iterable[tuple[Part, bool]]:
    """Each part with whether shares divide it: in the value they may, in the filter never."""
    yield from ((part, one.plan.shared and part.linear) for part in one.plan.value)
    yield from ((part, False) for part in one.plan.having)


def _kind(part: Part, shared: bool) -> tuple[str, int]:
    found = part.merged_or_grouped(shared)
    return found.kind, found.scale


def _held(part: Part, shared: bool) -> str:
    return f"{part.name}_shared" if shared else part.name


def _name(at: int, part: Part) -> str:
    return f"g{at}_{part.name}"


def _cells_of(asked: Sequence[Asked]) -> list[str]:
    return list(dict.fromkeys(name for one in asked for name in one.names))


def _settled(query: exp.Select, gathered: Gathered) -> exp.Select:
    """The query over `sheet` with each key's place, of keys that stand in one."""
    same = equal(column("key", "standing"), column("_key", "sheet"))
    query = joined(query, relation(gathered.standing, "standing"), same)
    return where(query, exp.GT(this=column("place", "standing"), expression=number(0)))


def _whole(table: str = "") -> exp.Expression:
    return equal(column("_share", table), number(PPM))
