"""What is remembered while a period is decided changes no number, and nor does letting go of it."""

from decimal import Decimal

from attain.engine.decide.settlement import settle
from attain.engine.decide.world import World
from tests.decide.rules_and_world import Given, measure, payroll, person, rules

RULES = rules(
    measure("sales"),
    {"kpi": "reach", "formula": "sales / company(sales)", "unit": "percent"},
    {
        "scorecard": "card",
        "post": "seller",
        "lines": [{"kpi": "reach", "weight": 100, "curve": {0: 0, 1: 100}}],
    },
    {"pool": "pot", "amount": "sales * 10%", "kind": ""},
    {
        "plan": "pay",
        "post": "seller",
        "components": [
            {"component": "rate", "shape": "rate", "base": "sales", "rate": "2%"},
            {"component": "part", "shape": "share", "pool": "pot", "by": "score", "of": "card"},
            {"component": "best", "shape": "prize", "of": "reach", "prizes": [50], "least": 1},
        ],
    },
    {
        "plan": "lead",
        "post": "leader",
        "components": [{"component": "over", "shape": "override", "percent": "10%"}],
    },
)
PEOPLE = (person("L", "leader"), person("A"), person("B"), person("C", unit="S"))
LEADERS = tuple((p.id, "L", p.start, p.end, 1) for p in PEOPLE[1:])
SALES = {("A", "sales"): 100, ("B", "sales"): 300, ("C", "sales"): 200}
UNITS = {("N", "sales"): 400, ("S", "sales"): 200, ("company", "sales"): 600}


def company():
    given = Given({**SALES, **UNITS})
    return payroll(
        RULES, World(figures=given, spells=PEOPLE, leaders=LEADERS, unit_parents={"N": "", "S": ""})
    )


def test_whoever_is_forgotten_when_paid_is_paid_the_same():
    kept, forgetful = company(), company()
    for who in ("B", "A", "L", "C"):
        expected = settle(kept, who)
        assert settle(forgetful, who) == expected
        forgetful.forget(who)
    assert settle(forgetful, "L").paid == settle(kept, "L").paid


def test_a_leader_is_paid_for_reports_who_are_forgotten_already():
    found = company()
    earned = Decimal(0)
    for who in ("A", "B", "C"):
        earned += settle(found, who).earned
        found.forget(who)
    assert settle(found, "L").paid == earned / 10


def test_nothing_of_the_forgotten_stays_in_memory():
    found = company()
    for who in found.people:
        settle(found, who)
        found.forget(who)
    assert not any(found.evaluation.knows(who) for who in found.people)
