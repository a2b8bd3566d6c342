"""The source rows behind one number: the measure's own filter with subject and period pushed down."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    every_of,
    grouped,
    joined,
    named,
    number,
    or_else,
    relation,
    select,
    subquery,
    text,
    where,
    with_relations,
)
from attain.engine.measures.credit import credited, owned
from attain.engine.measures.places import COMPANY
from attain.engine.measures.query import SUBJECT, credited_relations, kept_groups, rolled_up
from attain.engine.measures.selection import Question, facts
from attain.engine.money import PPM

#: Columns of a row beside those of its fact: credited parts per million, and where it was loaded from.
SHARE, LOAD, ROW = "credited share", "_load", "_row"


@dataclass(frozen=True, slots=True)
class Behind:
    """Which number: level, subject ("company" is its own), spell, and group ("" = the total)."""

    level: str
    subject: str = COMPANY
    spell: str = ""
    group: str = ""


def rows_query(question: Question, behind: Behind, limit: int = 100, offset: int = 0) -> exp.Select:
    """All columns of the fact, its load id and row in that load, and its credited share (parts per million).

    Ordered by credit date and key. For measures with `per`, only rows of groups that pass `having`.
    """
    columns = (*question.fact.columns, LOAD, ROW)
    return _page(_rows(question, behind, columns, columns), limit, offset)


def page_query(question: Question, behind: Behind, of: str, limit: int = 100, offset: int = 0) -> exp.Select:
    """Which rows `rows_query` has: day, key, the fact's column `of`, credited share; of few columns alone."""
    return _page(_rows(question, behind, (of,), ("_day", "_key", of)), limit, offset)


def rows_count(question: Question, behind: Behind) -> exp.Select:
    """How many rows `rows_query` has in all, and the parts per million of them that are credited."""
    rows = _rows(question, behind, (), ("_key",))
    relations = rows.args.pop("with_")
    total = or_else(exp.Sum(this=column(SHARE)), number(0))
    count = select(exp.Count(this=exp.Star()), total, source=subquery(rows, "rows"))
    count.set("with_", relations)
    return count


def days_query(question: Question, behind: Behind, of: str) -> exp.Select:
    """Of what `rows_query` has, how much there is by the fact's column `of` and day: (of, day, how many).

    Facts are credited by that column. Not for measures with `per`.
    """
    lot = list(dict.fromkeys((of, *question.lot, "_day", *(["_group"] if behind.group else []))))
    rows = facts(question, stored=(of,))
    rows.set("expressions", [each for each in rows.expressions if each.alias in lot])
    keys = [column(name) for name in lot]
    many = named(exp.Count(this=exp.Star()), "_facts")
    relations: dict[str, exp.Expression] = {
        "facts": rows,
        "lots": grouped(select(*keys, many, source=relation("facts")), keys),
        "owned": owned(question, "lots"),
        "credited": credited(question),
    }
    each = [column(name, "credited") for name in (*lot, "_facts")]
    of_group = [equal(column("_group", "credited"), text(behind.group))] if behind.group else []
    given = grouped(rolled_up(select(*each, source=relation("credited")), "credited"), each)
    relations["behind"] = where(given, _subject(behind, "r"), *of_group)
    by = [column(of), column("_day")]
    total = named(exp.Sum(this=column("_facts")), "facts")
    return with_relations(grouped(select(*by, total, source=relation("behind")), by), relations)


def _page(rows: exp.Select, limit: int, offset: int) -> exp.Select:
    order = [exp.Ordered(this=column(name, "behind")) for name in ("_day", "_key")]
    rows.set("order", exp.Order(expressions=order))
    return rows.limit(limit, copy=False).offset(offset, copy=False)


def _rows(question: Question, behind: Behind, columns: Sequence[str], shown: Sequence[str]) -> exp.Select:
    """The facts behind a number, in no order. columns: kept of the fact. shown: those that are told."""
    relations = credited_relations(question, stored=columns, whole=True)
    relations["behind"] = _behind(question, behind, columns)
    share = named(column("_share", "behind"), SHARE)
    query = select(*(column(name, "behind") for name in shown), share, source=relation("behind"))
    if question.per:
        only = _subject(behind, "rolled", with_group=bool(behind.group))
        relations |= kept_groups(question, only, by_group=bool(behind.group))
        query = joined(query, relation("kept"), equal(column("_per", "kept"), column(question.per, "behind")))
    return with_relations(query, relations)


def _behind(question: Question, behind: Behind, columns: Sequence[str]) -> exp.Select:
    """The facts that the subject was given, each once with the subject's whole share of it."""
    kept = [*dict.fromkeys((*columns, *question.paths)), "_day", "_key"]
    of_group = [equal(column("_group"), text(behind.group))] if behind.group else []
    if behind.level == COMPANY:
        query = select(*map(column, kept), named(number(PPM), "_share"), source=relation("facts"))
        return where(query, *of_group) if of_group else query
    keys = [column(name, "credited") for name in kept]
    share = named(exp.Sum(this=column("_share", "credited")), "_share")
    query = rolled_up(select(*keys, share, source=relation("credited")), "credited")
    return where(grouped(query, keys), _subject(behind, "r"), *of_group)


def _subject(behind: Behind, table: str, with_group: bool = False) -> exp.Expression:
    wanted = dict(zip(SUBJECT, (behind.level, behind.subject, behind.spell), strict=True))
    if with_group:
        wanted["_group"] = behind.group
    return every_of(equal(column(name, table), text(value)) for name, value in wanted.items())
