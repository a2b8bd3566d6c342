"""What an administrator looks after: users, background work, health. No pay, and nobody's results."""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from attain.apps.house import api as rules
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role
from attain.shell.work.models import State, Work


@dataclass(frozen=True)
class House:
    """users, idle, roleless: active users, those who never signed in, those who have no role today.
    unled: whether nobody has the role that writes rules and loads facts.

    work: state → pieces. health: (message, whether it is well, what to do where not).
    """

    users: int
    idle: int
    roleless: int
    unled: bool
    failed: int
    waiting: int
    running: int
    health: tuple[tuple[str, bool, str], ...]
    users_url: str
    work_url: str
    audit_url: str


def house() -> House:
    today = timezone.localdate()
    held = RoleGrant.objects.filter(user=OuterRef("pk"), since__lte=today, until__gt=today)
    active = User.objects.filter(is_active=True)
    users = active.aggregate(
        all=Count("pk"),
        idle=Count("pk", filter=Q(last_login=None)),
        roleless=Count("pk", filter=~Exists(held)),
    )
    rows = Work.objects.filter(state__in=(State.FAILED, State.WAITING, State.RUNNING)).values_list("state")
    states = dict(rows.annotate(Count("pk")).order_by())
    return House(
        users=users["all"],
        idle=users["idle"],
        roleless=users["roleless"],
        unled=not RoleGrant.objects.filter(
            role=Role.OPERATIONS, user__is_active=True, since__lte=today, until__gt=today
        ).exists(),
        failed=states.get(State.FAILED, 0),
        waiting=states.get(State.WAITING, 0),
        running=states.get(State.RUNNING, 0),
        health=(
            ("home.health.rules", bool(rules.bundle_now()), "home.health.rules.not"),
            ("home.health.store", settings.ATTAIN_STORE.joinpath("HEAD").exists(), "home.health.store.not"),
            ("home.health.migrated", _migrated(), "home.health.migrated.not"),
        ),
        users_url=_address("shell:users"),
        work_url=reverse("work:list"),
        audit_url=reverse("shell:audit"),
    )


def _migrated() -> bool:
    """Whether the database is as this version of the program needs it."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
