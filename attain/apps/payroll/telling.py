"""What the pages of proposals say of hand-overs and holds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest

from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_of
from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import HOLD, LET_GO
from attain.apps.payroll.giving_back import rest_by_person
from attain.apps.payroll.models import HandOver, Hold, Step
from attain.apps.payroll.whom import sums, told, whom
from attain.apps.people import api as people
from attain.engine.decide.rules import Rules
from attain.runs.payroll_mapping import checked
from attain.shell.languages import in_currency
from attain.wording import Wording

ZERO = Decimal(0)

#: So many people are named in a proposal.
NAMED = 100


def rules_told() -> Rules | None:
    """The rules of the newest posted period."""
    newest = ledger.newest()
    return rules_of(newest.bundle) if newest else None


def worded(wording: Wording) -> tuple[Wording, int]:
    """The reader's wording in the currency of what is owed, and its decimals."""
    rules = rules_told()
    if rules is None:
        return wording, 2
    return in_currency(wording, rules.settings.currency), rules.settings.currency_decimals


def component(name: str, wording: Wording) -> str:
    """A component's title; "" is all pay."""
    if not name:
        return wording.say("payroll.hold.all")
    return ledger.component_title(name, rules_told(), wording)


def person(key: str, wording: Wording) -> str:
    found = people.person(key)
    return found.shown(wording) if found else key


def summary(proposal: approvals.ProposalView, wording: Wording) -> str:
    """In a line what it is about."""
    if proposal.kind in (HOLD, LET_GO):
        return person(proposal.about, wording)
    period, _, number = proposal.about.partition("/")
    words = wording.period(period)
    return f"{words} · {number}" if number else words


def release(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """What would be, or was, handed over."""
    wording, decimals = worded(request.wording)
    given = proposal.given
    chosen, newest = whom(given.get("whom", {})), ledger.newest()
    moved = proposal.waiting and newest is not None and given.get("upto") != ledger.last_digest()
    now = sums(chosen, newest.last) if moved and newest else None
    components = {name: Decimal(each) for name, each in given.get("components", {}).items()}
    handover = HandOver.objects.filter(proposal=proposal.id).first()
    mapping = checked(given["mapping"])
    return {
        "wording": wording,
        "decimals": decimals,
        "given": {**given, "total": Decimal(given["total"])},
        "held": Decimal(given["held"]["total"]),
        "carried": Decimal(given["carried"]["total"]),
        "mapping": mapping.title or mapping.mapping,
        "handover": handover,
        "pay_date": date.fromisoformat(given["pay_date"]),
        "whom": told(chosen, newest.bundle, request.wording) if newest else "",
        "components": sorted((component(name, wording), each) for name, each in components.items()),
        "changed": now is not None
        and (newest.period, now.people, now.total, dict(now.components))
        != (given["period"], given["people"], Decimal(given["total"]), components),
    }


def back(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Which hand-over is cancelled, or what of it goes back."""
    wording, decimals = worded(request.wording)
    row = HandOver.objects.get(key=proposal.given["handover"])
    whose, total = set(proposal.given["people"]), ZERO
    if proposal.waiting:
        rest = rest_by_person(row)
        rest = rest.filter(person__in=whose) if whose else rest
        total = ledger.exact(rest.aggregate(sum=Sum("total"))["sum"])
    done = proposal.outcome.get("total")
    return {
        "wording": wording,
        "decimals": decimals,
        "handover": row,
        "people": [person(key, request.wording) for key in sorted(whose)[:NAMED]],
        "all": proposal.given.get("all", False),
        "total": Decimal(done) if done else total,
        "sent": proposal.given["sent"],
    }


def hold(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """Whose pay is held, or let go, and what of it stands there now."""
    wording, decimals = worded(request.wording)
    given: Mapping[str, Any] = proposal.given
    row = Hold.objects.filter(pk=given.get("hold")).first() if proposal.kind == LET_GO else None
    name = row.component if row else given.get("component", "")
    account = "held" if row else "owed"
    cells = ledger.cells(account, [proposal.about], component=name)
    return {
        "wording": wording,
        "decimals": decimals,
        "key": proposal.about,
        "person": person(proposal.about, request.wording),
        "component": component(name, request.wording),
        "since": row.since if row else given.get("since", ""),
        "hold": row,
        "amount": sum(cells.values(), ZERO) if proposal.waiting else None,
    }


def notices(key: str, wording: Wording) -> list[ledger.Notice]:
    """What a person reads of the holds on their pay."""
    told, decimals = worded(wording)
    found = []
    for each in Hold.objects.filter(person=key, ended_at__isnull=True).order_by("pk"):
        amount = sum(ledger.cells("held", [key], component=each.component).values(), ZERO)
        values = {
            "what": component(each.component, wording),
            "since": each.since,
            "reason": each.reason,
            "total": told.money(amount, decimals=decimals),
        }
        found.append(ledger.Notice(wording.say("payroll.hold.notice", **values), "player-pause"))
    return found


def left_out(row: HandOver, wording: Wording) -> list[str]:
    """How many people were left out, and why."""
    kinds = (("held", row.held), ("carried", row.carried))
    return [
        wording.say(f"payroll.left.{name}", people=told["people"], total=Decimal(told["total"]))
        for name, told in kinds
        if told.get("people")
    ]


def step_words(step: Step, wording: Wording, decimals: int) -> str:
    """What a step says beside its name."""
    told = step.told
    if step.what not in ("disagreed", "paid", "given_back", "cancelled"):
        return ""
    total = wording.money(Decimal(told["total"]), decimals=decimals)
    count = told.get("lines") or told.get("differences") or 0
    return wording.say(f"payroll.step.told.{step.what}", total=total, count=count)
