"""What one person proposes a second one decides: once, with a trail, and never the same person."""

import json

import pytest
from django.db import IntegrityError, transaction

from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Proposal
from attain.engine.faults import Fault, Faulty
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.data]

DONE: list[str] = []


def apply(proposal, request):
    if proposal.given.get("wrong"):
        raise Faulty(Fault("fault.snapshot_unknown", {"snapshot": "S1"}))
    DONE.append(proposal.about)
    return {"done": proposal.about}


def undo(proposal):
    return None if proposal.given.get("final") else {"back": proposal.about}


@pytest.fixture
def kind(settings):
    """A kind of the test's own: operations propose, operations and finance approve."""
    DONE.clear()
    made = approvals.Kind(
        "test",
        "approvals.title",
        "rulebook:propose",
        "rulebook:approve",
        apply,
        "approvals/plain.html",
        undo=undo,
    )
    approvals.add(made)
    return made


@pytest.fixture
def second(db):
    """Another user of sales operations."""
    user = User.objects.create(username="second")
    RoleGrant.objects.create(user=user, role=Role.OPERATIONS)
    return user


def proposed(by="operations", about="plan", state="waiting", **given):
    maker = User.objects.get(username=by)
    return Proposal.objects.create(kind="test", about=about, given=given, made_by=maker, state=state).pk


def step(client, number, do, note=""):
    return client.post(f"/approvals/{number}/decide/", {"do": do, "note": note})


def state(number):
    return Proposal.objects.get(pk=number).state


def trail():
    entries = AuditEntry.objects.filter(what__startswith="proposal_").order_by("number")
    return [(entry.what, json.loads(entry.after)["about"]) for entry in entries]


def test_a_second_person_approves_and_it_is_done_once(kind, signed_in):
    number = proposed()
    assert step(signed_in("finance"), number, "approve", "as agreed").status_code == 302
    row = Proposal.objects.get(pk=number)
    assert (row.state, row.decided_by.username, row.note) == ("approved", "finance", "as agreed")
    assert row.outcome == {"done": "plan"}
    again = step(signed_in("finance"), number, "approve")
    assert again.status_code == 422
    assert DONE == ["plan"]
    assert trail() == [("proposal_approved", "plan")]


def test_who_proposed_cannot_approve_or_refuse(kind, signed_in):
    number = proposed()
    client = signed_in("operations")
    for do in ("approve", "refuse"):
        reply = step(client, number, do, "I say so")
        assert reply.status_code == 422
        assert "somebody else must decide" in reply.content.decode()
    assert (state(number), DONE) == ("waiting", [])


def test_the_database_itself_refuses_one_person_who_decides_on_the_own_proposal(kind):
    number = proposed()
    maker = User.objects.get(username="operations")
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=number).update(decided_by=maker, state="approved")


def test_a_refusal_needs_a_reason_and_does_nothing(kind, signed_in):
    number = proposed()
    client = signed_in("finance")
    assert "Say why you refuse" in step(client, number, "refuse", " ").content.decode()
    assert state(number) == "waiting"
    step(client, number, "refuse", "too dear")
    assert (state(number), DONE) == ("refused", [])
    assert "too dear" in client.get(f"/approvals/{number}/").content.decode()


def test_what_cannot_be_done_waits_on_and_says_why(kind, signed_in):
    number = proposed(wrong=True)
    client = signed_in("finance")
    reply = step(client, number, "approve")
    assert reply.status_code == 422
    assert "S1" in reply.content.decode()
    row = Proposal.objects.get(pk=number)
    assert (row.state, row.decided_by, row.faults[0]["id"]) == ("waiting", None, "fault.snapshot_unknown")
    assert "S1" in client.get(f"/approvals/{number}/").content.decode()
    assert trail() == []


def test_the_maker_withdraws_and_nobody_can_approve_it_afterwards(kind, signed_in):
    number = proposed()
    assert step(signed_in("finance"), number, "withdraw").status_code == 422
    assert step(signed_in("operations"), number, "withdraw").status_code == 302
    assert step(signed_in("finance"), number, "approve").status_code == 422
    assert (state(number), DONE) == ("withdrawn", [])


def test_taking_back_is_a_new_proposal_for_a_second_person(kind, signed_in, second):
    number = proposed()
    step(signed_in("finance"), number, "approve")
    client = signed_in("operations")
    assert "Say why" in step(client, number, "undo").content.decode()
    assert step(client, number, "undo", "it was wrong").status_code == 302
    back = Proposal.objects.get(takes_back=number)
    assert (back.given, back.state, back.made_by.username) == ({"back": "plan"}, "waiting", "operations")
    assert step(client, number, "undo", "again").status_code == 422
    assert step(client, back.pk, "approve").status_code == 422
    assert step(signed_in("second"), back.pk, "approve").status_code == 302
    assert DONE == ["plan", "plan"]


def test_what_is_final_is_not_taken_back(kind, signed_in):
    number = proposed(final=True)
    step(signed_in("finance"), number, "approve")
    page = signed_in("operations").get(f"/approvals/{number}/").content.decode()
    assert 'value="undo"' not in page
    assert step(signed_in("operations"), number, "undo", "please").status_code == 422


def test_each_sees_what_waits_for_them(kind, signed_in):
    proposed(about="plan-of-somebody")
    proposed(about="plan-in-the-making", state="draft")
    finance = signed_in("finance").get("/approvals/").content.decode()
    assert "plan-of-somebody" in finance
    assert "plan-in-the-making" not in finance
    own = signed_in("operations")
    assert "plan-of-somebody" not in own.get("/approvals/").content.decode()
    mine = own.get("/approvals/?show=mine").content.decode()
    assert "plan-of-somebody" in mine
    assert "plan-in-the-making" in mine
    assert "plan-of-somebody" in signed_in("auditor").get("/approvals/?show=all").content.decode()
    assert "1 proposal waits" in signed_in("finance").get("/").content.decode()
    assert "1 proposal waits" not in own.get("/").content.decode()


def test_an_auditor_reads_and_cannot_decide(kind, signed_in):
    number = proposed()
    client = signed_in("auditor")
    assert client.get(f"/approvals/{number}/").status_code == 200
    assert step(client, number, "approve").status_code == 422
    assert (state(number), DONE) == ("waiting", [])


def test_a_draft_is_its_makers_alone(kind, signed_in):
    number = proposed(state="draft")
    assert signed_in("auditor").get(f"/approvals/{number}/").status_code == 403
    assert signed_in("operations").get(f"/approvals/{number}/").status_code == 200


def test_an_unknown_step_is_refused(kind, signed_in):
    assert step(signed_in("finance"), proposed(), "sign").status_code == 422
