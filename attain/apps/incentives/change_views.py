"""Why pay is not what it was: against the month before, or against what this month came to earlier."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from attain.apps.incentives import behind, comparing, happened
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.permissions import allowed, permits

#: Half of the drawing's width: effects begin in the middle.
MIDDLE = Decimal(60)


@dataclass(frozen=True)
class Cause:
    """An effect as it is drawn. bar: where it begins and how wide it is."""

    name: str
    amount: Decimal
    bar: tuple[str, str]

    @property
    def way(self) -> str:
        return "up" if self.amount > 0 else "down"


@permits("statement:read")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    """A person's pay against an earlier run: by causes, by components, and what stands behind each."""
    period = request.POST.get("period", request.GET.get("period", ""))
    run = next((each for each in results.runs() if not period or each.period == period), None)
    if run is None:
        raise Http404
    if not people.works_within(request.reach, key, run.start, run.end):
        raise PermissionDenied(key)
    others = results.earlier(run)
    wanted = request.POST.get("with", request.GET.get("with", ""))
    first = next((each for each in others if each.key == wanted), others[-1] if others else None)
    if first is None or (wanted and first.key != wanted):
        raise Http404
    here = f"{reverse('incentives:change', args=[key])}?period={run.period}&with={first.key}"
    if request.method == "POST":
        comparing.ask_for(request, first, run)
        return redirect(here)
    wording = in_currency(request.wording, results.rules_of(run.bundle).settings.currency)
    was, now = behind.Side.of(first, key), behind.Side.of(run, key)
    if not now.sheets and not was.sheets:
        raise Http404
    found = comparing.changed(first, run, key)
    view = people.person(key)
    given = {
        "key": key,
        "whose": view.shown(wording) if view else key,
        "run": run,
        "first": first,
        "others": others,
        "wording": wording,
        "decimals": now.rules.settings.currency_decimals,
        "before": was.number("paid"),
        "after": now.number("paid"),
        "found": found,
        "causes": drawn(found),
        "known": found is not None or comparing.known(first, run),
        "work": None if found else comparing.on_its_way(first, run),
        "failed": found is None and comparing.failed(first, run),
        "components": behind.components(was, now, wording),
        "files": happened.files(first, run, wording),
        "may_name": allowed("fact:read", request.user.held_roles(on=timezone.localdate())),
        "counted": happened.counted(was, now, wording),
        "targets": behind.targets(was, now, wording),
        "kpis": behind.kpis(was, now, wording),
        "documents": behind.documents(was, now, wording),
        "clients": behind.clients(first, run, key),
    }
    moving = request.htmx and request.htmx.target == "causes"
    return render(request, "incentives/causes.html" if moving else "incentives/change.html", given)


def drawn(found: comparing.Changed | None) -> list[Cause]:
    """The causes with their bars, all on one scale."""
    if found is None:
        return []
    widest = max((abs(amount) for amount in found.causes.values()), default=Decimal(0)) or Decimal(1)
    return [Cause(name, amount, _bar(amount, widest)) for name, amount in found.causes.items()]


def _bar(amount: Decimal, widest: Decimal) -> tuple[str, str]:
    width = abs(amount) * MIDDLE / widest
    begin = MIDDLE if amount > 0 else MIDDLE - width
    return f"{begin:.2f}", f"{width:.2f}"


@dataclass(frozen=True)
class Since:
    """What a person was paid in an earlier run, and how much it is otherwise now."""

    first: results.RunView
    before: Decimal
    change: Decimal


def since(run: results.RunView, person: str, paid: Decimal | None) -> list[Since]:
    """The earlier runs that the person's pay is compared with; none of the same month that paid the same."""
    found = []
    for first in results.earlier(run):
        before = behind.Side.of(first, person).number("paid")
        if before is None or paid is None or (first.period == run.period and before == paid):
            continue
        found.append(Since(first, before, paid - before))
    return found
