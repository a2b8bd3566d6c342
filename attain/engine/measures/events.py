"""One row per credited fact, for rules that pay per event."""

from sqlglot import exp

from attain.engine.facts import FactTable
from attain.engine.measures.clauses import (
    as_text,
    column,
    equal,
    joined,
    named,
    or_else,
    relation,
    select,
    text,
    wide,
    with_relations,
)
from attain.engine.measures.names import fact_columns, typed
from attain.engine.measures.parts import assembled, parts_of
from attain.engine.measures.query import credited_relations
from attain.engine.measures.selection import Question

PERSON, FACT = ("person_id", "spell"), ("_key", "_day")


def due_columns(fact: FactTable) -> tuple[str, ...]:
    """The dates of a fact on which its pay may wait (`hold_until`): every date column."""
    return tuple(name for name, kind in fact.columns.items() if kind.kind in ("date", "timestamp"))


def events_query(question: Question) -> exp.Select:
    """Rows (person, spell, key, on, value, reverses, one column a `by` attribute, one a due date).

    value: the fact's own value, times the person's share of it where shares split (6 decimals more).
    Ordered by person, date and key.
    """
    fact, measure = question.fact, question.measure
    columns = fact_columns(question.schema, fact, question.period, "credited")
    parts = parts_of(measure.value.tree, columns, "value_")
    value = assembled(measure.value.tree, parts, lambda part: part.of_row(), columns).sql
    if measure.credit.shares == "split":
        value = exp.Mul(this=wide(value), expression=column("_share", "credited"))
    reverses = column(fact.reverses, "credited") if fact.reverses else text("")
    dues = due_columns(fact)
    query = select(
        *(column(name, "p") for name in PERSON),
        *(column(name, "credited") for name in FACT),
        named(value, "value"),
        named(_text(reverses), "reverses"),
        *(named(_text(columns(path).sql), path) for path in measure.by),
        *(named(_day(question, name), f"due {name}") for name in dues),
        source=relation("credited"),
    )
    query = joined(query, relation("places", "p"), equal(column("place", "p"), column("_place", "credited")))
    order = [*(column(name, "p") for name in PERSON), *(column(name, "credited") for name in reversed(FACT))]
    query.set("order", exp.Order(expressions=[exp.Ordered(this=key) for key in order]))
    stored = tuple(dict.fromkeys((*dues, *([fact.reverses] if fact.reverses else []))))
    return with_relations(query, credited_relations(question, measure.by, stored, whole=True))


def _day(question: Question, name: str) -> exp.Expression:
    return typed(column(name, "credited"), question.fact.columns[name], question.schema).sql


def _text(sql: exp.Expression) -> exp.Expression:
    return or_else(as_text(sql), text(""))
