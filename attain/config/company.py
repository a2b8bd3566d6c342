"""The store's people and runs brought into the database, at start and when they change; a demo's sign-ins."""

from collections.abc import Collection
from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone

from attain.apps.adjusting import api as adjusting
from attain.apps.clients import api as clients
from attain.apps.closing import api as closing
from attain.apps.disputes import api as disputes
from attain.apps.house.api import bundle_now
from attain.apps.ledger import api as ledger
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role

#: Posts whose holders a demo's sign-ins are taken from, with the role that each gets.
DEMO_POSTS = (
    ("account_manager", Role.MANAGER),
    ("team_leader", Role.LEADER),
    ("general_director", Role.LEADER),
    ("sales_administrator", Role.BACK_OFFICE),
)
DEMO_OTHERS = (
    ("operations", Role.OPERATIONS),
    ("finance", Role.FINANCE),
    ("auditor", Role.AUDITOR),
    ("administrator", Role.ADMINISTRATOR),
)


def show_store() -> None:
    """What the store has, at start; and a demo's sign-ins. Nothing where there is no store."""
    if not settings.ATTAIN_STORE.joinpath("HEAD").exists():
        return
    _brought_in()
    disputes.catch_up()
    if settings.ATTAIN_DEMO:
        _demo_users()


def catch_up() -> bool:
    """Brings in what has changed in the store since the last time, if anything has; whether it did.

    The command line loads, computes and closes beside the server, and an approval that dies leaves the store
    ahead of the database.
    """
    global _seen
    if not settings.ATTAIN_STORE.joinpath("HEAD").exists():
        return False
    being_closed = closing.proposed()  # who approves one posts it, and is named as who did
    now = results.register().mark(), being_closed
    if now == _seen or not bundle_now():  # a rulebook with errors reads nothing: later, once it is mended
        return False
    _brought_in(being_closed)
    _seen = now
    return True


#: The mark of the store, and the closings that waited, when this process last brought in what it has.
_seen: tuple[str, set[str]] | None = None


def _brought_in(being_closed: Collection[str] = ()) -> None:
    """People and clients as the newest snapshot has them, every period's run, closed ones in the ledger."""
    house = results.workplace()
    people.sync(house.store, house.rules)
    clients.sync(house.store, house.rules)
    adjusting.sync(house.store, house.rules)
    register = results.register()
    for period in sorted({run.period for run in register.all()}):
        run = register.latest(period)
        if run is not None:
            results.publish(house.store, run)
    ledger.catch_up(being_closed)


def _demo_users() -> None:
    """One sign-in a role. They have no password: only the demo's own button lets them in."""
    group, _ = Group.objects.get_or_create(name="demo")
    newest = next(iter(results.runs()), None)
    on = newest.last_day if newest else timezone.localdate()
    for post, role in DEMO_POSTS:
        holder = _holder(post, on)
        if holder is not None:
            person, unit = holder
            view = people.person(person)
            _user(group, post, role, person, unit if role == Role.LEADER else "", view)
    for name, role in DEMO_OTHERS:
        _user(group, name, role, "", "", None)


def _holder(post: str, on: date) -> tuple[str, str] | None:
    """Somebody with a scorecard total in the middle of those who have the post."""
    newest = next(iter(results.runs()), None)
    if newest is None:
        return None
    rows = results.people_sheets(newest, None, post).order_by("total", "subject")
    found = [row for row in rows if row.subject.startswith("E")] or list(rows)
    if not found:
        return None
    row = found[len(found) // 3]
    return row.subject, row.unit


def _user(
    group: Group, name: str, role: Role, person: str, unit: str, view: people.PersonView | None
) -> None:
    names = {"first_name": view.given_name, "last_name": view.family_name} if view else {}
    user, made = User.objects.get_or_create(username=name, defaults={"person": person, **names})
    if made:
        user.set_unusable_password()
        user.save()
        user.groups.add(group)
        RoleGrant.objects.create(user=user, role=role, unit=unit)
