"""Reading: people, units and who works where on a date."""

from collections.abc import Iterable
from datetime import date
from os.path import commonpath

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from attain.apps.people import searching
from attain.apps.people.contracts import AssignmentView, PersonView, Surroundings, UnitView
from attain.apps.people.models import Assignment, Person, Unit
from attain.engine.money import scaled
from attain.shell.permissions import Reach


def person(key: str) -> PersonView | None:
    found = Person.objects.filter(key=key).first()
    return _person(found) if found else None


def people(keys: Iterable[str]) -> dict[str, PersonView]:
    """Those of the keys that are known."""
    return {each.key: _person(each) for each in Person.objects.filter(key__in=list(keys))}


def within(reach: Reach, on: date, text: str = "", unit: str = "") -> "QuerySet[Person]":
    """People whom the reader may see, as rows to cut: of a leader those who work there on that date."""
    rows = Person.objects.order_by("name", "key")
    if not reach.everywhere:
        there = Assignment.objects.filter(
            since__lte=on, until__gt=on, unit__in=_below(reach.units).values("key")
        )
        rows = rows.filter(Q(key=reach.person or None) | Q(key__in=there.values("person")))
    if unit:
        here = Assignment.objects.filter(since__lte=on, until__gt=on, unit__in=_below([unit]).values("key"))
        rows = rows.filter(key__in=here.values("person"))
    return searching.found(rows, text).order_by("by_name", "key") if text else rows


def found_people(text: str, keys: Iterable[str] | None, limit: int) -> list[PersonView]:
    """People whose name or key has the text in it, by name. keys: among these alone; None: among all."""
    wanted = searching.found(Person.objects.all(), text)
    if keys is not None:
        wanted = wanted.filter(key__in=list(keys))
    return [_person(each) for each in wanted.order_by("by_name", "key")[:limit]]


def person_names(keys: Iterable[str]) -> dict[str, str]:
    """Those of the keys that are known, with their names; an erased person's is ""."""
    return dict(Person.objects.filter(key__in=list(keys)).values_list("key", "name"))


def keys_named(names: Iterable[str]) -> dict[str, list[str]]:
    """The keys of those who have one of these names, by name."""
    found: dict[str, list[str]] = {}
    for name, key in Person.objects.filter(name__in=set(names) - {""}).values_list("name", "key"):
        found.setdefault(name, []).append(key)
    return found


def unit_titles(keys: Iterable[str]) -> dict[str, str]:
    """Those of the keys that are known, with their titles."""
    return dict(Unit.objects.filter(key__in=list(keys)).values_list("key", "title"))


def units() -> list[UnitView]:
    """All units, parents before their children."""
    return [_unit(each) for each in Unit.objects.order_by("path")]


def unit(key: str) -> UnitView | None:
    found = Unit.objects.filter(key=key).first()
    return _unit(found) if found else None


def units_named(keys: Iterable[str]) -> dict[str, UnitView]:
    """Those of the keys that are units."""
    return {each.key: _unit(each) for each in Unit.objects.filter(key__in=set(keys))}


def lines_of(keys: Iterable[str]) -> dict[str, UnitView]:
    """Those of the keys that are units, and all units above them."""
    found = units_named(keys)
    above = {key for each in found.values() for key in each.path.strip("/").split("/")}
    return found | units_named(above - found.keys())


def units_below(keys: Iterable[str]) -> list[str]:
    """The keys of these units and of all below them."""
    return list(_below(keys).values_list("key", flat=True))


def units_below_each(keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each of these units → the keys of it and of all below it; two queries, however many they are."""
    paths = dict(Unit.objects.filter(key__in=list(keys)).values_list("path", "key"))
    found: dict[str, set[str]] = {key: set() for key in paths.values()}
    if not paths:
        return {}
    common = commonpath(list(paths)).rstrip("/")
    rows = Unit.objects.filter(path__startswith=f"{common}/")
    for key, path in rows.values_list("key", "path"):
        at = path.find("/", 1)
        while at > 0:
            if unit := paths.get(path[: at + 1]):
                found[unit].add(key)
            at = path.find("/", at + 1)
    return {key: frozenset(below) for key, below in found.items()}


def reachable_units(reach: Reach, limit: int | None = None) -> list[UnitView]:
    """The units that a reader may look at, the highest first where only so many are asked for."""
    rows = Unit.objects.all() if reach.everywhere else _below(reach.units)
    if limit is None:
        return [_unit(each) for each in rows.order_by("path")]
    highest = [_unit(each) for each in rows.order_by("depth", "path")[:limit]]
    return sorted(highest, key=lambda each: each.path)


def reachable_titles(reach: Reach, limit: int) -> list[tuple[str, str]]:
    """Key and title of the highest units that a reader may look at, in the order of the tree."""
    rows = Unit.objects.all() if reach.everywhere else _below(reach.units)
    highest = rows.order_by("depth", "path").values_list("path", "key", "title")[:limit]
    return [(key, title) for _, key, title in sorted(highest)]


def assignments(person: str) -> list[AssignmentView]:
    """All posts of a person, the newest last."""
    rows = Assignment.objects.filter(person=person).order_by("since")
    return [_assignment(each) for each in rows]


def surroundings(reach: Reach, key: str = "") -> Surroundings | None:
    """A unit within a reader's reach with what stands around it; the highest one for ""; None for no unit.

    A fixed number of queries, however many units there are.
    """
    tops = Unit.objects.filter(depth=0) if reach.everywhere else Unit.objects.filter(key__in=reach.units)
    highest = sorted(tops, key=lambda each: (each.depth, each.path))
    chosen = Unit.objects.filter(key=key).first() if key else next(iter(highest), None)
    if chosen is None:
        return None
    paths = [each.path for each in highest]
    if not reach.everywhere and not any(chosen.path.startswith(path) for path in paths):
        return None
    line = chosen.path.strip("/").split("/")
    above = Unit.objects.filter(key__in=line[:-1]).order_by("depth")
    seen = [each for each in above if reach.everywhere or any(each.path.startswith(path) for path in paths)]
    below = Unit.objects.filter(parent=chosen.key).order_by("title", "key")
    roots = Unit.objects.filter(depth=0).count()
    whole = chosen.depth == 0 and roots == 1
    keys = None if whole else tuple(_below([chosen.key]).values_list("key", flat=True))
    others = tuple(_unit(each) for each in highest if each.key != chosen.key)
    return Surroundings(_unit(chosen), tuple(map(_unit, seen)), tuple(map(_unit, below)), keys, others)


def works_within(reach: Reach, person: str, start: date, end: date) -> bool:
    """Whether the reader may see what is this person's of the days [start, end).

    A leader sees whoever works, on one of these days, in a unit that they lead or below.
    """
    if reach.everywhere or (person and person == reach.person):
        return True
    if not reach.units:
        return False
    return Assignment.objects.filter(
        person=person, since__lt=end, until__gt=start, unit__in=_below(reach.units).values("key")
    ).exists()


def led_units(person: str, on: date, posts: Iterable[str]) -> list[str]:
    """The units in which a person has one of these posts on a date."""
    rows = Assignment.objects.filter(person=person, since__lte=on, until__gt=on, post__in=list(posts))
    return sorted(set(rows.values_list("unit", flat=True)))


def _below(keys: Iterable[str]) -> QuerySet[Unit]:
    wanted = Q(pk__in=[])
    for path in Unit.objects.filter(key__in=list(keys)).values_list("path", flat=True):
        wanted |= Q(path__startswith=path)
    return Unit.objects.filter(wanted)


def _assignment(row: Assignment) -> AssignmentView:
    return AssignmentView(
        row.person,
        row.post,
        row.unit,
        row.since,
        row.until,
        row.grade,
        row.market_type,
        scaled(row.workload, 6),
    )


def _person(row: Person) -> PersonView:
    return PersonView(
        row.key, row.name, row.given_name, row.family_name, row.language, row.joined_on, row.left_on
    )


def _unit(row: Unit) -> UnitView:
    return UnitView(row.key, row.title, row.parent, row.kind, row.path, row.depth)


def at_work(
    first: date, last: date, units: Iterable[str] | None, posts: Iterable[str], text: str = "", key: str = ""
) -> "QuerySet[Person]":
    """People by name who work on a day of [first, last).

    units: in one of these, None for any. posts: as one of these, none for any. key: that person alone.
    """
    rows = Assignment.objects.filter(since__lt=last, until__gt=first)
    rows = rows if units is None else rows.filter(unit__in=list(units))
    posts = list(posts)
    rows = rows.filter(post__in=posts) if posts else rows
    found = Person.objects.filter(key__in=rows.values("person"))
    found = found.filter(key=key) if key else found
    return searching.found(found, text).order_by("by_name", "key") if text else found.order_by("name", "key")


def posts_between(keys: Iterable[str], first: date, last: date) -> dict[str, list[str]]:
    """The posts that each of these people has on days of [first, last)."""
    rows = Assignment.objects.filter(person__in=list(keys), since__lt=last, until__gt=first).order_by("since")
    found: dict[str, list[str]] = {}
    for person, post in rows.values_list("person", "post"):
        if post not in found.setdefault(person, []):
            found[person].append(post)
    return found


def assigned_within(keys: Iterable[str], units: Iterable[str], first: date, last: date) -> set[str]:
    """Those of the people who work in one of the units on some day of [first, last)."""
    rows = Assignment.objects.filter(person__in=list(keys), since__lt=last, until__gt=first)
    return set(rows.filter(unit__in=list(units)).values_list("person", flat=True))


def people_by_name(
    first: date, last: date, units: Iterable[str] | None, posts: Iterable[str]
) -> dict[str, PersonView]:
    """The people of `at_work`, by key."""
    return {row.key: _person(row) for row in at_work(first, last, units, posts)}


def leavers(reach: Reach, first: date, last: date) -> dict[str, AssignmentView]:
    """Whose last post ends on a day of [first, last): person → that post; of a leader their units' people."""
    ends = Assignment.objects.values("person").annotate(end=Max("until")).filter(end__gte=first, end__lt=last)
    rows = Assignment.objects.filter(person__in=ends.values("person"), until__gte=first, until__lt=last)
    if not reach.everywhere:
        rows = rows.filter(Q(unit__in=_below(reach.units).values("key")) | Q(person=reach.person or None))
    found = {row.person: _assignment(row) for row in rows.order_by("until", "since")}
    return dict(sorted(found.items(), key=lambda item: (item[1].until, item[0])))


def placed(day: date, post: str = "", unit: str = "") -> "QuerySet[Assignment]":
    """Keys, as a query, of those whose newest post by a day is this one ("": any), in the unit or below."""
    begun = Assignment.objects.filter(since__lte=day)
    this = {name: OuterRef(name) for name in ("person", "since", "unit")}
    newer = (
        Q(since__gt=this["since"])
        | Q(since=this["since"], unit__gt=this["unit"])
        | Q(since=this["since"], unit=this["unit"], post__gt=OuterRef("post"))
    )
    rows = begun.filter(~Exists(begun.filter(newer, person=this["person"])))
    rows = rows.filter(post=post) if post else rows
    rows = rows.filter(unit__in=_below([unit]).values("key")) if unit else rows
    return rows.values("person")


def posts_begun(day: date) -> list[str]:
    """The posts that anybody has had by a day."""
    return sorted(set(Assignment.objects.filter(since__lte=day).values_list("post", flat=True).distinct()))
