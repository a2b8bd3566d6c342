"""Reading the organisation as of a day: the tree with its heads, who leads, who reports to whom."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from attain.apps.people.actions import SNAPSHOT
from attain.apps.people.contracts import AssignmentView, PersonView, ReportingView, UnitView
from attain.apps.people.models import Assignment, Copied, Person, Reporting, Unit
from attain.apps.people.queries import _assignment, _below, _person, _unit, people
from attain.shell.permissions import Reach

#: A tree of no more units is shown whole; of a larger one the first levels.
WHOLE = 300

#: So far up a reporting line is followed.
HIGHEST = 12


@dataclass(eq=False)
class Node:
    """A unit in the tree. posts: post → heads in it and below. leaders: its own people with reports.

    more: units below it that are not shown."""

    unit: UnitView
    posts: Counter[str] = field(default_factory=Counter)
    leaders: list[PersonView] = field(default_factory=list)
    children: "list[Node]" = field(default_factory=list)
    more: int = 0
    level: int = 0

    @property
    def heads(self) -> int:
        return sum(self.posts.values())

    @property
    def by_post(self) -> list[tuple[str, int]]:
        """Posts with their heads, the most frequent first."""
        return self.posts.most_common()


def tree(reach: Reach, on: date, key: str = "") -> list[Node]:
    """The units that a reader reaches, or `key` with those below it, with heads and leaders.

    A large company's first two levels. The number of queries is the same for every company.
    """
    rows = Unit.objects.all() if reach.everywhere else _below(reach.units)
    rows = rows.filter(key__in=_below([key]).values("key")) if key else rows
    if rows.count() > WHOLE:
        highest = [key] if key else list(_highest(reach).values_list("key", flat=True))
        rows = rows.filter(Q(key__in=highest) | Q(parent__in=highest))
    nodes = {each.key: Node(_unit(each)) for each in rows}
    counts = _counted(_mark(), on)
    below = dict(rows.model.objects.filter(parent__in=nodes).values_list("parent").annotate(units=Count("*")))
    tops: list[Node] = []
    for node in sorted(nodes.values(), key=lambda node: (node.unit.depth, node.unit.title, node.unit.key)):
        parent = nodes.get(node.unit.parent)
        node.posts = counts.get(node.unit.key, Counter())
        node.level = parent.level + 1 if parent else 0
        (parent.children if parent else tops).append(node)
    led = leaders(list(nodes), on)
    for node in nodes.values():
        node.leaders = led.get(node.unit.key, [])
        node.more = 0 if node.children else below.get(node.unit.key, 0)
    return tops


def units_called(reach: Reach, text: str, limit: int) -> list[UnitView]:
    """Units that a reader reaches whose title or key has the text in it."""
    rows = Unit.objects.all() if reach.everywhere else _below(reach.units)
    named = rows.filter(Q(title__icontains=text) | Q(key__icontains=text))
    return [_unit(row) for row in named.order_by("path")[:limit]]


def _highest(reach: Reach) -> "QuerySet[Unit]":
    return Unit.objects.filter(depth=0) if reach.everywhere else Unit.objects.filter(key__in=reach.units)


def _mark() -> str:
    """What the copies were made of: as long as it is the same, so are they."""
    row = Copied.objects.filter(table=SNAPSHOT).first()
    return f"{connection.settings_dict['NAME']} {row.files}" if row and row.files else ""


def _counted(mark: str, on: date) -> dict[str, Counter[str]]:
    """Unit → post → heads in it and below on the day; kept for the same copies."""
    if not mark or (mark, on) not in _COUNTED:
        while len(_COUNTED) >= KEPT:
            _COUNTED.pop(next(iter(_COUNTED)))
        _COUNTED[mark, on] = _summed(on)
    return _COUNTED[mark, on]


_COUNTED: dict[tuple[str, date], dict[str, Counter[str]]] = {}

#: Heads of so many days are kept.
KEPT = 12


def _summed(on: date) -> dict[str, Counter[str]]:
    parents = dict(Unit.objects.values_list("key", "parent"))
    rows = Assignment.objects.filter(since__lte=on, until__gt=on).values_list("unit", "post")
    found: dict[str, Counter[str]] = {}
    for unit, post, heads in rows.annotate(heads=Count("*")).order_by():
        seen: set[str] = set()
        while unit in parents and unit not in seen:
            seen.add(unit)
            found.setdefault(unit, Counter())[post] += heads
            unit = parents[unit]
    return found


def leaders(units: Sequence[str], on: date) -> dict[str, list[PersonView]]:
    """Who of each unit's own people has reports on the day."""
    managers = Reporting.objects.filter(manager=OuterRef("person"), since__lte=on, until__gt=on)
    there = Assignment.objects.filter(unit__in=units, since__lte=on, until__gt=on).filter(Exists(managers))
    found = list(there.order_by("unit", "person").values_list("unit", "person").distinct())
    known = people({person for _, person in found})
    led: dict[str, list[PersonView]] = {}
    for unit, person in found:
        led.setdefault(unit, []).append(known.get(person, PersonView(person)))
    return led


def working(reach: Reach, on: date, unit: str = "") -> "QuerySet[Assignment]":
    """The assignments of the day that a reader may see: in a unit itself, or anywhere."""
    rows = Assignment.objects.filter(since__lte=on, until__gt=on)
    if unit:
        rows = rows.filter(unit=unit)
    elif not reach.everywhere:
        rows = rows.filter(unit__in=_below(reach.units).values("key"))
    name = Person.objects.filter(key=OuterRef("person")).values("name")[:1]
    return rows.annotate(called=Subquery(name))


def assigned(person_keys: Iterable[str], on: date) -> dict[str, list[AssignmentView]]:
    """The posts that each of these people has on the day."""
    rows = Assignment.objects.filter(person__in=list(person_keys), since__lte=on, until__gt=on)
    found: dict[str, list[AssignmentView]] = {}
    for row in rows.order_by("since", "post"):
        found.setdefault(row.person, []).append(_assignment(row))
    return found


def managers(person_keys: Iterable[str], on: date) -> dict[str, str]:
    """To whom each of these people reports on the day."""
    rows = Reporting.objects.filter(person__in=list(person_keys), since__lte=on, until__gt=on)
    return dict(rows.values_list("person", "manager"))


def reporting(person: str) -> list[ReportingView]:
    """To whom a person has reported, the newest last."""
    rows = Reporting.objects.filter(person=person).order_by("since")
    return [ReportingView(row.person, row.manager, row.since, row.until) for row in rows]


def line_up(person: str, on: date) -> list[PersonView]:
    """The reporting line above a person on the day, the nearest first."""
    keys: list[str] = []
    at = person
    while len(keys) < HIGHEST:
        above = managers([at], on).get(at)
        if above is None or above in keys or above == person:
            break
        keys.append(above)
        at = above
    known = people(keys)
    return [known.get(key, PersonView(key)) for key in keys]


def reports(person: str, on: date, limit: int = 200) -> tuple[int, list[PersonView]]:
    """How many report to a person on the day, and the first of them by name."""
    rows = Reporting.objects.filter(manager=person, since__lte=on, until__gt=on)
    named = Person.objects.filter(key__in=rows.values("person")).order_by("name", "key")
    return rows.count(), [_person(row) for row in named[:limit]]


def listed(
    reach: Reach, on: date, state: str, post: str, unit: str, leaders: Collection[str] | None
) -> "QuerySet[Person]":
    """People to list. state: working, unassigned, joined, left (these two in the last 90 days) or all.

    leaders: only who reports to one of these.
    """
    today = Assignment.objects.filter(person=OuterRef("key"), since__lte=on, until__gt=on)
    if not reach.everywhere:
        today = today.filter(unit__in=_below(reach.units).values("key"))
    rows = Person.objects.all()
    if unit:
        today = today.filter(unit__in=_below([unit]).values("key"))
    if post:
        today = today.filter(post=post)
    if state == "working" or unit or post or not reach.everywhere:
        rows = rows.filter(Exists(today))
    elif state == "unassigned":
        rows = rows.filter(~Exists(today))
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=on))
    if state in ("joined", "left"):
        field_name = f"{state}_on"
        rows = rows.filter(
            **{f"{field_name}__gte": date.fromordinal(on.toordinal() - 90), f"{field_name}__lte": on}
        )
    if leaders is not None:
        lines = Reporting.objects.filter(manager__in=leaders, since__lte=on, until__gt=on)
        rows = rows.filter(key__in=lines.values("person"))
    return rows
