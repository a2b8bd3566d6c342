"""Hand-overs of many clients: looked at and done as background work, all or none, once and not twice."""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.test import Client

from attain.apps.approvals.models import Proposal
from attain.apps.clients import handing
from attain.apps.clients.models import Handed
from attain.config import company
from attain.shell.models import RoleGrant, User
from attain.shell.work import asking
from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed
from tests.web.own_store import own_store  # noqa: F401 - a store that a test may write to
from tests.web.test_clients_handover import (
    DAY,
    decided,
    drafted,
    giver,
    looked,
    receiver,
    second,  # noqa: F401 - somebody else of sales operations
    spells,
    transfers,
)

pytestmark = [pytest.mark.django_db, pytest.mark.data]


class Died(NamedTuple):
    """before: the clients' spells. by: who can drop it, by how."""

    url: str
    work: Work
    giver: str
    to: str
    clients: list[str]
    before: list[tuple]
    by: dict[str, Client]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Hand-overs of more than two clients are long."""
    monkeypatch.setattr(handing, "LONG", 2)


def worked(reply) -> Work:
    """The work that an answer leads to, after the worker has had its turn."""
    assert reply.headers["Location"].startswith("/work/"), reply.headers["Location"]
    return again(Work.objects.get(pk=reply.headers["Location"].split("/")[2]))


def again(work: Work) -> Work:
    work.refresh_from_db()
    performed(work.pk, work.task)
    work.refresh_from_db()
    return work


def proposed(client, clients, to: str) -> str:
    url = drafted(client, clients)
    looking = looked(client, url, to)
    assert client.get(url).context["work"]  # it is found again while it is on its way
    work = worked(looking)
    assert (work.state, work.outcome["url"]) == (State.DONE, f"{url}#effects")
    typed = {f"transfer-{each['at']}": each["typed"] for each in client.get(url).context["part"]["transfers"]}
    form = {"do": "propose", "receiver": to, "giver": "", "day": str(DAY), "reason": "Route 7"}
    reply = client.post(url, {**form, "transfers": "typed", **typed})
    assert reply.headers["Location"].startswith("/approvals/"), reply.headers["Location"]
    return reply.headers["Location"]


def row(url: str) -> Proposal:
    return Proposal.objects.get(pk=url.split("/")[2])


def test_many_clients_are_handed_over_in_the_background_once(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, before, operations = receiver(person), spells(clients), signed_in("operations")
    url = proposed(operations, clients, to)
    begun = decided(second, url, "approve")
    assert (spells(clients), row(url).state) == (before, "waiting")
    told = operations.get(url)
    assert told.context["underway"]
    assert not told.context["may_withdraw"]
    RoleGrant.objects.create(user=User.objects.create(username="third"), role="operations")
    assert decided(signed_in("third"), url, "approve").status_code == 422  # it is being done
    assert decided(second, url, "approve").headers["Location"] == begun.headers["Location"]
    work = worked(begun)
    assert (work.state, row(url).state, row(url).decided_by.username) == (State.DONE, "approved", "second")
    after, moved = spells(clients), transfers()
    assert {each[1] for each in after if each[2] == DAY} == {to}
    assert moved
    Work.objects.filter(pk=work.pk).update(state=State.WAITING)  # delivered twice
    assert again(work).state == State.DONE
    assert (spells(clients), transfers()) == (after, moved)
    assert Handed.objects.filter(proposal=row(url).pk).count() == len(clients)


@pytest.fixture
def died(signed_in, second, own_store, monkeypatch) -> Died:  # noqa: F811
    """A hand-over that the store has and the proposal has not: its approval died in between."""
    person, clients = giver()
    to, before, operations = receiver(person), spells(clients), signed_in("operations")
    url = proposed(operations, clients, to)
    with monkeypatch.context() as broken:
        broken.setattr(handing.Handed.objects, "bulk_create", lambda *_: 1 / 0)
        work = worked(decided(second, url, "approve"))
    assert (work.state, row(url).state, spells(clients)) == (State.FAILED, "waiting", before)
    assert transfers()  # the store has it, though the proposal waits
    return Died(url, work, person, to, clients, before, {"refuse": second, "withdraw": operations})


def test_what_died_after_it_was_entered_is_not_entered_twice(died):
    moved = transfers()
    assert asking.retry(died.work.pk)
    assert (again(died.work).state, row(died.url).state) == (State.DONE, "approved")
    assert transfers() == moved
    after = spells(died.clients)
    assert len(after) == len(died.before) + len(died.clients)
    assert {person for _, person, since, *_ in after if since == DAY} == {died.to}


def test_a_worker_brings_in_what_an_approval_that_died_left_in_the_store(died, monkeypatch):
    monkeypatch.setattr(company, "_seen", None)
    assert company.catch_up()
    assert {person for _, person, since, *_ in spells(died.clients) if since == DAY} == {died.to}
    assert not company.catch_up()


@pytest.mark.parametrize("by", ["refuse", "withdraw"])
def test_what_died_after_it_was_entered_is_taken_back_when_it_is_dropped(died, by):
    assert decided(died.by[by], died.url, by).status_code == 302
    assert row(died.url).state in ("refused", "withdrawn")
    assert (spells(died.clients), transfers()) == (died.before, [])


def test_what_died_and_was_changed_since_can_only_be_approved(died):
    approver, operations = died.by["refuse"], died.by["withdraw"]
    one = drafted(operations, died.clients[:1])  # the first of them goes back, by a hand-over of its own
    looked(operations, one, died.giver, DAY + timedelta(days=1))
    form = {"do": "propose", "receiver": died.giver, "giver": "", "day": str(DAY + timedelta(days=1))}
    other = operations.post(one, {**form, "reason": "Not this one"}).headers["Location"]
    assert decided(approver, other, "approve").status_code == 302
    now = spells(died.clients)
    refused = decided(approver, died.url, "refuse")
    assert (refused.status_code, row(died.url).state) == (422, "waiting")
    assert "already" in refused.content.decode()
    assert asking.retry(died.work.pk)
    assert (again(died.work).state, row(died.url).state) == (State.DONE, "approved")
    assert spells(died.clients) == now


def test_who_may_no_longer_approve_changes_nothing(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, before = receiver(person), spells(clients)
    url = proposed(signed_in("operations"), clients, to)
    begun = decided(second, url, "approve")
    RoleGrant.objects.filter(user__username="second").delete()
    work = worked(begun)
    assert (work.state, work.faults[0]["id"]) == (State.FAILED, "approvals.refused.permission")
    assert (row(url).state, spells(clients)) == ("waiting", before)
    RoleGrant.objects.create(user=User.objects.create(username="third"), role="operations")
    assert worked(decided(signed_in("third"), url, "approve")).state == State.DONE
    assert asking.retry(work.pk)  # the first one's attempt comes too late
    assert again(work).faults[0]["id"] == "approvals.refused.decided"


def test_a_cancelled_hand_over_waits_as_before(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, before, operations = receiver(person), spells(clients), signed_in("operations")
    url = proposed(operations, clients, to)
    begun = decided(second, url, "approve")
    assert asking.cancel(int(begun.headers["Location"].split("/")[2]))
    assert worked(begun).state == State.CANCELLED
    assert (row(url).state, spells(clients)) == ("waiting", before)
    assert decided(operations, url, "withdraw").status_code == 302
