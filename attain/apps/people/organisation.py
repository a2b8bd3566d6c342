"""Reading the organisation as of a day: the tree with its heads, who leads, who reports to whom."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from attain.apps.people.contracts import AssignmentView, PersonView, ReportingView, UnitView
from attain.apps.people.models import Assignment, Person, Reporting, Unit
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
    """The units that a reader reaches, below `key` where one is named, with heads and leaders. Three queries
    and one for names, however many units there are."""
    rows = Unit.objects.all() if reach.everywhere else _below(reach.units)
    if key:
        rows = rows.filter(key__in=_below([key]).values("key"))
    views = [_unit(each) for each in rows.order_by("path")]
    views.sort(key=lambda each: each.path)
    nodes = {view.key: Node(view) for view in views}
    by_path = sorted(nodes.values(), key=lambda node: node.unit.depth)
    for unit, post, heads in _heads(on, reach, key):
        for above in _line(unit, nodes):
            above.posts[post] += heads
    tops: list[Node] = []
    for node in by_path:
        parent = nodes.get(node.unit.parent)
        node.level = parent.level + 1 if parent else 0
        (parent.children if parent else tops).append(node)
    if len(nodes) > WHOLE:
        for node in nodes.values():
            if node.level == 1:
                node.more, node.children = len(node.children), []
    shown = every(tops)
    led = leaders([node.unit.key for node in shown], on)
    for node in shown:
        node.children.sort(key=lambda each: (each.unit.title, each.unit.key))
        node.leaders = led.get(node.unit.key, [])
    return tops


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


def posts_held(on: date) -> list[tuple[str, int]]:
    """Posts with their heads on the day, the most frequent first."""
    rows = Assignment.objects.filter(since__lte=on, until__gt=on).values("post")
    counted = rows.annotate(heads=Count("*")).order_by("-heads", "post")
    return [(row["post"], row["heads"]) for row in counted]


def listed(reach: Reach, on: date, state: str, post: str, unit: str, leader: str) -> "QuerySet[Person]":
    """People to list. state: working, unassigned, joined, left (these two in the last 90 days) or all."""
    today = Assignment.objects.filter(since__lte=on, until__gt=on)
    if not reach.everywhere:
        today = today.filter(unit__in=_below(reach.units).values("key"))
    rows = Person.objects.all()
    if unit:
        today = today.filter(unit__in=_below([unit]).values("key"))
    if post:
        today = today.filter(post=post)
    if state == "working" or unit or post or not reach.everywhere:
        rows = rows.filter(key__in=today.values("person"))
    elif state == "unassigned":
        rows = rows.exclude(key__in=today.values("person"))
        rows = rows.filter(Q(left_on__isnull=True) | Q(left_on__gte=on))
    if state in ("joined", "left"):
        field_name = f"{state}_on"
        rows = rows.filter(
            **{f"{field_name}__gte": date.fromordinal(on.toordinal() - 90), f"{field_name}__lte": on}
        )
    if leader:
        lines = Reporting.objects.filter(manager=leader, since__lte=on, until__gt=on)
        rows = rows.filter(key__in=lines.values("person"))
    return rows


def _heads(on: date, reach: Reach, key: str) -> list[tuple[str, str, int]]:
    rows = Assignment.objects.filter(since__lte=on, until__gt=on)
    if key:
        rows = rows.filter(unit__in=_below([key]).values("key"))
    elif not reach.everywhere:
        rows = rows.filter(unit__in=_below(reach.units).values("key"))
    counted = rows.values("unit", "post").annotate(heads=Count("*")).order_by()
    return [(row["unit"], row["post"], row["heads"]) for row in counted]


def _line(unit: str, nodes: dict[str, Node]) -> list[Node]:
    """The node of a unit and those above it."""
    found = []
    at = nodes.get(unit)
    while at is not None and at not in found:
        found.append(at)
        at = nodes.get(at.unit.parent)
    return found


def every(nodes: Iterable[Node]) -> list[Node]:
    return [each for node in nodes for each in (node, *every(node.children))]
