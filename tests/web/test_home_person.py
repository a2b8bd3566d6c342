"""The start page of an account manager: the month, what brings points next, what changed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from attain.apps.incentives import api as incentives
from attain.apps.results import api as results
from attain.apps.results.models import StoredRun
from attain.shell.languages import wording_for
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def manager():
    return User.objects.get(username="account_manager").person


@pytest.fixture
def given(signed_in):
    """What the page was made of."""
    return signed_in("account_manager").get("/").context["month"]


def test_the_page_tells_points_and_pay_of_the_newest_period(given, manager):
    run = results.runs()[0]
    (sheet,) = results.sheets_of(manager, run)
    assert given.run == run
    assert (given.card.total, given.paid) == (sheet.total, sheet.paid)


def test_the_page_names_the_currency_and_what_is_not_examined(signed_in, given, manager):
    page = signed_in("account_manager").get("/").content.decode()
    assert f">€{given.paid:,.2f}</a>" in page
    remarks = [line.told.remark for line in given.card.lines if line.told.remark]
    assert page.count('<span class="soft small block">') == len(remarks)
    excused = {line.result.line.kpi for line in given.card.lines if line.result.status == "excused"}
    tried = incentives.tried(given.run, manager, {}, wording_for("en", currency="EUR"))
    assert {each.kpi for each in tried.sliders if each.excused} == excused


def test_the_steps_that_bring_most_come_first_and_are_worth_what_they_say(given, manager):
    points = [step.points for step in given.steps]
    assert points == sorted(points, reverse=True)
    assert points
    for step in given.steps:
        corner = step.line.result
        assert step.points > 0
        assert corner.score + step.points * 100 / corner.effective <= Decimal(200)


def test_changes_are_the_differences_of_published_points(given, manager):
    now, before = results.sheets_of(manager, given.run)[-1], results.sheets_of(manager, given.before)[-1]
    assert given.before.period == "2026-09"
    for change in given.changes:
        assert change.by == now.number(change.node) - before.number(change.node) != 0
    sizes = [abs(change.by) for change in given.changes]
    assert sizes == sorted(sizes, reverse=True)


def test_what_one_would_get_at_plan_is_told_after_the_page(signed_in, given, manager):
    told = signed_in("account_manager").get(f"/home/at-plan/?run={given.run.key}").content.decode()
    found = incentives.tried(given.run, manager, {}, wording_for("en", currency="EUR"))
    assert f"{found.at_plan:,.2f}" in told


def test_who_is_no_payee_has_no_month(signed_in):
    assert signed_in("finance").get("/").context["month"] is None
    assert signed_in("finance").get("/home/at-plan/?run=x").status_code == 404


def test_home_takes_the_same_queries_whatever_the_company_s_size(signed_in, django_assert_max_num_queries):
    client = signed_in("account_manager")
    client.get("/")
    with django_assert_max_num_queries(14):
        client.get("/")


def test_while_a_month_runs_pay_is_so_far_and_nothing_is_missed_yet(signed_in, manager):
    client, run = signed_in("account_manager"), results.runs()[0]
    late = datetime(run.last_day.year, run.last_day.month, run.last_day.day, tzinfo=UTC)
    facts = {"facts_until": run.last_day - timedelta(days=8)}
    paths = ("/", "/scorecard/", "/statement/")
    for published, running in ((late, True), (late + timedelta(days=3), False)):
        StoredRun.objects.filter(key=run.key).update(published_at=published, **facts)
        pages = [client.get(path, follow=True).content.decode() for path in paths]
        assert ["Pay so far" in page for page in pages] == [running, False, running]
        assert ["▼ not yet met" in page for page in pages] == [running, running, False]
        assert ["▼ missed" in page for page in pages] == [not running, not running, False]
