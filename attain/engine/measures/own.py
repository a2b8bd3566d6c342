"""One subject's own part of what a measure reads: the same query over fewer rows gives the same rows.

A fact is credited to somebody who owns its client (or product), or whom it names. So the facts of a few
people lie where these keys are, and a scan that names the keys one by one leaves out all row groups that
have none of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from attain.engine.measures.clauses import column, every, named, relation, select, text, where
from attain.engine.measures.selection import Question, aid_paths, fact_key, within

#: Before the names of relations that hold a subject's own part of a table.
OWN = "_own_"

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Owned:
    """How facts are found by their owners: fact.`column` is the `key` of rows of `table`.

    table "": the fact's column names the person.
    """

    column: str
    table: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of a subject's facts. keys: whose. days: [from, to). before: how many rows come before them."""

    keys: frozenset[str]
    days: Days
    before: int = 0


def stretch_of(counted: Iterable[tuple[Any, ...]], limit: int, offset: int) -> Stretch | None:
    """What has the rows of a page, from (key, day, how many rows); None for a page without any."""
    counted = list(counted)
    many: dict[date, int] = defaultdict(int)
    for _, day, rows in counted:
        many[day] += int(rows)
    within, before, passed = [], 0, 0
    for day in sorted(many):
        if offset < passed + many[day] and passed < offset + limit:
            within.append(day)
        elif not within:
            before += many[day]
        passed += many[day]
    if not within:
        return None
    days = within[0], within[-1] + timedelta(days=1)
    return Stretch(frozenset(key for key, day, _ in counted if days[0] <= day < days[1]), days, before)


def owned_by(question: Question) -> Owned | None:
    """None where a fact's columns do not tell whose it may be: facts credited by name, or by a brand."""
    fact = question.fact
    if question.traits.named_credits(question.measure):
        return None
    if question.way == "coverage" and fact.client:
        return Owned(fact.client, "coverage", "client_id")
    if question.way == "fact" and fact.employee:
        return Owned(fact.employee)
    if question.way == "product" and (path := aid_paths(question)[0]) in fact.columns:
        return Owned(path, "product_coverage", "key")
    return None


def having_keys(source: str, name: str, keys: Collection[str], alias: str = "t") -> exp.Select:
    """SELECT alias.* FROM source WHERE name IN keys; nothing for no keys."""
    return where(select(every(alias), source=relation(source, alias)), among(column(name, alias), keys))


def keys_in(name: str, key: str, most: int) -> exp.Select:
    """The different values of a relation's column; of very many no more than `most`."""
    query = select(column(key, "t"), source=relation(name, "t"))
    query.set("distinct", exp.Distinct())
    return query.limit(most, copy=False)


def by_person(table: str) -> exp.Select:
    """A table of owners in the order of people, so that one person's rows lie together."""
    query = select(every("t"), source=relation(table, "t"))
    query.set("order", exp.Order(expressions=[exp.Ordered(this=column("person_id", "t"))]))
    return query


def assigned(name: str, keys: Collection[str]) -> exp.Select:
    """(person, unit, from, to) of assignments whose column `name` is among the keys."""
    query = having_keys("assignments", name, keys)
    query.set("expressions", [column(each, "t") for each in ("person_id", "unit_id", "from", "to")])
    return query


def own_facts(
    fact: str, columns: Iterable[str], owned: Owned, keys: Collection[str], on: str, days: Days | None
) -> exp.Select:
    """Columns of the facts that have one of the keys, within [from, to) on the column `on`; None: all."""
    query = select(*(column(name, "fact") for name in sorted(columns)), source=relation(fact, "fact"))
    return where(query, among(column(owned.column, "fact"), keys), *(within(on, days) if days else ()))


def found_in(
    facts: str, name: str, owned: Owned, keys: Collection[str], on: str, days: Days | None
) -> exp.Select:
    """The different values of one column of these facts."""
    query = own_facts(facts, (name,), owned, keys, on, days)
    query.set("distinct", exp.Distinct())
    return query


def among(value: exp.Expression, keys: Collection[str]) -> exp.Expression:
    """value IN (every key as a literal): only literals are compared with what row groups hold."""
    return exp.In(this=value, expressions=[text(key) for key in keys]) if keys else exp.false()


def whole_rows(
    question: Question, columns: Iterable[str], owned: Owned, some: Collection[str], keys: Collection[str],
    days: tuple[date, date],
) -> exp.Select:  # fmt: skip
    """Columns and `_key` of the facts with these keys, which lie within [from, to) and have one of `some`."""
    key = fact_key(question.fact)
    stored = (column(name, "fact") for name in columns)
    query = select(*stored, named(key, "_key"), source=relation(question.fact.name, "fact"))
    of_owners = among(column(owned.column, "fact"), some)
    return where(query, of_owners, *within(question.on, days), among(key.copy(), keys))


def read_of_facts(query: exp.Expression) -> set[str]:
    """The columns of the fact table that a query reads."""
    return {each.name for each in query.find_all(exp.Column) if each.table == "fact"}


def joined_by(query: exp.Expression, name: str) -> dict[str, str]:
    """Tables that the query joins to the fact's column `name` and to nothing else, with their own column."""
    found: dict[str, set[str]] = {}
    for join in query.find_all(exp.Join):
        if isinstance(join.this, exp.Table):
            found.setdefault(join.this.name, set()).add(_own_column(join, name))
    return {
        table: min(columns) for table, columns in found.items() if len(columns) == 1 and "" not in columns
    }


def _own_column(join: exp.Join, name: str) -> str:
    """The column by which a joined table equals the fact's column `name`; "" if it does not."""
    for same in join.args["on"].find_all(exp.EQ):
        own, other = same.this, same.expression
        named = isinstance(own, exp.Column) and isinstance(other, exp.Column)
        if named and (other.table, other.name, own.table) == ("fact", name, join.this.alias):
            return own.name
    return ""


def reading(query: exp.Select, instead: Mapping[str, str]) -> exp.Select:
    """The query with other relations in the place of tables, by name. Changes the query itself."""
    for table in list(query.find_all(exp.Table)):
        if table.name in instead:
            table.set("this", exp.Identifier(this=instead[table.name], quoted=True))
    return query
