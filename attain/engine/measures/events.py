"""One row per credited fact, for rules that pay per event."""

from sqlglot import exp

from attain.engine.facts import FactTable
from attain.engine.measures.names import column, fact_columns, typed
from attain.engine.measures.parts import assembled, parts_of
from attain.engine.measures.query import credited_relations, with_relations
from attain.engine.measures.selection import Question


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
        value = exp.Mul(this=exp.cast(value, "INT128"), expression=column("_share", "credited"))
    stored = (*due_columns(fact), *([fact.reverses] if fact.reverses else []))
    query = exp.select(
        "p.person_id",
        "p.spell",
        "credited._key",
        "credited._day",
        exp.alias_(value, "value"),
        exp.alias_(_text(column(fact.reverses, "credited") if fact.reverses else None), "reverses"),
        *(exp.alias_(_text(columns(path).sql), path, quoted=True) for path in measure.by),
        *(
            exp.alias_(
                typed(column(name, "credited"), fact.columns[name], question.schema).sql,
                f"due {name}",
                quoted=True,
            )
            for name in due_columns(fact)
        ),
    )
    query = query.from_("credited").join("places AS p", on="p.place = credited._place")
    query = query.order_by("p.person_id", "p.spell", "credited._day", "credited._key")
    return with_relations(query, credited_relations(question, measure.by, stored, whole=True))


def _text(sql: exp.Expression | None) -> exp.Expression:
    empty = exp.Literal.string("")
    return empty if sql is None else exp.Coalesce(this=exp.cast(sql, "TEXT"), expressions=[empty])
