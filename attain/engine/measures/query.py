"""A measure as one SQL tree: rows (level, subject, spell, grp, value) with integer values.

facts → owned → credited → given → summed → rolled → the value of each subject and group.

`summed` adds up what is credited alike (same place, share and group of `per`), so that the roll-up
joins a small relation. Where facts must count once and whole at every level, those that have several
owners (`several`) are kept apart and merged after the roll-up.
"""

from sqlglot import exp

from attain.engine.formulas import Column
from attain.engine.measures.credit import credited, given, owned
from attain.engine.measures.names import column, fact_columns
from attain.engine.measures.parts import Part, assembled, parts_of
from attain.engine.measures.selection import Question, facts
from attain.engine.money import PPM

SUBJECT = ("level", "subject", "spell")


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
        return [exp.alias_(sql, part.name) for part, sql in made if sql is not None]

    @property
    def grain(self) -> list[exp.Expression]:
        """What `summed` keeps apart beside place and share: group, `per`, and what is counted distinct."""
        found = [column("_group")] if self.question.measure.by else []
        if self.question.per:
            found.append(exp.alias_(column(self.question.per), "_per"))
        distinct = (part for part in (*self.value, *self.having) if part.kind == "count_distinct")
        return found + [exp.alias_(part.argument.sql.copy(), part.name) for part in distinct]

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
    query = _values(plan, grouped=False)
    if question.measure.by:
        query = exp.union(query, _values(plan, grouped=True), distinct=False)
    return with_relations(query, _relations(plan))


def with_relations(
    query: exp.Select | exp.Union, relations: dict[str, exp.Expression]
) -> exp.Select | exp.Union:
    """The query with named relations before it."""
    for name, relation in relations.items():
        query = query.with_(name, as_=relation, copy=False)
    return query


def kept_groups(question: Question, only: exp.Expression, grouped: bool) -> dict[str, exp.Expression]:
    """`kept`: the groups of `per` that pass `having` for the subjects in `only`, and what it is made from."""
    plan = Plan(question)
    keys = [*SUBJECT, *(["_group"] if grouped else [])]
    relations = _added_up(plan)
    return relations | {"kept": _groups(plan, keys).where(only)}


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
    several = _summed(plan, "credited", ("_place", *plan.question.lot)).where(f"_share < {PPM}")
    kept = [*SUBJECT, "_share", *plan.names]
    alone = exp.select(*map(column, kept)).from_(_rolled().subquery("alone"))
    together = exp.select(*map(column, kept)).from_(_once(plan).subquery("together"))
    return relations | {"several": several, "rolled": exp.union(alone, together, distinct=False)}


def _summed(plan: Plan, source: str, keys: tuple[str, ...]) -> exp.Select:
    grain = [*(column(key) for key in keys), column("_share"), *plan.grain]
    groups = [item.this if isinstance(item, exp.Alias) else item for item in grain]
    return exp.select(*grain, *plan.partials).from_(source).group_by(*(group.copy() for group in groups))


def _once(plan: Plan) -> exp.Select:
    """Facts with several owners, once for each subject that they roll up to, with its whole share."""
    lot = [column(name, "several") for name in (*plan.question.lot, *plan.names)]
    keys = [*(column(name, "r") for name in SUBJECT), *lot]
    share = exp.alias_(exp.Sum(this=column("_share", "several")), "_share")
    query = exp.select(*keys, share).from_("several").join("rollup AS r", on="r.place = several._place")
    return query.group_by(*(key.copy() for key in keys))


def _rolled() -> exp.Select:
    subject = [column(name, "r") for name in SUBJECT]
    return exp.select(*subject, "summed.*").from_("summed").join("rollup AS r", on="r.place = summed._place")


def _values(plan: Plan, grouped: bool) -> exp.Select:
    """One value for each subject (and group) from `rolled`."""
    keys = [*SUBJECT, *(["_group"] if grouped else [])]
    parts = plan.value
    if plan.question.per:
        if any(part.kind == "count_distinct" for part in parts):
            return _distinct(plan, keys, _in_kept_groups(plan, keys))
        source = _groups(plan, keys).subquery("groups")
        return _select(plan, keys, source, lambda part: part.over_groups(plan.shared))
    if len(parts) == 1 and parts[0].kind == "count_distinct":
        return _distinct(plan, keys, exp.select("*").from_("rolled"))
    return _select(plan, keys, exp.to_table("rolled"), lambda part: part.merged(plan.shared))


def _select(plan: Plan, keys: list[str], source: exp.Expression, of) -> exp.Select:
    value = assembled(plan.question.measure.value.tree, plan.value, of, plan.columns)
    return _answer(keys, value.sql).from_(source).group_by(*map(column, keys))


def _answer(keys: list[str], value: exp.Expression) -> exp.Select:
    group = column("_group") if "_group" in keys else exp.Literal.string("")
    return exp.select(*map(column, SUBJECT), exp.alias_(group, "grp"), exp.alias_(value, "value"))


def _groups(plan: Plan, keys: list[str]) -> exp.Select:
    """The groups of `per` that pass `having`, with what the value needs of them."""
    merged = [
        exp.alias_(part.merged(plan.shared).sql, part.name)
        for part in plan.value
        if not part.grouped and part.kind != "count_distinct"
    ]
    by = [*map(column, keys), column("_per")]
    query = exp.select(*by, *merged).from_("rolled").group_by(*(key.copy() for key in by))
    query = query.where(exp.Not(this=exp.Is(this=column("_per"), expression=exp.Null())))
    having = _having(plan)
    return query.having(having.sql) if having else query


def _having(plan: Plan) -> Column | None:
    """The filter on groups: each fact whole, whatever share of it is credited."""
    measure = plan.question.measure
    if measure.having is None:
        return None
    return assembled(measure.having.tree, plan.having, lambda part: part.merged(shared=False), plan.columns)


def _in_kept_groups(plan: Plan, keys: list[str]) -> exp.Select:
    """The rows of `rolled` that belong to groups which pass `having`."""
    if plan.question.measure.having is None:
        present = exp.Not(this=exp.Is(this=column("_per"), expression=exp.Null()))
        return exp.select("*").from_("rolled").where(present)
    same = [exp.EQ(this=column(key, "rolled"), expression=column(key, "groups")) for key in [*keys, "_per"]]
    kept = _groups(plan, keys).subquery("groups")
    return exp.select("rolled.*").from_("rolled").join(kept, on=exp.and_(*same))


def _distinct(plan: Plan, keys: list[str], rows: exp.Select) -> exp.Select:
    """Distinct values are grouped first and counted after: twice as fast as COUNT(DISTINCT …)."""
    (part,) = plan.value
    by = [*map(column, keys), column(part.name)]
    values = exp.select(*by).from_(rows.subquery("rows")).group_by(*(key.copy() for key in by))
    count = exp.Count(this=column(part.name))
    return _answer(keys, count).from_(values.subquery("counted")).group_by(*map(column, keys))
