"""A period is closed by two people when nothing is missing; then it binds, is posted, and stays closed."""

import shutil
from decimal import Decimal

import pytest

from attain.apps.approvals.models import Proposal
from attain.apps.closing import api as closing
from attain.apps.closing.rules import Known, State, checklist, may_close, open_items
from attain.apps.closing.showing import shown
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.engine.store import Store
from attain.runs.register import Register
from attain.runs.workplace import Source, Workplace
from attain.shell.languages import wording_for

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def register(settings, tmp_path, company):
    """The company's store, copied, so that its periods can be closed."""
    shutil.copytree(company / "store", tmp_path / "store", ignore=shutil.ignore_patterns("LOCK", "tmp"))
    settings.ATTAIN_STORE = tmp_path / "store"
    return Register(Store.open(tmp_path / "store"))


@pytest.fixture
def early():
    return results.runs()[-1].period


@pytest.fixture
def late():
    return results.runs()[0].period


def proposed(client, period, reason="As every month."):
    reply = client.post(f"/closing/{period}/", {"reason": reason})
    assert reply.status_code == 302, reply.content.decode()[-3000:]
    return Proposal.objects.get(kind="close", about=period, state="waiting")


def decided(client, proposal, do="approve"):
    return client.post(f"/approvals/{proposal.pk}/decide/", {"do": do, "note": ""})


def states(period):
    return {item.name: item.state for item in closing.board(period).items}


def test_one_proposes_a_second_closes_and_the_ledger_has_it(register, signed_in, early):
    proposal = proposed(signed_in("operations"), early)
    assert closing.board(early).state == "review"
    assert register.closed(early) is None
    assert decided(signed_in("finance"), proposal).status_code == 302
    run = register.closed(early)
    assert run.id == proposal.given["run"]
    (batch,) = ledger.batches()
    assert (batch.period, batch.sums["owed"]) == (early, Decimal(run.control["paid"]))
    assert results.run(early).state == "closed"
    assert closing.board(early).state == "closed"
    page = signed_in("finance").get(f"/closing/{early}/").content.decode()
    assert "This period is closed" in page


def test_who_proposed_does_not_close(register, signed_in, early):
    client = signed_in("operations")
    assert decided(client, proposed(client, early)).status_code == 422
    assert register.closed(early) is None
    assert ledger.batches() == []


def test_a_later_period_waits_for_the_earlier(register, signed_in, early, late):
    assert states(late)["earlier"] == State.MISSING
    reply = signed_in("operations").post(f"/closing/{late}/", {"reason": "now"})
    assert reply.status_code == 422
    assert not Proposal.objects.exists()
    decided(signed_in("finance"), proposed(signed_in("operations"), early))
    assert states(late)["earlier"] == State.OK


def target_since(settings, folder):
    """A target that is set after the run."""
    path = folder / "targets.csv"
    path.write_text("subject_kind,name,period,value\ncompany,sales_amount,2026-09,1\n", encoding="utf-8")
    Workplace.open(settings.ATTAIN_RULEBOOK, settings.ATTAIN_STORE).load(Source(path, "targets"))


def test_open_lines_need_a_reason(register, signed_in, settings, tmp_path, early):
    target_since(settings, tmp_path)
    assert open_items(closing.board(early).items) == ("current",)
    client = signed_in("operations")
    reply = client.post(f"/closing/{early}/", {"reason": " "})
    assert reply.status_code == 422
    assert "Say why it may be closed" in reply.content.decode()
    proposal = proposed(client, early, "The company's target pays nobody.")
    assert proposal.given["accepted"] == ["current"]
    page = signed_in("finance").get(f"/approvals/{proposal.pk}/").content.decode()
    assert "Closed although this does not hold:" in page
    paid = Decimal(results.run_by_key(proposal.given["run"]).control["paid"])
    assert f"€{paid:,.2f}" in page
    assert decided(signed_in("finance"), proposal).status_code == 302
    assert register.closed(early).id == proposal.given["run"]


def test_what_comes_up_between_proposal_and_closing_stops_it(register, signed_in, settings, tmp_path, early):
    proposal = proposed(signed_in("operations"), early)
    target_since(settings, tmp_path)
    reply = decided(signed_in("finance"), proposal)
    assert reply.status_code == 422
    assert "other open lines than were accepted: current" in reply.content.decode()
    assert register.closed(early) is None
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_two_who_approve_are_one_closing(register, signed_in, early):
    proposal = proposed(signed_in("operations"), early)
    decided(signed_in("finance"), proposal)
    assert decided(signed_in("finance"), proposal).status_code == 422
    assert len(ledger.batches()) == 1


def test_an_auditor_reads_and_a_manager_does_not(register, signed_in, early):
    auditor = signed_in("auditor")
    assert "Propose to close" not in auditor.get(f"/closing/{early}/").content.decode()
    assert auditor.post(f"/closing/{early}/", {"reason": "x"}).status_code == 403
    assert signed_in("account_manager").get("/closing/").status_code == 403
    assert auditor.get("/closing/2020-01/").status_code == 404


MONTHS = ("2026-06", "2026-07", "2026-08")


@pytest.mark.parametrize(
    ("known", "name", "state", "count"),
    [
        (Known("2026-09"), "calculated", State.MISSING, 1),
        (Known("2026-09", "R", held=2), "held", State.MISSING, 2),
        (Known("2026-09", "R", waiting=3), "quarantine", State.OPEN, 3),
        (Known("2026-09", "R", newer_facts=True, newer_rules=True), "current", State.OPEN, 2),
        (Known("2026-09", "R", "2026-09", {"visits": MONTHS}, MONTHS), "facts", State.OPEN, 1),
        (Known("2026-09", "R", "2026-09", {"visits": (*MONTHS, "2026-09")}, MONTHS), "facts", State.OK, 0),
        (Known("2026-09", "R", "2026-09", {"visits": MONTHS[1:]}, MONTHS), "facts", State.OK, 0),
        (Known("2026-09", "R", earlier=("2026-08",)), "earlier", State.MISSING, 1),
    ],
)
def test_the_checklist(known, name, state, count):
    (item,) = [each for each in checklist(known) if each.name == name]
    assert (item.state, item.count) == (state, count)


def test_a_period_with_all_done_closes_without_a_reason():
    items = checklist(Known("2026-09", "R"))
    assert may_close(items)
    assert open_items(items) == ()


def test_tables_without_rows_are_told_by_their_titles():
    months = {"order_lines": MONTHS, "visits": MONTHS, "earlier_table": MONTHS}
    item = checklist(Known("2026-09", "R", "2026-09", months, MONTHS))[0]
    names = shown(item, None, wording_for("es"), "2026-09")["names"]
    assert names == "earlier_table, Líneas de pedido y Visitas"
