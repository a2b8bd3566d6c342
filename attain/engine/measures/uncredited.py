"""Facts that found no owner, by unit and reason: credited + uncredited = all facts, always."""

from sqlglot import exp

from attain.engine.measures.names import column, fact_columns
from attain.engine.measures.parts import assembled, is_linear, parts_of
from attain.engine.measures.query import credited_relations, with_relations
from attain.engine.measures.selection import Question
from attain.engine.money import PPM

NO_OWNER = "no_owner"
OWNER_LEFT = "owner_left"


def uncredited_query(question: Question) -> exp.Select:
    """Rows (unit, reason, facts, share, value).

    unit: the client's unit ("" where unknown). reason: no_owner (nobody had it), owner_left (its owner
    held no post on the credit date). facts: how many facts lack some credit. share: what they lack, in
    parts per million of a fact. value: what they lack of the measure's value, at its scale + 6; 0 for
    measures whose value is no sum of their facts' values.
    """
    unit = question.schema.client_unit(question.fact)
    relations = credited_relations(question, (unit.path,) if unit else (), whole=True)
    relations |= {
        "owned_share": _share_of("owned"),
        "credited_share": _share_of("credited"),
        "lacking": exp.union(_nobody(question), _left(question), distinct=False),
    }
    missing = column("missing")
    value = exp.Mul(this=exp.cast(column("value"), "INT128"), expression=missing)
    query = exp.select(
        "unit",
        "reason",
        exp.alias_(exp.Count(this=exp.Star()), "facts"),
        exp.alias_(exp.Sum(this=missing.copy()), "share"),
        exp.alias_(exp.Sum(this=value), "value"),
    )
    query = query.from_("lacking").where("missing <> 0").group_by("unit", "reason").order_by("unit", "reason")
    return with_relations(query, relations)


def _share_of(relation: str) -> exp.Select:
    total = exp.alias_(exp.Sum(this=column("_share")), "share")
    return exp.select("_key", total).from_(relation).group_by("_key")


def _nobody(question: Question) -> exp.Select:
    missing = exp.Sub(this=exp.Literal.number(PPM), expression=_or_none("o"))
    return _lacking(question, NO_OWNER, missing).join(
        "owned_share AS o", on="o._key = facts._key", join_type="left"
    )


def _left(question: Question) -> exp.Select:
    missing = exp.Sub(this=column("share", "o"), expression=_or_none("c"))
    query = _lacking(question, OWNER_LEFT, missing).join("owned_share AS o", on="o._key = facts._key")
    return query.join("credited_share AS c", on="c._key = facts._key", join_type="left")


def _lacking(question: Question, reason: str, missing: exp.Expression) -> exp.Select:
    unit = question.schema.client_unit(question.fact)
    empty = exp.Literal.string("")
    where = exp.Coalesce(this=column(unit.path, "facts"), expressions=[empty]) if unit else empty
    return exp.select(
        exp.alias_(where, "unit"),
        exp.alias_(exp.Literal.string(reason), "reason"),
        exp.alias_(_value_of_fact(question), "value"),
        exp.alias_(missing, "missing"),
    ).from_("facts")


def _value_of_fact(question: Question) -> exp.Expression:
    measure = question.measure
    columns = fact_columns(question.schema, question.fact, question.period, "facts")
    parts = parts_of(measure.value.tree, columns, "value_", bool(question.per))
    zero = exp.Literal.number(0)
    if question.per or not is_linear(measure.value.tree) or not all(part.linear for part in parts):
        return zero
    value = assembled(measure.value.tree, parts, lambda part: part.of_row(), columns).sql
    return exp.Coalesce(this=value, expressions=[zero])


def _or_none(table: str) -> exp.Expression:
    return exp.Coalesce(this=column("share", table), expressions=[exp.Literal.number(0)])
