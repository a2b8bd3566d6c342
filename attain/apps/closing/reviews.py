"""Groups in review: sent by operations, approved by a second person, and asked anew where figures change.

A group is what a run pays a post's people within a unit. An approval holds for the digest of these figures:
a newer run with the same digest keeps it, any other one lets it lapse.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.apps.approvals import api as approvals
from attain.apps.closing.figures import GroupView, changed, groups_of, members
from attain.apps.closing.models import Group
from attain.apps.closing.scopes import Place
from attain.apps.house.api import register
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.faults import Fault, Faulty
from attain.runs.pay_lines import Moved
from attain.shell.permissions import reach
from attain.shell.work.models import State as WorkState
from attain.shell.work.models import Work

#: The kind of proposals by which a group is reviewed.
GROUP = "close_group"

#: States in which a group can be sent to review.
TO_SEND = ("calculated", "changed", "refused")


@dataclass(frozen=True)
class Review:
    """How far a group is: calculated, review, approved, refused, or changed since it was sent or approved.

    proposal: the one that says so. moved: of a changed group, what has become of its pay.
    """

    group: GroupView
    state: str
    proposal: approvals.ProposalView | None = None
    moved: Moved | None = None


def reviews(run: results.RunView) -> list[Review]:
    """Every group that a run pays, with how far its review is."""
    return reviewed(run)[0]


def reviewed(run: results.RunView) -> tuple[list[Review], bool]:
    """The same, and whether any group of the period was sent to review: then all have to be approved.

    A fixed number of queries, however many there are.
    """
    asked: dict[str, list[approvals.ProposalView]] = {}
    for each in _asked(run.period):
        asked.setdefault(each.about, []).append(each)
    return [_review(group, run, asked.get(group.key, ())) for group in groups_of(run)], bool(asked)


def after_run(period: str) -> None:
    """Reckons a new run's groups, and what has changed since they were sent or approved: no page has to."""
    run = results.run(period)
    if run is not None:
        reviewed(run)


def unapproved(found: Sequence[Review]) -> int:
    return sum(1 for each in found if each.state != "approved")


def send(request: HttpRequest, run: results.RunView, places: Collection[Place]) -> int:
    """Sends groups to review; how many. What waits or is approved as it is stays so: the same again is none.

    Raises Refused where somebody's pay in one of them waits for a value, or the period is closed.
    """
    if register().closed(run.period) is not None:
        raise approvals.Refused("closing.refused.state")
    sent = 0
    with transaction.atomic():
        list(Group.objects.select_for_update().filter(run=run.key).order_by("pk"))  # two at once are one
        chosen = [each for each in reviews(run) if each.group.place in places and each.state in TO_SEND]
        if any(each.group.held for each in chosen):
            raise approvals.Refused("closing.refused.held")
        for each in chosen:
            old = each.proposal
            if old is not None and old.waiting and old.made_by == request.user.pk:
                approvals.withdraw(request, old.id)
            approvals.propose(request, GROUP, each.group.key, _given(each.group, run))
            sent += 1
    return sent


def approve(request: HttpRequest, run: results.RunView, places: Collection[Place]) -> int:
    """Approves what waits of these groups and what this reader may decide; how many."""
    done = 0
    for each in reviews(run):
        waits = each.state == "review" and each.proposal is not None and each.group.place in places
        if waits and approvals.may_approve(each.proposal, request):
            try:
                approvals.approve(request, each.proposal.id)
            except approvals.Refused:  # somebody else was faster
                continue
            done += 1
    return done


def keep(proposal: approvals.ProposalView, _request: HttpRequest) -> Mapping[str, Any]:
    """An approval holds if the figures are those that were sent. Raises Faulty where they are not."""
    period = proposal.about.partition("|")[0]
    if register().closed(period) is not None:
        raise Faulty(Fault("fault.closing.group_closed", {"period": period}))
    group = current(proposal)
    if group is None or group.digest != proposal.given["digest"]:
        raise Faulty(Fault("fault.closing.group_changed", {"period": period}))
    return {"digest": group.digest, "people": group.people, "paid": group.paid}


def current(proposal: approvals.ProposalView) -> GroupView | None:
    """The group of a proposal in the run that its period is shown by; None where it has none."""
    run = results.run(proposal.about.partition("|")[0])
    return next((each for each in groups_of(run) if each.key == proposal.about), None) if run else None


def may_approve(proposal: approvals.ProposalView, request: HttpRequest) -> bool:
    """Not by who computed it, not of oneself, of a leader the own units alone, and not what has changed."""
    return reader(request).may_approve(proposal)


def reader(request: HttpRequest) -> "Reader":
    """Who asks; one for all proposals of a request."""
    found = getattr(request, "closing_reader", None)
    if found is None:
        found = request.closing_reader = Reader(request)  # type: ignore[attr-defined]
    return found


class Reader:
    """What decides whether somebody may approve: looked up once, however many proposals there are."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = request.user
        held = self.user.held_roles(on=timezone.localdate())
        self.far = reach("closing:review", held, self.user.person)
        self._digests: dict[str, dict[str, str]] = {}
        self._own: dict[str, Place | None] = {}
        self._units: frozenset[str] | None = None
        self._calculators: dict[str, set[int]] = {}

    def may_approve(self, proposal: approvals.ProposalView) -> bool:
        period, post, unit = proposal.about.split("|", 2)
        run = proposal.given["run"]
        if run not in self._calculators:
            self._calculators[run] = calculators(run)
        if self.user.pk in self._calculators[run] or not self._reaches(unit):
            return False
        if self._digest(period).get(proposal.about) != proposal.given["digest"]:
            return False
        return self._own[period] != (post, unit)

    def _digest(self, period: str) -> dict[str, str]:
        if period not in self._digests:
            run, own = results.run(period), self.user.person
            self._digests[period] = {each.key: each.digest for each in groups_of(run)} if run else {}
            self._own[period] = members(run, [own]).get(own) if run and own else None
        return self._digests[period]

    def _reaches(self, unit: str) -> bool:
        if self.far.everywhere:
            return True
        if self._units is None:
            self._units = frozenset(people.units_below(self.far.units))
        return unit in self._units


def place_of(about: str) -> Place:
    _, post, unit = about.split("|", 2)
    return post, unit


def calculators(run: str) -> set[int]:
    """The users who had a run computed: none for one of the command line."""
    return {user for user in _computed(run).values_list("asked_by", flat=True) if user is not None}


def calculated_by(run: str) -> str:
    """Who had it computed first, by name; "" for one of the command line."""
    first = _computed(run).exclude(asked_by=None).select_related("asked_by").order_by("pk").first()
    return first.asked_by.shown_name if first else ""


def _computed(run: str) -> "QuerySet[Work]":
    where = reverse("runs:one", args=[run])
    return Work.objects.filter(kind=results.RUN, state=WorkState.DONE, outcome__url=where)


def _given(group: GroupView, run: results.RunView) -> dict[str, Any]:
    """What is sent; with it what post and unit are called, so that lists need not look."""
    names = {
        "post": dict(results.rules_of(run.bundle).posts.get(group.post) or {}),
        "unit": people.unit_titles([group.unit]).get(group.unit, group.unit),
    }
    figures = {"people": group.people, "paid": group.paid}
    return {"run": run.key, "digest": group.digest, **figures, **names}


def _asked(period: str) -> list[approvals.ProposalView]:
    """The newest first; what was withdrawn counts as never asked."""
    found = approvals.proposals(kind=GROUP, begins=f"{period}|", most=100_000)
    return [each for each in found if each.state != "withdrawn"]


def _review(group: GroupView, run: results.RunView, asked: Sequence[approvals.ProposalView]) -> Review:
    same = [each for each in asked if each.given["digest"] == group.digest]
    if same:
        found = next((each for each in same if each.state == "approved"), same[0])
        state = {"waiting": "review"}.get(found.state, found.state)
        return Review(group, state, found)
    found = next((each for each in asked if each.state in ("approved", "waiting")), None)
    if found is None:
        return Review(group, "calculated")
    return Review(group, "changed", found, changed(found.given["run"], run.key, group.place))
