"""The steps of an explanation say in words which figure, of whom, when, and by which rule."""

from datetime import date
from decimal import Decimal

import pytest

from attain.engine.trace import Node
from attain.wording import Wording
from attain.wording.tree import lines

TITLE = {"en": "Sales", "zh": "销售额", "es": "Ventas", "ja": "売上", "ru": "Продажи"}
OCTOBER = {"start": date(2026, 10, 1), "end": date(2026, 11, 1), "period": "2026-10"}
NBSP = "\N{NO-BREAK SPACE}"


def told(node, language="en"):
    return [(line.text, line.value_text) for line in lines(node, Wording(language, strict=True))]


def measure(level="person", group=""):
    facts = {
        "name": "sales",
        "title": TITLE,
        "of": "order_lines",
        "group": group,
        "level": level,
        "subject": "N1",
    }
    return Node("measure", Decimal("941200.00"), "money", {**facts, **OCTOBER})


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", f"Sales: order_lines, Oct 1{NBSP}–{NBSP}31, 2026", "941,200.00"),
        ("zh", "销售额：order_lines，2026年10月1日至31日", "941,200.00"),
        ("es", "Ventas: order_lines, 1–31 oct 2026", "941.200,00"),
        ("ja", "売上：order_lines、2026年10月1日～31日", "941,200.00"),
        ("ru", f"Продажи: order_lines, 1–31 окт. 2026{NBSP}г.", f"941{NBSP}200,00"),
    ],
)
def test_a_measure_names_its_facts_and_its_days(language, text, value):
    assert told(measure(), language) == [(text, value)]


def test_a_measure_of_a_group_a_unit_or_the_company_says_so():
    assert told(measure("unit", "tea"), "es")[0][0] == "Ventas · tea (unidad N1): order_lines, 1–31 oct 2026"
    assert told(measure("company"), "zh")[0][0] == "销售额（公司）：order_lines，2026年10月1日至31日"


def test_a_kpi_names_the_rule_in_force_and_those_passed_over():
    facts = {"name": "plan", "title": {}, "period": "2026-10", "rule_from": date(2026, 3, 1), "decimals": 2}
    node = Node("kpi", Decimal("0.9412"), "percent", {**facts, "versions_passed_over": (date(2026, 1, 1),)})
    assert told(node) == [
        ("plan, October 2026; rule in force since March 1, 2026", "94.12%"),
        ("Versions passed over: in force from January 1, 2026", ""),
    ]


def test_a_target_says_how_it_came_about():
    facts = {"name": "sales", "title": TITLE, "period": "2026-10", "set_by": "", "set_on": None}
    spread = {**facts, "whole": Decimal("2400000.00"), "set_for": "2026"}
    node = Node("target.spread", Decimal("200000.00"), "money", spread)
    assert told(node) == [("Target of Sales, October 2026: its part of 2,400,000.00 for 2026", "200,000.00")]
    node = Node("target.set", Decimal("9"), "days", {**facts, "set_by": "Ann", "set_on": date(2026, 9, 28)})
    assert told(node) == [("Target of Sales, October 2026; set on September 28, 2026 by Ann", "9 days")]
    part = {**facts, "whole": Decimal("3100.00"), "days": 10, "of_days": 31}
    node = Node("target.prorated", Decimal("1000.00"), "money", part)
    assert told(node)[0][0] == "Target of Sales, October 2026: for 10 of 31 days; the whole is 3,100.00"


def test_a_param_says_which_row_won_and_which_were_passed_over():
    facts = {
        "name": "norm",
        "title": {},
        "where": "class = A",
        "passed_over": "post = seller → 3; * → 2",
        "rule_from": date(2026, 1, 1),
    }
    assert told(Node("param", Decimal("4"), "number", facts)) == [
        (
            "norm for class = A, in force since January 1, 2026; "
            "less specific, so passed over: post = seller → 3; * → 2",
            "4",
        )
    ]
    plain = {**facts, "where": "", "passed_over": ""}
    assert told(Node("param", Decimal("4"), "number", plain))[0][0] == "norm, in force since January 1, 2026"


def line_of_a_card(**changed):
    facts = {
        "kpi": "plan",
        "title": {},
        "weight": Decimal(40),
        "effective": Decimal("40.00"),
        "score": Decimal("70.60"),
        "actual": Decimal("0.9412"),
        "actual_unit": "percent",
        "low_x": Decimal("0.8"),
        "low_y": Decimal(0),
        "high_x": Decimal(1),
        "high_y": Decimal(100),
        **changed,
    }
    return facts


def test_a_scored_line_can_be_reckoned_again_with_a_pocket_calculator():
    # 0 + (94.12 − 80) ÷ (100 − 80) × (100 − 0) = 70.60; 70.60 × 40 ÷ 100 = 28.24
    assert told(Node("scorecard.line", Decimal("28.24"), "points", line_of_a_card())) == [
        (
            "plan: 94.12% scores 70.60, × weight 40.00 ÷ 100; between 80% → 0 and 100% → 100, straight: "
            "0 + (94.12% − 80%) ÷ (100% − 80%) × (100 − 0)",
            "28.24 points",
        )
    ]


def test_a_line_beyond_the_curve_names_no_corners():
    beyond = line_of_a_card(actual=Decimal("1.2"), score=Decimal("100.00"), high_x=None, high_y=None)
    node = Node("scorecard.line", Decimal("40.00"), "points", beyond)
    assert told(node) == [("plan: 120% scores 100.00, × weight 40.00 ÷ 100", "40.00 points")]


def test_a_step_says_how_far_the_next_one_is():
    stairs = line_of_a_card(score=Decimal("80.00"), low_x=Decimal("0.9"), high_x=Decimal("0.98"))
    (text, _), *_ = told(Node("scorecard.line.stairs", Decimal("32.00"), "points", stairs))
    assert text.endswith("step from 90% on; next step at 98%")


def test_a_gate_says_why_it_closed_and_what_it_does():
    because = {"en": "A serious violation voids the month"}
    facts = {"because": because, "then": Decimal(0), "limits": False, "lines": ""}
    node = Node("scorecard.gate.closed", Decimal(0), "points", facts)
    assert told(node) == [("Gate closed: A serious violation voids the month; set to 0", "0 points")]
    some = {"because": {}, "then": Decimal(60), "limits": True, "lines": "plan, visits"}
    node = Node("scorecard.gate.closed", Decimal(60), "points", some)
    assert told(node) == [("Gate closed; plan, visits: at most 60", "60 points")]


def test_a_held_scorecard_says_why():
    facts = {"card": "month", "title": {}, "grade": "", "held": "scorecard.held.gate", "rule_from": None}
    assert told(Node("scorecard", None, "points", facts)) == [
        ("month: held, since a gate's condition is undefined", "undefined")
    ]


def test_a_deduction_that_a_limit_changed_says_so():
    facts = {"name": "late", "title": {}, "because": {}, "unlimited": Decimal("-7.00")}
    assert told(Node("scorecard.deduction", Decimal("-5.00"), "points", facts)) == [
        ("Deduction: late; -7.00 before the limit", "-5.00 points")
    ]
    same = {**facts, "unlimited": Decimal("-5.00")}
    assert told(Node("scorecard.deduction", Decimal("-5.00"), "points", same))[0][0] == "Deduction: late"


def test_the_story_of_a_miss_is_told():
    carried = {
        "kpi": "orders",
        "shortfall": Decimal("5.00"),
        "front": Decimal("3.00"),
        "front_part": Decimal("0.6"),
        "back_part": Decimal("0.4"),
    }
    node = Node("scorecard.carried", Decimal("2.00"), "points", carried)
    assert told(node) == [
        (
            "Joint goal orders: of a shortfall of 5.00 the front carries 3.00 (60%), "
            "the back office the rest (40%)",
            "2.00 points",
        )
    ]
    node = Node("scorecard.story.front", None, "text", {"missed": "plan"})
    text = "Results missed: plan. The back office did its part, so that the front's process is examined"
    assert told(node) == [(text, "")]
