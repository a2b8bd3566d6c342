"""Pages of runs: all of them, one with its control sums, two side by side."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from attain.apps.house.api import register, rules_of
from attain.apps.people import api as people
from attain.apps.results.models import Sheet, StoredRun
from attain.apps.results.queries import earlier, overtaken, run_by_key
from attain.apps.results.run_tables import (
    CHANGES,
    HELD,
    LATE,
    LEFT,
    RUNS,
    Agreement,
    Change,
    HeldPay,
    Late,
    Left,
    summed,
)
from attain.apps.results.tasks import COMPARE, COMPARED, EXPORTS
from attain.engine.decide.subject import COMPANY
from attain.engine.faults import Faulty
from attain.runs.left_over import of_sums
from attain.shell.languages import in_currency
from attain.shell.permissions import Held, allowed, permits, reach
from attain.shell.work.job import folder_of
from attain.shell.work.models import Work
from attain.wording import Wording

#: What a run counts and sums, in the order in which it is read.
COUNTS = ("people", "results", "held", "unapproved", "differences")
SUMS = ("credited", "uncredited", "all", "earned", "paid")


@permits("run:read")
@require_GET
def listed(request: HttpRequest) -> HttpResponseBase:
    """All runs, the newest period first."""
    columns = [each for each in RUNS.columns if each.key != "paid" or _may(request, "statement:read")]
    given = {"may_start": _may(request, "run:start"), "may_load": _may(request, "fact:load")}
    given["may_compare"] = _may(request, "run:compare")
    newest = StoredRun.objects.order_by("-end", "-published_at").first()
    if newest is not None:
        request.wording = _worded(request, newest.bundle)
    return RUNS.response(request, StoredRun.objects.all(), "runs/list.html", given, columns=columns)


@permits("run:read")
@require_GET
def one(request: HttpRequest, run: str) -> HttpResponseBase:
    """A run: counts, sums that must agree, held pays, differences for earlier periods."""
    row = get_object_or_404(StoredRun, key=run)
    wording, pay = _worded(request, row.bundle), _may(request, "statement:read")
    given: dict[str, Any] = {
        "run": row,
        "wording": wording,
        "counts": [(f"runs.count.{name}", row.counts[name]) for name in COUNTS if name in row.counts],
        "pay": pay,
        "exports": tuple(EXPORTS) if _may(request, "run:export") else (),
        "others": StoredRun.objects.exclude(key=run).order_by("-end")[:100]
        if _may(request, "run:compare")
        else (),
        "may_start": _may(request, "run:start"),
        "people": reverse("closing:period", args=[row.period])
        if row.current and _may(request, "closing:read")
        else "",
    }
    if row.current and given["may_start"] and (view := run_by_key(run)):
        given["overtaken"] = overtaken(view)
    if not pay:
        return render(request, "runs/one.html", given)
    request.wording = wording
    held = HELD.of(request, _held(row, wording))
    late = LATE.of(request, _late(row, wording))
    left = LEFT.of(request, _left(row, wording, request.user.held_roles(on=timezone.localdate())))
    given |= {"agreements": agreements(row), "sums": _sums(row), "held": held, "late": late, "left": left}
    part = HELD.part(request, held) or LATE.part(request, late) or LEFT.part(request, left)
    return part or render(request, "runs/one.html", given)


@permits("run:compare")
@require_GET
def comparison(request: HttpRequest, work: int) -> HttpResponseBase:
    """Two runs side by side, as the work has found them."""
    found = get_object_or_404(Work, pk=work, kind=COMPARE)
    path = folder_of(work) / COMPARED
    if not path.is_file():
        raise Http404
    told = json.loads(path.read_text(encoding="utf-8"))
    first, second = (StoredRun.objects.filter(key=told[name]).first() for name in ("first", "second"))
    wording = in_currency(request.wording, told["currency"])
    request.wording = wording
    known, pages = people.people(row["person"] for row in told["rows"]), Pages.of(first, second)
    rows = [
        Change(
            known[row["person"]].shown(wording) if row["person"] in known else row["person"],
            _number(row["before"]),
            _number(row["after"]),
            Decimal(row["change"]),
            {cause: Decimal(value) for cause, value in row["causes"].items()},
            *pages(row["person"]),
        )
        for row in told["rows"]
    ]
    causes = {cause: Decimal(value) for cause, value in told["causes"].items()}
    given = {
        "work": found,
        "first": first,
        "second": second,
        "wording": wording,
        "before": Decimal(told["before"]),
        "after": Decimal(told["after"]),
        "change": Decimal(told["change"]),
        "causes": summed(causes),
        "gain": sum(1 for row in rows if row.change > 0),
        "lose": sum(1 for row in rows if row.change < 0),
    }
    columns = [each for each in CHANGES.columns if each.key not in causes or causes[each.key]]
    return CHANGES.response(request, rows, "runs/comparison.html", given, columns=columns)


@dataclass(frozen=True)
class Pages:
    """Where pages tell of a person in two runs: of what they show now alone."""

    first: StoredRun | None
    second: StoredRun | None
    explained: bool

    @classmethod
    def of(cls, first: StoredRun | None, second: StoredRun | None) -> "Pages":
        known = run_by_key(second.key) if second and second.current else None
        return cls(first, second, bool(known and first and first.key in {e.key for e in earlier(known)}))

    def __call__(self, person: str) -> tuple[str, str, str]:
        """What explains the change, the statement before, the statement after; "" for none."""
        own = reverse("incentives:statement", args=[person])
        was, now = (f"{own}?period={r.period}" if r and r.current else "" for r in (self.first, self.second))
        change = reverse("incentives:change", args=[person])
        why = f"{change}?period={self.second.period}&with={self.first.key}" if self.explained else now
        return why, was, now


def agreements(row: StoredRun) -> list[Agreement]:
    """Control sums that must be the same, each reckoned from another place."""
    control = {name: Decimal(value) for name, value in row.control.items()}
    sheets = Sheet.objects.filter(run=row.key, kind="person")
    told = sheets.aggregate(paid=Sum("paid"), people=Count("subject", distinct=True))
    return [
        Agreement("runs.agree.credit", control["credited"] + control["uncredited"], control["all"]),
        Agreement("runs.agree.paid", round(told["paid"] or Decimal(0), 6), control["paid"]),
        Agreement("runs.agree.people", Decimal(told["people"]), Decimal(row.people)),
    ]


def _worded(request: HttpRequest, bundle: str) -> Wording:
    try:
        currency = rules_of(bundle).settings.currency
    except (Faulty, OSError):
        currency = ""
    return in_currency(request.wording, currency)


def _sums(row: StoredRun) -> list[tuple[str, Decimal]]:
    found = [(f"runs.sum.{name}", Decimal(row.control[name])) for name in SUMS if name in row.control]
    if left := of_sums(row.control):
        found.append(("left_over.title", sum((each.amount for each in left), Decimal(0))))
    return found


def _held(row: StoredRun, wording: Wording) -> list[HeldPay]:
    """Whose pay waits: published, and undefined."""
    rows = list(Sheet.objects.filter(run=row.key, kind="person", values__paid="").order_by("subject"))
    if not rows:
        return []
    known = people.people(each.subject for each in rows)
    units = {unit.key: unit.title for unit in people.units()}
    posts = rules_of(row.bundle).posts
    return [
        HeldPay(
            known[each.subject].shown(wording) if each.subject in known else each.subject,
            wording.title(posts.get(each.post) or {}, each.post),
            units.get(each.unit, each.unit),
            f"{reverse('incentives:statement', args=[each.subject])}?period={row.period}",
        )
        for each in rows
    ]


def _left(row: StoredRun, wording: Wording, roles: Sequence[Held]) -> list[Left]:
    """What the run's pools leave over; their pages for who may see pools, of the run that is shown."""
    found = of_sums(row.control)
    if not found:
        return []
    rules = rules_of(row.bundle)
    units = people.unit_titles({each.unit for each in found})
    pages = row.current and allowed("sharing:read", roles) and reach("sharing:read", roles, "").everywhere
    return [
        Left(
            wording.title(rules.title(each.pool), each.pool),
            units.get(each.unit, each.unit) if each.unit else wording.say("left_over.company"),
            each.why,
            each.amount,
            reverse("sharing:pool", args=[row.period, each.pool, each.unit or COMPANY]) if pages else "",
        )
        for each in found
    ]


def _late(row: StoredRun, wording: Wording) -> list[Late]:
    """What earlier periods give in this one."""
    if not row.counts.get("differences"):
        return []
    known_runs = register()
    found = known_runs.differences(known_runs.get(row.key))
    known, rules = people.people({each.person for each in found}), rules_of(row.bundle)
    return [
        Late(
            known[each.person].shown(wording) if each.person in known else each.person,
            each.for_period,
            wording.title(rules.title(each.component), each.component),
            each.amount,
        )
        for each in found
    ]


def _may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


def may_or_refuse(request: HttpRequest, permission: str) -> None:
    if not _may(request, permission):
        raise PermissionDenied(permission)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
