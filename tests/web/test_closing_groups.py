"""Groups of a period are reviewed one by one; an approval holds for figures, not for a run."""

# ruff: noqa: F811 - fixtures are arguments

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.approvals.models import Proposal
from attain.apps.closing import api as closing
from attain.apps.closing import figures, reviews
from attain.apps.closing.models import Group
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.runs.workplace import Workplace
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role
from attain.shell.work.models import Work
from tests.runs.small_company import load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PERIOD = "2026-03"
NORTH, SOUTH = (f"{PERIOD}|account_manager|{unit}" for unit in "NS")

#: Sells 400.00 more to the shop that P2 alone looks after.
MORE = """\
order_id,client_id,product_id,ordered_on,quantity,amount,is_return
9,K3,T,2026-03-30,10,400.00,false
"""


@pytest.fixture
def leader(small):
    """leader("N", "P1") → the name of a user who leads a unit."""

    def made(unit, person=""):
        user = User.objects.create(username=f"leads {unit}", person=person)
        RoleGrant.objects.create(user=user, role=Role.LEADER, unit=unit)
        return user.username

    return made


def step(client, do, *groups):
    return client.post(f"/closing/{PERIOD}/groups/", {"do": do, "group": list(groups)})


def states():
    return {each.group.unit: each.state for each in closing.board(PERIOD).groups}


def decide(client, about, do="approve", note="no"):
    waiting = Proposal.objects.get(about=about, state="waiting")
    return client.post(f"/approvals/{waiting.pk}/decide/", {"do": do, "note": note})


def items():
    return {item.name: item for item in closing.board(PERIOD).items}


def test_groups_are_all_who_are_paid_by_post_and_the_first_unit_that_tells_them_apart(small):
    found = closing.board(PERIOD).groups
    assert [each.group.key for each in found] == [NORTH, SOUTH]
    assert [each.group.people for each in found] == [1, 1]
    paid = Decimal(results.run(PERIOD).control["paid"])
    assert sum(each.group.paid for each in found) == paid
    again = closing.board(PERIOD).groups
    assert [each.group.digest for each in again] == [each.group.digest for each in found]
    assert Group.objects.count() == 2


def test_operations_send_and_a_second_person_approves_each_once(by):
    assert states() == {"N": "calculated", "S": "calculated"}
    for _ in range(2):
        assert step(by("ops"), "send").status_code == 302
    assert states() == {"N": "review", "S": "review"}
    assert Proposal.objects.filter(kind="close_group").count() == 2
    step(by("ops"), "approve")
    assert states() == {"N": "review", "S": "review"}
    for _ in range(2):
        assert step(by("fin"), "approve", NORTH).status_code == 302
    assert states() == {"N": "approved", "S": "review"}
    assert items()["groups"].count == 1
    decide(by("fin"), SOUTH, "refuse", "Order 9 is missing")
    assert states() == {"N": "approved", "S": "refused"}
    page = by("ops").get(f"/closing/{PERIOD}/?open={PERIOD}|account_manager").content.decode()
    assert "1 of 2 approved" in page
    assert "sent back" in page
    step(by("ops"), "send", SOUTH)
    assert states() == {"N": "approved", "S": "review"}


def test_a_leader_approves_the_own_unit_and_never_oneself(by, leader):
    north, south = leader("N"), leader("S", "P2")
    step(by("ops"), "send")
    assert decide(by(north), SOUTH).status_code in (403, 422)
    assert decide(by(south), SOUTH).status_code in (403, 422)
    assert states() == {"N": "review", "S": "review"}
    assert decide(by(north), NORTH).status_code == 302
    assert states() == {"N": "approved", "S": "review"}
    people = f"/closing/{PERIOD}/groups/account_manager/?unit="
    assert (
        "P1" in by(north).get(f"{people}N").content.decode()
        or "Ana Ruiz" in by(north).get(f"{people}N").content.decode()
    )
    assert by(north).get(f"{people}S").status_code == 403
    assert by(north).get(f"/closing/{PERIOD}/").status_code == 403


def test_a_newer_run_keeps_the_approval_of_equal_figures_and_asks_anew_for_others(small, by, tmp_path):
    step(by("ops"), "send")
    step(by("fin"), "approve")
    first, before = results.run(PERIOD).key, closing.board(PERIOD).groups
    load_text(small, tmp_path, "holidays", "date,title\n2026-12-25,Christmas\n")
    run(small, PERIOD)
    assert results.run(PERIOD).key != first
    assert states() == {"N": "approved", "S": "approved"}
    load_text(small, tmp_path, "order_lines", MORE, "more")
    run(small, PERIOD)
    after = closing.board(PERIOD).groups
    changed = [each for each in after if each.state == "changed"]
    assert changed
    for each in changed:
        (was,) = [old.group for old in before if old.group.key == each.group.key]
        assert each.moved.people == 1
        assert each.moved.change == each.group.paid - was.paid
    assert (
        "Pay of 1 person has changed"
        in by("fin").get(f"/closing/{PERIOD}/?open={PERIOD}|account_manager").content.decode()
    )
    assert items()["groups"].state == "missing"
    step(by("ops"), "send")
    step(by("fin"), "approve")
    assert set(states().values()) == {"approved"}


def test_what_has_changed_is_read_off_the_runs_once(small, by, tmp_path, monkeypatch):
    step(by("ops"), "send")
    load_text(small, tmp_path, "order_lines", MORE, "more")
    run(small, PERIOD)
    reviews.after_run(PERIOD)
    told = {each.group.unit: each.moved for each in closing.board(PERIOD).groups}
    figures._changed.cache_clear()  # as in another process
    monkeypatch.delattr(figures, "pay_lines")
    assert {each.group.unit: each.moved for each in closing.board(PERIOD).groups} == told
    assert told["S"].people == 1


def test_what_was_sent_and_has_changed_cannot_be_approved(small, by, tmp_path):
    step(by("ops"), "send")
    load_text(small, tmp_path, "order_lines", MORE, "more")
    run(small, PERIOD)
    assert states()["S"] == "changed"
    assert decide(by("fin"), SOUTH).status_code == 422
    step(by("ops"), "send", SOUTH)
    assert (
        Proposal.objects.filter(about=SOUTH).order_by("pk").values_list("state", flat=True)[0] == "withdrawn"
    )
    assert decide(by("fin"), SOUTH).status_code == 302
    assert states()["S"] == "approved"


def test_once_one_is_in_review_all_are_approved_before_the_period_closes(by):
    step(by("ops"), "send", NORTH)
    reply = by("ops").post(f"/closing/{PERIOD}/", {"reason": "now"})
    assert reply.status_code == 422
    step(by("ops"), "send")
    step(by("fin"), "approve")
    assert by("ops").post(f"/closing/{PERIOD}/", {"reason": "Known"}).status_code == 302
    assert decide(by("fin"), PERIOD).status_code == 302
    assert [batch.period for batch in ledger.batches()] == [PERIOD]
    assert states() == {"N": "approved", "S": "approved"}
    assert step(by("ops"), "send").status_code == 422


def test_who_had_it_computed_approves_neither_a_group_nor_the_period(small, by):
    url = f"/runs/{results.run(PERIOD).key}/"
    asker = User.objects.get(username="ops2")
    Work.objects.create(kind=results.RUN, state="done", asked_by=asker, outcome={"url": url})
    step(by("ops"), "send", NORTH)
    assert decide(by("ops2"), NORTH).status_code == 422
    Proposal.objects.all().delete()
    by("ops").post(f"/closing/{PERIOD}/", {"reason": "Known"})
    assert decide(by("ops2"), PERIOD).status_code == 422
    assert ledger.batches() == []
    assert decide(by("fin"), PERIOD).status_code == 302


def test_pay_that_waits_for_a_value_is_not_sent_to_review(small, by):
    closing.board(PERIOD)
    Group.objects.filter(unit="N").update(held=1)
    assert step(by("ops"), "send", NORTH).status_code == 422
    assert states()["N"] == "calculated"


def test_an_auditor_reads_and_sends_or_approves_nothing(by):
    page = by("aud").get("/closing/").content.decode()
    assert "Account manager" in page or "account_manager" in page
    assert "Send" not in page
    for do in ("send", "approve"):
        assert step(by("aud"), do).status_code == 403
    assert by("ops").post(f"/closing/{PERIOD}/groups/", {"do": "other"}).status_code == 422


def test_a_month_with_facts_alone_and_the_first_one_with_its_opening_balances(small, by, tmp_path):
    page = by("ops").get("/closing/2026-04/").content.decode()
    assert "has not been calculated yet" in page
    assert by("ops").get("/closing/2026-05/").status_code == 404
    assert "everybody starts at zero" in by("ops").get(f"/closing/{PERIOD}/").content.decode()
    rows = "person_id,name,period,value\nP1,draw.balance,2026-03,350.00\nP2,draw.balance,2026-03,50.00\n"
    load_text(small, tmp_path, "openings", rows)
    page = by("ops").get(f"/closing/{PERIOD}/").content.decode()
    assert "draw.balance" in page
    assert "400" in page


@pytest.mark.parametrize("address", [f"/closing/{PERIOD}/?open={PERIOD}|account_manager", "/approvals/"])
def test_the_database_is_asked_as_often_for_many_groups_as_for_few(by, address):
    client, counts = by("fin"), []
    for group in (NORTH, SOUTH):
        step(by("ops"), "send", group)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_quarter_has_the_groups_that_it_pays_and_no_others(small, by, settings):
    run(small, "2026-Q1")
    assert closing.board("2026-Q1").groups == ()  # the only plan pays by the month
    assert by("fin").get("/closing/2026-Q1/").status_code == 200
    text = "plan: leader_quarter\npost: team_leader\ncycle: quarter\nfrom: 2026-01-01\n"
    text += "components:\n  - {component: quarter_pay, shape: amount, amount: 500.00}\n"
    (settings.ATTAIN_RULEBOOK / "quarter.yaml").write_text(text, encoding="utf-8")
    run(Workplace.open(settings.ATTAIN_RULEBOOK, settings.ATTAIN_STORE), "2026-Q1")
    found = [
        (each.group.post, each.group.people, each.group.paid) for each in closing.board("2026-Q1").groups
    ]
    assert found == [("team_leader", 1, 500)]
    assert [each.group.post for each in closing.board(PERIOD).groups] == ["account_manager"] * 2


def test_a_dispute_keeps_its_group_and_period_open_until_it_is_carried_over_with_a_reason(small, by):
    line = {"person": "P1", "period": PERIOD, "line": "commission", "kind": "facts"}
    by("ana").post("/disputes/new/", {**line, "reason": "Order 9 is missing"})
    assert (items()["disputes"].state, items()["disputes"].count) == ("missing", 1)
    page = by("ops").get(f"/closing/{PERIOD}/?open={PERIOD}|account_manager").content.decode()
    assert page.count('<a href="/disputes/">1</a>') == 2  # the group and its northern unit
    assert by("fin").post(f"/closing/{PERIOD}/carry/", {"reason": "later"}).status_code == 403
    assert by("ops").post(f"/closing/{PERIOD}/carry/", {"reason": " "}).status_code == 422
    assert by("ops").post(f"/closing/{PERIOD}/carry/", {"reason": "Waits for proof"}).status_code == 302
    assert items()["disputes"].count == 0


def test_an_adjustment_that_waits_is_told_at_the_group_that_it_concerns(small, by):
    given = {"person": "P2", "component": "commission", "for_period": PERIOD, "period": PERIOD}
    by("ops").post("/adjustments/new/", {**given, "amount": "12.50", "reason": "Order 9", "do": "propose"})
    assert (items()["adjustments"].state, items()["adjustments"].count) == ("open", 1)
    counts = closing.board(PERIOD).by_group["adjustments"]
    assert counts == {("account_manager", "S"): 1}
    assert items()["proposals"].count == 0
