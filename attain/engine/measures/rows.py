"""The source rows behind one number: the measure's own filter with subject and period pushed down."""

from dataclasses import dataclass

from sqlglot import exp

from attain.engine.measures.names import column
from attain.engine.measures.places import COMPANY
from attain.engine.measures.query import SUBJECT, credited_relations, kept_groups, with_relations
from attain.engine.measures.selection import Question
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
    relations = credited_relations(question, stored=columns, whole=True)
    relations["behind"] = _behind(question, behind)
    query = exp.select(*(column(name, "behind") for name in columns))
    query = query.select(exp.alias_(column("_share", "behind"), SHARE, quoted=True)).from_("behind")
    if question.per:
        only = _subject(behind, "rolled", grouped=bool(behind.group))
        relations |= kept_groups(question, only, grouped=bool(behind.group))
        same = exp.EQ(this=column("_per", "kept"), expression=column(question.per, "behind"))
        query = query.join("kept", on=same)
    query = query.order_by(column("_day", "behind"), column("_key", "behind")).limit(limit).offset(offset)
    return with_relations(query, relations)


def rows_count(question: Question, behind: Behind) -> exp.Select:
    """How many rows `rows_query` has in all, and the parts per million of them that are credited."""
    rows = rows_query(question, behind)
    relations = rows.args.pop("with_")
    for clause in ("limit", "offset", "order"):
        rows.set(clause, None)
    total = exp.Coalesce(this=exp.Sum(this=column(SHARE)), expressions=[exp.Literal.number(0)])
    count = exp.select(exp.Count(this=exp.Star()), total).from_(rows.subquery("rows"))
    count.set("with_", relations)
    return count


def _behind(question: Question, behind: Behind) -> exp.Select:
    """The facts that the subject was given, each once with the subject's whole share of it."""
    kept = [*dict.fromkeys((*question.fact.columns, LOAD, ROW, *question.paths)), "_day", "_key"]
    if behind.level == COMPANY:
        query = exp.select(*map(column, kept), exp.alias_(exp.Literal.number(PPM), "_share")).from_("facts")
        return _of_group(query, behind)
    keys = [column(name, "credited") for name in kept]
    share = exp.alias_(exp.Sum(this=column("_share", "credited")), "_share")
    query = exp.select(*keys, share).from_("credited").join("rollup AS r", on="r.place = credited._place")
    query = query.where(_subject(behind, "r")).group_by(*(key.copy() for key in keys))
    return _of_group(query, behind)


def _of_group(query: exp.Select, behind: Behind) -> exp.Select:
    if not behind.group:
        return query
    return query.where(exp.EQ(this=column("_group"), expression=exp.Literal.string(behind.group)))


def _subject(behind: Behind, table: str, grouped: bool = False) -> exp.Expression:
    wanted = (behind.level, behind.subject, behind.spell)
    names = SUBJECT
    if grouped:
        names, wanted = (*SUBJECT, "_group"), (*wanted, behind.group)
    return exp.and_(
        *(
            exp.EQ(this=column(name, table), expression=exp.Literal.string(value))
            for name, value in zip(names, wanted, strict=True)
        )
    )
