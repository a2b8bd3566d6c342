"""An adjustment in the reader's words: who, what, when, and what it makes of the pay."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from attain.apps.adjusting.attachments import attachments
from attain.apps.approvals import api as approvals
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.shell.languages import in_currency
from attain.wording import Wording


@dataclass(frozen=True)
class Pay:
    """What a person is paid in a period, by its newest run. before: None where it is held or not computed."""

    run: results.RunView | None
    before: Decimal | None
    amount: Decimal

    @property
    def after(self) -> Decimal | None:
        return None if self.before is None else self.before + self.amount


def pay_of(person: str, period: str, amount: Decimal) -> Pay:
    """An adjustment is added to what is paid as it is: no limit, draw or share applies to it."""
    run = next((run for run in results.runs() if run.period == period), None)
    sheets = results.sheets_of(person, run) if run else []
    return Pay(run, next((each.paid for each in sheets if each.paid is not None), None), amount)


def name_of(person: str, wording: Wording) -> str:
    known = people.person(person)
    return known.shown(wording) if known else person


def component_title(component: str, rules: Rules, wording: Wording) -> str:
    return wording.title(rules.title(component), component)


def told(given: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    """What stands in an adjustment, as its page shows it."""
    rules = rules_now()
    amount = Decimal(given["amount"])
    about, _, number = given.get("about", "").partition(":")
    return {
        "wording": in_currency(request.wording, rules.settings.currency),
        "decimals": rules.settings.currency_decimals,
        "person": given["person"],
        "name": name_of(given["person"], request.wording),
        "component": component_title(given["component"], rules, request.wording),
        "for_period": given["for_period"],
        "period": given["period"],
        "amount": amount,
        "back": bool(given.get("back")),
        "dispute": int(number) if about == "dispute" else None,
    }


def context(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """What the page of a proposal shows: while it waits, the pay before and after."""
    found = told(proposal.given, request)
    if proposal.waiting:
        found["pay"] = pay_of(found["person"], found["period"], found["amount"])
    found["files"] = attachments(f"proposal:{proposal.id}")
    return found
