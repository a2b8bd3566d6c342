"""The credited relation: who owns the facts of a measure, and where the owners stand.

owned      facts × owners: _owner, _share (parts per million)
credited   owned × the owner's place on the credit date: _place
given      credited, and every fact once more in the company's place
"""

from collections.abc import Sequence

from sqlglot import exp

from attain.engine.measures.names import column, day
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.selection import Question, within
from attain.engine.money import PPM

_COMPANY = ((COMPANY_PLACE, "_place"), (PPM, "_share"))


def owned(question: Question) -> exp.Expression:
    """facts × owners: rows of `credits` first; facts that have none go by the measure's way."""
    by_way = _by_way(question)
    if not question.traits.named_credits(question.measure):
        return by_way
    of_fact = [
        exp.EQ(this=column("fact", "c"), expression=exp.Literal.string(question.fact.name)),
        exp.EQ(this=column("fact_key", "c"), expression=column("_key", "facts")),
        _role(question),
    ]
    named = _owners("person_id", "share").join("credits AS c", on=exp.and_(*of_fact))
    anyone = exp.select("1").from_("credits AS c").where(*(condition.copy() for condition in of_fact))
    return exp.union(named, by_way.where(exp.Not(this=exp.Exists(this=anyone))), distinct=False)


def _owners(owner: str, share: str) -> exp.Select:
    return exp.select("facts.*", f"c.{owner} AS _owner", f"c.{share} AS _share").from_("facts")


def _by_way(question: Question) -> exp.Select:
    if question.way == "fact":
        person = column("_person", "facts")
        whole = exp.alias_(exp.Literal.number(PPM), "_share")
        query = exp.select("facts.*", exp.alias_(person, "_owner"), whole).from_("facts")
        return query.where(exp.Not(this=exp.Is(this=person.copy(), expression=exp.Null())))
    on_day = day(question.period.last_day) if _at_period_end(question) else column("_owned", "facts")
    if question.way == "coverage":
        on = [exp.EQ(this=column("client_id", "c"), expression=column("_client", "facts")), _role(question)]
        return _owners("person_id", "share").join("coverage AS c", on=exp.and_(*on, *within(on_day, "c")))
    on = [
        exp.EQ(this=column("scope", "c"), expression=exp.Literal.string(question.way)),
        exp.EQ(this=column("key", "c"), expression=column("_scope", "facts")),
    ]
    return _owners("person_id", "share").join("product_coverage AS c", on=exp.and_(*on, *within(on_day, "c")))


def _role(question: Question) -> exp.Expression:
    held = exp.Coalesce(this=column("role", "c"), expressions=[exp.Literal.string("")])
    return exp.EQ(this=held, expression=exp.Literal.string(question.measure.credit.role))


def _at_period_end(question: Question) -> bool:
    return question.measure.credit.owner == "period_end"


def credited(question: Question) -> exp.Select:
    """owned × places: credit goes to who holds a post on the credit date (or when the period ends)."""
    on_day = day(question.period.last_day) if _at_period_end(question) else column("_day", "owned")
    on = [exp.EQ(this=column("person_id", "p"), expression=column("_owner", "owned"))]
    query = exp.select("owned.*", "p.place AS _place").from_("owned")
    return query.join("places AS p", on=exp.and_(*on, *within(on_day, "p")))


def given(kept: Sequence[str]) -> exp.Expression:
    """The kept columns of every credited fact, and of every fact once more for the company."""
    columns = [column(name) for name in kept]
    company = [exp.alias_(exp.Literal.number(value), name) for value, name in _COMPANY]
    everyone = exp.select("_place", "_share", *columns).from_("credited")
    return exp.union(everyone, exp.select(*company, *columns).from_("facts"), distinct=False)
