"""The credited relation: who owns the facts of a measure, and where the owners stand.

owned      facts × owners: _owner, _share (parts per million)
credited   owned × the owner's place on the credit date: _place
given      credited, and every fact once more in the company's place
"""

from collections.abc import Sequence

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    filled,
    joined,
    named,
    number,
    relation,
    select,
    text,
    union,
    where,
)
from attain.engine.measures.names import day
from attain.engine.measures.places import COMPANY_PLACE
from attain.engine.measures.selection import Question, holding, in_credits, in_role
from attain.engine.money import PPM


def owned(question: Question, source: str = "facts", owners: str = "") -> exp.Select | exp.Union:
    """facts × owners: rows of `credits` first; facts that have none go by the measure's way.

    source: the relation that stands for `facts`. owners: one with the rows of `coverage` that these can need.
    """
    by_way = _by_way(question, source, owners or "coverage")
    if "_named" not in question.lot:
        return by_way
    key = equal(column("fact_key", "c"), column("_named", "facts"))
    by_name = _owners(source, "credits", key, *in_credits(question))
    nobody_named = exp.Is(this=column("_named", "facts"), expression=exp.Null())
    return union(by_name, where(by_way, nobody_named))


def _owners(source: str, table: str, *on: exp.Expression) -> exp.Select:
    """With a share of nothing nobody owns anything."""
    owner = named(column("person_id", "c"), "_owner"), named(column("share", "c"), "_share")
    query = select(every("facts"), *owner, source=relation(source, "facts"))
    something = exp.GT(this=column("share", "c"), expression=number(0))
    return where(joined(query, relation(table, "c"), *on), something)


def _by_way(question: Question, source: str, coverage: str) -> exp.Select:
    if question.way == "fact":
        person = column("_person", "facts")
        owner = named(person, "_owner"), named(number(PPM), "_share")
        query = select(every("facts"), *owner, source=relation(source, "facts"))
        return where(query, filled(person.copy()))
    on_day = column("_owned" if question.owned_on else "_day", "facts")
    if question.at_period_end:
        on_day = day(question.period.last_day)
    if question.way == "coverage":
        of = [equal(column("client_id", "c"), column("_client", "facts")), in_role(question)]
        return _owners(source, coverage, *of, *holding(on_day, "c"))
    of = [
        equal(column("scope", "c"), text(question.way)),
        equal(column("key", "c"), column("_scope", "facts")),
    ]
    return _owners(source, "product_coverage", *of, *holding(on_day, "c"))


def credited(question: Question) -> exp.Select:
    """owned × places: credit goes to who holds a post on the credit date (or when the period ends)."""
    on_day = day(question.period.last_day) if question.at_period_end else column("_day", "owned")
    same = equal(column("person_id", "p"), column("_owner", "owned"))
    query = select(every("owned"), named(column("place", "p"), "_place"), source=relation("owned"))
    return joined(query, relation("places", "p"), same, *holding(on_day, "p"))


def given(kept: Sequence[str], sole: bool = False) -> exp.Union:
    """The kept columns of every credited fact, and of every fact once more for the company.

    sole: only facts with one owner, beside those of the company.
    """
    place, share = number(COMPANY_PLACE), number(PPM)
    company = select(
        named(place, "_place"), named(share, "_share"), *map(column, kept), source=relation("facts")
    )
    everyone = select(*map(column, ("_place", "_share", *kept)), source=relation("credited"))
    if sole:
        everyone = where(everyone, equal(column("_share"), number(PPM)))
    return union(everyone, company)
