"""Where a reader of these pages stands: the day that the address names, and what things are called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from attain.apps.house.api import rules_now
from attain.apps.people.contracts import PersonView
from attain.apps.people.queries import people, unit_titles
from attain.engine.declare import OPEN_END
from attain.engine.faults import Faulty
from attain.shell.permissions import allowed
from attain.wording import Wording

#: Days that are asked for lie between these.
FIRST, LAST = date(1900, 1, 1), OPEN_END


def day_of(request: HttpRequest, name: str = "on") -> date:
    """The day that the address asks for, else today."""
    try:
        asked = parse_date(request.GET.get(name, ""))
    except ValueError:
        asked = None
    return asked if asked is not None and FIRST <= asked < LAST else timezone.localdate()


def window(on: date) -> tuple[date, date]:
    """The days of which a leader's people count as theirs on `on`: this month and the one before."""
    first = on.replace(day=1)
    before = date.fromordinal(first.toordinal() - 1).replace(day=1) if first > FIRST else first
    return before, date.fromordinal(on.toordinal() + 1)


def may(request: HttpRequest, permission: str) -> bool:
    return allowed(permission, request.user.held_roles(on=timezone.localdate()))


@dataclass
class Called:
    """What people, units and posts are called, looked up once a page."""

    wording: Wording
    people: dict[str, PersonView]
    units: dict[str, str]
    posts: dict[str, str]

    def person(self, key: str) -> str:
        return self.people[key].shown(self.wording) if key in self.people else key

    def unit(self, key: str) -> str:
        return self.units.get(key, key)

    def post(self, key: str) -> str:
        return self.posts.get(key, key)


def called(wording: Wording, persons: Iterable[str] = (), units: Iterable[str] = ()) -> Called:
    """The names of these people and units, and of all posts."""
    return Called(wording, people(set(persons)), unit_titles(set(units)), post_titles(wording))


def post_titles(wording: Wording) -> dict[str, str]:
    """Every post of the rulebook with its title; nothing where the rulebook has errors."""
    try:
        return {post: wording.title(title or {}, post) for post, title in rules_now().posts.items()}
    except Faulty:
        return {}
