"""Adjustments as proposals of two steps: asked for, checked, and entered when finance has confirmed them."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.adjusting.models import Adjustment, State
from attain.apps.adjusting.periods import choice, components, period_of
from attain.apps.approvals import api as approvals
from attain.apps.house.api import Entry, changed, enter, register, rules_now, workplace
from attain.apps.people import api as people
from attain.engine.faults import Fault, Faulty
from attain.runs.rows_back import rows_there
from attain.runs.workplace import Workplace
from attain.shell.models import User
from attain.shell.permissions import reach
from attain.wording import Wording

ADJUSTMENT = "adjustment"

#: The largest amount: what the ledger holds.
MOST = Decimal(10) ** 12

#: Told when an adjustment was proposed, approved, refused or withdrawn: (proposal, request).
Told = Callable[[approvals.ProposalView, HttpRequest], None]

_TOLD: list[Told] = []

STATES = {"waiting": State.WAITING, "approved": State.APPROVED, "refused": State.REFUSED}


def after(told: Told) -> None:
    """Has `told` called after each step of an adjustment; called when apps are ready."""
    _TOLD.append(told)


def adjust(
    request: HttpRequest,
    person: str,
    component: str,
    for_period: str,
    period: str,
    amount: Decimal,
    reason: str,
    about: str = "",
) -> approvals.ProposalView:
    """Proposes an adjustment, which two further people approve.

    about: what it comes from ("dispute:12"). Raises Faulty with a fault for each wrong field
    (values["field"]), PermissionDenied for who may not propose.
    """
    wrong = faults(person, component, for_period, period, amount, reason)
    if person and person == request.user.person:
        wrong.append(Fault("fault.adjusting.own", {"field": "person"}))
    if wrong:
        raise Faulty(*wrong)
    given = {
        "person": person,
        "component": component,
        "for_period": for_period,
        "period": period,
        "amount": f"{amount:f}",
        "about": about,
    }
    first = rules_now().calendar.period(period).start
    return approvals.propose(request, ADJUSTMENT, person, given, reason.strip(), first)


def faults(
    person: str, component: str, for_period: str, period: str, amount: Decimal | None, reason: str
) -> list[Fault]:
    """What is wrong with an adjustment, each with the field that it is at."""
    rules, found = rules_now(), choice()
    wrong: list[Fault] = []

    def at(field: str, name: str, **values: object) -> None:
        wrong.append(Fault(f"fault.adjusting.{name}", {"field": field, **values}))

    if people.person(person) is None:
        at("person", "person", person=person)
    if period not in found.open:
        at("period", "closed", period=period)
    about = period_of(for_period, rules)
    paying = period_of(period, rules)
    if about is None or (paying is not None and about.start > paying.start):
        at("for_period", "for_period", period=for_period)
    elif component not in components(person, about, rules):
        at("component", "component", component=component)
    places = rules.settings.currency_decimals
    if amount is None or not amount.is_finite() or not amount or abs(amount) >= MOST:
        at("amount", "amount")
    elif amount != round(amount, places):
        at("amount", "decimals", decimals=places)
    if not reason.strip():
        at("reason", "reason")
    return wrong


def _kept(made: approvals.ProposalView) -> Adjustment:
    """The proposal as the list shows it; made once."""
    given = made.given
    told = {
        "key": key_of(made),
        "person": given["person"],
        "component": given["component"],
        "for_period": given["for_period"],
        "period": given["period"],
        "amount": Decimal(given["amount"]),
        "reason": made.reason,
        "made_by": name_of(made.made_by),
        "state": STATES.get(made.state, State.WITHDRAWN),
        "about": given.get("about", ""),
    }
    return Adjustment.objects.get_or_create(proposal=made.id, defaults=told)[0]


def key_of(proposal: approvals.ProposalView) -> str:
    """`adjustment_id`: the proposal's number, with the moment, for another database counts from 1 again."""
    made = proposal.made_at
    assert made is not None
    return f"W{proposal.id}-{made:%Y%m%d%H%M%S}"


def name_of(user: int | None) -> str:
    """Who a user is in the store: the person's key where they are one, else the user's name."""
    row = User.objects.filter(pk=user).first()
    if row is None:
        return ""
    return row.person if row.person and people.person(row.person) else row.username


def row_of(proposal: approvals.ProposalView) -> dict[str, str]:
    """The row of `adjustments` that an approved proposal is."""
    given = proposal.given
    approved, confirmed = (name_of(each.by) for each in proposal.approvals[:2])
    return {
        "adjustment_id": key_of(proposal),
        "person_id": given["person"],
        "period": given["period"],
        "for_period": given["for_period"],
        "component": given["component"],
        "amount": given["amount"],
        "reason": " ".join(proposal.reason.split()),
        "made_by": name_of(proposal.made_by),
        "approved_by": approved,
        "confirmed_by": confirmed,
    }


def apply(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Enters the row; the same again changes nothing.

    Raises Faulty where its period is closed, or two of the three people are one by two users.
    """
    row, house = row_of(proposal), workplace()
    by = {row[name] for name in ("made_by", "approved_by", "confirmed_by")}
    if len(by) < 3:
        raise Faulty(Fault("fault.adjusting.same_person"))
    if not is_there(house, row["adjustment_id"]):
        if row["period"] in register().closed_periods():
            raise Faulty(Fault("fault.adjusting.closed", {"period": row["period"]}))
        enter(house, [Entry("adjustments", [row])], f"adjustment {row['adjustment_id']}")
        if row["period"] in register().closed_periods():  # closed while it was entered: nothing would pay it
            taken = [Entry("adjustments", (), [{"adjustment_id": row["adjustment_id"]}])]
            enter(house, taken, f"adjustment {row['adjustment_id']} dropped")
            raise Faulty(Fault("fault.adjusting.closed", {"period": row["period"]}))
        changed({"adjustments"})
    return {"adjustment": row["adjustment_id"]}


def dropped(proposal: approvals.ProposalView, request: HttpRequest) -> None:
    """Takes the row away that an approval left behind when it was stopped halfway.

    Raises Faulty where a closed period has paid it: then it can only be approved.
    """
    key, house = key_of(proposal), workplace()
    if not is_there(house, key):
        return
    period = proposal.given["period"]
    if period in register().closed_periods():
        raise Faulty(Fault("fault.adjusting.paid", {"period": period}))
    enter(house, [Entry("adjustments", (), [{"adjustment_id": key}])], f"adjustment {key} dropped")
    changed({"adjustments"})


def is_there(house: Workplace, key: str) -> bool:
    """Whether the store has the row."""
    wanted = [Entry("adjustments", [{"adjustment_id": key}])]
    with house.engine() as engine:
        found = rows_there(engine, house.store.snapshot(), house.rules.tables, wanted, 2)
    return any(row for _, _, row in found)


def moved(proposal: approvals.ProposalView, request: HttpRequest) -> None:
    """After each step: the list follows, and whoever wants to know is told."""
    row = _kept(proposal)
    if row.state != State.APPROVED or proposal.state == "approved":
        row.state = STATES.get(proposal.state, State.WITHDRAWN)
    by = [name_of(each.by) for each in proposal.approvals]
    row.approved_by, row.confirmed_by = (*by, "", "")[:2]
    row.save()
    for told in _TOLD:
        told(proposal, request)


def undo(proposal: approvals.ProposalView) -> Mapping[str, Any] | None:
    """The contrary, in the newest open period; what undoes is not undone itself."""
    given = proposal.given
    opened = choice().open
    if given.get("back") or not opened:
        return None
    calendar = rules_now().calendar
    cycle = calendar.period(given["period"]).cycle
    period = next((key for key in opened if calendar.period(key).cycle == cycle), opened[0])
    first = calendar.period(period).start
    amount = -Decimal(given["amount"])
    return {
        **given,
        "amount": f"{amount:f}",
        "period": period,
        "about": "",
        "from": first.isoformat(),
        "back": True,
    }


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Nobody decides on their own pay; a leader on that of their units alone."""
    person, user = proposal.given["person"], request.user
    if user.person and user.person == person:
        return False
    if proposal.step > 1:
        return True
    far = reach("adjustment:approve", user.held_roles(on=timezone.localdate()), "")
    if far.everywhere:
        return True
    period = rules_now().calendar.period(proposal.given["for_period"])
    today = timezone.localdate()
    spans = ((period.start, period.end), (today, today + timedelta(days=1)))
    return any(people.works_within(far, person, *days) for days in spans)


def summary(proposal: approvals.ProposalView, wording: Wording) -> str:
    known = people.person(proposal.given["person"])
    name = known.shown(wording) if known else proposal.given["person"]
    return wording.say("adjusting.summary", name=name, period=proposal.given["period"])
