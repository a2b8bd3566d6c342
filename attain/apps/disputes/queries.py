"""Reading: whose disputes a reader sees, what keeps a period open, how long settling takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.apps.disputes.answering import answers, to_answer
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import State
from attain.apps.people import api as people
from attain.shell.models import User
from attain.shell.permissions import Reach, allowed, reach


@dataclass(frozen=True)
class OpenDispute:
    """A dispute that is not settled. period: what it is about; counts_in: whose closing waits for it."""

    id: int
    person: str
    period: str
    counts_in: str
    line: str
    kind: str
    state: str
    due_on: date
    url: str


def open_disputes(period: str, people_keys: Iterable[str] | None = None) -> list[OpenDispute]:
    """What keeps a period from closing: neither settled nor carried to a later one.

    people_keys: of these alone. One query.
    """
    rows = Dispute.objects.filter(counts_in=period).exclude(state=State.SETTLED).order_by("pk")
    wanted = None if people_keys is None else set(people_keys)
    return [
        OpenDispute(
            row.pk,
            row.person,
            row.period,
            row.counts_in,
            row.line,
            row.kind,
            row.state,
            row.due_on,
            reverse("disputes:one", args=[row.pk]),
        )
        for row in rows
        if wanted is None or row.person in wanted
    ]


def answerers(rows: Iterable[Dispute]) -> dict[int | None, str]:
    """What those who answer are called, of a page of rows. One query."""
    users = User.objects.in_bulk({row.answerer_id for row in rows if row.answerer_id})
    return {key: user.shown_name for key, user in users.items()}


def mine(request: HttpRequest) -> "QuerySet[Dispute]":
    return Dispute.objects.filter(person=request.user.person or None)


def seen(request: HttpRequest) -> "QuerySet[Dispute]":
    """Those that the reader may read: own, of their units' people, all."""
    far = reach("dispute:read", request.user.held_roles(on=timezone.localdate()), request.user.person)
    if far.everywhere:
        return Dispute.objects.all()
    wanted = Q(person=far.person or None) | Q(answerer=request.user)
    if far.units:
        there = people.within(Reach(units=far.units), timezone.localdate())
        wanted |= Q(person__in=there.order_by().values("key"))
    return Dispute.objects.filter(wanted)


def may_see(row: Dispute, request: HttpRequest) -> bool:
    return seen(request).filter(pk=row.pk).exists() or answers(row, request)


def waiting_count(request: HttpRequest) -> int:
    """How many wait for this reader's answer."""
    held = request.user.held_roles(on=timezone.localdate())
    return to_answer(request).count() if allowed("dispute:answer", held) else 0


def for_me(request: HttpRequest) -> "QuerySet[Dispute]":
    """The reader's own that wait for their word: a question, or an answer to look at."""
    return mine(request).filter(state__in=(State.QUESTION, State.DECIDED)).order_by("-pk")


@dataclass(frozen=True)
class Times:
    """How settled disputes were settled. share: of those in time; middle: the median of working days."""

    kind: str
    count: int
    middle: Decimal
    share: Decimal


def times(rows: "QuerySet[Dispute]", most: int = 20_000) -> list[Times]:
    """Of all (kind "") and by kind; nothing where none is settled."""
    done = rows.filter(state=State.SETTLED, days__isnull=False)
    found: dict[str, list[tuple[int, bool]]] = {}
    told = done.annotate(due=F("due_on")).values_list("kind", "days", "decided_on", "due")
    for kind, days, decided, due in told.order_by("-pk")[:most]:
        for name in ("", kind):
            found.setdefault(name, []).append((days, decided <= due))
    return [
        Times(
            kind,
            len(each),
            Decimal(median([days for days, _ in each])).quantize(Decimal("0.1")),
            Decimal(sum(in_time for _, in_time in each)) / len(each),
        )
        for kind, each in sorted(found.items())
    ]
