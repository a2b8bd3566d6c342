"""What closed periods owe is handed over once: held, released, sent, acknowledged, paid; sums always equal."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from attain.apps.approvals.models import Proposal
from attain.apps.house import api as house
from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Entry
from attain.apps.payroll import api as payroll
from attain.apps.payroll.models import Content, HandOver, PaidFile, Step
from attain.apps.people import api as people
from attain.runs.register import Register
from attain.shell.models import AuditEntry
from tests.runs.small_company import LATE_ORDER, load_text, opened
from tests.runs.test_retro import PLAN, rulebook

pytestmark = [pytest.mark.django_db, pytest.mark.data]

MARCH, APRIL = "2026-03", "2026-04"


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """The small company with March computed and closed: P1 draws up to 2 000.00, P2 earned 2 600.04."""
    folder = tmp_path_factory.mktemp("payroll")
    place = opened(folder, rulebook(folder, PLAN))
    with place.engine() as engine:
        ran = place.run(engine, MARCH)
    Register(place.store).close(ran.run)
    return folder


@pytest.fixture
def march(ready, settings, tmp_path):
    """A store of the test's own; March is posted."""
    import shutil

    shutil.copytree(ready / "store", tmp_path / "store")
    settings.ATTAIN_STORE = tmp_path / "store"
    settings.ATTAIN_RULEBOOK = ready / "rulebook" if (ready / "rulebook").exists() else ready
    people.sync(house.store(), house.rules_of(house.register().closed(MARCH).bundle))
    ledger.post(MARCH)
    return tmp_path


def decided(client, proposal, do="approve", note=""):
    return client.post(f"/approvals/{proposal.pk}/decide/", {"do": do, "note": note})


def asked(client, **given):
    reply = client.post("/payroll/propose/", {"mapping": "standard", "pay_date": "2026-04-05", **given})
    assert reply.status_code == 302, reply.content.decode()[-2000:]
    return Proposal.objects.filter(kind="payroll").latest("pk")


@pytest.fixture
def handed(march, signed_in):
    """March, released."""
    proposal = asked(signed_in("operations"))
    assert decided(signed_in("finance"), proposal).status_code == 302
    return HandOver.objects.get(key="2026-03/1")


def accounts():
    sums = ledger.accounts(Entry.objects.all())
    assert sum(sums.values()) == 0
    assert ledger.verify() is None
    return sums


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
    assert told["components"] == {"commission": "3700.1", "draw": "899.94"}
    far = payroll.handed(MARCH)
    assert (far.due, far.handed, far.state, far.handovers) == (
        handed.total,
        handed.total,
        "handed",
        ("2026-03/1",),
    )
