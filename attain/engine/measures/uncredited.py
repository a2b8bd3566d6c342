"""Facts that found no owner, by unit and reason: credited + uncredited = all facts, always.

Facts that are owned alike are one lot, so that ownership is weighed lot by lot instead of fact by fact.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from attain.engine.formulas import RowExpression, to_sql
from attain.engine.formulas import names as names_in
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
    subquery,
    text,
    union,
    where,
    wide,
    with_relations,
)
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.names import day, fact_columns
from attain.engine.measures.parts import assembled, is_additive, parts_of
from attain.engine.measures.schema import PERIOD_NAMES, Attribute
from attain.engine.measures.selection import Question, facts
from attain.engine.money import PPM

NO_OWNER = "no_owner"
OWNER_LEFT = "owner_left"


@dataclass(frozen=True, slots=True)
class _Sums:
    """One measure's count and value of a lot's facts."""

    number: int
    facts: exp.Expression
    value: exp.Expression

    @property
    def names(self) -> tuple[str, str]:
        return f"facts_{self.number}", f"value_{self.number}"


def uncredited_query(questions: Sequence[Question]) -> exp.Union:
    """Rows (number, unit, reason, facts, share, value), for questions that `credited_alike`.

    number: which question, from 0. unit: the client's unit ("" where unknown). reason: no_owner (nobody
    had it), owner_left (its owner held no post on the credit date). facts: how many facts lack some credit.
    share: what they lack, in parts per million of a fact. value: what they lack of the measure's value, at
    its scale + 6; 0 for measures whose value is no sum of their facts' values.
    """
    all_facts = _all_facts(questions[0])
    unit = all_facts.schema.client_unit(all_facts.fact)
    sums = [_sums(number, question) for number, question in enumerate(questions)]
    paths = {path: None for question in questions for path in _paths(question)}
    relations = {
        "facts": _in_doubt(all_facts, facts(all_facts, (*paths, *([unit.path] if unit else ())))),
        "lots": _lots(all_facts, unit, sums),
        "owned": owned(all_facts, "lots"),
        "credited": credited(all_facts),
        "weighed": _weighed(all_facts, sums),
    }
    query = union(*(part for one in sums for part in _reasons(one)))
    return with_relations(query, relations)


def credited_alike(question: Question) -> Hashable:
    """What questions must have in common to be answered together."""
    measure = question.measure
    window = measure.window.range(question.period, question.calendar)
    return measure.of, measure.credit.model_dump_json(), window, question.period


def _all_facts(question: Question) -> Question:
    """The question without its filter: every measure of the same facts is counted in one pass."""
    whole = {"where": None, "having": None, "per": "", "by": (), "value": RowExpression.of("count()")}
    return replace(question, measure=question.measure.model_copy(update=whole))


def _in_doubt(question: Question, rows: exp.Select) -> exp.Select:
    """The facts, but for those that name somebody who stands in one place throughout: they lack nothing."""
    if question.way != "fact" or "_named" in question.lot or not question.fact.employee:
        return rows
    start, end = map(day, question.stands or question.days)
    throughout = where(
        select(column("person_id", "p"), source=relation("places", "p")),
        exp.LTE(this=column("from", "p"), expression=start),
        exp.GTE(this=column("to", "p"), expression=end),
    )
    person = column("person_id", "throughout")
    same = equal(person, column(question.fact.employee, "fact"))
    rows = joined(rows, subquery(throughout, "throughout"), same, left=True)
    joins = rows.args["joins"]
    joins.insert(0, joins.pop())  # before what is joined to few of them only
    return where(rows, exp.Is(this=person.copy(), expression=exp.Null()))


def _paths(question: Question) -> tuple[str, ...]:
    where = question.measure.where
    found = names_in(where.tree) if where else ()
    return (*question.paths, *(path for path in found if path not in PERIOD_NAMES))


def _sums(at: int, question: Question) -> _Sums:
    measure = question.measure
    columns = fact_columns(question.schema, question.fact, question.period)
    condition = to_sql(measure.where.tree, columns).sql if measure.where else None
    counted: exp.Expression = number(1)
    if condition is not None:
        counted = exp.Case(ifs=[exp.If(this=condition.copy(), true=counted)])
    parts = parts_of(measure.value.tree, columns, "value_", bool(question.per))
    value: exp.Expression = number(0)
    if is_additive(measure, parts):
        value = assembled(measure.value.tree, parts, lambda part: part.of_rows(condition), columns).sql
    return _Sums(at, exp.Count(this=counted), value)


def _lots(question: Question, unit: Attribute | None, sums: Sequence[_Sums]) -> exp.Select:
    """Facts that are owned alike in one unit: how many of each measure, and their value."""
    place = or_else(column(unit.path), text("")) if unit else text("")
    keys = [column(name) for name in question.lot]
    made = [
        named(sql, name) for one in sums for name, sql in zip(one.names, (one.facts, one.value), strict=True)
    ]
    query = select(*keys, named(place, "_unit"), *made, source=relation("facts"))
    return grouped(query, [*keys, *([column(unit.path)] if unit else [])])


def _weighed(question: Question, sums: Sequence[_Sums]) -> exp.Select:
    """Each lot with the parts per million of it that nobody owns, and that its owners lost by leaving."""
    kept = [*question.lot, "_unit", *(name for one in sums for name in one.names)]
    parts = [
        select(*map(column, kept), named(owns, "owned"), named(gets, "credited"), source=relation(source))
        for source, owns, gets in (
            ("lots", number(0), number(0)),
            ("owned", column("_share"), number(0)),
            ("credited", number(0), column("_share")),
        )
    ]
    nobody = exp.Sub(this=number(PPM), expression=_sum("owned"))
    left = exp.Sub(this=_sum("owned"), expression=_sum("credited"))
    missing = named(nobody, NO_OWNER), named(left, OWNER_LEFT)
    query = select(*map(column, kept), *missing, source=subquery(union(*parts), "shares"))
    return grouped(query, map(column, kept))


def _reasons(one: _Sums) -> list[exp.Select]:
    """What one measure lacks in each unit, for each of the two reasons."""
    count, value = one.names
    found = []
    for reason in (NO_OWNER, OWNER_LEFT):
        query = select(
            named(number(one.number), "number"),
            named(column("_unit"), "unit"),
            named(text(reason), "reason"),
            named(_sum(count), "facts"),
            named(_sum_of_product(reason, count), "share"),
            named(_sum_of_product(reason, value), "value"),
            source=relation("weighed"),
        )
        lacking = exp.NEQ(this=column(reason), expression=number(0))
        some = exp.GT(this=column(count), expression=number(0))
        found.append(grouped(where(query, lacking, some), [column("_unit")]))
    return found


def _sum(name: str) -> exp.Sum:
    return exp.Sum(this=column(name))


def _sum_of_product(left: str, right: str) -> exp.Sum:
    return exp.Sum(this=exp.Mul(this=wide(column(left)), expression=column(right)))
