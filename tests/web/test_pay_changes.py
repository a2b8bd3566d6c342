"""Why pay is not what it was: causes that add up to the cent, for everybody on a page of their own."""

from dataclasses import replace
from decimal import Decimal

import pytest

from attain.apps.incentives import behind, comparing
from attain.apps.incentives.models import PayChange, PayComparison
from attain.apps.results import api as results
from attain.apps.results.models import Sheet
from attain.shell.languages import wording_for
from attain.shell.models import User
from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def manager():
    return User.objects.get(username="account_manager").person


def works():
    return list(Work.objects.filter(kind=comparing.NAME).order_by("pk"))


def ask(client, person):
    return client.post(f"/people/{person}/statement/change/", {"period": results.runs()[0].period})


def test_the_statement_says_how_it_differs_from_the_month_before_and_leads_to_the_causes(signed_in, manager):
    now, before = (results.sheets_of(manager, run)[-1].paid for run in results.runs()[:2])
    client = signed_in("account_manager")
    page = client.get(f"/people/{manager}/statement/").content.decode()
    sign = "+" if now > before else "−" if now < before else "±"
    assert f"€{before:,.2f}" in page
    assert f"{sign}€{abs(now - before):,.2f}" in page
    assert f"/people/{manager}/statement/change/" in page


def test_the_causes_of_everybody_add_up_to_their_change_and_each_sees_the_own(signed_in, manager):
    client = signed_in("account_manager")
    assert ask(client, manager).status_code == 302
    assert ask(client, manager).status_code == 302
    (work,) = works()
    assert "Working out the causes" in client.get(f"/people/{manager}/statement/change/").content.decode()
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.DONE, work.faults
    now, first = results.runs()[:2]
    rows = Sheet.objects.filter(paid__isnull=False)
    after, before = (dict(rows.filter(run=run.key).values_list("subject", "paid")) for run in (now, first))
    changes = list(PayChange.objects.all())
    assert {each.person for each in changes} == {*after, *before}
    for each in changes:
        change = after.get(each.person, Decimal(0)) - before.get(each.person, Decimal(0))
        assert sum(map(Decimal, each.causes.values())) == change
    own = comparing.changed(first, now, manager)
    page = client.get(f"/people/{manager}/statement/change/").content.decode()
    assert "What was counted" in page
    for amount in own.causes.values():
        assert f"{'+' if amount > 0 else '−'}€{abs(amount):,.2f}" in page
    assert "What happened: sales" in page


def test_another_s_change_is_not_for_everybody(signed_in, manager):
    other = User.objects.get(username="team_leader").person
    client = signed_in("account_manager")
    assert client.get(f"/people/{other}/statement/change/").status_code == 403
    assert ask(client, other).status_code == 403
    assert works() == []
    assert signed_in("administrator").get(f"/people/{manager}/statement/change/").status_code == 403


def test_a_run_that_nobody_compares_with_is_not_there(signed_in, manager):
    client = signed_in("account_manager")
    assert client.get(f"/people/{manager}/statement/change/?with=nothing").status_code == 404
    first = results.runs()[-1].period
    assert client.get(f"/people/{manager}/statement/change/?period={first}").status_code == 404


def test_after_a_run_the_causes_are_asked_for_of_themselves(db):
    now, first = results.runs()[:2]
    comparing.after_run(now.period)
    comparing.after_run(now.period)
    (work,) = works()
    assert (work.given, work.asked_by) == ({"first": first.key, "second": now.key}, None)
    PayComparison.objects.create(first=first.key, second=now.key)
    Work.objects.all().delete()
    comparing.after_run(now.period)
    assert works() == []


def test_a_comparison_that_failed_says_so_and_can_be_asked_for_again(signed_in, manager):
    client = signed_in("account_manager")
    ask(client, manager)
    Work.objects.update(state=State.FAILED)
    page = client.get(f"/people/{manager}/statement/change/").content.decode()
    assert "The last attempt failed" in page
    ask(client, manager)
    assert [work.state for work in works()] == [State.FAILED, State.WAITING]


def test_a_figure_that_the_plan_reads_is_named_where_it_is_another_now(manager):
    run = results.runs()[0]
    was = behind.Side.of(run, manager)
    key = ("param", "bonus_target")
    version = was.rules.version(*key, run.last_day)
    dearer = tuple(row.model_copy(update={"value": row.value + 50}) for row in version.rule.values)
    changed = replace(version, rule=version.rule.model_copy(update={"values": dearer}))
    now = replace(was, rules=replace(was.rules, documents={**was.rules.documents, key: (changed,)}))
    found = behind.documents(was, now, wording_for("en", currency="EUR"))
    told = [
        change.sentence.text for each in found if (each.kind, each.name) == key for change in each.changes
    ]
    assert "€600 for everyone else." in told
    assert "€650 for everyone else." in told
    assert behind.documents(was, was, wording_for("en", currency="EUR")) == []
