"""Which rule holds on a day, from when to when, and what was passed over."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from attain.engine.decide.settings import Settings
from attain.engine.declare import OPEN_END
from attain.rulebook.load import load
from tests.rulebook.broken_books import GOOD

JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)


@pytest.fixture
def rules(tmp_path):
    """The good rulebook with a second version of a KPI, a plan that ends and a scorecard a year."""
    book = shutil.copytree(GOOD, tmp_path / "book")
    (book / "later.yaml").write_text(
        "kpi: answers\ntitle: Better answers\nfrom: 2026-03-01\nformula: visits_made / 2\n"
        "---\nplan: extra\npost: account_manager\nfrom: 2026-01-01\nuntil: 2026-03-01\n"
        "components: [{component: gift, shape: amount, amount: 10}]\n"
        "---\nscorecard: yearly\npost: account_manager\ncycle: year\nfrom: 2026-01-01\n"
        "lines: [{kpi: plan_fulfilment, weight: 100, curve: {0%: 0, 100%: 100}}]\n"
        "---\nkpi: margin\nfrom: 2026-01-01\nformula: sales_amount - cost_amount\nunit: money\n"
    )
    loaded = load(book)
    assert loaded.faults == ()
    return loaded.rules


def test_a_rule_holds_from_its_day_until_the_next_begins(rules):
    assert rules.kpi("answers", date(2025, 12, 31)) is None
    assert rules.kpi("answers", date(2026, 2, 28)).formula.text == "visits_made"
    assert rules.kpi("answers", MARCH).formula.text == "visits_made / 2"


def test_versions_say_their_bounds_and_where_they_stand(rules):
    first, second = rules.versions("kpi", "answers")
    assert (first.starts, first.ends, second.starts, second.ends) == (JANUARY, MARCH, MARCH, OPEN_END)
    assert second.place.endswith("later.yaml:1")
    assert rules.version("kpi", "answers", MAY) == second
    assert rules.versions_passed_over("kpi", "answers", MAY) == (JANUARY,)


def test_an_until_ends_the_last_version(rules):
    assert [plan.plan for plan in rules.plans("account_manager", JANUARY)] == ["extra", "pay"]
    assert [plan.plan for plan in rules.plans("account_manager", MARCH)] == ["pay"]
    assert rules.plans("director", JANUARY) == ()


def test_scorecards_go_by_post_and_cycle(rules):
    assert [c.scorecard for c in rules.scorecards("account_manager", "month", MAY)] == ["card"]
    assert [c.scorecard for c in rules.scorecards("account_manager", "year", MAY)] == ["yearly"]
    assert {c.scorecard for c in rules.all_scorecards("month", MAY)} == {"card", "back_card"}
    assert [p.pool for p in rules.pools(MAY)] == ["branch_pool"]


def test_names_say_their_kind_title_and_unit(rules):
    kinds = {name: rules.kind_of(name) for name in ("sales_amount", "answers", "card", "gift", "zebra")}
    assert kinds == {
        "sales_amount": "measure",
        "answers": "kpi",
        "card": "scorecard",
        "gift": "component",
        "zebra": "",
    }
    assert rules.title("answers") == {"": "Better answers"}
    words = {n: rules.unit_word(n, MAY) for n in ("sales_amount", "visits_made", "minutes_visited", "card")}
    assert words == {
        "sales_amount": "money",
        "visits_made": "number",
        "minutes_visited": "minutes",
        "card": "points",
    }
    assert rules.unit_word("plan_fulfilment", MAY) == "percent"
    assert rules.unit_word("commission", MAY) == "money"


def test_sums_and_counts_add_up_and_ratios_do_not(rules):
    adds = {
        name: rules.additive(name, MAY) for name in ("sales_amount", "margin", "answers", "plan_fulfilment")
    }
    assert adds == {"sales_amount": True, "margin": True, "answers": True, "plan_fulfilment": False}


def test_the_most_specific_row_of_a_param_wins(rules):
    param = rules.param("base_target", MAY)
    chosen = param.choose({"post": "account_manager", "region": "north"})
    assert (chosen.value, len(chosen.passed_over)) == (Decimal(120000), 1)
    assert param.choose({"post": "account_manager", "region": "south"}).value == Decimal(100000)


@pytest.mark.parametrize(("currency", "decimals"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_money_has_the_decimals_of_its_currency(currency, decimals):
    assert Settings(rulebook="x", currency=currency).currency_decimals == decimals


def test_a_year_may_start_in_april():
    settings = Settings.model_validate({"rulebook": "x", "currency": "JPY", "calendar": {"first_month": 4}})
    assert settings.calendar.containing(date(2026, 3, 31), "year").key == "2025"


def test_a_year_may_be_whole_weeks():
    weeks = {"pattern": "4-4-5", "first_day": date(2025, 12, 29), "first_year": 2026}
    settings = Settings.model_validate({"rulebook": "x", "currency": "USD", "calendar": weeks})
    assert settings.calendar.period("2026-03").start == date(2026, 2, 23)
