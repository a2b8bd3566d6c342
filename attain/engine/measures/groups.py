"""The values of questions with groups: one for each owner's key, filtered by `having`, then added up.

totals    what the groups of keys that stand in one place come to there
by_key    keys that go by the day, for each subject that they roll up to
"""

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from attain.engine.formulas import Column
from attain.engine.measures.answers import (
    Gathered,
    cells_of,
    placed,
    rolled_rows,
    value_of,
    where_present,
    whole,
)
from attain.engine.measures.cells import Asked
from attain.engine.measures.clauses import (
    column,
    every_of,
    filled,
    grouped,
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
from attain.engine.measures.parts import Part, assembled
from attain.engine.measures.query import rolled_up
from attain.engine.measures.relations import WHO
from attain.engine.money import PPM

#: How aggregates over groups are merged, where they are no sums.
_OVER = {"min": exp.Min, "max": exp.Max}


def groups_query(gathered: Gathered, asked: Sequence[Asked]) -> exp.Select:
    """The same for questions with a group for each owner's key, filtered and then added up."""
    names = cells_of(asked)
    relations: dict[str, exp.Expression] = {"placed": placed(gathered, again(asked))}
    who = column(WHO, "r")
    rolled = grouped(rolled_up(select(who, *again(asked), source=relation("placed")), "placed"), [who])
    answer: exp.Select | exp.Union = rolled
    if gathered.lots:
        key = gathered.lot[0]
        keys = [column("_place"), column("_share"), column(key)]
        alone = select(*keys, *gathered.cells.merged(names), source=relation("credited"))
        relations["alone"] = grouped(where(alone, whole()), keys)
        relations["by_key"] = _by_key(gathered, names, asked, key)
        answer = union(answer, mixed(asked))
    relations["counted"] = answer
    made = [
        where_present(value_of(one, lambda part, shared, at=at: counted(part, shared, at)), f"n{at}", at)
        for at, one in enumerate(asked)
    ]
    query = select(column(WHO), *made, source=relation("counted"))
    return with_relations(grouped(query, [column(WHO)]), relations)


def _by_key(gathered: Gathered, names: list[str], asked: Sequence[Asked], key: str) -> exp.Select:
    """Groups of owners' keys for each subject, from `alone` and from lots with several owners."""
    rows = subquery(rolled_rows(gathered, names, (), (key,), together=True), "rows")
    keys = [column(WHO), column(key)]
    query = select(*keys, *parts_by_key(asked), source=rows)
    return grouped(where(query, filled(column(key))), keys)


def parts_by_key(asked: Sequence[Asked], table: str = "") -> list[exp.Expression]:
    """What the groups of a subject come to, from rows with their shares, as `mixed` reads it."""
    made: dict[str, exp.Expression] = {}
    for one in asked:
        for part, shared in _parts(one):
            if not part.grouped:
                name = _held(part, shared)
                made[name] = named(part.merged(shared, table).sql, name)
        made[one.present] = named(exp.Sum(this=column(one.present, table)), one.present)
    return list(made.values())


def mixed(asked: Sequence[Asked]) -> exp.Select:
    """What the groups in `by_key` come to for each subject."""

    def merged(part: Part, shared: bool) -> Column:
        return Column(column(_held(part, shared)), *_kind(part, shared))

    query = select(column(WHO), *kept(asked, merged), source=relation("by_key"))
    return grouped(query, [column(WHO)])


def kept(
    asked: Sequence[Asked], of: Callable[[Part, bool], Column], only: exp.Expression | None = None
) -> list[exp.Expression]:
    """For each question the aggregates of its value over the groups that are there and pass `having`.

    only: a further condition.
    """
    found = []
    for at, one in enumerate(asked):
        plan = one.plan
        passes = [exp.GT(this=column(one.present), expression=number(0)), *([only] if only else [])]
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


def again(asked: Sequence[Asked]) -> list[exp.Expression]:
    """What `kept` gave, merged under the same names."""
    found: list[tuple[str, type[exp.Expression]]] = []
    for at, one in enumerate(asked):
        found.append((f"n{at}", exp.Sum))
        found += [(_name(at, part), _OVER.get(part.kind, exp.Sum)) for part in one.plan.value]
    return [named(merge(this=column(name)), name) for name, merge in found]


def counted(part: Part, shared: bool, at: int) -> Column:
    """The aggregate over groups, from what was kept of them."""
    make = _OVER.get(part.kind, exp.Sum)
    total: exp.Expression = make(this=column(_name(at, part)))
    if make is exp.Sum:
        total = exp.Coalesce(this=total, expressions=[number(0)])
    return Column(total, *_kind(part, shared and part.linear))


def kept_of_groups(part: Part, shared: bool) -> Column:
    """A part of a group that one person owns wholly."""
    own: exp.Expression = column(part.name)
    if part.linear:
        own = exp.Coalesce(this=own, expressions=[number(0)])
    if shared and part.linear:
        own = exp.Mul(this=wide(own), expression=number(PPM))
    return Column(own, *_kind(part, shared))


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
