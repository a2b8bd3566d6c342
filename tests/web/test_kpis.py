"""The catalogue of KPIs: found, narrowed, opened."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.kpis.spread import spread
from attain.apps.results import api as results

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def titles(page) -> list[str]:
    return [row.cells[0].text for row in page.context["table"].body]


def test_everybody_may_search_the_catalogue(signed_in):
    for user in ("account_manager", "finance", "administrator"):
        assert titles(signed_in(user).get("/kpis/?q=sales+plan"))[0] == "Brand plan fulfilment"


def test_purpose_post_and_unit_narrow_it(signed_in):
    client = signed_in("auditor")
    run = results.runs()[0]
    rules = results.rules_of(run.bundle)
    wanted = [
        kpi
        for kpi in rules.in_force("kpi", run.last_day)
        if "bonus" in kpi.used_for and "account_manager" in kpi.judges and kpi.unit == "percent"
    ]
    found = client.get("/kpis/?purpose=bonus&post=account_manager&unit=percent&size=100")
    assert sorted(titles(found)) == sorted(kpi.title["en"] for kpi in wanted)
    assert wanted


def test_a_card_tells_formula_uses_versions_and_who_is_measured(signed_in):
    page = signed_in("account_manager").get("/kpis/sales_plan_fulfilment/")
    card = page.context["card"]
    assert card.formula == "Sales ÷ target of Sales"
    assert ("account_manager_month", 15) in {(use.name, use.weight) for use in card.uses}
    assert [version.now for version in card.versions] == [True]
    run = results.runs()[0]
    published = [
        sheet.subject
        for sheet in results.people_sheets(run, None)
        if sheet.values.get("sales_plan_fulfilment")
    ]
    assert page.context["spread"].people == len(published)


@pytest.mark.parametrize(
    ("language", "formula"),
    [
        ("zh", "销售额 ÷ 销售额的目标"),
        ("ru", "Продажи ÷ план: Продажи"),
        ("es", "Ventas ÷ objetivo de Ventas"),
    ],
)
def test_the_formula_speaks_the_readers_language(signed_in, language, formula):
    client = signed_in("account_manager")
    client.post("/language/", {"language": language})
    assert client.get("/kpis/sales_plan_fulfilment/").context["card"].formula == formula


def test_bars_hold_everybody_once_and_few_people_are_not_shown():
    run = results.runs()[0]
    found = spread(run, "sales_plan_fulfilment", 4, "")
    assert sum(bar.count for bar in found.bars) == found.people
    assert found.low <= found.median <= found.high
    assert spread(run, "promotion_effect", 2, "") is None


def test_the_lint_speaks_on_the_card(signed_in):
    client = signed_in("operations")
    assert client.get("/kpis/sales_plan_fulfilment/findings/").status_code == 200
    part = client.get(
        "/kpis/sales_plan_fulfilment/findings/", headers={"HX-Request": "true", "HX-Target": "findings"}
    )
    assert "<html" not in part.content.decode()


def test_the_sql_is_for_those_who_may(signed_in):
    address = "/kpis/sales_plan_fulfilment/sql/sales_amount/"
    assert signed_in("account_manager").get(address).status_code == 403
    assert "SELECT" in signed_in("auditor").get(address).content.decode()
    assert signed_in("auditor").get("/kpis/sales_plan_fulfilment/sql/visits_made/").status_code == 404


def test_an_unknown_kpi_is_not_there(signed_in):
    assert signed_in("auditor").get("/kpis/nothing_like_it/").status_code == 404


def test_the_list_asks_the_database_no_more_for_more_rows(signed_in):
    client = signed_in("auditor")
    counts = []
    for size in (25, 100):
        client.get(f"/kpis/?size={size}")  # the choice is remembered once
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/kpis/?size={size}")
        counts.append(len(queries))
    assert counts[1] <= counts[0]
