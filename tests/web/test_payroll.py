"""What closed periods owe is handed over once, by two people; holds keep pay out of it until let go."""

import csv
import io
import json
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from attain.apps.approvals.models import Proposal
from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Entry
from attain.apps.payroll import api as payroll
from attain.apps.payroll import holds
from attain.apps.payroll.models import Content, HandOver, Hold
from attain.shell.models import User
from tests.web.payroll_company import (
    APRIL,
    MARCH,
    accounts,
    asked,
    computed,
    decided,
    faults,
    handed,
    held,
    march,
    ready,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.data]

__all__ = ["handed", "march", "ready"]


def test_what_is_released_is_what_was_owed_and_the_file_says_so(handed, signed_in):
    sums = accounts()
    assert (sums["owed"], sums["approved"]) == (0, Decimal("4600.04"))
    assert handed.total == Decimal("4600.04")
    content = bytes(Content.objects.get(handover=handed).content)
    assert handed.control["sha256"] == sha256(content).hexdigest()
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert sum(Decimal(row["amount"]) for row in rows) == handed.total
    assert {row["pay_date"] for row in rows} == {"2026-04-05"}
    assert {(row["person"], row["component"], row["amount"]) for row in rows} == {
        ("P1", "commission", "1100.06"),
        ("P1", "draw", "899.94"),
        ("P2", "commission", "2600.04"),
    }
    told = json.loads(signed_in("auditor").get("/payroll/2026-03/1/control/").content)
    assert (told["lines"], told["people"], told["total"]) == (3, 2, "4600.04")
    assert told["components"] == {"commission": "3700.10", "draw": "899.94"}
    far = payroll.handed(MARCH)
    assert (far.due, far.handed, far.state) == (handed.total, handed.total, "handed")
    assert far.handovers == ("2026-03/1",)


def test_the_same_amounts_are_never_handed_over_again(handed, signed_in):
    reply = signed_in("operations").post("/payroll/propose/", {"mapping": "standard"})
    assert (reply.status_code, Proposal.objects.count()) == (422, 1)
    assert decided(signed_in("finance"), Proposal.objects.get(kind="payroll")).status_code == 422
    assert (accounts()["approved"], HandOver.objects.count()) == (Decimal("4600.04"), 1)


def test_who_proposes_does_not_release_and_operations_do_not_at_all(march, signed_in):
    operations = signed_in("operations")
    assert decided(operations, asked(operations)).status_code == 422
    assert signed_in("finance").post("/payroll/propose/", {}).status_code == 403
    assert accounts()["approved"] == 0


def test_a_proposal_that_is_overtaken_is_not_released(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    waiting = asked(operations)
    decided(operations, held(finance, "P1"))
    work = worked(decided(finance, waiting))
    assert faults(work) == ["fault.payroll.changed"]
    page = finance.get(f"/approvals/{waiting.pk}/").content.decode()
    assert "no longer what was proposed" in page
    assert "What is owed has changed" in page
    decided(finance, waiting, "refuse", "changed")
    worked(decided(finance, asked(operations)))
    assert HandOver.objects.get().total == Decimal("2600.04")


def test_held_pay_is_left_out_said_where_pay_is_seen_and_paid_when_it_is_let_go(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    decided(operations, held(finance, "P1", "draw"))
    assert accounts()["held"] == Decimal("899.94")
    page = operations.get("/payroll/propose/").content.decode()
    assert "On hold" in page
    assert "€899.94" in page
    for address in ("/people/P1/ledger/", "/payroll/holds/"):
        assert "Bank details unknown" in finance.get(address).content.decode()
    worked(decided(finance, asked(operations)))
    assert HandOver.objects.get().total == Decimal("3700.10")
    assert payroll.handed(MARCH).held == Decimal("899.94")
    (hold,) = payroll.active_holds()
    finance.post(f"/payroll/holds/{hold.pk}/release/", {"reason": "Known now"})
    decided(operations, Proposal.objects.get(kind="hold_release"))
    assert payroll.active_holds() == []
    worked(decided(finance, asked(operations)))
    assert HandOver.objects.get(key="2026-03/2").total == Decimal("899.94")
    assert (accounts()["held"], accounts()["owed"]) == (0, 0)


def test_nobody_asks_for_or_decides_on_a_hold_of_their_own_pay(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    own = held(finance, "P1")
    User.objects.filter(username="operations").update(person="P1")
    assert decided(operations, own).status_code in (403, 422)
    assert payroll.active_holds() == []
    typed = {"person": "P1", "since": MARCH, "reason": "mine"}
    assert operations.post("/payroll/holds/new/", typed).status_code == 422
    User.objects.filter(username="operations").update(person="")
    decided(operations, own)
    User.objects.filter(username="operations").update(person="P1")
    (hold,) = payroll.active_holds()
    assert operations.post(f"/payroll/holds/{hold.pk}/release/", {"reason": "mine"}).status_code == 422
    assert Proposal.objects.filter(kind__in=("hold", "hold_release")).get() == own


def test_a_hold_covers_what_later_periods_post(march, signed_in):
    decided(signed_in("operations"), held(signed_in("finance"), "P1", "", APRIL))
    assert accounts()["held"] == 0
    computed(APRIL)
    ledger.post(APRIL)
    assert accounts()["held"] == Decimal("2000")
    before = Entry.objects.count()
    assert payroll.sweep() == 0
    assert ledger.catch_up() == []
    assert Entry.objects.count() == before
    assert payroll.owed().held == {"P1": Decimal("2000")}


def test_a_hold_begins_by_days_whatever_periods_are_called(march):
    computed("2026-Q1")
    ledger.post("2026-Q1")
    own = [Hold(person="P1", since=since) for since in (MARCH, APRIL)]
    covered = [hold.periods for hold in holds.rules_of_holds(own)]
    assert covered == [{MARCH, "2026-Q1"}, set()]


@pytest.mark.parametrize(
    ("changed", "at"),
    [({"person": "nobody"}, "person"), ({"reason": " "}, "reason"), ({"since": ""}, "since")],
)
def test_a_hold_that_lacks_something_says_what(march, signed_in, changed, at):
    given = {"person": "P1", "component": "", "since": MARCH, "reason": "Why"}
    reply = signed_in("finance").post("/payroll/holds/new/", given | changed)
    assert (reply.status_code, list(reply.context["errors"])) == (422, [at])
    assert not Proposal.objects.exists()


def test_layouts_are_versions_and_come_back_from_yaml(march, signed_in):
    operations = signed_in("operations")
    text = operations.get("/payroll/layouts/standard/yaml/").content.decode()
    file = SimpleUploadedFile("own.yaml", text.replace("mapping: standard", "mapping: own").encode())
    assert operations.post("/payroll/layouts/import/", {"file": file}).status_code == 302
    form = {"mapping": "own", "count": "2", "source-0": "number", "source-1": "amount", "format": "csv"}
    form |= {"file": "pay-{period}", "grain": "person", "separator": "semicolon"}
    page = operations.post("/payroll/layouts/own/", {**form, "do": "add"}).content.decode()
    assert "has no payroll number" in page
    assert 'name="source-2"' in page
    numbers = SimpleUploadedFile("n.csv", b"Person,Number\nP1,0071\nP2,0072\n")
    assert operations.post("/payroll/numbers/", {"file": numbers}).status_code == 302
    assert operations.post("/payroll/layouts/own/", {**form, "do": "save"}).status_code == 302
    page = operations.get("/payroll/layouts/own/").content.decode()
    assert "0071;2000.00\n0072;2600.04" in page
    twice = SimpleUploadedFile("n.csv", b"P1,0072\n")
    assert operations.post("/payroll/numbers/", {"file": twice}).status_code == 422
    bad = SimpleUploadedFile("bad.yaml", b"mapping: x\ncolumns: [{source: name}]")
    reply = operations.post("/payroll/layouts/import/", {"file": bad})
    assert reply.status_code == 422
    assert "no column with the amount" in reply.content.decode()
