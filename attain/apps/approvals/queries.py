"""Reading: proposals, and which of them wait for a reader."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.approvals.contracts import ProposalView, viewed
from attain.apps.approvals.kinds import kind, known
from attain.apps.approvals.models import Proposal, State
from attain.shell.permissions import Held, allowed, reach
from attain.shell.work.models import ENDED, Work


def proposal(number: int) -> ProposalView | None:
    row = _rows().filter(pk=number).first()
    return viewed(row) if row else None


def proposals(
    kind: str = "",
    about: str = "",
    states: Iterable[str] = (),
    made_by: int | None = None,
    most: int = 500,
    begins: str = "",
) -> list[ProposalView]:
    """The newest first. about: exactly this; begins: what it begins with; made_by: by this user alone."""
    rows = _rows().order_by("-made_at", "-pk")
    wanted = {"kind": kind, "about": about, "state__in": list(states), "made_by": made_by}
    wanted["about__startswith"] = begins
    return [viewed(row) for row in rows.filter(**{name: v for name, v in wanted.items() if v})[:most]]


def waiting(request: HttpRequest) -> list[ProposalView]:
    """What waits for this reader's decision, the oldest first."""
    held = _held(request)
    mine = [each.name for each in known() if any(allowed(step, held) for step in each.permissions)]
    rows = _rows().order_by("made_at", "pk")
    found = rows.filter(state=State.WAITING, kind__in=mine).exclude(made_by=request.user)
    return [each for each in map(viewed, found[:1000]) if may_approve(each, request)]


def waiting_count(request: HttpRequest) -> int:
    return len(waiting(request))


def may_approve(found: ProposalView, request: HttpRequest) -> bool:
    """Whether this reader may decide on the next step: a further person, permitted, within their reach."""
    of = kind(found.kind)
    if not found.waiting or found.made_by == request.user.pk or took_part(found, request):
        return False
    return allowed(of.permissions[found.step - 1], _held(request)) and of.may_approve(found, request)


def underway(found: ProposalView) -> Work | None:
    """The background work that approves it, where it was asked for and has not ended."""
    name = kind(found.kind).work
    if not name or not found.waiting:
        return None
    return Work.objects.filter(kind=name, given__proposal=found.id).exclude(state__in=ENDED).first()


def took_part(found: ProposalView, request: HttpRequest) -> bool:
    """Whether this reader has approved a step of it."""
    return any(each.by == request.user.pk for each in found.approvals)


def of_oneself(found: ProposalView, request: HttpRequest) -> bool:
    """Whether it is about the pay of this reader."""
    own = request.user.person
    return bool(own) and bool(found.given.get("person") == own)


def may_see(found: ProposalView, request: HttpRequest) -> bool:
    """Their own, what waits for them or was decided by them, and everything for who reaches everywhere."""
    if found.made_by == request.user.pk:
        return True
    if found.state == State.DRAFT:
        return False
    everywhere = reach("approval:read", _held(request), request.user.person).everywhere
    own = found.decided_by == request.user.pk or took_part(found, request)
    return everywhere or own or may_approve(found, request)


def _held(request: HttpRequest) -> tuple[Held, ...]:
    held: tuple[Held, ...] = request.user.held_roles(on=timezone.localdate())
    return held


def _rows() -> "QuerySet[Proposal]":
    """Proposals with the names of all who had to do with them."""
    return Proposal.objects.select_related("made_by", "decided_by").prefetch_related("approvals__by")
