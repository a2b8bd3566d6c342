"""What each role sees first: parts of the home page. Only what the data hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.disputes import api as disputes
from attain.apps.intake import api as intake
from attain.apps.payroll import api as payroll
from attain.apps.results import api as results
from attain.apps.sharing import api as sharing
from attain.apps.teams import api as teams
from attain.shell.permissions import allowed
from attain.shell.roles import Role
from attain.web.first import steps
from attain.web.house import house
from attain.web.period import period

#: So many people are named on a leader's page.
NAMED = 6


@dataclass(frozen=True)
class Part:
    """A part of the page. template: what draws it, with `part` in its context."""

    template: str
    data: Any


@dataclass(frozen=True)
class Waiting:
    """Something that waits for somebody. id: a message with {count}."""

    id: str
    count: int
    url: str


@dataclass(frozen=True)
class Team:
    """A leader's team: who needs help, and the units below side by side."""

    place: teams.Place
    help: teams.Help | None
    side: teams.Side | None
    waits: tuple[Waiting, ...]


def parts(request: HttpRequest, runs: Sequence[results.RunView]) -> list[Part]:
    """The parts for all roles of the reader, each once."""
    roles = {held.role for held in request.user.held_roles(on=timezone.localdate())}
    found: list[Part] = []
    waits = (
        *approvals_waiting(request),
        *disputes_waiting(request),
        *rows_waiting(request),
        *handovers_waiting(request),
    )
    team = leader(request, waits) if Role.LEADER in roles and runs else None
    if team:
        found.append(Part("web/home_leader.html", team))
    elif waits:
        found.append(Part("web/home_waits.html", waits))
    if roles & {Role.OPERATIONS, Role.FINANCE, Role.AUDITOR} and runs:
        found.append(Part("web/home_period.html", period(request, runs, roles)))
    if Role.OPERATIONS in roles and not runs:
        found.append(Part("web/home_first.html", steps()))
    if Role.ADMINISTRATOR in roles:
        found.append(Part("web/home_house.html", house()))
    return found


def approvals_waiting(request: HttpRequest) -> tuple[Waiting, ...]:
    """What others propose and this reader may approve."""
    count = approvals.waiting_count(request)
    return (Waiting("home.waits.approvals", count, reverse("approvals:list")),) if count else ()


def disputes_waiting(request: HttpRequest) -> tuple[Waiting, ...]:
    """Disputes that this reader answers, and answers to own ones."""
    found = []
    if count := disputes.waiting_count(request):
        found.append(Waiting("home.waits.disputes", count, f"{reverse('disputes:list')}?show=answer"))
    if request.user.person and (count := disputes.for_me(request).count()):
        found.append(Waiting("home.waits.dispute_answers", count, f"{reverse('disputes:list')}?show=mine"))
    return tuple(found)


def rows_waiting(request: HttpRequest) -> tuple[Waiting, ...]:
    """Rows of files that could not be taken, for who puts them right."""
    if not allowed("fact:repair", request.user.held_roles(on=timezone.localdate())):
        return ()
    count = intake.rows_waiting()
    return (Waiting("home.waits.rows", count, reverse("facts:quarantine")),) if count else ()


def handovers_waiting(request: HttpRequest) -> tuple[Waiting, ...]:
    """Hand-overs that are released and not sent, for who sends them: nobody is paid before."""
    if not allowed("payroll:send", request.user.held_roles(on=timezone.localdate())):
        return ()
    rows = payroll.unsent()
    if not rows:
        return ()
    first = reverse("payroll:one", args=[rows[0].period, rows[0].number])
    return (Waiting("home.waits.handovers", len(rows), first if len(rows) == 1 else reverse("payroll:home")),)


def leader(request: HttpRequest, approving: tuple[Waiting, ...]) -> Team | None:
    """The team of the highest unit that the reader leads."""
    if not request.reach.units:
        return None
    place = teams.place(request)
    if place is None:
        return None
    top = place.around.unit.depth == 0
    help = teams.who_needs_help(place, NAMED) if place.card and not top else None
    side = teams.side_by_side(place, "") if place.around.below else None
    held = help.held if help else 0
    address = f"{reverse('teams:team')}?unit={place.around.unit.key}&period={place.run.period}"
    waits = (Waiting("home.waits.held", held, address),) if held else ()
    share = sharing.to_share(request.reach, place.run)
    if share:
        pools = f"{reverse('sharing:pools')}?period={place.run.period}"
        waits = (Waiting("home.waits.pools", share, pools), *waits)
    return Team(place, help, side, (*waits, *approving))
