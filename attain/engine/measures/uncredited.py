"""Facts that found no owner, by unit and reason: credited + uncredited = all facts, always.

Facts that are owned alike are one lot, so that ownership is weighed lot by lot instead of fact by fact.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from attain.engine.formulas import RowExpression, to_sql
from attain.engine.formulas import names as names_in
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.names import column, fact_columns
from attain.engine.measures.parts import assembled, is_additive, parts_of
from attain.engine.measures.query import with_relations
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
        "facts": facts(all_facts, (*paths, *([unit.path] if unit else ()))),
        "lots": _lots(all_facts, unit, sums),
        "owned": owned(all_facts, "lots"),
        "credited": credited(all_facts),
        "weighed": _weighed(all_facts, sums),
    }
    query = exp.union(*(part for one in sums for part in _reasons(one)), distinct=False)
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


def _paths(question: Question) -> tuple[str, ...]:
    where = question.measure.where
    found = names_in(where.tree) if where else ()
    return (*question.paths, *(path for path in found if path not in PERIOD_NAMES))


def _sums(number: int, question: Question) -> _Sums:
    measure = question.measure
    columns = fact_columns(question.schema, question.fact, question.period)
    where = to_sql(measure.where.tree, columns).sql if measure.where else None
    counted = (
        exp.Literal.number(1)
        if where is None
        else exp.Case(ifs=[exp.If(this=where, true=exp.Literal.number(1))])
    )
    parts = parts_of(measure.value.tree, columns, "value_", bool(question.per))
    value: exp.Expression = exp.Literal.number(0)
    if is_additive(measure, parts):
        value = assembled(measure.value.tree, parts, lambda part: part.of_rows(where), columns).sql
    return _Sums(number, exp.Count(this=counted), value)


def _lots(question: Question, unit: Attribute | None, sums: Sequence[_Sums]) -> exp.Select:
    """Facts that are owned alike in one unit: how many of each measure, and their value."""
    empty = exp.Literal.string("")
    where = exp.Coalesce(this=column(unit.path), expressions=[empty]) if unit else empty
    keys = [column(name) for name in question.lot]
    made = [
        exp.alias_(sql, name)
        for one in sums
        for name, sql in zip(one.names, (one.facts, one.value), strict=True)
    ]
    query = exp.select(*keys, exp.alias_(where, "_unit"), *made).from_("facts")
    return query.group_by(*(key.copy() for key in keys), *([column(unit.path)] if unit else []))


def _weighed(question: Question, sums: Sequence[_Sums]) -> exp.Select:
    """Each lot with the parts per million of it that nobody owns, and that its owners lost by leaving."""
    names = [name for one in sums for name in one.names]
    lot = [column(name) for name in (*question.lot, "_unit", *names)]
    parts = [
        exp.select(*lot, f"{owns} AS owned", f"{gets} AS credited").from_(source)
        for source, owns, gets in (("lots", 0, 0), ("owned", "_share", 0), ("credited", 0, "_share"))
    ]
    every = exp.union(*parts, distinct=False).subquery("shares")
    missing = [f"{PPM} - SUM(owned) AS {NO_OWNER}", f"SUM(owned) - SUM(credited) AS {OWNER_LEFT}"]
    return exp.select(*lot, *missing).from_(every).group_by(*(name.copy() for name in lot))


def _reasons(one: _Sums) -> list[exp.Select]:
    """What one measure lacks in each unit, for each of the two reasons."""
    count, value = one.names
    return [
        exp.select(
            exp.alias_(exp.Literal.number(one.number), "number"),
            exp.alias_(column("_unit"), "unit"),
            exp.alias_(exp.Literal.string(reason), "reason"),
            f"SUM({count}) AS facts",
            exp.alias_(_sum_of_product(reason, count), "share"),
            exp.alias_(_sum_of_product(reason, value), "value"),
        )
        .from_("weighed")
        .where(f"{reason} <> 0", f"{count} > 0")
        .group_by(column("_unit"))
        for reason in (NO_OWNER, OWNER_LEFT)
    ]


def _sum_of_product(left: str, right: str) -> exp.Sum:
    return exp.Sum(this=exp.Mul(this=exp.cast(exp.column(left), "INT128"), expression=exp.column(right)))
