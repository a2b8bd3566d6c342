"""A dispute in the reader's words: its line, its numbers then and now, what was said, what may be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from attain.apps.adjusting import api as adjusting
from attain.apps.approvals import api as approvals
from attain.apps.disputes import actions, answering, numbers, recording
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import Kind, Outcome, State, lateness
from attain.apps.house.api import rules_now
from attain.apps.people import api as people
from attain.engine.decide.rules import Rules
from attain.shell.languages import in_currency
from attain.shell.models import User
from attain.shell.permissions import allowed
from attain.wording import Wording
from attain.wording.typed import typed as as_typed

#: What a due date looks like: its class and its word.
LATE = {"late": ("bad", "disputes.due.late"), "soon": ("warn", "disputes.due.soon"), "": ("", "disputes.due")}

LOOKS = {"open": "warn", "question": "warn", "decided": "", "settled": "ok"}


@dataclass(frozen=True)
class Said:
    """A step as the page tells it. run: of which run the number is."""

    what: str
    by: str
    at: datetime
    text: str
    run: str
    value: Decimal | None
    to: str
    period: str


def line_title(line: str, rules: Rules, wording: Wording) -> str:
    if line == numbers.PAID:
        return wording.say("statement.paid")
    return wording.title(rules.title(line), line)


def person_name(person: str, wording: Wording) -> str:
    known = people.person(person)
    return known.shown(wording) if known else person


def due(row: Dispute, today: date) -> tuple[str, str]:
    """The class and the word of its due date; nothing where it waits for nobody of ours."""
    if row.state != State.OPEN:
        return LATE[""]
    return LATE[lateness(row.due_on, today, numbers.calendar())]


def page(request: HttpRequest, row: Dispute) -> dict[str, Any]:
    """All that the page of a dispute shows."""
    rules = rules_now()
    steps = actions.steps(row, request)
    now = numbers.now(row.person, row.period, row.line)
    proposal = approvals.proposal(row.proposal) if row.proposal else None
    held = request.user.held_roles(on=timezone.localdate())
    look, word = due(row, timezone.localdate())
    return {
        "wording": in_currency(request.wording, rules.settings.currency),
        "decimals": rules.settings.currency_decimals,
        "unit": numbers.unit_of(row.line, row.period, rules),
        "row": row,
        "own": row.person == request.user.person,
        "name": person_name(row.person, request.wording),
        "title": line_title(row.line, rules, request.wording),
        "look": LOOKS[row.state],
        "due_look": look,
        "due_word": word,
        "now": now,
        "changed": None if None in (now.value, row.value) else (now.value or 0) - (row.value or 0),
        "answerer": row.answerer.shown_name if row.answerer else "",
        "thread": said(row),
        "seen": max(row.messages.values_list("pk", flat=True), default=0),
        "files": adjusting.attachments(row.about),
        "steps": steps,
        "proposal": proposal,
        "may_approvals": allowed("approval:read", held),
        "recorded": row.recorded,
        "measured": recording.has_table(),
        **(deciding(request, row, now, rules) if "decide" in steps else {}),
    }


def said(row: Dispute) -> list[Said]:
    """The thread, the first first."""
    found = list(row.messages.select_related("by"))
    receivers = User.objects.in_bulk([each.told["to"] for each in found if "to" in each.told])
    return [
        Said(
            each.what,
            each.by.shown_name if each.by else "",
            each.at,
            each.text,
            each.run,
            each.value,
            receivers[each.told["to"]].shown_name if each.told.get("to") in receivers else "",
            each.told.get("period", ""),
        )
        for each in found
    ]


def deciding(request: HttpRequest, row: Dispute, now: numbers.Number, rules: Rules) -> dict[str, Any]:
    """What the form of an answer offers, with the likeliest first."""
    period = rules.calendar.period(row.period)
    names = adjusting.components(row.person, period, rules)
    opened = adjusting.choice().open
    known = None not in (row.expected, now.value) and numbers.unit_of(row.line, row.period, rules) == "money"
    missing = (row.expected or Decimal(0)) - (now.value or Decimal(0)) if known else None
    worded = in_currency(request.wording, rules.settings.currency)
    typed: Mapping[str, str] = request.POST if request.method == "POST" else {}
    first = row.line if row.line in names else next(iter(names), "")
    amount = typed.get("amount", as_typed(missing, worded, "money") if missing else "")
    may_adjust = allowed("adjustment:propose", request.user.held_roles(on=timezone.localdate()))
    return {
        "outcomes": list(Outcome),
        "components": [(name, line_title(name, rules, request.wording)) for name in names],
        "component": typed.get("component") or first,
        "opened": opened,
        "amount": amount,
        "may_adjust": may_adjust,
        "how": typed.get("how", "adjustment" if amount and may_adjust else ""),
        "receivers": answering.names(answering.receivers(row)),
    }


def kinds() -> Sequence[str]:
    return list(Kind)
