"""Scorecards: weights, undefined lines, gates, merits, grades, and results judged before process."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.formulas import compile_formula
from attain.engine.kpis.declaration import Kpi
from attain.engine.scoring.accountability import back_line
from attain.engine.scoring.declaration import Scorecard
from attain.engine.scoring.score import score_card
from attain.engine.trace import Trace

STRAIGHT = {0: 0, 100: 100}


def kpi(name: str, undefined: str = "not scored") -> Kpi:
    return Kpi.model_validate({"kpi": name, "from": date(2026, 1, 1), "formula": "x", "undefined": undefined})


@dataclass
class Scope:
    """A scope whose KPIs and names are given; back: (person, kpi, score, met)."""

    values: dict[str, Any]
    undefined: dict[str, str] = field(default_factory=dict)
    back: tuple = ()
    carried: tuple = ()
    trace: Trace | None = None

    def value(self, name: str, modifiers: tuple[str, ...]) -> Any:
        found = self.values.get(name)
        if self.trace:
            self.trace.push("given", found, name=name)
        return found

    def number(self, formula):
        return compile_formula(formula.tree)(self)

    holds = number

    def kpi(self, name: str, group: str):
        return kpi(name, self.undefined.get(name, "not scored")), self.value(name, ())

    def back_office(self, back):
        return [back_line(*line) for line in self.back]

    def carried_for_front(self, card):
        return self.carried


def scope(
    back: tuple = (), undefined: dict[str, str] | None = None, carried: tuple = (), **values: Any
) -> Scope:
    exact = {n: None if v is None else Decimal(str(v)) for n, v in values.items()}
    return Scope(exact, undefined or {}, back, carried)


def card(**more: Any) -> Scorecard:
    lines = more.pop("lines", None) or [
        {"kpi": "sales", "weight": 40, "curve": STRAIGHT},
        {"kpi": "visits", "weight": 30, "curve": STRAIGHT},
        {"kpi": "diary", "weight": 30, "curve": STRAIGHT},
    ]
    return Scorecard.model_validate(
        {"scorecard": "card", "post": "p", "from": date(2026, 1, 1), "lines": lines, **more}
    )


def points(result) -> list[Decimal | None]:
    return [line.points for line in result.lines]


def test_points_are_score_times_weight():
    result = score_card(
        card(grades={"A": 90, "B": 75, "C": 0}), scope(sales="70.6", visits=100, diary="95.4")
    )
    assert points(result) == [Decimal("28.24"), 30, Decimal("28.62")]
    assert (result.total, result.grade) == (Decimal("86.86"), "B")


def test_an_undefined_line_gives_its_weight_to_the_others_without_losing_a_hundredth():
    result = score_card(card(), scope(sales=100, visits=100, diary=None))
    assert [line.effective for line in result.lines] == [Decimal("57.14"), Decimal("42.86"), 0]
    assert result.total == 100


@given(st.lists(st.integers(1, 40), min_size=2, max_size=7), st.data())
def test_effective_weights_always_sum_to_the_total(weights, data):
    names = [f"k{n}" for n in range(len(weights))]
    lines = [{"kpi": n, "weight": w, "curve": STRAIGHT} for n, w in zip(names, weights, strict=True)]
    missing = data.draw(st.sets(st.sampled_from(names), max_size=len(names) - 1))
    values = {n: None if n in missing else 100 for n in names}
    result = score_card(card(lines=lines, total=sum(weights)), scope(**values))
    assert sum(line.effective for line in result.lines) == sum(weights)
    assert result.total == sum(weights)


@pytest.mark.parametrize(
    ("treatment", "total", "held"),
    [("not scored", 100, ""), ("full marks", 100, ""), ("hold", None, "scorecard.held.kpi")],
)
def test_what_becomes_of_an_undefined_line_is_declared(treatment, total, held):
    result = score_card(card(), scope(sales=100, visits=100, diary=None, undefined={"diary": treatment}))
    assert (result.total, result.held) == (total, held)


def test_a_card_without_any_value_is_held():
    result = score_card(card(), scope(sales=None, visits=None, diary=None))
    assert (result.total, result.held) == (None, "scorecard.held.no_line")


def test_gates_set_limit_or_touch_single_lines():
    closed = [{"when": "cases > 0", "then": 0}]
    assert score_card(card(gates=closed), scope(sales=100, visits=100, diary=100, cases=1)).total == 0
    assert score_card(card(gates=closed), scope(sales=100, visits=100, diary=100, cases=0)).total == 100
    limited = [{"when": "cases > 0", "at_most": 60}]
    assert score_card(card(gates=limited), scope(sales=50, visits=50, diary=50, cases=1)).total == 50
    assert score_card(card(gates=limited), scope(sales=90, visits=90, diary=90, cases=1)).total == 60
    lines = [{"when": "cases > 0", "then": 0, "lines": ["diary"]}]
    result = score_card(card(gates=lines), scope(sales=100, visits=100, diary=100, cases=1))
    assert (result.total, result.lines[2].status) == (70, "gated")


def test_a_gate_sets_the_total_also_where_no_line_has_a_score_and_can_not_limit_what_there_is_not():
    nothing = {"sales": None, "visits": None, "diary": None}
    found = score_card(card(gates=[{"when": "cases > 0", "then": 0}]), scope(**nothing, cases=1))
    assert (found.total, found.held) == (0, "")
    for gate, cases in (({"at_most": 60}, 1), ({"then": 0}, 0)):
        found = score_card(card(gates=[{"when": "cases > 0", **gate}]), scope(**nothing, cases=cases))
        assert (found.total, found.held) == (None, "scorecard.held.no_line")


def test_an_undefined_gate_holds_the_total():
    result = score_card(
        card(gates=[{"when": "cases > 0", "then": 0}]), scope(sales=100, visits=100, diary=100)
    )
    assert (result.total, result.held) == (None, "scorecard.held.gate")


def test_merits_and_deductions_stop_at_their_limits_and_the_total_at_its_own():
    more = {
        "merits": [{"name": "ideas", "points": "ideas * 2", "limit": 5}],
        "deductions": [{"name": "late", "points": "late", "limit": 10, "when": "late > 1"}],
        "cap": 102,
    }
    result = score_card(card(**more), scope(sales=100, visits=100, diary=100, ideas=4, late=1))
    assert ([e.points for e in result.extras], result.total) == ([5, 0], 102)
    result = score_card(card(**more), scope(sales=100, visits=100, diary=100, ideas=0, late=40))
    assert ([e.points for e in result.extras], result.total) == ([0, -10], 90)


RULES = {
    "results": ["sales"],
    "process": ["visits", "diary"],
    "back_office": {"post": "back", "lines": ["shipping"], "met": 80},
    "joint": ["sales"],
    "front": 60,
    "back": 40,
    "leader": "10%",
}
BACK_DID_ITS_PART = (("B1", "shipping", Decimal(90), Decimal(80)),)
BACK_FAILED = (("B1", "shipping", Decimal(50), Decimal(80)),)


def judged(back=(), **values):
    return score_card(card(accountability=RULES), scope(back=back, **values))


def test_where_results_are_met_process_is_not_examined():
    result = judged(BACK_FAILED, sales=100, visits=10, diary=10)
    assert (result.story.outcome, result.total) == ("met", 100)
    assert [line.status for line in result.lines] == ["scored", "excused", "excused"]


def test_where_the_back_office_failed_the_front_is_not_examined_and_both_carry_the_shortfall():
    result = judged(BACK_FAILED, sales=50, visits=10, diary=10)
    assert result.story.outcome == "back_office"
    (carried,) = result.story.carried
    # shortfall 40 − 20 = 20: 60 : 40
    assert (carried.shortfall, carried.front, carried.back) == (20, 12, 8)
    assert result.total == 20 + 30 + 30 + 8


def test_where_the_back_office_did_its_part_the_front_is_examined():
    result = judged(BACK_DID_ITS_PART, sales=50, visits=10, diary=20)
    assert result.story.outcome == "front"
    assert result.total == 20 + 3 + 6 + 8


def test_without_a_back_office_the_front_answers_alone():
    result = judged((), sales=50, visits=10, diary=20)
    assert (result.story.outcome, result.story.carried) == ("no_back_office", ())
    assert result.total == 20 + 3 + 6


def test_what_the_back_office_carries_comes_off_its_own_card():
    result = score_card(
        card(), scope(sales=100, visits=100, diary=100, carried=(("sales", Decimal("3.333")),))
    )
    assert result.total == Decimal("96.67")


def test_unexamined_lines_may_give_their_weight_away_instead():
    rules = {**RULES, "unexamined": "not scored"}
    result = score_card(card(accountability=rules), scope(back=BACK_FAILED, sales=120, visits=0, diary=0))
    assert [line.effective for line in result.lines] == [100, 0, 0]


def test_the_traced_card_is_the_same_card_with_one_root():
    plain = judged(BACK_FAILED, sales=50, visits=10, diary=10)
    traced = scope(back=BACK_FAILED, sales=50, visits=10, diary=10)
    traced.trace = Trace()
    gates = [{"when": "sales > 1000", "then": 0}]
    result = score_card(card(accountability=RULES, gates=gates), traced)
    root = traced.trace.result()
    assert root.value == result.total == plain.total
    assert [child.id for child in root.children[:3]] == [
        "scorecard.line", "scorecard.line.excused", "scorecard.line.excused",
    ]  # fmt: skip
    assert "scorecard.story.back_office" in {child.id for child in root.children}
    assert "scorecard.gate.open" in {child.id for child in root.children}
