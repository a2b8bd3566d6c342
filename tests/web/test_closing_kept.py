"""What is closed stays as it was: after a kill, a newer run, an erased person, and an upgrade."""

# ruff: noqa: F811 - fixtures are arguments

from decimal import Decimal

import pytest
from django.test import Client

import attain.apps.closing.actions as closing_actions
import attain.apps.closing.verifying as verifying
from attain.apps.approvals.models import Proposal
from attain.apps.closing import api as closing
from attain.apps.closing.models import Verification
from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Batch, Entry
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.config import company
from attain.engine.store import DuckEngine
from attain.runs.again import verify
from attain.shell.work.models import Work
from attain.shell.work.performing import performed
from tests.runs.small_company import LATE_ORDER, load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PERIOD = "2026-03"
ADJUSTMENT_HEAD = "adjustment_id,person_id,period,component,amount,reason,made_by,approved_by\n"


class Killed(BaseException):
    """The process ends here."""


def proposed(by):
    by("ops").post(f"/closing/{PERIOD}/", {"reason": "Known"})
    return Proposal.objects.get(kind="close", state="waiting").pk


def approve(client, number):
    return client.post(f"/approvals/{number}/decide/", {"do": "approve", "note": ""})


def closed(by):
    assert approve(by("fin"), proposed(by)).status_code == 302


def owed():
    (batch,) = ledger.batches()
    return batch.sums["owed"]


def entries():
    return list(Entry.objects.order_by("pk").values_list("person", "component", "kind", "amount"))


@pytest.mark.parametrize("at", ["before the run is shown", "before it is posted", "after it is posted"])
def test_a_kill_while_closing_leaves_what_a_start_and_the_same_approval_complete(small, by, monkeypatch, at):
    number = proposed(by)

    def kill(*_args, **_named):
        raise Killed

    def post_and_die(*args, **named):
        ledger.post(*args, **named)
        raise Killed

    client = by("fin")
    with monkeypatch.context() as broken:
        if at == "before the run is shown":
            broken.setattr(closing_actions.results, "publish", kill)
        elif at == "before it is posted":
            broken.setattr(closing_actions.ledger, "post", kill)
        else:
            broken.setattr(
                closing_actions, "ledger", type("L", (), {"post": post_and_die, "Refused": ledger.Refused})
            )
        with pytest.raises(Killed):
            approve(client, number)
    assert results.register().closed(PERIOD) is not None
    assert not Batch.objects.exists()
    assert Proposal.objects.get(pk=number).state == "waiting"
    company.show_store()
    posted = entries()
    assert owed() == Decimal(results.run(PERIOD).control["paid"])
    assert results.run(PERIOD).state == "closed"
    assert approve(client, number).status_code == 302
    assert approve(client, number).status_code == 422
    assert entries() == posted
    assert ledger.verify() is None


def test_a_run_that_ends_after_the_closing_does_not_take_its_place(small, by, tmp_path):
    number, first = proposed(by), results.run(PERIOD)
    newer = None
    load_text(small, tmp_path, "holidays", "date,title\n2026-12-25,Christmas\n")
    with small.engine() as engine:
        newer = small.run(engine, PERIOD).run
    results.register().close(results.register().get(first.key))
    results.publish(small.store, newer)
    assert results.run(PERIOD).key == first.key
    assert results.run_by_key(newer.id).current is False
    assert approve(by("fin"), number).status_code == 302
    assert results.register().closed(PERIOD).id == first.key
    assert owed() == Decimal(first.control["paid"])


def test_what_the_command_line_closes_shows_and_is_posted_without_a_restart(small, monkeypatch):
    monkeypatch.setattr(company, "_seen", (results.register().mark(), set()))
    assert not company.catch_up()
    results.register().close(results.register().latest(PERIOD))
    assert results.run(PERIOD).state == "calculated"
    assert company.catch_up()
    assert results.run(PERIOD).state == "closed"
    assert owed() == Decimal(results.run(PERIOD).control["paid"])


def test_a_worker_leaves_the_entries_of_a_closing_to_who_approves_it(small, by, monkeypatch):
    monkeypatch.setattr(company, "_seen", None)
    number = proposed(by)
    results.register().close(results.register().latest(PERIOD))  # as far as an approval was just now, or died
    assert company.catch_up()
    assert results.run(PERIOD).state == "closed"
    assert not Batch.objects.exists()
    assert approve(by("fin"), number).status_code == 302
    assert Batch.objects.get().made_by == "fin"


def test_what_the_command_line_closed_is_posted_once_no_closing_waits_any_more(small, by, monkeypatch):
    monkeypatch.setattr(company, "_seen", None)
    number = proposed(by)
    results.register().close(results.register().latest(PERIOD))
    assert company.catch_up()
    assert not Batch.objects.exists()
    by("fin").post(f"/approvals/{number}/decide/", {"do": "refuse", "note": "It is closed"})
    assert company.catch_up()
    assert owed() == Decimal(results.run(PERIOD).control["paid"])


def test_a_newer_run_stops_a_closing_that_was_proposed_by_the_one_before(small, by, tmp_path):
    number = proposed(by)
    load_text(small, tmp_path, "order_lines", LATE_ORDER, "late")
    run(small, PERIOD)
    assert approve(by("fin"), number).status_code == 422
    assert results.register().closed(PERIOD) is None
    assert not Batch.objects.exists()
    again = proposed(by)
    assert Proposal.objects.get(pk=number).state == "withdrawn"
    assert approve(by("fin"), again).status_code == 302
    assert owed() == Decimal(results.run(PERIOD).control["paid"])


def test_an_adjustment_entered_while_closing_keeps_the_period_open(small, by, tmp_path, monkeypatch):
    number, read = proposed(by), closing_actions.board
    row = f"A1,P1,{PERIOD},commission,5.00,Late,P3,P2\n"

    def board(period):
        found = read(period)
        load_text(small, tmp_path, "adjustments", ADJUSTMENT_HEAD + row)
        return found

    monkeypatch.setattr(closing_actions, "board", board)
    assert approve(by("fin"), number).status_code == 422
    assert results.register().closed(PERIOD) is None


def test_every_closed_period_credits_what_it_pays_and_late_facts_come_once(small, by, tmp_path):
    closed(by)
    load_text(small, tmp_path, "order_lines", LATE_ORDER, "late")
    run(small, "2026-04")
    by("ops").post("/closing/2026-04/", {"reason": "Known"})
    assert approve(by("fin"), Proposal.objects.get(about="2026-04").pk).status_code == 302
    for batch in ledger.batches():
        assert batch.sums["owed"] == Decimal(results.run(batch.period).control["paid"])
        assert sum(batch.sums.values()) == 0
    assert ledger.verify() is None


def test_an_erased_person_leaves_sums_digests_and_statements_as_they_were(small, by):
    closed(by)
    before, groups = entries(), [each.group for each in closing.board(PERIOD).groups]
    assert "Ana Ruiz" in by("fin").get("/people/P1/statement/").content.decode()
    assert small.store.erase_person("P1")
    people.sync(small.store, small.rules)
    assert entries() == before
    assert ledger.verify() is None
    assert [each.group for each in closing.board(PERIOD).groups] == groups
    with DuckEngine() as engine:
        assert verify(small.store, engine, results.register().closed(PERIOD)).same
    page = by("fin").get("/people/P1/statement/").content.decode()
    assert "Ana" not in page
    assert "Ruiz" not in page
    assert "P1" in page


def verified(client: Client) -> Work:
    assert client.post("/closing/verified/again/").status_code == 302
    work = Work.objects.latest("pk")
    performed(work.pk, work.task)
    work.refresh_from_db()
    return work


def test_closed_periods_are_verified_in_the_background_and_the_result_is_kept(small, by):
    closed(by)
    assert "not verified yet" in by("aud").get("/closing/verified/").content.decode()
    assert by("aud").post("/closing/verified/again/").status_code == 403
    work = verified(by("fin"))
    assert (work.state, work.outcome["message"]) == ("done", "closing.verify.done"), work.faults
    (kept,) = Verification.objects.exclude(run="")
    assert (kept.period, kept.same, kept.made_by) == (PERIOD, True, verifying.__version__)
    page = by("aud").get("/closing/verified/").content.decode()
    assert "the same, to the byte" in page
    assert "as it was posted" in page


def test_another_version_is_told_to_verify_what_it_did_not_close(small, by, monkeypatch):
    closed(by)
    assert "another version" not in by("ops").get("/closing/").content.decode()
    monkeypatch.setattr(verifying, "__version__", "99.0")
    assert "made by another version of Attain" in by("ops").get("/closing/").content.decode()
    verified(by("ops"))
    assert "another version" not in by("ops").get("/closing/").content.decode()


def test_a_period_whose_rules_were_changed_behind_its_back_is_found(small, by):
    closed(by)
    place = small.store.place
    bundle = f"bundles/{results.register().closed(PERIOD).bundle}.json"
    place.write(bundle, place.read(bundle).replace(b"150%", b"160%"))
    work = verified(by("fin"))
    assert work.outcome["message"] == "closing.verify.wrong", work.faults
    assert "Something is not as it was closed" in by("fin").get(f"/work/{work.pk}/").content.decode()


def test_an_adjustment_approved_since_the_run_stops_closing(small, by, tmp_path):
    number = proposed(by)
    row = f"A1,P1,{PERIOD},commission,12.50,Order 9,ops,fin\nA2,P2,{PERIOD},commission,1.00,None,ops,\n"
    load_text(small, tmp_path, "adjustments", ADJUSTMENT_HEAD + row)
    (item,) = [each for each in closing.board(PERIOD).items if each.name == "unpaid"]
    assert (item.state, item.count) == ("missing", 1)  # the other is approved by nobody
    page = by("ops").get(f"/closing/{PERIOD}/").content.decode()
    assert "only as a difference in a later period" in page
    assert f"/runs/start/?period={PERIOD}" in page
    assert approve(by("fin"), number).status_code == 422
    run(small, PERIOD)
    assert all(each.name != "unpaid" or each.state == "ok" for each in closing.board(PERIOD).items)
    closed(by)
    commission = [each[3] for each in entries() if each[:2] == ("P1", "commission")]
    assert commission == [Decimal("24.00")]  # 11.50 of the sales and 12.50 by hand
