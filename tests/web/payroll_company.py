"""The small company with March closed and posted, for tests of payroll: P1 is due 2 000.00, P2 2 600.04."""

import shutil

import pytest
from django.conf import settings

from attain.apps.approvals.models import Proposal
from attain.apps.house import api as house
from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Entry
from attain.apps.payroll.models import HandOver
from attain.apps.people import api as people
from attain.runs.register import Register
from attain.runs.workplace import Workplace
from attain.shell.work.models import Work
from attain.shell.work.performing import performed
from tests.runs.small_company import opened
from tests.runs.test_retro import PLAN, rulebook

MARCH, APRIL = "2026-03", "2026-04"


def closed_march(folder):
    """A store with March closed."""
    place = opened(folder, rulebook(folder, PLAN))
    register = Register(place.store)
    with place.engine() as engine:
        register.close(place.run(engine, MARCH).run)
    return folder / "store"


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    return closed_march(tmp_path_factory.mktemp("payroll"))


@pytest.fixture
def march(ready, settings, tmp_path):
    """A store of the test's own; March is posted."""
    shutil.copytree(ready, tmp_path / "store")
    shutil.copytree(ready.parent / "rulebook", tmp_path / "rulebook")
    settings.ATTAIN_STORE = tmp_path / "store"
    people.sync(house.store(), house.rules_of(house.register().closed(MARCH).bundle))
    ledger.post(MARCH)


@pytest.fixture
def handed(march, signed_in):
    """March, released."""
    assert worked(decided(signed_in("finance"), asked(signed_in("operations")))).state == "done"
    return HandOver.objects.get(key="2026-03/1")


def computed(period):
    """Computes and closes a period of the test's own store."""
    place = Workplace.open(settings.ATTAIN_STORE.parent / "rulebook", settings.ATTAIN_STORE)
    with place.engine() as engine:
        Register(place.store).close(place.run(engine, period).run)


def decided(client, proposal, do="approve", note=""):
    return client.post(f"/approvals/{proposal.pk}/decide/", {"do": do, "note": note})


def worked(reply):
    """The work to which an answer leads, after the worker has had its turn."""
    assert reply.status_code == 302, reply.content.decode()[-2000:]
    work = Work.objects.get(pk=reply.url.strip("/").rpartition("/")[2])
    performed(work.pk, work.task)
    work.refresh_from_db()
    return work


def faults(work):
    """Why a piece of work failed."""
    assert work.state == "failed"
    return [each["id"] for each in work.faults]


def asks(client, **whom):
    """Asks for a hand-over of these people."""
    return client.post("/payroll/propose/", {"mapping": "standard", "pay_date": "2026-04-05", **whom})


def asked(client, **whom):
    """A proposal to hand over what is owed."""
    work = worked(asks(client, **whom))
    assert work.state == "done", work.faults
    return Proposal.objects.filter(kind="payroll").latest("pk")


def held(client, person, component="", since=MARCH):
    """A proposal to hold pay."""
    given = {"person": person, "component": component, "since": since, "reason": "Bank details unknown"}
    reply = client.post("/payroll/holds/new/", given)
    assert reply.status_code == 302, reply.content.decode()[-2000:]
    return Proposal.objects.filter(kind="hold").latest("pk")


def accounts():
    """What the accounts hold; they are zero together, and the ledger is as it was posted."""
    sums = ledger.accounts(Entry.objects.all())
    assert sum(sums.values()) == 0
    assert ledger.verify() is None
    return sums
