"""The seven demands on a KPI before pay hangs on it: each can fail, and says what to do."""

import shutil
from decimal import Decimal

import pytest

from attain.rulebook.lint import PastValue, lint
from attain.rulebook.load import load
from attain.wording.messages import written
from attain.wording.speech import Wording
from tests.rulebook.broken_books import GOOD

KPI = "\n---\nkpi: {name}\ntitle: T\nmeaning: M\nfrom: 2026-01-01\nused_for: [bonus]\n"
CARD = "\n---\nscorecard: s\npost: {post}\nfrom: 2026-01-01\nlines: [{line}]\n"

PROFIT = KPI.format(name="profit") + "formula: sales_amount - cost_amount\nunit: money\ninfluence: company\n"
COST = "\n---\nmeasure: admin_cost\ntitle: Office cost\nfrom: 2026-01-01\nof: ledger\nvalue: sum(amount)\n"


def kpi(name="k", **keys):
    """A KPI that meets every demand, but for what `keys` say."""
    keys = {"formula": "visits_made"} | keys
    return KPI.format(name=name) + "".join(f"{key}: {value}\n" for key, value in keys.items())


def on_card(picture, post="account_manager", weight=100, cycle="month", name="k"):
    line = f"{{kpi: {name}, weight: {weight}, {picture}}}"
    rest = "" if weight == 100 else f", {{kpi: answers, weight: {100 - weight}, curve: {{0: 0, 1: 100}}}}"
    text = CARD.format(post=post, line=line + rest)
    return text if cycle == "month" else text + f"cycle: {cycle}\n"


#: What the canary is, the text added to the good rulebook, and what is found.
CANARIES = [
    ("no title", kpi().replace("title: T\n", ""), "lint.clear.title"),
    ("no meaning", kpi().replace("meaning: M\n", ""), "lint.clear.meaning"),
    (
        "an input without a title",
        kpi(formula="bare + 1") + "\n---\nmeasure: bare\nfrom: 2026-01-01\nof: visits\nvalue: count()\n",
        "lint.clear.untitled",
    ),
    (
        "five KPIs on each other",
        "".join(kpi(f"k{n}", formula=f"k{n - 1} + 1" if n > 1 else "visits_made") for n in range(1, 6)),
        "lint.clear.deep",
    ),
    ("a line that never pays", kpi() + on_card("curve: {0: -5, 9: 0}"), "lint.attainable.nothing"),
    (
        "EBIT on an account manager",
        kpi("ebit", formula="sales_amount - cost_amount", unit="money", influence="company")
        + on_card("curve: {0: 0, 9: 100}", name="ebit"),
        "lint.responsible.company",
    ),
    (
        "EBIT in disguise",
        PROFIT + kpi(formula="profit * 2", unit="money", judges="[account_manager]"),
        "lint.responsible.company",
    ),
    ("another's unit", kpi(influence="unit", judges="[account_manager]"), "lint.responsible.unit"),
    (
        "a team without a leader",
        kpi(formula="team(visits_made)", judges="[back_office]"),
        "lint.responsible.team",
    ),
    ("points that never change", kpi() + on_card("curve: {0: 50, 9: 50}"), "lint.stimulating.flat"),
    ("less is paid for more", kpi() + on_card("curve: {0: 100, 9: 0}"), "lint.stimulating.against_higher"),
    (
        "more is paid for what is worse",
        kpi(better="lower") + on_card("steps: {0: 0, 9: 100}"),
        "lint.stimulating.against_lower",
    ),
    ("a weight of 2", kpi() + on_card("curve: {0: 0, 9: 100}", weight=2), "lint.stimulating.light"),
    ("a ranking of all with all", kpi().replace("[bonus]", "[ranking]"), "lint.comparable.peer_group"),
    (
        "a prize for whoever has the largest area",
        kpi(formula="sales_amount", unit="money", peer_group="[post]")
        + "\n---\nplan: p\npost: director\nfrom: 2026-01-01\n"
        "components: [{component: c, shape: prize, of: k, prizes: [5]}]\n",
        "lint.comparable.size",
    ),
    ("a number that never moves", kpi(formula="base_target * 2", unit="money"), "lint.drawn.constant"),
    (
        "a yearly figure each month",
        kpi(often="year") + on_card("curve: {0: 0, 9: 100}"),
        "lint.drawn.seldom",
    ),
    ("nobody needs it", kpi().replace("used_for: [bonus]\n", ""), "lint.serves.nothing"),
    (
        "administrative cost by profit",
        PROFIT + COST + kpi(formula="admin_cost / profit", unit="percent"),
        "lint.serves.denominator",
    ),
    (
        "own visits by the company's revenue",
        kpi("revenue", formula="sales_amount", unit="money", influence="company")
        + kpi(formula="visits_made / revenue * 1 money"),
        "lint.serves.mixed",
    ),
]


@pytest.fixture
def found(tmp_path):
    """The findings about the good rulebook with a text added, and with settings of the lint."""

    def lint_with(text="", settings="{indicators: [1, 7]}", past=None):
        book = shutil.copytree(GOOD, tmp_path / "book")
        rulebook = (book / "rulebook.yaml").read_text()
        (book / "rulebook.yaml").write_text(
            rulebook.replace("lint:\n  indicators: [1, 7]", f"lint: {settings}")
        )
        if text:
            (book / "more.yaml").write_text(text.lstrip("\n-"))
        loaded = load(book)
        assert [f for f in loaded.faults if f.severity == "error"] == []
        return lint(loaded, past)

    return lint_with


def ids(findings):
    return [f.fault.id for f in findings if not f.waived]


def test_the_good_rulebook_meets_all_demands(found):
    assert found() == []


@pytest.mark.parametrize(("text", "id"), [c[1:] for c in CANARIES], ids=[c[0] for c in CANARIES])
def test_canary_each_demand_can_fail(found, text, id):
    findings = found(text)
    assert set(ids(findings)) == {id}
    assert all(f.demand == id.split(".")[1] and f.fault.file.endswith("more.yaml") for f in findings)
    wordings = [Wording(language, strict=True) for language in ("en", "zh", "es", "ja", "ru")]
    assert all(wording.fault(f.fault) for wording in wordings for f in findings)


def test_a_finding_is_an_error_once_people_are_judged_by_the_kpi(found):
    text = PROFIT + kpi(formula="profit * 2", unit="money", judges="[account_manager]")
    assert {f.fault.severity for f in found(text)} == {"error"}


def test_a_finding_about_a_kpi_that_judges_nobody_is_a_warning(found):
    assert {f.fault.severity for f in found(kpi(formula="base_target * 2", unit="money"))} == {"warning"}


def test_a_matter_of_degree_is_a_warning(found):
    text = kpi() + on_card("curve: {0: 0, 9: 100}", weight=2)
    assert {f.fault.severity for f in found(text)} == {"warning"}


def test_whoever_answers_for_the_company_may_be_judged_by_its_profit(found):
    assert found(PROFIT + on_card("curve: {0: 0, 9: 100}", "director", name="profit")) == []


def test_a_ratio_that_serves_a_decision_is_accepted(found):
    text = PROFIT + COST + kpi(formula="admin_cost / profit", serves="Whether to centralise the office")
    assert found(text) == []


def test_growth_of_a_profit_is_a_ratio_of_like_to_like(found):
    assert found(PROFIT + kpi(formula="profit / previous(profit)")) == []


def test_five_to_seven_indicators_are_sound(found):
    findings = found(settings="{}")
    assert ids(findings) == ["lint.stimulating.few"] * 2
    assert {f.name for f in findings} == {"card", "back_card"}


def test_many_indicators_leave_nothing_worth_the_effort(found):
    text = "".join(kpi(f"k{n}") for n in range(8))
    lines = ", ".join(f"{{kpi: k{n}, weight: 12.5, curve: {{0: 0, 1: 100}}}}" for n in range(8))
    assert ids(found(text + CARD.format(post="back_office", line=lines))) == ["lint.stimulating.many"]


def test_the_meaning_is_asked_for_in_the_languages_that_are_declared(found):
    findings = found(settings="{indicators: [1, 7], languages: [en, ru]}")
    assert ids(findings) == ["lint.clear.languages"] * 3
    assert findings[0].fault.values["languages"] == "ru"


def test_a_waiver_accepts_a_finding_with_its_reason(found):
    waivers = "{indicators: [1, 7], waivers: [{kpi: k, demand: clear, because: it is new}]}"
    (finding,) = found(kpi().replace("title: T\n", ""), waivers)
    assert finding.waived == {"": "it is new"}


def test_a_waiver_that_waives_nothing_is_told(found):
    waivers = "{indicators: [1, 7], waivers: [{kpi: answers, demand: clear, because: old}]}"
    findings = found("", waivers)
    assert ids(findings) == ["lint.waiver.idle"]
    assert findings[0].fault.line == 7


class TestWithHistory:
    def past(self, *values):
        return lambda name: (
            [PastValue(f"P{n}", "2026-01", v) for n, v in enumerate(values)] if name == "k" else []
        )

    def text(self):
        return kpi() + on_card("curve: {0: 0, 10: 100}")

    def test_full_marks_that_one_in_thirty_reaches_are_too_hard(self, found):
        findings = found(self.text(), past=self.past(Decimal(10), *[Decimal(9)] * 29))
        assert ids(findings) == ["lint.attainable.too_hard"]
        assert findings[0].fault.values["share"] == Decimal(1) / 30

    def test_full_marks_that_all_reach_are_no_stimulus(self, found):
        assert ids(found(self.text(), past=self.past(*[Decimal(11)] * 30))) == ["lint.attainable.too_easy"]

    def test_full_marks_that_two_thirds_reach_are_sound(self, found):
        past = self.past(*[Decimal(10)] * 20, *[Decimal(5)] * 10)
        assert found(self.text(), past=past) == []

    def test_a_few_values_say_nothing(self, found):
        assert found(self.text(), past=self.past(*[Decimal(11)] * 19)) == []

    def test_a_line_with_holes_can_not_be_drawn(self, found):
        past = self.past(*[Decimal(10)] * 14, *[Decimal(5)] * 9, *[None] * 7)
        findings = found(self.text(), past=past)
        assert ids(findings) == ["lint.drawn.missing"]
        assert findings[0].fault.values["share"] == Decimal(7) / 30

    def test_pay_of_ninety_two_thirds_and_ten_percent_is_spread_soundly(self, found):
        plan = (
            "\n---\nplan: p\npost: director\nfrom: 2026-01-01\ncomponents:\n"
            "  - {component: c, shape: curve, target: 1000, of: k, curve: {8: 0%, 10: 100%, 12: 150%}}\n"
        )
        sound = [Decimal(9)] * 8 + [Decimal(10)] * 18 + [Decimal(11)] * 3 + [Decimal(7)]
        assert found(kpi() + plan, past=self.past(*sound)) == []

    def test_pay_for_everybody_is_spread_unsoundly(self, found):
        plan = (
            "\n---\nplan: p\npost: director\nfrom: 2026-01-01\ncomponents:\n"
            "  - {component: c, shape: curve, target: 1000, of: k, curve: {8: 0%, 10: 100%, 12: 150%}}\n"
        )
        findings = found(kpi() + plan, past=self.past(*[Decimal(12)] * 30))
        assert ids(findings) == ["lint.attainable.spread"]
        assert findings[0].fault.values["excellence"] == 1


def test_every_finding_has_a_canary():
    tried = {id for _, _, id in CANARIES} | {
        "lint.clear.languages",
        "lint.stimulating.few",
        "lint.stimulating.many",
        "lint.attainable.too_hard",
        "lint.attainable.too_easy",
        "lint.attainable.spread",
        "lint.drawn.missing",
        "lint.waiver.idle",
    }
    assert {id for id in written()["rulebook.yaml"] if id.startswith("lint.")} == tried
