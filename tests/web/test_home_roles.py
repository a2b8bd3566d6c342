"""What each role sees first."""

from decimal import Decimal

import pytest
from django.utils import timezone

from attain.apps.payroll.models import HandOver
from attain.apps.results import api as results
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def parts(client) -> dict[str, object]:
    page = client.get("/")
    assert page.status_code == 200
    return {part.template.split("_")[-1].removesuffix(".html"): part.data for part in page.context["parts"]}


def test_a_leader_begins_with_those_who_need_help_and_why(signed_in):
    team = parts(signed_in("team_leader"))["leader"]
    unit = User.objects.get(username="team_leader").grants.get().unit
    lowest = results.people_sheets(results.runs()[0], [unit], "account_manager").order_by("total", "pk")
    assert [line.subject for line in team.help.lines] == [
        sheet.subject for sheet in lowest[: len(team.help.lines)]
    ]
    for line in team.help.lines:
        lost = [(100 - cell.score) * cell.head.weight for cell in line.weak]
        assert lost == sorted(lost, reverse=True)
        assert all(cell.standing in ("short", "none") for cell in line.weak)


def test_a_director_begins_with_the_branches(signed_in):
    team = parts(signed_in("general_director"))["leader"]
    assert {chart.unit.kind for chart in team.side.charts} == {"branch"}
    assert team.help is None


@pytest.mark.parametrize("user", ["operations", "finance", "auditor"])
def test_those_who_look_after_the_period_see_its_sums(signed_in, user):
    period = parts(signed_in(user))["period"]
    run = results.runs()[0]
    assert period.run == run
    assert period.agrees
    paid = next(each for each in period.sums if each.id == "home.sum.paid")
    assert paid.value == Decimal(run.control["paid"])
    assert paid.change == paid.value - Decimal(results.runs()[1].control["paid"])


@pytest.mark.parametrize("user", ["operations", "finance"])
def test_earlier_periods_that_are_open_are_named_with_the_first_to_close(signed_in, user):
    runs = [run for run in results.runs() if run.cycle == results.runs()[0].cycle]
    still_open = [run for run in runs[1:] if run.state != "closed"]
    told = [each for each in parts(signed_in(user))["period"].open if each.id == "home.open.periods"]
    (first,) = told
    assert (first.count, first.period) == (len(still_open), still_open[-1].period)
    assert signed_in(user).get(first.url).status_code == 200


def test_the_administrator_sees_no_pay(signed_in):
    client = signed_in("administrator")
    assert set(parts(client)) == {"house"}
    run = results.runs()[0]
    assert f"{Decimal(run.control['paid']):,.2f}" not in client.get("/").content.decode()


def test_sums_that_do_not_agree_are_said_aloud(signed_in, monkeypatch):
    from dataclasses import replace

    runs = results.runs()
    wrong = replace(runs[0], control={**runs[0].control, "all": "1.00"})
    monkeypatch.setattr(results, "runs", lambda *_: [wrong, *runs[1:]])
    assert "are not all facts" in signed_in("finance").get("/").content.decode()


def test_the_back_office_begins_with_its_own_month(signed_in):
    client = signed_in("sales_administrator")
    assert parts(client) == {}
    assert client.get("/").context["month"].card is not None


def released(period: str, number: int) -> HandOver:
    """A hand-over that nobody has sent."""
    now = timezone.now()
    return HandOver.objects.create(
        key=f"{period}.{number}", period=period, number=number, pay_date=now.date(), mapping={}, bundle="",
        file_name="pay.csv", control={}, lines=1, people=1, total=Decimal(1), proposal=number,
        made_by="ops", made_at=now, released_by="fin", released_at=now,
    )  # fmt: skip


def test_who_sends_hand_overs_is_told_until_they_are_sent(signed_in):
    """Nobody is paid by a hand-over that lies there."""
    said, finance = "released and not sent to payroll yet", signed_in("finance")
    first = released("2026-08", 1)
    page = finance.get("/").content.decode()
    assert f"1 hand-over is {said}" in page
    assert 'href="/payroll/2026-08/1/"' in page
    released("2026-09", 2)
    assert f"2 hand-overs are {said}" in signed_in("operations").get("/").content.decode()
    assert said not in signed_in("auditor").get("/").content.decode()
    HandOver.objects.filter(pk=first.pk).update(sent_at=timezone.now())
    assert f"1 hand-over is {said}" in finance.get("/").content.decode()
