"""The shipped rulebook is whole: no fault, every case passes, every post and cycle, five languages."""

import re
from pathlib import Path

import pytest

from attain.catalog import PATH
from attain.engine.declare import LANGUAGES
from attain.engine.formulas import names, parse
from attain.rulebook.case_evaluation import evaluate_case
from attain.rulebook.case_runner import run_cases
from attain.rulebook.load import Loaded, load

POSTS = (
    "account_manager",
    "key_account_manager",
    "sales_manager",
    "territory_manager",
    "trade_marketing_manager",
    "sales_administrator",
    "purchasing_manager",
    "project_manager",
    "brand_manager",
    "information_officer",
    "service_centre_director",
    "head_of_client_service",
    "team_leader",
)
CYCLES = ("month", "quarter", "half_year", "year")

#: What practice prescribes, formula by formula, as the field writes it.
PRESCRIBED = {
    "sales_plan_fulfilment": ("sales_amount / target(sales_amount)", "percent"),
    "margin_fulfilment": ("category_margin / target(category_margin)", "percent"),
    "margin_deviation": ("margin_fulfilment - 100%", "percent"),
    "average_collection_period": ("receivables / sales_of_year * 365", "days"),
    "supplier_payment_period": ("payables / purchases_of_year * 365", "days"),
    "ratio_of_payment_periods": ("average_collection_period / supplier_payment_period", "ratio"),
    "assortment_norm": ("assortment_present / assortment_planned", "percent"),
    "orders_shipped": ("orders_shipped_well / orders_due", "percent"),
    "range_share": ("own_items / outlet_items", "percent"),
    "range_share_growth": ("(range_share - previous(range_share)) * 100", "points"),
    "promotion_effect": ("sales_after_promotion / sales_before_promotion", "ratio"),
    "regular_client_share": ("regular_clients / client_base", "percent"),
    "churn": ("lost_clients / client_base", "percent"),
    "effective_call_share": ("effective_calls / calls_made", "percent"),
    "average_call_length": ("call_minutes / calls_made", "minutes"),
    "budget_fit": ("project_actual_cost / project_planned_cost", "percent"),
    "strategic_fit": ("acceptance_points / projects_rated", "points"),
    "focus_assortment": ("focus_present / focus_planned", "percent"),
    "wrong_information_given": ("wrong_information", "pieces"),
    "unmet_requirement_count": ("unmet_requirements", "pieces"),
    "time_to_answer": ("answer_hours / requests_answered", "hours"),
    "claims_settled_share": ("claims_settled / claims_received", "percent"),
    "claims_settled_count": ("claims_settled", "pieces"),
    "average_check": ("shop_day_checks / shop_days_open", "money"),
    "new_client_count": ("new_clients", "pieces"),
    "average_sales_per_seller": ("sales_amount / sellers", "money"),
    "average_pieces_per_seller": ("sales_quantity / sellers", "pieces"),
    "revenue_per_case": ("sales_amount / orders", "money"),
    "client_lifetime": ("12 * client_base_of_year / clients_lost_in_year", "months"),
    "client_lifetime_value": (
        "margin_of_year / client_base_of_year * (client_base_of_year / clients_lost_in_year)",
        "money",
    ),
    "lead_to_qualified": ("funnel_qualified / funnel_lead", "percent"),
    "qualified_to_offer": ("funnel_offer / funnel_qualified", "percent"),
    "offer_to_negotiation": ("funnel_negotiation / funnel_offer", "percent"),
    "negotiation_to_won": ("funnel_won / funnel_negotiation", "percent"),
    "retention": ("clients_kept / clients_at_start", "percent"),
    "gross_margin": ("(company_revenue - company_cost_of_sales) / company_revenue", "percent"),
    "staff_turnover": (
        "staff_left / ((staff_at_start + staff_at_end) / 2 / staff_months_counted)",
        "percent",
    ),
    "stock_out_rate": ("stock_outs / assortment_planned", "percent"),
    "overstock_rate": ("overstocks / stock_positions", "percent"),
    "visit_coverage": ("clients_seen_as_planned / clients_to_see", "percent"),
    "visit_frequency_compliance": ("clients_seen_often_enough / clients_to_see", "percent"),
    "order_timeliness": ("orders_in_time / orders_due", "percent"),
    "complaints_in_time": ("complaints_in_time_count / complaints_due", "percent"),
    "complaint_settle_time": ("complaint_days / complaints_settled", "days"),
    "client_satisfaction": ("survey_points / survey_answers", "points"),
    "net_promoter_score": ("(promoters - detractors) / recommend_answers * 100", "points"),
    "diary_timeliness": ("diaries_in_time / diaries_due", "percent"),
    "diary_quality": ("diary_points / diaries_rated", "points"),
    "information_timeliness": ("transfers_in_time / transfers_given", "percent"),
    "information_quality": ("transfer_points / transfers_rated", "points"),
    "promises_kept": ("promises_done / promises_due", "percent"),
    "data_completeness": ("complete_fields / required_fields", "percent"),
    "forecast_wape": ("forecast_error / forecast_actual_quantity", "percent"),
    "forecast_bias": (
        "(forecast_quantity - forecast_actual_quantity) / forecast_actual_quantity",
        "percent",
    ),
    "certified_middle_share": ("certified_middle / staff", "percent"),
    "certified_senior_share": ("certified_senior / staff", "percent"),
    "value_of_new_clients": ("new_clients_value", "money"),
    "value_of_lost_clients": ("lost_clients_value", "money"),
    "value_of_regained_clients": ("regained_clients_value", "money"),
}


def rules_of(loaded: Loaded, kind: str) -> dict:
    return {document.name: document.rule for document in loaded.documents if document.kind == kind}


def test_cases_stand_in_their_folder_and_nothing_else_does(catalogue):
    """A company that stands on the catalogue does not read that folder."""
    there = {document.kind for document in catalogue.documents if document.path.startswith("cases/")}
    elsewhere = {document.kind for document in catalogue.documents if not document.path.startswith("cases/")}
    assert there == {"case"}
    assert "case" not in elsewhere


def test_the_catalogue_loads_without_a_fault(catalogue):
    assert [(f.id, f.file, f.line) for f in catalogue.faults] == []
    assert catalogue.rules is not None


def test_every_case_passes_and_every_canary_fails(catalogue):
    results = run_cases(catalogue.rules, catalogue.cases, evaluate_case)
    bad = [(r.case.case, r.differences, r.faults) for r in results if not r.passed]
    assert bad == []
    assert sum(result.case.canary for result in results) >= 3


@pytest.mark.parametrize("name", PRESCRIBED)
def test_a_prescribed_kpi_has_the_field_s_formula_and_unit(catalogue, name):
    formula, unit = PRESCRIBED[name]
    kpi = rules_of(catalogue, "kpi")[name]
    assert (kpi.formula.tree, kpi.unit) == (parse(formula), unit)


def test_ebit_is_income_less_every_cost_before_interest_and_tax(catalogue):
    used = names(rules_of(catalogue, "kpi")["ebit"].formula.tree)
    assert set(used) == {
        "company_revenue",
        "company_other_income",
        "company_cost_of_sales",
        "company_selling",
        "company_administration",
        "company_depreciation",
    }


def test_every_kpi_has_a_card_and_a_case_with_its_arithmetic(catalogue):
    worked = {placed.case.kpi for placed in catalogue.cases if placed.case.math}
    for name, kpi in rules_of(catalogue, "kpi").items():
        assert name in worked, name
        assert kpi.used_for, name
        assert set(kpi.meaning) == set(LANGUAGES), name


def test_every_post_that_the_catalogue_names_has_its_card(catalogue):
    posts = rules_of(catalogue, "post")
    assert set(posts) == {*POSTS, "general_director"}
    for post in posts.values():
        for text in ("meaning", "duties", "rights", "liability", "requirements"):
            assert set(getattr(post, text)) == set(LANGUAGES), (post.post, text)


@pytest.mark.parametrize(
    "kind", ["post", "fact", "measure", "kpi", "param", "scorecard", "plan", "pool", "rulebook"]
)
def test_every_title_is_given_in_all_five_languages(catalogue, kind):
    for name, rule in rules_of(catalogue, kind).items():
        assert set(rule.title) == set(LANGUAGES), name
        assert all(rule.title.values()), name


@pytest.mark.parametrize("post", POSTS)
def test_every_post_has_a_scorecard_for_every_cycle(catalogue, post):
    cards = rules_of(catalogue, "scorecard")
    assert {cards[f"{post}_{cycle}"].cycle for cycle in CYCLES} == set(CYCLES)


def test_scorecards_hold_five_to_seven_kpis_that_judge_their_post_and_sum_to_a_hundred(catalogue):
    kpis = rules_of(catalogue, "kpi")
    for name, card in rules_of(catalogue, "scorecard").items():
        assert 5 <= len(card.lines) <= 7, name
        assert sum(line.weight for line in card.lines) == 100, name
        for line in card.lines:
            assert card.post in kpis[line.kpi].judges, (name, line.kpi)


def test_nobody_is_judged_by_what_only_the_company_can_move(catalogue):
    for name, kpi in rules_of(catalogue, "kpi").items():
        assert kpi.influence != "company" or not kpi.judges, name


def test_every_measure_is_used(catalogue):
    used: set[str] = set()
    for kpi in rules_of(catalogue, "kpi").values():
        used |= set(names(kpi.formula.tree))
    text = "".join(
        file.read_text() for folder in ("scorecards", "plans", "pools") for file in (PATH / folder).glob("*")
    )
    unused = set(rules_of(catalogue, "measure")) - used - set(re.findall(r"\w+", text))
    assert unused == set()


def test_a_company_stands_on_the_catalogue_and_replaces_what_it_likes(tmp_path: Path):
    (tmp_path / "rulebook.yaml").write_text("rulebook: own\ncurrency: USD\ninclude: standard\n")
    (tmp_path / "salary.yaml").write_text(
        "param: base_salary\nfrom: 2026-01-01\nunit: money\nvalue: 1234.00\n"
    )
    loaded = load(tmp_path, PATH)
    assert [fault.id for fault in loaded.faults] == []
    assert [v.rule.values[0].value for v in loaded.rules.versions("param", "base_salary")] == [1234]
    assert loaded.rules.versions("kpi", "churn")


def test_files_are_short():
    long = {f.name: n for f in PATH.rglob("*.yaml") if (n := f.read_text().count("\n")) > 300}
    assert long == {}


def test_every_case_and_every_source_can_be_read_in_all_five_languages(catalogue):
    for case in (each.case for each in catalogue.cases):
        assert set(case.title) == set(LANGUAGES) - {"en"}, case.case
        assert len({case.case, *case.title.values()}) == len(LANGUAGES), case.case
    sources = [d.rule.source for d in catalogue.documents if getattr(d.rule, "source", None)]
    sources = [source for source in sources if isinstance(source, dict)]
    assert len(sources) > 40
    for source in sources:
        assert set(source) == set(LANGUAGES), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_pay_component_has_a_name_of_its_own(catalogue, language):
    """Somebody paid by two plans reads both on one statement, and formulas may name either."""
    called: dict[str, set[str]] = {}
    for component in (part for plan in rules_of(catalogue, "plan").values() for part in plan.components):
        called.setdefault(component.title[language], set()).add(component.component)
    assert {title: keys for title, keys in called.items() if len(keys) > 1} == {}
