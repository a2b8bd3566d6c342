"""A measure as one SQL tree: rows (level, subject, spell, grp, value) with integer values.

facts → owned → credited → given → summed → rolled → the value of each subject and group.

`summed` adds up what is credited alike (same place, share and group of `per`), so that the roll-up
joins a small relation. Where facts must count once and whole at every level, those that have several
owners (`several`) are kept apart and merged after the roll-up.
"""

from collections.abc import Callable

from sqlglot import exp

from attain.engine.formulas import Column
from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    filled,
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    text,
    union,
    where,
    with_relations,
)
from attain.engine.measures.credit import credited, given, owned
from attain.engine.measures.names import fact_columns
from attain.engine.measures.parts import Part, assembled, parts_of
from attain.engine.measures.relations import SUBJECT
from attain.engine.measures.selection import Question, facts
from attain.engine.money import PPM


class Plan:
    """The parts of one question's value and filter, and how they are added up."""

    def __init__(self, question: Question) -> None:
        self.question = question
        measure = question.measure
        self.columns = fact_columns(question.schema, question.fact, question.period)
        self.value = parts_of(measure.value.tree, self.columns, "value_", bool(question.per))
        self.having: tuple[Part, ...] = ()
        if measure.having is not None:
            self.having = parts_of(measure.having.tree, self.columns, "having_")
        self.shared = measure.credit.shares == "split"
        counts_rows = any(part.linear for part in (*self.having, *(() if self.shared else self.value)))
        self.once = counts_rows and question.traits.several_owners(measure, question.fact)

    @property
    def partials(self) -> list[exp.Expression]:
        made = ((part, part.partial) for part in (*self.value, *self.having))
        return [named(sql, part.name) for part, sql in made if sql is not None]

    @property
    def grain(self) -> list[exp.Expression]:
        """What `summed` keeps apart beside place and share: group, `per`, and what is counted distinct."""
        found = [column("_group")] if self.question.measure.by else []
        if self.question.per:
            found.append(named(column(self.question.per), "_per"))
        distinct = (part for part in (*self.value, *self.having) if part.kind == "count_distinct")
        return found + [named(part.argument.sql.copy(), part.name) for part in distinct]

    @property
    def kept(self) -> list[str]:
        """The columns of `facts` that the value is made from."""
        group = ["_group"] if self.question.measure.by else []
        return [*self.question.paths, *group]

    @property
    def names(self) -> list[str]:
        """The columns of `summed` beside place and share."""
        return [item.alias_or_name for item in (*self.grain, *self.partials)]


def measure_query(question: Question) -> exp.Select | exp.Union:
    """The SQL of a measure for a period, at every level and for every group of `by`."""
    plan = Plan(question)
    query = _values(plan, by_group=False)
    if question.measure.by:
        query = union(query, _values(plan, by_group=True))
    return with_relations(query, _relations(plan))


def kept_groups(question: Question, only: exp.Expression, by_group: bool) -> dict[str, exp.Expression]:
    """`kept`: the groups of `per` that pass `having` for the subjects in `only`, and what it is made from."""
    plan = Plan(question)
    keys = [*SUBJECT, *(["_group"] if by_group else [])]
    relations = _added_up(plan)
    return relations | {"kept": where(_groups(plan, keys), only)}


def credited_relations(
    question: Question, more: tuple[str, ...] = (), stored: tuple[str, ...] = (), whole: bool = False
) -> dict[str, exp.Expression]:
    """`facts`, `owned` and `credited` by name."""
    rows = facts(question, more, stored, whole)
    return {"facts": rows, "owned": owned(question), "credited": credited(question)}


def _relations(plan: Plan) -> dict[str, exp.Expression]:
    return credited_relations(plan.question) | _added_up(plan)


def _added_up(plan: Plan) -> dict[str, exp.Expression]:
    """From `credited` to `rolled`."""
    relations = {"given": given(plan.kept, sole=plan.once), "summed": _summed(plan, "given", ("_place",))}
    if not plan.once:
        return relations | {"rolled": _rolled()}
    several = _summed(plan, "credited", ("_place", *plan.question.lot))
    shared = exp.LT(this=column("_share"), expression=number(PPM))
    kept = [*SUBJECT, "_share", *plan.names]
    alone = select(*map(column, kept), source=subquery(_rolled(), "alone"))
    together = select(*map(column, kept), source=subquery(_once(plan), "together"))
    return relations | {"several": where(several, shared), "rolled": union(alone, together)}


def _summed(plan: Plan, source: str, keys: tuple[str, ...]) -> exp.Select:
    grain = [*(column(key) for key in keys), column("_share"), *plan.grain]
    groups = [item.this if isinstance(item, exp.Alias) else item for item in grain]
    return grouped(select(*grain, *plan.partials, source=relation(source)), groups)


def _once(plan: Plan) -> exp.Select:
    """Facts with several owners, once for each subject that they roll up to, with its whole share."""
    lot = [column(name, "several") for name in (*plan.question.lot, *plan.names)]
    keys = [*(column(name, "r") for name in SUBJECT), *lot]
    share = named(exp.Sum(this=column("_share", "several")), "_share")
    return grouped(rolled_up(select(*keys, share, source=relation("several")), "several"), keys)


def _rolled() -> exp.Select:
    subject = [column(name, "r") for name in SUBJECT]
    return rolled_up(select(*subject, every("summed"), source=relation("summed")), "summed")


def rolled_up(query: exp.Select, table: str) -> exp.Select:
    """The query joined with r, every subject that a row's place rolls up to."""
    return joined(query, relation("rollup", "r"), equal(column("place", "r"), column("_place", table)))


def _values(plan: Plan, by_group: bool) -> exp.Select:
    """One value for each subject (and group) from `rolled`."""
    keys = [*SUBJECT, *(["_group"] if by_group else [])]
    parts = plan.value
    if plan.question.per:
        if any(part.kind == "count_distinct" for part in parts):
            return _distinct(plan, keys, _in_kept_groups(plan, keys))
        source = subquery(_groups(plan, keys), "groups")
        return _select(plan, keys, source, lambda part: part.over_groups(plan.shared))
    if len(parts) == 1 and parts[0].kind == "count_distinct":
        return _distinct(plan, keys, relation("rolled"))
    return _select(plan, keys, relation("rolled"), lambda part: part.merged(plan.shared))


def _select(plan: Plan, keys: list[str], source: exp.Expression, of: Callable[[Part], Column]) -> exp.Select:
    value = assembled(plan.question.measure.value.tree, plan.value, of, plan.columns)
    return _answer(keys, value.sql, source)


def _answer(keys: list[str], value: exp.Expression, source: exp.Expression) -> exp.Select:
    group = column("_group") if "_group" in keys else text("")
    query = select(*map(column, SUBJECT), named(group, "grp"), named(value, "value"), source=source)
    return grouped(query, map(column, keys))


def _groups(plan: Plan, keys: list[str]) -> exp.Select:
    """The groups of `per` that pass `having`, with what the value needs of them."""
    merged = [
        named(part.merged(plan.shared).sql, part.name)
        for part in plan.value
        if not part.grouped and part.kind != "count_distinct"
    ]
    by = [*map(column, keys), column("_per")]
    query = where(grouped(select(*by, *merged, source=relation("rolled")), by), filled(column("_per")))
    having = _having(plan)
    if having is not None:
        query.set("having", exp.Having(this=having.sql))
    return query


def _having(plan: Plan) -> Column | None:
    """The filter on groups: each fact whole, whatever share of it is credited."""
    measure = plan.question.measure
    if measure.having is None:
        return None
    return assembled(measure.having.tree, plan.having, lambda part: part.merged(shared=False), plan.columns)


def _in_kept_groups(plan: Plan, keys: list[str]) -> exp.Subquery:
    """The rows of `rolled` that belong to groups which pass `having`."""
    query = select(every("rolled"), source=relation("rolled"))
    if plan.question.measure.having is None:
        return subquery(where(query, filled(column("_per"))), "rows")
    same = [equal(column(key, "rolled"), column(key, "groups")) for key in [*keys, "_per"]]
    return subquery(joined(query, subquery(_groups(plan, keys), "groups"), *same), "rows")


def _distinct(plan: Plan, keys: list[str], rows: exp.Expression) -> exp.Select:
    """Distinct values are grouped first and counted after: twice as fast as COUNT(DISTINCT …)."""
    (part,) = plan.value
    by = [*map(column, keys), column(part.name)]
    values = grouped(select(*by, source=rows), by)
    return _answer(keys, exp.Count(this=column(part.name)), subquery(values, "counted"))
