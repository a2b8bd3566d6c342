"""A proposal of several steps: different people approve them in their order, each step once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from attain.apps.approvals import actions
from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Approval, Proposal
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.data]

DONE: list[tuple[str, int]] = []
DROPPED: list[str] = []

KIND = approvals.Kind(
    "test_steps",
    "approvals.title",
    "rulebook:propose",
    ("rulebook:approve", "rulebook:approve"),
    lambda proposal, request: DONE.append((proposal.about, len(proposal.approvals))),
    "approvals/plain.html",
    steps=("approvals.by", "approvals.decided"),
    dropped=lambda proposal, request: DROPPED.append(proposal.about),
)


@pytest.fixture
def number(db):
    """A proposal of sales operations, which a second and a third person have to approve."""
    approvals.add(KIND)
    DONE.clear()
    DROPPED.clear()
    second = User.objects.create(username="second")
    RoleGrant.objects.create(user=second, role=Role.OPERATIONS)
    maker = User.objects.get(username="operations")
    return Proposal.objects.create(kind=KIND.name, about="plan", made_by=maker).pk


def step(client, number, do="approve", note=""):
    return client.post(f"/approvals/{number}/decide/", {"do": do, "note": note})


def test_it_is_done_after_the_last_step_by_three_different_people(number, signed_in):
    finance, second, maker = signed_in("finance"), signed_in("second"), signed_in("operations")
    assert step(maker, number).status_code == 422
    assert step(finance, number, note="seen").status_code == 302
    row = Proposal.objects.get(pk=number)
    assert (row.state, row.done, DONE) == ("waiting", 1, [])
    again = step(finance, number)
    assert "approved a step already" in again.content.decode()
    assert step(maker, number).status_code == 422
    page = second.get(f"/approvals/{number}/").content.decode()
    assert "seen" in page
    assert "waits for this approval" in page
    assert "plan" in second.get("/approvals/").content.decode()
    assert "plan" not in finance.get("/approvals/").content.decode()
    assert step(second, number).status_code == 302
    row = Proposal.objects.get(pk=number)
    assert (row.state, row.decided_by.username, DONE) == ("approved", "second", [("plan", 2)])
    assert step(second, number).status_code == 422
    assert len(DONE) == 1
    told = AuditEntry.objects.filter(what__startswith="proposal_").order_by("number")
    assert [each.what for each in told] == ["proposal_step", "proposal_approved"]


def test_the_second_step_may_refuse_and_nothing_is_done(number, signed_in):
    step(signed_in("finance"), number)
    assert step(signed_in("second"), number, "refuse", "no").status_code == 302
    assert Proposal.objects.get(pk=number).state == "refused"
    assert (DONE, DROPPED) == ([], ["plan"])


@pytest.mark.parametrize("same", ["step", "by", "maker"])
def test_the_database_itself_keeps_steps_and_people_apart(number, same):
    row = Proposal.objects.get(pk=number)
    people = {name: User.objects.get(username=name) for name in ("finance", "second", "operations")}
    told = {"proposal": row, "made_by": row.made_by}
    Approval.objects.create(step=1, by=people["finance"], **told)
    other = {"step": (1, "second"), "by": (2, "finance"), "maker": (2, "operations")}[same]
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(step=other[0], by=people[other[1]], **told)


@pytest.mark.parametrize("late", [approvals.approve, approvals.refuse])
def test_of_two_who_decide_on_the_same_step_at_once_the_first_has_it(number, signed_in, monkeypatch, late):
    """Both have read the proposal as it waits for its first step before either has written."""
    read = actions.proposal(number)
    assert step(signed_in("finance"), number).status_code == 302
    monkeypatch.setattr(actions, "_undecided", lambda request, number: read)
    request = RequestFactory().post("/")
    request.user = User.objects.get(username="second")
    with pytest.raises(approvals.Refused, match="decided"):
        late(request, number, "as well")
    assert Approval.objects.filter(proposal=number).count() == 1
    assert (Proposal.objects.get(pk=number).state, DONE, DROPPED) == ("waiting", [], [])
