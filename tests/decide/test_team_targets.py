"""Targets of teams go by days, as the facts that they are compared with: who leads whom, and since when."""

from datetime import date
from decimal import Decimal

from attain.engine.decide.world import TargetRow, World
from attain.engine.measures.trees import report_tree
from tests.decide.rules_and_world import Given, measure, payroll, person, rules

EVER, HALF = (date(2025, 1, 1), date(2100, 1, 1)), date(2026, 3, 17)
TARGETS = tuple(TargetRow("person", who, "sales", "2026-03", Decimal(value)) for who, value in
                (("A", 310), ("B", 620)))  # fmt: skip


def teams(spells, lines, additive=True) -> dict[tuple[str, str], Decimal | None]:
    """What the team's target is for each spell of a leader in March."""
    world = World(Given({}), (*spells, person("A"), person("B")), leaders=report_tree(lines), targets=TARGETS)
    of = {} if additive else {"value": "max(amount)"}
    found = payroll(rules(measure("sales", **of)), world).evaluation
    scopes = {s.key[1:]: found.scope(s, found.period) for s in spells}
    return {key: scope.value("sales", ("team", "target")) for key, scope in scopes.items()}


def test_a_leader_with_two_posts_in_a_month_has_the_teams_target_once():
    spells = person("L", end=HALF), person("L", unit="S", start=HALF)
    lines = [(who, "L", *EVER) for who in "AB"]
    # of 310 and 620 a month, 16 and 15 of 31 days
    assert [*teams(spells, lines).values()] == [160 + 320, 150 + 300]


def test_each_leader_has_the_targets_of_the_days_on_which_people_report_to_them():
    lines = [
        ("A", "L", EVER[0], HALF), ("A", "M", HALF, EVER[1]),
        ("B", "L", *EVER), ("M", "L", *EVER),
    ]  # fmt: skip
    found = teams((person("L"), person("M")), lines)
    # A reports to L all the time: from the 17th on by way of M
    assert [*found.values()] == [310 + 620, 150]
    left = teams((person("L", end=HALF), person("M")), [*lines[:3], ("B", "M", HALF, EVER[1])])
    assert [*left.values()] == [160 + 320, 150 + 300]


def test_a_target_that_does_not_add_up_is_the_mean_of_the_team_in_the_end():
    lines = [("A", "L", EVER[0], HALF), ("B", "L", *EVER)]
    assert [*teams((person("L"),), lines, additive=False).values()] == [620]
    assert [*teams((person("L", end=HALF),), lines, additive=False).values()] == [465]
