"""Balances in the reader's words: the timeline, the history of a draw, and what a proposal would do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from attain.apps.approvals import api as approvals
from attain.apps.balances import deciding, queries
from attain.apps.balances.queries import Move
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.decide.world import Setting
from attain.runs.standing import Part, Standing
from attain.shell.languages import in_currency
from attain.wording import Wording

ZERO = Decimal(0)


@dataclass(frozen=True)
class Due:
    """What is due in one period. width: of the bar, in parts of a hundred. parts: (part, title, new)."""

    period: str
    amount: Decimal
    width: int
    parts: tuple[tuple[Part, str, bool], ...]


def title_of(component: str, wording: Wording) -> str:
    return wording.title(rules_now().title(component), component)


def timeline(found: Standing, new: Iterable[Part], wording: Wording) -> list[Due]:
    """What comes later by the period that pays it; what the open period itself puts off is new."""
    by: dict[str, list[tuple[Part, str, bool]]] = {}
    for part, fresh in (*((p, False) for p in found.parts), *((p, True) for p in new)):
        if part.due:
            by.setdefault(part.due, []).append((part, title_of(part.component, wording), fresh))
    sums = {due: sum((p.amount for p, _, _ in own if not p.lost), ZERO) for due, own in by.items()}
    most = max((abs(sum_) for sum_ in sums.values()), default=ZERO)
    return [
        Due(due, sums[due], int(abs(sums[due]) * 100 / most) if most else 0, tuple(by[due]))
        for due in sorted(by, key=lambda key: rules_now().calendar.period(key).start)
    ]


def history(moves: Sequence[Move]) -> list[Move]:
    """The newest first."""
    return list(reversed(moves))


def told(given: Mapping[str, Any], request: HttpRequest) -> dict[str, Any]:
    """What a decision says, as its page shows it."""
    settings = rules_now().settings
    view = people.person(given["person"])
    component, _, rest = given["name"].partition(".")
    kind, _, which = rest.partition(".")
    to = given.get("to", given) or {}
    return {
        "wording": in_currency(request.wording, settings.currency),
        "decimals": settings.currency_decimals,
        "person": given["person"],
        "name": view.shown(request.wording) if view else given["person"],
        "draw": component == "draw",
        "component": title_of(component, request.wording) if component != "draw" else "",
        "for_period": which if kind == "deferred" else "",
        "event": which if kind == "waiting" else "",
        "period": given["period"],
        "what": f"balances.what.{given['what']}",
        "value": Decimal(to["value"]) if to.get("value") else None,
        "due": to.get("due", ""),
        "back": bool(given.get("back")),
    }


def context(proposal: approvals.ProposalView, request: HttpRequest) -> Mapping[str, Any]:
    """What the page of a proposal shows: while it waits, the pay before and after."""
    found = told(proposal.given, request)
    at = queries.now()
    if proposal.waiting and at is not None and at.period == proposal.given["period"]:
        there = queries.standing(proposal.given["person"], at)
        found["found"] = there
        if not found["back"]:
            found["tried"] = deciding.tried(at, there, _setting(proposal))
    return found


def _setting(proposal: approvals.ProposalView) -> Setting:
    given = proposal.given
    value = Decimal(given["value"]) if given["value"] else None
    return Setting(given["person"], given["name"], value, given["due"], proposal.reason, "?", "??")


def summary(proposal: approvals.ProposalView, wording: Wording) -> str:
    given = proposal.given
    known = people.person(given["person"])
    name = known.shown(wording) if known else given["person"]
    return wording.say(f"balances.summary.{given['what']}", name=name, period=given["period"])
