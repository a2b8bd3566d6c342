"""A hand-over of some: counted before, done in the background by who may, and nobody's entry is in two."""

from collections import Counter
from decimal import Decimal

import pytest

from attain.apps.approvals.models import Proposal
from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Batch, Entry
from attain.apps.payroll import drafting, whom
from attain.apps.payroll.models import HandOver
from attain.shell.models import RoleGrant
from attain.shell.work.models import Work
from attain.shell.work.performing import performed
from tests.web.payroll_company import (
    accounts,
    asked,
    asks,
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

PAGE = "/payroll/propose/"


def figures(client, **chosen):
    """What the page says of a choice: people, sum, and those who are left for another hand-over."""
    given = client.get(PAGE, chosen).context
    return given["found"].people, given["found"].total, given["rest_people"], given["rest"]


def test_a_choice_is_counted_before_and_what_it_leaves_out_is_in_the_next_one(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    assert figures(operations) == (2, Decimal("4600.04"), 0, 0)
    assert figures(operations, unit="C", post="account_manager") == (2, Decimal("4600.04"), 0, 0)
    assert figures(operations, unit="N") == (1, Decimal(2000), 1, Decimal("2600.04"))
    assert figures(operations, post="team_leader") == (0, 0, 2, Decimal("4600.04"))
    assert asks(operations, post="team_leader").status_code == 422
    north, south = asked(operations, unit="N"), asked(operations, post="account_manager", unit="S")
    for overlapping in ({}, {"unit": "N"}, {"unit": "C"}, {"post": "account_manager"}):
        reply = asks(operations, **overlapping)
        assert reply.status_code == 422
        assert "waits for a second person" in reply.content.decode()
    for proposal in (south, north):
        assert worked(decided(finance, proposal)).state == "done"
    first, second = HandOver.objects.order_by("number")
    assert (first.whom, first.total) == ({"post": "account_manager", "unit": "S"}, Decimal("2600.04"))
    assert (second.whom, second.total) == ({"post": "", "unit": "N"}, Decimal(2000))
    moved = Entry.objects.filter(kind="approved").values_list("person", "component", "for_period")
    assert max(Counter(moved).values()) == 1
    assert (accounts()["owed"], accounts()["approved"]) == (0, Decimal("4600.04"))
    assert "South" in operations.get("/payroll/2026-03/1/").content.decode()


def test_the_databases_sums_are_those_of_the_lines_that_are_handed_over(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    decided(operations, held(finance, "P1", "draw"))
    last = ledger.newest().last
    for chosen in (whom.Whom(), whom.Whom(unit="N"), whom.Whom("account_manager", "S")):
        sums, found = whom.sums(chosen, last), drafting.owed(chosen)
        assert (sums.people, sums.total) == (found.people, found.total)
        assert (sums.held_people, sums.held) == (len(found.held), found.held_total)
        components = Counter()
        for cell, amount in found.lines.items():
            components[cell[1]] += amount
        assert sums.components == components
    assert whom.sums(whom.Whom(unit="N"), last).held == Decimal("899.94")
    assert whom.left_out(whom.Whom(unit="S"), last) == ([], [])


def test_a_unit_that_there_is_not_and_a_day_that_is_none_are_said_at_their_fields(march, signed_in):
    reply = signed_in("operations").post(PAGE, {"unit": "nowhere", "pay_date": "soon"})
    assert (reply.status_code, set(reply.context["errors"])) == (422, {"unit", "pay_date"})
    assert not Work.objects.exists()


def test_the_same_form_sent_again_proposes_once(march, signed_in):
    operations = signed_in("operations")
    seen = operations.get(PAGE).context["found"].seen
    first, again = asks(operations, seen=seen), asks(operations, seen=seen)
    assert first.url == again.url
    assert Work.objects.count() == 1
    assert first.url in operations.get("/payroll/").content.decode()  # left, and found again
    work = worked(first)
    performed(work.pk, work.task)
    assert asks(operations, seen=seen).status_code == 422
    released = decided(signed_in("finance"), Proposal.objects.get())
    assert decided(signed_in("finance"), Proposal.objects.get()).url == released.url
    worked(released)
    assert asks(operations, seen=seen).status_code == 422
    assert (Proposal.objects.count(), HandOver.objects.count(), Work.objects.count()) == (1, 1, 2)


def test_figures_that_are_not_those_that_were_shown_are_not_proposed(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    seen = operations.get(PAGE).context["found"].seen
    waits = asks(operations, seen=seen)
    decided(operations, held(finance, "P1"))
    assert faults(worked(waits)) == ["fault.payroll.since"]
    reply = asks(operations, seen=seen)
    assert reply.status_code == 422
    assert "has changed since you looked" in reply.content.decode()
    assert not Proposal.objects.filter(kind="payroll").exists()


def test_whether_they_may_is_asked_again_when_it_is_done(march, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    waits = asks(operations)
    grants = RoleGrant.objects.filter(user__username="operations")
    grants.update(role="auditor")
    assert faults(worked(waits)) == ["work.fault.may_not"]
    grants.update(role="operations")
    proposal = asked(operations)
    released = decided(finance, proposal)
    RoleGrant.objects.filter(user__username="finance").update(role="auditor")
    assert faults(worked(released)) == ["work.fault.may_not"]
    assert (accounts()["approved"], HandOver.objects.count()) == (0, 0)
    proposal.refresh_from_db()
    assert proposal.state == "waiting"


def test_a_release_on_its_way_is_not_asked_for_by_another(march, signed_in, django_user_model):
    operations, finance = signed_in("operations"), signed_in("finance")
    proposal = asked(operations)
    released = decided(finance, proposal)
    ann = django_user_model.objects.create(username="ann")
    RoleGrant.objects.create(user=ann, role="finance")
    other = type(finance)()
    other.force_login(ann)
    reply = decided(other, proposal)
    assert reply.status_code == 422
    page = reply.content.decode()
    assert 'value="approve"' not in page
    assert released.url not in page  # another's work is not theirs to see
    assert released.url in finance.get(f"/approvals/{proposal.pk}/").content.decode()
    assert worked(released).state == "done"


def test_the_page_asks_as_much_whatever_the_number_of_people(march, signed_in, django_assert_max_num_queries):
    operations = signed_in("operations")
    operations.get(PAGE)
    with django_assert_max_num_queries(30) as few:
        operations.get(PAGE, {"unit": "C"})
    found = Entry.objects.filter(credit="owed").first()
    Entry.objects.bulk_create(
        Entry(
            **{
                name: getattr(found, name)
                for name in ("component", "for_period", "in_period", "kind", "debit", "credit", "amount")
            },
            batch_id=found.batch_id,
            line=1000 + at,
            person=f"X{at}",
        )
        for at in range(50)
    )
    Batch.objects.create(
        **{name: getattr(found.batch, name) for name in ("first", "last", "run", "bundle", "made_at")},
        kind="hold", period="x", entries=0, sums={}, digest="x", previous=found.batch.digest,
    )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        reply = operations.get(PAGE)
    assert reply.context["found"].people == 52
