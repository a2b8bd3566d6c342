"""The state of the newest period for operations, finance and auditors: sums that must agree, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from attain.apps.results import api as results
from attain.shell.languages import in_currency
from attain.shell.roles import Role
from attain.shell.work.models import State, Work
from attain.wording import Wording


@dataclass(frozen=True)
class Sum:
    """A sum of the run. id: its message; before: the same of the period before."""

    id: str
    value: Decimal
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Open:
    """Something to look at. id: a message with {count}; amount, period: beside it, where it has one."""

    id: str
    count: int
    url: str
    amount: Decimal | None = None
    period: str = ""


@dataclass(frozen=True)
class Period:
    """The newest period. agrees: whether credited and uncredited are all facts; None if unknown.

    overtaken: what has changed since it was computed, for who computes it.
    """

    run: results.RunView
    before: results.RunView | None
    wording: Wording
    decimals: int
    sums: tuple[Sum, ...]
    agrees: bool | None
    open: tuple[Open, ...]
    work: tuple[Open, ...]
    links: tuple[tuple[str, str, str], ...]
    overtaken: tuple[str, ...] = ()

    @property
    def clear(self) -> bool:
        """Whether nothing is open."""
        return not self.open and not self.work


def period(request: HttpRequest, runs: Sequence[results.RunView], roles: set[Role]) -> Period:
    """What stands in the run's own control sums and counts, and the work that failed or is on its way."""
    run = runs[0]
    before = next((each for each in runs[1:] if each.cycle == run.cycle), None)
    rules = results.rules_of(run.bundle)
    wording = in_currency(request.wording, rules.settings.currency)
    page = reverse("runs:one", args=(run.key,))
    names = ("paid", "earned") if Role.FINANCE in roles else ("paid", "credited", "uncredited")
    sums = tuple(
        Sum(f"home.sum.{name}", Decimal(run.control[name]), _number(before, name))
        for name in names
        if name in run.control
    )
    return Period(
        run,
        before,
        wording,
        rules.settings.currency_decimals,
        sums,
        _agrees(run),
        (*_earlier(run, runs), *_open(run, page, roles)),
        tuple(_work(roles)),
        _links(run, page, roles),
        results.overtaken(run) if Role.OPERATIONS in roles else (),
    )


def _agrees(run: results.RunView) -> bool | None:
    sums = [run.control.get(name) for name in ("credited", "uncredited", "all")]
    if None in sums:
        return None
    credited, uncredited, every = map(Decimal, sums)
    return credited + uncredited == every


def _earlier(run: results.RunView, runs: Sequence[results.RunView]) -> list[Open]:
    """Periods before this one that are still open: the first of them is to be closed before any other."""
    found = [
        each for each in runs if each.cycle == run.cycle and each.end < run.end and each.state != "closed"
    ]
    if not found:
        return []
    first = found[-1].period
    return [Open("home.open.periods", len(found), reverse("closing:period", args=[first]), period=first)]


def _open(run: results.RunView, page: str, roles: set[Role]) -> list[Open]:
    """What keeps the period from being settled, or needs an eye."""
    found = [
        Open(f"home.open.{name}", run.counts[name], page)
        for name in ("held", "unapproved", "differences")
        if run.counts.get(name)
    ]
    uncredited = Decimal(run.control.get("uncredited", "0"))
    if uncredited and roles & {Role.OPERATIONS, Role.AUDITOR}:
        found.append(Open("home.open.uncredited", 0, page, uncredited))
    return found


def _work(roles: set[Role]) -> list[Open]:
    """Background work that failed or is on its way, for those who see all of it. One query."""
    if not roles & {Role.OPERATIONS, Role.AUDITOR}:
        return []
    rows = Work.objects.filter(state__in=_LIVE).values_list("state")
    states = dict(rows.annotate(Count("pk")).order_by())
    address = reverse("work:list")
    counted = {
        "home.work.failed": states.get(State.FAILED, 0),
        "home.work.live": states.get(State.RUNNING, 0) + states.get(State.WAITING, 0),
    }
    return [Open(id, count, address) for id, count in counted.items() if count]


def _links(run: results.RunView, page: str, roles: set[Role]) -> tuple[tuple[str, str, str], ...]:
    """Where these roles go next: (icon, message, address)."""
    found = [("report-money", "home.link.run", page), ("player-play", "menu.runs", reverse("runs:list"))]
    if roles & {Role.OPERATIONS, Role.FINANCE, Role.AUDITOR}:
        found.append(("cash", "sharing.title", reverse("sharing:pools")))
        found.append(("file-text", "acceptance.title", reverse("acceptance:overview")))
        found.append(("building-community", "menu.units", reverse("teams:units")))
    if roles & {Role.OPERATIONS, Role.AUDITOR}:
        found.append(("users", "menu.team", reverse("teams:team")))
        found.append(("list-details", "menu.kpis", reverse("kpis:kpis")))
    if Role.AUDITOR in roles:
        found.append(("history", "menu.audit", reverse("shell:audit")))
    return tuple(found)


def _number(run: results.RunView | None, name: str) -> Decimal | None:
    return Decimal(run.control[name]) if run is not None and name in run.control else None


#: Work that is not over well.
_LIVE = (State.FAILED, State.RUNNING, State.WAITING)
