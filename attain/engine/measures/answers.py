"""The values of a family's questions, from what was gathered: one query for all of them.

totals → placed: what is credited to each place all along, and to the company's
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
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    union,
    where,
    with_relations,
)
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.family import Family
from attain.engine.measures.gathering import unit_by_key
from attain.engine.measures.names import day
from attain.engine.measures.parts import Part, assembled
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.query import rolled_up
from attain.engine.measures.relations import WHO
from attain.engine.measures.standing import MOVING, Standing
from attain.engine.money import PPM


@dataclass(frozen=True)
class Gathered:
    """The relations that a family's answers are made from.

    chosen: its cells. totals: the relation of what is added up by place. lots: that of what goes by the day,
    "" for nothing; where there is one, the relations of `credit` are made first. owners: the rows of
    coverage that lots need, "" for coverage itself.
    """

    family: Family
    cells: Cells
    chosen: tuple[str, ...]
    totals: str
    standing: Standing
    lots: str = ""
    owners: str = ""

    @property
    def lot(self) -> tuple[str, ...]:
        """The columns by which lots are owned and stand alike."""
        return self.family.first.lot

    @property
    def kept_lot(self) -> tuple[str, ...]:
        """These, and the unit where it is the facts' own: the columns that tell one lot from another."""
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
            "owned": owned(self.family.first, "lots", self.owners),
            "credited": credited(self.family.first),
        }

    def _moving(self, query: exp.Select) -> exp.Select:
        """Lots that were gathered for several families: those of this one's keys, in its window."""
        same = equal(column("key", "standing"), column(self.lot[0], "gathered"))
        moving = equal(column("place", "standing"), number(MOVING))
        query = joined(query, self.standing.relation(), same, moving)
        since = exp.GTE(this=column("_day"), expression=day(self.family.start))
        return where(query, since, exp.LT(this=column("_day"), expression=day(self.family.end)))


def values_query(gathered: Gathered, asked: Sequence[Asked]) -> exp.Select:
    """Rows (number of the subject, a value for each question without an inner grain)."""
    names = cells_of(asked)
    merged = gathered.cells.merged(names)
    relations: dict[str, exp.Expression] = {"placed": placed(gathered, merged)}
    together = any(counts_once(one) for one in asked)
    if gathered.lots:
        alone = select(column("_place"), column("_share"), *merged, source=relation("credited"))
        keys = [column("_place"), column("_share")]
        relations["alone"] = grouped(where(alone, whole()) if together else alone, keys)
    relations["rolled"] = rolled_rows(gathered, names, ("placed",), (), together)
    made = [where_present(value_of(one, _merged), one.present, at) for at, one in enumerate(asked)]
    query = select(column(WHO), *made, source=relation("rolled"))
    return with_relations(grouped(query, [column(WHO)]), relations)


def placed(gathered: Gathered, made: Sequence[exp.Expression]) -> exp.Union:
    """What stands in each place, and all of it in the company's. made: aggregates of the places' sums."""
    names = [each.alias_or_name for each in made]
    settled = select(column("_place"), *map(column, names), source=relation(gathered.totals))
    settled = where(settled, exp.GT(this=column("_place"), expression=number(0)))
    place = named(number(COMPANY_PLACE), "_place")
    company = select(place, *_copies(made), source=relation(gathered.totals))
    return exp.Union(this=settled, expression=company, distinct=False)


def counts_once(one: Asked) -> bool:
    """Whether facts with several owners count once and whole: then shares can't be added up by place."""
    return not one.plan.shared and any(part.linear for part in one.plan.value)


# -- rolled up ---------------------------------------------------------------------------


def rolled_rows(
    gathered: Gathered, names: Iterable[str], whole_of: Sequence[str], more: Sequence[str], together: bool
) -> exp.Select | exp.Union:
    """Every subject's rows with their share: those of whole places, and those of `alone` with its shares.

    together: lots that several people own count once for each subject that they roll up to, with the
    subject's whole share of them; they are not in `alone` then.
    """
    names = list(names)
    who = column(WHO, "r")
    parts = []
    for source in (*whole_of, *(("alone",) if gathered.lots else ())):
        share = named(number(PPM), "_share") if source in whole_of else column("_share", source)
        kept = [column(name, source) for name in (*more, *names)]
        parts.append(rolled_up(select(who.copy(), share, *kept, source=relation(source)), source))
    if together and gathered.lots and _several(gathered):
        lot = [column(name, "credited") for name in gathered.kept_lot]
        share = named(exp.Sum(this=column("_share", "credited")), "_share")
        once = [named(exp.Max(this=column(name, "credited")), name) for name in names]
        rows = select(who, *lot, share, *once, source=relation("credited"))
        rows = where(rolled_up(rows, "credited"), exp.Not(this=whole("credited")))
        rows = subquery(grouped(rows, [who, *lot]), "together")
        parts.append(select(*map(column, (WHO, "_share", *more, *names)), source=rows))
    return union(*_copies(parts))


def _several(gathered: Gathered) -> bool:
    first = gathered.family.first
    return first.traits.several_owners(first.measure, first.fact)


def where_present(value: Column, count: str, at: int) -> exp.Alias:
    """The value where there are rows, or groups, behind it."""
    some = exp.GT(this=exp.Sum(this=column(count)), expression=number(0))
    return named(exp.Case(ifs=[exp.If(this=some, true=value.sql)]), f"v{at}")


# -- values -------------------------------------------------------------------------------


def value_of(one: Asked, of: Callable[[Part, bool], Column]) -> Column:
    plan = one.plan
    tree = plan.question.measure.value.tree
    return assembled(tree, plan.value, lambda part: of(part, plan.shared), plan.columns)


def _merged(part: Part, shared: bool) -> Column:
    return part.merged(shared)


def cells_of(asked: Sequence[Asked]) -> list[str]:
    return list(dict.fromkeys(name for one in asked for name in one.names))


def _copies(made: Iterable[exp.Expression]) -> list[exp.Expression]:
    return [each.copy() for each in made]


def whole(table: str = "") -> exp.Expression:
    return equal(column("_share", table), number(PPM))
