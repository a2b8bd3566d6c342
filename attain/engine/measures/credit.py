"""The credited relation: who owns the facts of a measure, and where the owners stand.

owned      facts × owners: _owner, _share (parts per million)
credited   owned × the owner's place on the credit date: _place
given      credited, and every fact once more in the company's place
"""

from collections.abc import Sequence

from sqlglot import exp

from attain.engine.measures.names import column, day
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.selection import Question, in_credits, in_role, within
from attain.engine.money import PPM

_COMPANY = ((COMPANY_PLACE, "_place"), (PPM, "_share"))


def owned(question: Question, source: str = "facts") -> exp.Expression:
    """facts × owners: rows of `credits` first; facts that have none go by the measure's way.

    source: the relation that stands for `facts`.
    """
    by_way = _by_way(question, source)
    if "_named" not in question.lot:
        return by_way
    key = exp.EQ(this=column("fact_key", "c"), expression=column("_named", "facts"))
    named = _owners(source).join("credits AS c", on=exp.and_(key, *in_credits(question)))
    nobody_named = exp.Is(this=column("_named", "facts"), expression=exp.Null())
    return exp.union(named, by_way.where(nobody_named), distinct=False)


def _owners(source: str) -> exp.Select:
    """With a share of nothing nobody owns anything."""
    query = exp.select("facts.*", "c.person_id AS _owner", "c.share AS _share")
    return query.from_(f"{source} AS facts").where("c.share > 0")


def _by_way(question: Question, source: str) -> exp.Select:
    if question.way == "fact":
        person = column("_person", "facts")
        whole = exp.alias_(exp.Literal.number(PPM), "_share")
        query = exp.select("facts.*", exp.alias_(person, "_owner"), whole).from_(f"{source} AS facts")
        return query.where(exp.Not(this=exp.Is(this=person.copy(), expression=exp.Null())))
    on_day = column("_owned" if question.owned_on else "_day", "facts")
    if question.at_period_end:
        on_day = day(question.period.last_day)
    if question.way == "coverage":
        of = [exp.EQ(this=column("client_id", "c"), expression=column("_client", "facts")), in_role(question)]
        return _owners(source).join("coverage AS c", on=exp.and_(*of, *within(on_day, "c")))
    of = [
        exp.EQ(this=column("scope", "c"), expression=exp.Literal.string(question.way)),
        exp.EQ(this=column("key", "c"), expression=column("_scope", "facts")),
    ]
    return _owners(source).join("product_coverage AS c", on=exp.and_(*of, *within(on_day, "c")))


def credited(question: Question) -> exp.Select:
    """owned × places: credit goes to who holds a post on the credit date (or when the period ends)."""
    on_day = day(question.period.last_day) if question.at_period_end else column("_day", "owned")
    on = [exp.EQ(this=column("person_id", "p"), expression=column("_owner", "owned"))]
    query = exp.select("owned.*", "p.place AS _place").from_("owned")
    return query.join("places AS p", on=exp.and_(*on, *within(on_day, "p")))


def given(kept: Sequence[str], sole: bool = False) -> exp.Expression:
    """The kept columns of every credited fact, and of every fact once more for the company.

    sole: only facts with one owner, beside those of the company.
    """
    columns = [column(name) for name in kept]
    company = [exp.alias_(exp.Literal.number(value), name) for value, name in _COMPANY]
    credited = exp.select("_place", "_share", *columns).from_("credited")
    if sole:
        credited = credited.where(exp.EQ(this=column("_share"), expression=exp.Literal.number(PPM)))
    return exp.union(credited, exp.select(*company, *columns).from_("facts"), distinct=False)
