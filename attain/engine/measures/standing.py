"""Where each owner's key stands in a window: with one person in one place all the time, or not.

Nearly every client has one account manager who stays in one place for the whole month. Their facts need no
dates: one sum for each client, credited by this relation. Only for the others credit goes by the day.

standing    key, place: a place's number; LEFT: its one owner held no post; MOVING: it goes by the day.
            A key that nobody owned in the window is not there.
"""

from datetime import date

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    every_of,
    grouped,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    text,
    where,
    with_relations,
)
from attain.engine.measures.names import day
from attain.engine.measures.route import PRODUCT_WAYS
from attain.engine.measures.selection import Question, in_role
from attain.engine.money import PPM

LEFT, MOVING = -1, -2
Days = tuple[date, date]


def standing(question: Question, owned: Days, stands: Days) -> exp.Select:
    """Rows (key, place). owned: the days on which ownership is looked up; stands: on which posts are held."""
    people = _people(stands)
    if question.way == "fact":
        place = named(_place(column("sole")), "place")
        query = select(named(column("person_id"), "key"), place, source=relation("people"))
        return with_relations(query, {"people": people})
    query = joined(
        select(
            named(column("key", "o"), "key"),
            named(_owned_place(), "place"),
            source=relation("owners", "o"),
        ),
        relation("people", "p"),
        equal(column("person_id", "p"), column("person_id", "o")),
        left=True,
    )
    return with_relations(query, {"owners": _owners(question, owned), "people": people})


def nowhere(place: exp.Expression) -> exp.Expression:
    """Nobody owned the key, or its one owner held no post. place: as the key's row has it, if it has one."""
    nobody = exp.Is(this=place.copy(), expression=exp.Null())
    return exp.Or(this=nobody, expression=equal(place.copy(), number(LEFT)))


def _people(stands: Days) -> exp.Select:
    """person_id, place, sole: whether the person has one place through all these days."""
    sole = exp.And(
        this=equal(exp.Count(this=exp.Star()), number(1)),
        expression=equal(exp.Min(this=_flag(_through("p", stands))), number(1)),
    )
    query = select(
        column("person_id", "p"),
        named(exp.Min(this=column("place", "p")), "place"),
        named(sole, "sole"),
        source=relation("places", "p"),
    )
    return grouped(where(query, *_touching("p", stands)), [column("person_id", "p")])


def _owners(question: Question, owned: Days) -> exp.Select:
    """key, person_id, sole: whether one person owns all of it through all these days."""
    table, key, of = "coverage", "client_id", [in_role(question)]
    if question.way in PRODUCT_WAYS:
        table, key, of = "product_coverage", "key", [equal(column("scope", "c"), text(question.way))]
    something = exp.GT(this=column("share", "c"), expression=number(0))
    whole = exp.And(this=_through("c", owned), expression=equal(column("share", "c"), number(PPM)))
    rows = select(
        named(column(key, "c"), "key"),
        column("person_id", "c"),
        named(_flag(whole), "whole"),
        source=relation(table, "c"),
    )
    sole = exp.And(
        this=equal(exp.Count(this=exp.Star()), number(1)),
        expression=equal(exp.Min(this=column("whole")), number(1)),
    )
    query = select(
        column("key"),
        named(exp.Min(this=column("person_id")), "person_id"),
        named(sole, "sole"),
        source=subquery(where(rows, *of, something, *_touching("c", owned)), "touching"),
    )
    return grouped(query, [column("key")])


def _owned_place() -> exp.Case:
    absent = exp.Is(this=column("person_id", "p"), expression=exp.Null())
    return exp.Case(
        ifs=[
            exp.If(this=exp.Not(this=column("sole", "o")), true=number(MOVING)),
            exp.If(this=absent, true=number(LEFT)),
            exp.If(this=column("sole", "p"), true=column("place", "p")),
        ],
        default=number(MOVING),
    )


def _place(sole: exp.Expression) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=sole, true=column("place"))], default=number(MOVING))


def _flag(condition: exp.Expression) -> exp.Case:
    return exp.Case(ifs=[exp.If(this=condition, true=number(1))], default=number(0))


def _touching(table: str, days: Days) -> list[exp.Expression]:
    """[from, to) of a dated table has a day in common with these."""
    return [
        exp.LT(this=column("from", table), expression=day(days[1])),
        exp.GT(this=column("to", table), expression=day(days[0])),
    ]


def _through(table: str, days: Days) -> exp.Expression:
    """[from, to) of a dated table holds all of these days."""
    return every_of(
        [
            exp.LTE(this=column("from", table), expression=day(days[0])),
            exp.GTE(this=column("to", table), expression=day(days[1])),
        ]
    )
