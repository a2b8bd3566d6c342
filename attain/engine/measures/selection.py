"""The relation `facts`: a measure's rows in its window, with what credit needs to know of them.

Columns are named by their paths; beside them stand _day (credit date), _owned (the date on which
ownership is looked up, where that is another), _client, _scope or _person (what owners are looked up
by), _named (the key of a fact that `credits` gives to named people), _key and _group where they are needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlglot import exp

from attain.engine.facts import FactTable
from attain.engine.formulas import names as names_in
from attain.engine.formulas import to_sql
from attain.engine.measures.clauses import (
    as_text,
    column,
    equal,
    joined,
    named,
    or_else,
    relation,
    select,
    subquery,
    text,
    where,
)
from attain.engine.measures.declaration import Measure
from attain.engine.measures.names import day, source_columns, typed
from attain.engine.measures.route import PRODUCT_WAYS, through
from attain.engine.measures.schema import PERIOD_NAMES, Join, Schema, first_of
from attain.engine.measures.traits import ANY, Traits
from attain.engine.period import Calendar, Period

NO_GROUP = "-"

_OWNED_BY = {"coverage": "_client", "fact": "_person"}


@dataclass(frozen=True)
class Question:
    """One measure for one period, with all that its SQL depends on."""

    measure: Measure
    period: Period
    schema: Schema
    calendar: Calendar
    traits: Traits = ANY

    @property
    def fact(self) -> FactTable:
        found = self.schema.fact(self.measure.of)
        if found is None:
            raise KeyError(self.measure.of)
        return found

    @property
    def per(self) -> str:
        """The attribute that rows are grouped by first, or ""."""
        if self.measure.per in ("", "event"):
            return ""
        if self.measure.per == "client" and "client" not in self.fact.columns:
            return self.fact.client or "client"
        return self.measure.per

    @property
    def way(self) -> str:
        return through(self.measure, self.fact)

    @property
    def on(self) -> str:
        """The fact's column of the credit date."""
        return self.measure.credit.on or self.fact.date

    @property
    def days(self) -> tuple[date, date]:
        """The measure's window as [from, to)."""
        return self.measure.window.range(self.period, self.calendar)

    @property
    def at_period_end(self) -> bool:
        """Whether the portfolio of the period's last day is credited, whenever the facts were."""
        return self.measure.credit.owner == "period_end"

    @property
    def stands(self) -> tuple[date, date] | None:
        """The period's last day as [from, to), where the portfolio of that day is credited."""
        last = self.period.last_day
        return (last, last + timedelta(days=1)) if self.at_period_end else None

    @property
    def owned_on(self) -> str | None:
        """The date column on which ownership is looked up, where it is not the credit date itself."""
        owner = self.measure.credit.owner
        if self.at_period_end or self.way == "fact":
            return None
        return self.fact.owned_on if owner == "then" else owner

    @property
    def lot(self) -> tuple[str, ...]:
        """The columns of `facts` that owners and places depend on: facts alike in them are owned alike."""
        days = () if self.at_period_end else ("_day", *(["_owned"] if self.owned_on else []))
        named = ("_named",) if self.traits.named_credits(self.measure) else ()
        return (_OWNED_BY.get(self.way, "_scope"), *days, *named)

    @property
    def paths(self) -> tuple[str, ...]:
        """The names that are needed after the filter: in value, having and per."""
        having = names_in(self.measure.having.tree) if self.measure.having else ()
        found = [*names_in(self.measure.value.tree), *having, *([self.per] if self.per else [])]
        return tuple(path for path in dict.fromkeys(found) if path not in PERIOD_NAMES)


def owner_path(question: Question) -> str | None:
    """The name that owners are looked up by: the client, the person on the fact, the product …"""
    if question.way in PRODUCT_WAYS:
        return aid_paths(question)[0]
    return question.fact.client if question.way == "coverage" else question.fact.employee


def facts(
    question: Question, more: Sequence[str] = (), stored: Sequence[str] = (), whole: bool = False
) -> exp.Select:
    """The measure's rows in its window, with the columns that its value needs.

    more: further paths to keep. stored: columns to keep as they are stored. whole: keep `_key`.
    """
    measure, fact, schema = question.measure, question.fact, question.schema
    of = source_columns(schema, fact, question.period)
    kept = {name: column(name, "fact") for name in stored}
    kept |= {path: of(path).sql for path in (*question.paths, *more)}
    aids = aids_of(question, whole)
    query = select(
        *(named(sql, name) for name, sql in (kept | aids).items()), source=relation(fact.name, "fact")
    )
    condition = measure.where.tree if measure.where else None
    used = [*kept, *measure.by, *(names_in(condition) if condition else ()), *aid_paths(question)]
    query = joined_with(query, question, used)
    if "_named" in aids:
        same = equal(column("fact_key", "named"), fact_key(fact))
        query = joined(query, subquery(_named(question), "named"), same, left=True)
    return where(query, *_window(question), *([to_sql(condition, of).sql] if condition else []))


def credit_day(question: Question) -> exp.Expression:
    """The credit date of a fact, as a column of the fact table."""
    return _day_column(question, question.on)


def _day_column(question: Question, name: str) -> exp.Expression:
    return typed(column(name, "fact"), question.fact.columns[name], question.schema).sql


def _window(question: Question) -> list[exp.Expression]:
    """Half-open on the stored column itself, so that files and row groups can be left out."""
    return within(question.on, question.days)


def within(on: str, days: tuple[date, date]) -> list[exp.Expression]:
    """[from, to) on a stored column of the fact."""
    stored, (start, end) = column(on, "fact"), days
    return [exp.GTE(this=stored, expression=day(start)), exp.LT(this=stored.copy(), expression=day(end))]


def aids_of(question: Question, whole: bool) -> dict[str, exp.Expression]:
    """The columns that credit needs, by name."""
    fact, aids = question.fact, {"_day": credit_day(question)}
    if question.owned_on:
        aids["_owned"] = _owned_day(question, question.owned_on)
    if question.measure.by:
        aids["_group"] = _group(question)
    if whole:
        aids["_key"] = fact_key(fact)
    if question.traits.named_credits(question.measure):
        aids["_named"] = column("fact_key", "named")
    if question.way == "coverage":
        aids["_client"] = column(fact.client, "fact") if fact.client else as_text(exp.Null())
    elif question.way in PRODUCT_WAYS:
        path = aid_paths(question)[0]
        aids["_scope"] = source_columns(question.schema, fact, question.period)(path).sql
    elif question.way == "fact" and fact.employee is not None:
        aids["_person"] = column(fact.employee, "fact")
    return aids


def aid_paths(question: Question) -> list[str]:
    if question.way == "product":
        return [first_of(question.fact, "product") or "product_id"]
    return [f"product.{PRODUCT_WAYS[question.way]}"] if question.way in PRODUCT_WAYS else []


def _named(question: Question) -> exp.Select:
    """The keys of facts that `credits` gives to named people in the measure's role."""
    query = where(select(column("fact_key", "c"), source=relation("credits", "c")), *in_credits(question))
    query.set("distinct", exp.Distinct())
    return query


def in_credits(question: Question) -> list[exp.Expression]:
    """Rows c of `credits` that are about this fact table, in the measure's role."""
    return [equal(column("fact", "c"), text(question.fact.name)), in_role(question)]


def in_role(question: Question) -> exp.Expression:
    """Rows c of `coverage` or `credits` that are in the measure's role."""
    return equal(or_else(column("role", "c"), text("")), text(question.measure.credit.role))


def _owned_day(question: Question, name: str) -> exp.Expression:
    """The day on which ownership is looked up; an empty one falls back on the credit date."""
    return or_else(_day_column(question, name), credit_day(question))


def _group(question: Question) -> exp.Expression:
    """The fact's group: its `by` attributes joined with "|"; an empty one is "-"."""
    of = source_columns(question.schema, question.fact, question.period)
    return _joined_texts(or_else(as_text(of(path).sql), text(NO_GROUP)) for path in question.measure.by)


def fact_key(fact: FactTable) -> exp.Expression:
    """The fact's key columns as one text, joined with "|"."""
    return _joined_texts(as_text(column(name, "fact")) for name in fact.key)


def _joined_texts(texts: Iterable[exp.Expression]) -> exp.Expression:
    first, *rest = texts
    for each in rest:
        bar = exp.DPipe(this=first, expression=text("|"), safe=True)
        first = exp.DPipe(this=bar, expression=each, safe=True)
    return first


def joined_with(query: exp.Select, question: Question, paths: Iterable[str]) -> exp.Select:
    """The query with the tables beside the fact that the names need."""
    for join in _joins(question, paths):
        query = _joined(query, join, credit_day(question))
    return query


def _joins(question: Question, paths: Iterable[str]) -> list[Join]:
    """The joins that the names need, each once, nearest to the fact first."""
    found: dict[str, Join] = {}
    for path in paths:
        attribute = question.schema.attribute(question.fact, path)
        found |= {join.alias: join for join in (attribute.joins if attribute else ())}
    return list(found.values())


def _joined(query: exp.Select, join: Join, on_day: exp.Expression) -> exp.Select:
    same = equal(column(join.key, join.alias), column(join.column, join.parent))
    dates = holding(on_day, join.alias) if join.dated else []
    return joined(query, relation(join.table, join.alias), same, *dates, left=True)


def holding(on_day: exp.Expression, table: str) -> list[exp.Expression]:
    """[from, to) of a dated table holds the day."""
    return [
        exp.LTE(this=column("from", table), expression=on_day.copy()),
        exp.GT(this=column("to", table), expression=on_day.copy()),
    ]
