"""The rulebook as people read it: own rules, all rules, one with its versions, differences, files, check."""

import io
import zipfile
from datetime import timedelta
from shutil import copytree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attain.apps.results import api as results
from attain.shell.models import User
from attain.shell.work.models import Work
from attain.shell.work.performing import performed
from attain.wording import Wording
from tests.web import settings as web

pytestmark = pytest.mark.django_db

PLAN = "/rulebook/plan/sales_manager_pay/"


@pytest.fixture
def own_plan(settings, tmp_path):
    """The company's rulebook with a plan of its own that pays more from the first of next month on."""
    from attain import catalog

    folder = tmp_path / "rulebook"
    copytree(web.HOME / "rulebook", folder)
    text = (catalog.PATH / "plans" / "sales_manager.yaml").read_text(encoding="utf-8")
    start = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    later = text.replace("from: 2000-01-01", f"from: {start}").replace("rate: 1.5%", "rate: 1.75%")
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "plans" / "sales_manager.yaml").write_text(f"{text}---\n{later}", encoding="utf-8")
    settings.ATTAIN_RULEBOOK = folder
    return start


def titles(page) -> list[str]:
    return [row.cells[0].text for row in page.context["table"].body]


def test_a_payee_sees_first_the_rules_of_the_own_pay(signed_in):
    page = signed_in("account_manager").get("/rulebook/")
    assert page.templates[0].name == "rulebook/mine.html"
    [(_, documents)] = page.context["posts"]
    names = [named.name for named, *_ in documents]
    assert names[:2] == ["account_manager_pay", "account_manager_month"]
    said = page.content.decode()
    assert "Pays a part of the pool “Service pool”" in said
    assert "80 points → 50%" in said


@pytest.mark.parametrize("user", ["general_director", "operations"])
def test_who_is_not_paid_by_the_rulebook_sees_all_rules_first(signed_in, user):
    page = signed_in(user).get("/rulebook/")
    assert page.templates[0].name == "rulebook/documents.html"
    assert page.context["own"] is False


@pytest.mark.data
def test_the_figures_in_it_are_those_of_the_reader(signed_in):
    """Every class has a salary of its own; a payee reads one figure, not a range."""
    said = signed_in("account_manager").get("/rulebook/mine/").content.decode()
    run, person = results.runs()[0], User.objects.get(username="account_manager").person
    salary = results.sheets_of(person, run)[0].number("salary")
    assert f"Pays “Monthly salary” ({Wording('en', currency='EUR').money(salary, decimals=0)})." in said


def test_what_changes_and_when_is_told_beside_what_holds(signed_in, own_plan):
    page = signed_in("operations").get(PLAN)
    planned, held = page.context["page"].versions
    assert (planned.state, planned.starts, held.state) == ("planned", own_plan, "now")
    assert held.last == own_plan - timedelta(days=1)
    assert [(change.kind, change.sentence.text) for change in planned.changes] == [
        ("gone", "Pays 1% of “Sales” up to €100,000, 1.5% of the next €150,000, and 2% of everything above."),
        (
            "come",
            "Pays 1% of “Sales” up to €100,000, 1.75% of the next €150,000, and 2% of everything above.",
        ),
    ]
    assert page.context["page"].shown == held


def test_two_versions_stand_side_by_side(signed_in, own_plan):
    page = signed_in("auditor").get(f"{PLAN}compare/")
    differing = [(old, new) for old, new in page.context["pairs"] if old is None or old.kind != "same"]
    assert [(old.sentence.part, new.sentence.part) for old, new in differing] == [
        ("Commission", "Commission")
    ]
    same = signed_in("auditor").get(f"{PLAN}compare/?before={own_plan}&after={own_plan}")
    assert all(old == new for old, new in same.context["pairs"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=deal-makers", ["Commission for deal-makers"]),
        ("?kind=pool", ["Marketing pool", "Service pool"]),
        ("?origin=own&kind=param", ["Monthly salary", "Part of the margin that feeds the pool"]),
        ("?post=sales_manager&kind=plan", ["Commission for deal-makers"]),
        ("?q=50%25+of+later+earnings", ["Commission for deal-makers"]),
        ("?state=planned", []),
    ],
)
def test_all_rules_can_be_searched_and_narrowed(signed_in, query, found):
    assert titles(signed_in("finance").get(f"/rulebook/documents/{query}")) == found


def test_a_planned_rule_is_found_by_its_state(signed_in, own_plan):
    """The plan holds today as well: it is listed by what holds, and not as planned."""
    page = signed_in("finance").get("/rulebook/documents/?kind=plan&origin=own")
    assert titles(page).count("Commission for deal-makers") == 1


@pytest.mark.parametrize("user", ["account_manager", "team_leader", "administrator"])
def test_every_kind_has_pages_for_everybody(signed_in, user):
    client = signed_in(user)
    for address in (
        PLAN,
        "/rulebook/scorecard/account_manager_month/",
        "/rulebook/kpi/sales_plan_fulfilment/",
        "/rulebook/measure/active_clients/",
        "/rulebook/param/base_salary/",
        "/rulebook/pool/service_pool/",
        "/rulebook/post/account_manager/",
        "/rulebook/fact/order_lines/",
        "/rulebook/rulebook/rulebook/",
    ):
        assert client.get(address).status_code == 200, address
    assert client.get("/rulebook/plan/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "其后€150,000为1.5%"),
        ("ru", "1,5\N{NO-BREAK SPACE}% от следующих 150\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€"),
        ("ja", "次の€150,000は1.5%"),
    ],
)
def test_rules_speak_the_readers_language(signed_in, language, said):
    client = signed_in("operations")
    client.cookies["attain_language"] = language
    assert said in client.get(PLAN).content.decode()


def test_a_page_shows_the_text_where_it_stands_and_what_names_it(signed_in):
    page = signed_in("operations").get("/rulebook/kpi/sales_plan_fulfilment/")
    lines = page.context["lines"]
    assert lines[0] == (1, "kpi: sales_plan_fulfilment")
    assert all(not text.startswith("---") for _, text in lines)
    used = {(each.kind, each.name) for each in page.context["page"].used_by}
    assert {("plan", "sales_manager_pay"), ("scorecard", "account_manager_month")} <= used
    read = {(each.kind, each.name) for each in page.context["page"].reads}
    assert ("measure", "sales_amount") in read


def test_worked_cases_are_tried_as_the_page_asks(signed_in):
    trials = signed_in("account_manager").get(f"{PLAN}cases/").context["trials"]
    assert [trial.passed for trial in trials] == [True] * len(trials)
    assert any("100000 × 1% + 150000 × 1.5%" in trial.math for trial in trials)
    assert all(trial.standard for trial in trials)


def test_worked_cases_and_where_a_rule_comes_from_are_told_in_the_readers_language(signed_in):
    client = signed_in("operations")
    client.cookies["attain_language"] = "es"
    trials = client.get("/rulebook/kpi/sales_plan_fulfilment/cases/").content.decode()
    assert "Ventas de 95 000 frente a un plan de 100 000 cumplen el 95 %" in trials
    source = "tabla de KPI: gestor comercial · ventas reales ÷ previstas × 100, %"
    assert source in client.get("/rulebook/kpi/sales_plan_fulfilment/").content.decode()
    assert source in client.get("/kpis/sales_plan_fulfilment/").content.decode()


@pytest.mark.data
def test_versions_name_the_runs_that_used_them(signed_in, own_plan):
    versions = signed_in("auditor").get("/rulebook/versions/").context["versions"]
    assert [(each.now, bool(each.runs)) for each in versions] == [(True, False), (False, True)]


def test_two_versions_of_the_whole_differ_by_what_was_changed(signed_in, own_plan):
    used = results.runs()[0].bundle
    found = signed_in("auditor").get(f"/rulebook/versions/compare/?before={used}").context["differences"]
    assert [(each.kind, each.name, each.starts, each.how) for each in found] == [
        ("plan", "sales_manager_pay", own_plan, "version")
    ]
    assert [change.kind for change in found[0].changes] == ["gone", "come"]
    assert signed_in("auditor").get("/rulebook/versions/compare/?before=../x").status_code == 404


def test_the_whole_rulebook_and_one_rule_can_be_taken_away(signed_in, own_plan):
    client = signed_in("auditor")
    archive = zipfile.ZipFile(io.BytesIO(client.get("/rulebook/export/").content))
    assert {"rulebook.yaml", "plans/sales_manager.yaml", "standard/kpis/sales.yaml"} <= set(
        archive.namelist()
    )
    one = client.get(f"{PLAN}yaml/")
    assert archive.read("plans/sales_manager.yaml").decode().strip() == one.content.decode().strip()
    used = results.runs()[0].bundle
    old = zipfile.ZipFile(io.BytesIO(client.get(f"/rulebook/versions/{used}/export/").content))
    assert "plans/sales_manager.yaml" not in old.namelist()
    assert signed_in("account_manager").get("/rulebook/export/").status_code == 403


def test_a_rulebook_with_errors_says_which_instead_of_its_pages(signed_in, own_plan, settings):
    path = settings.ATTAIN_RULEBOOK / "plans" / "sales_manager.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("rate: 1%", "rate: 1% of"), encoding="utf-8")
    for address in ("/rulebook/", PLAN, "/rulebook/versions/"):
        said = signed_in("operations").get(address).content.decode()
        assert "The files of the rulebook have errors" in said
        assert "sales_manager.yaml:" in said
    assert "sales_manager.yaml:" in signed_in("operations").get("/rulebook/check/").content.decode()


@pytest.mark.data
def test_the_check_runs_in_the_background_and_shows_what_it_found(signed_in):
    client = signed_in("operations")
    Work.objects.filter(kind="check_rulebook").delete()
    assert client.get("/rulebook/check/").context["found"] is None
    client.post("/rulebook/check/start/")
    work = Work.objects.get(kind="check_rulebook")
    performed(work.pk, work.task)
    page = client.get("/rulebook/check/")
    found = page.context["found"]
    assert (found.ok, found.counts["cases"], found.counts["passed"]) == (True, 2, 2)
    assert page.context["fresh"] is True
    assert signed_in("account_manager").post("/rulebook/check/start/").status_code == 403


def test_a_longer_list_asks_the_database_no_more(signed_in):
    client = signed_in("finance")
    client.get("/rulebook/documents/")
    counts = []
    for size in (25, 100):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(titles(client.get(f"/rulebook/documents/?size={size}"))) == size
        counts.append(len(asked))
    assert counts[0] == counts[1]
