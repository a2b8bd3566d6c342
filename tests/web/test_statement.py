"""The statement page, its files, the what-if, and the explanation of a number, by the run's own evaluator."""

import csv
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from attain.apps.incentives import api as incentives
from attain.apps.results import api as results
from attain.engine.measures.rows import SHARE
from attain.shell.languages import wording_for
from attain.shell.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.data]
HTMX = {"HX-Request": "true", "HX-Target": "panel-content"}


@pytest.fixture
def manager():
    return User.objects.get(username="account_manager").person


@pytest.fixture
def run():
    return results.runs()[0]


def test_the_page_shows_what_the_run_pays(signed_in, manager, run):
    page = signed_in("account_manager").get(f"/people/{manager}/statement/").content.decode()
    (sheet,) = results.sheets_of(manager, run)
    assert f"€{sheet.paid:,.2f}" in page
    assert "Salary" in page


@pytest.mark.parametrize(("language", "figure"), [("ru", "€"), ("ja", "€")])
def test_the_page_speaks_the_reader_s_language(signed_in, manager, language, figure):
    client = signed_in("account_manager")
    client.post("/language/", {"language": language})
    page = client.get(f"/people/{manager}/statement/").content.decode()
    assert wording_for(language).say("statement.settlement") in page
    assert figure in page


def test_the_files_hold_the_same_sum(signed_in, manager, run):
    client = signed_in("account_manager")
    (sheet,) = results.sheets_of(manager, run)
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"/people/{manager}/statement/xlsx/").content)
    )
    cells = [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]
    assert any(isinstance(cell, (int, float)) and round(Decimal(cell), 2) == sheet.paid for cell in cells)
    pdf = client.get(f"/people/{manager}/statement/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert manager in pdf.headers["Content-Disposition"]


@pytest.mark.parametrize(("name", "entries"), [("account_manager", 0), ("finance", 1)])
def test_who_takes_somebody_else_s_files_stands_in_the_trail(signed_in, manager, run, name, entries):
    client, before = signed_in(name), AuditEntry.objects.filter(what="exported").count()
    client.get(f"/people/{manager}/statement/pdf/")
    assert AuditEntry.objects.filter(what="exported").count() == before + entries
    client.get(f"/explain/person/{manager}/paid/rows/sales_amount/?run={run.key}&format=csv")
    assert AuditEntry.objects.filter(what="exported").count() == before + 2 * entries


def test_what_if_nothing_changes_is_what_was_paid(manager, run):
    found = incentives.tried(run, manager, {}, wording_for("en"))
    assert found.paid == found.was_paid == results.sheets_of(manager, run)[0].paid


def test_what_if_moves_the_pay_as_the_plan_says(manager, run):
    wording = wording_for("en")
    slider = next(s for s in incentives.tried(run, manager, {}, wording).sliders if s.kpi == "visit_coverage")
    none = incentives.tried(run, manager, {k.kpi: k.low for k in [slider]}, wording)
    amounts = {name: new for name, _, _, new in none.parts}
    assert sum(amounts.values()) == none.paid
    assert none.was_paid == results.sheets_of(manager, run)[0].paid


def test_what_if_is_one_s_own_business(signed_in, manager):
    assert signed_in("team_leader").get(f"/people/{manager}/estimate/").status_code == 403
    assert signed_in("finance").get(f"/people/{manager}/estimate/").status_code == 403
    assert (
        signed_in("account_manager").get(f"/people/{manager}/estimate/?visit_coverage=NaN").status_code == 200
    )


def test_pay_is_not_for_the_administrator(signed_in, manager, run):
    client = signed_in("administrator")
    for address in ("statement/", "statement/pdf/", "scorecard/", "estimate/"):
        assert client.get(f"/people/{manager}/{address}").status_code == 403
    assert client.get(f"/explain/person/{manager}/paid/?run={run.key}").status_code == 403


def test_a_number_opens_in_the_panel_and_as_a_page(signed_in, manager, run):
    client = signed_in("account_manager")
    address = f"/explain/person/{manager}/sales_plan_fulfilment/?run={run.key}"
    panel, page = client.get(address, headers=HTMX).content.decode(), client.get(address).content.decode()
    assert "<html" not in panel
    assert "<html" in page
    value = results.sheets_of(manager, run)[0].number("sales_plan_fulfilment")
    assert f"{value * 100:.2f}%" in panel
    assert f"/explain/person/{manager}/sales_plan_fulfilment/rows/sales_amount/" in panel


def test_the_facts_behind_a_number_add_up_to_it(signed_in, manager, run):
    address = f"/explain/person/{manager}/sales_amount/rows/sales_amount/?run={run.key}&format=csv"
    text = signed_in("account_manager").get(address).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    share = {Decimal(row[SHARE]) for row in rows}
    total = sum(Decimal(row["amount"]) for row in rows)
    assert rows
    assert share == {Decimal(1)}, "the manager shares no client, so that the amounts themselves add up"
    assert total == results.sheets_of(manager, run)[0].number("sales_amount")


def test_the_pages_of_facts_join_without_a_gap(signed_in, manager, run):
    client = signed_in("account_manager")
    address = f"/explain/person/{manager}/sales_amount/rows/sales_amount/?run={run.key}"
    with results.explaining(run.key) as held:
        (source,) = held.rows(held.tree(manager, "sales_amount"), 10_000)
    first = client.get(address + "&page=1").content.decode()
    assert f"1–20 of {source.count}" in first
    assert "page=2" in first
    last = -(-source.count // 20)
    assert f"page={last + 1}" not in client.get(address + f"&page={last}").content.decode()


def test_who_or_what_is_unknown_is_not_there(signed_in, manager, run):
    client = signed_in("operations")
    assert client.get(f"/explain/person/{manager}/no_such_number/?run={run.key}").status_code == 404
    assert client.get(f"/explain/person/NOBODY/paid/?run={run.key}").status_code == 404
    assert client.get(f"/explain/planet/{manager}/paid/?run={run.key}").status_code == 404
    assert client.get(f"/explain/person/{manager}/paid/?run=nothing").status_code == 404
    assert client.get("/people/NOBODY/statement/").status_code == 404
