"""Who answers a dispute, and to whom it may be handed on."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.disputes.models import Dispute
from attain.apps.disputes.rules import Desk, desk_of
from attain.apps.people import api as people
from attain.shell.models import RoleGrant, User
from attain.shell.permissions import reach
from attain.shell.roles import Role

#: Desk → the role whose users sit there.
ROLES = {Desk.OPERATIONS: Role.OPERATIONS, Desk.FINANCE: Role.FINANCE}


def leaders(person: str, on: date) -> list[User]:
    """The users who lead the person's units on a day, the nearest first; never the person."""
    units = [each.unit for each in people.assignments(person) if each.holds(on)]
    known = people.units_named(units)
    chain: dict[str, None] = {}
    for unit in units:
        if unit in known:
            chain |= dict.fromkeys(reversed(known[unit].path.strip("/").split("/")))
    grants = _grants(Role.LEADER).filter(unit__in=list(chain)).exclude(user__person=person)
    at = {unit: number for number, unit in enumerate(chain)}
    found = sorted(grants, key=lambda grant: (at[grant.unit], grant.user_id))
    return list(dict.fromkeys(grant.user for grant in found))


def first_answerer(kind: str, person: str, on: date) -> tuple[Desk, User | None]:
    """The desk and, of a leader's, the leader; operations where nobody leads the person."""
    if desk_of(kind) is Desk.LEADER and (found := leaders(person, on)):
        return Desk.LEADER, found[0]
    return Desk.OPERATIONS, None


def receivers(dispute: Dispute) -> list[User]:
    """To whom it may be handed on: the person's leaders, operations, finance; not the person."""
    today = timezone.localdate()
    found = leaders(dispute.person, today)
    for role in ROLES.values():
        found += [grant.user for grant in _grants(role).exclude(user__person=dispute.person)]
    return [user for user in dict.fromkeys(found) if user.pk != dispute.answerer_id]


def desk_for(user: User) -> Desk:
    """Where a receiver answers from."""
    roles = {held.role for held in user.held_roles(on=timezone.localdate())}
    if Role.OPERATIONS in roles:
        return Desk.OPERATIONS
    return Desk.FINANCE if Role.FINANCE in roles else Desk.LEADER


def answers(dispute: Dispute, request: HttpRequest) -> bool:
    """Whether this reader may answer: named for it, or one of its desk, or operations; never the person."""
    user = request.user
    held = user.held_roles(on=timezone.localdate())
    far = reach("dispute:answer", held, "")
    if not far or user.pk == dispute.raised_by_id or (user.person and user.person == dispute.person):
        return False
    roles = {each.role for each in held}
    if Role.OPERATIONS in roles or (dispute.desk == Desk.FINANCE and Role.FINANCE in roles):
        return True
    return bool(dispute.answerer_id == user.pk)


def to_answer(request: HttpRequest) -> "QuerySet[Dispute]":
    """What waits for this reader's answer, as rows."""
    user = request.user
    roles = {each.role for each in user.held_roles(on=timezone.localdate())}
    waiting = Dispute.objects.filter(state="open").exclude(raised_by=user)
    if user.person:
        waiting = waiting.exclude(person=user.person)
    own = waiting.filter(answerer=user)
    for desk, role in ROLES.items():
        if role in roles:
            own = own | waiting.filter(desk=desk, answerer=None)
    return own


def _grants(role: Role) -> "QuerySet[RoleGrant]":
    today = timezone.localdate()
    rows = RoleGrant.objects.filter(role=role, since__lte=today, until__gt=today, user__is_active=True)
    return rows.select_related("user").order_by("user_id")


def names(users: Sequence[User]) -> list[tuple[int, str]]:
    return [(user.pk, user.shown_name) for user in users]
