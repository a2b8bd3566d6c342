"""The figures of a run by group: made once a run, kept, and compared between runs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.conf import settings

from attain.apps.closing.models import Group, GroupChange
from attain.apps.closing.scopes import Place, scopes
from attain.apps.house.api import register, rules_of
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.runs.pay_lines import Moved, PayLine, digest, moved, pay_lines

ZERO = Decimal(0)

#: So many people are asked for by their keys; of more, all are read.
FEW = 1_000

#: Runs that were found to pay nobody: store and key. Runs never change.
_EMPTY: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class GroupView:
    """A group's figures in a run. key: "2026-10|account_manager|UNIT", by which it is reviewed."""

    key: str
    post: str
    unit: str
    people: int
    held: int
    paid: Decimal
    digest: str

    @property
    def place(self) -> Place:
        return self.post, self.unit


def groups_of(run: results.RunView) -> list[GroupView]:
    """The groups whom a run pays, by post and unit; reckoned when they are asked for the first time."""
    rows, place = list(Group.objects.filter(run=run.key)), (str(settings.ATTAIN_STORE), run.key)
    if not rows and place not in _EMPTY:
        _reckon(run)
        rows = list(Group.objects.filter(run=run.key))
        if not rows:
            _EMPTY.add(place)
    return sorted(map(_viewed, rows), key=lambda each: each.place)


def members(run: results.RunView, keys: Collection[str] | None = None) -> dict[str, Place]:
    """The group of each of these people, of those whom the run pays in one; None: of everybody."""
    if keys is not None and not keys:
        return {}
    known = {each.place for each in groups_of(run)}
    few = keys is not None and len(keys) <= FEW
    leaves = _leaves(run, keys if few else None)
    if keys is not None and not few:
        wanted = set(keys)
        leaves = {person: leaf for person, leaf in leaves.items() if person in wanted}
    paths = _paths(unit for _, unit in leaves.values())
    found = {}
    for person, (post, unit) in leaves.items():
        line = paths.get(unit) or (unit,)
        scope = next(((post, each) for each in reversed(line) if (post, each) in known), None)
        if scope is not None:
            found[person] = scope
    return found


def changed(before: str, after: str, place: Place) -> Moved:
    """What has become of a group's pay between two runs, by their keys; read off both runs once for all."""
    return _changed(str(settings.ATTAIN_STORE), before, after).get(place, Moved())


@lru_cache(maxsize=8)
def _changed(_store: str, before: str, after: str) -> dict[Place, Moved]:
    """Runs never change, and so what is between two of them doesn't."""
    rows = GroupChange.objects.filter(before=before, after=after)
    kept = {(row.post, row.unit): Moved(row.people, row.change) for row in rows}
    if not kept:
        kept = _compared(before, after)
        GroupChange.objects.bulk_create(
            [
                GroupChange(
                    before=before, after=after, post=post, unit=unit, people=each.people, change=each.change
                )
                for (post, unit), each in sorted(kept.items())
            ],
            ignore_conflicts=True,
        )
    return kept


def _compared(before: str, after: str) -> dict[Place, Moved]:
    """By every group of either run."""
    sides = []
    for key in (before, after):
        run = results.run_by_key(key)
        lines = {line.person: line for line in pay_lines(register(), register().get(key))}
        sides.append(_placed(run, lines) if run else {})
    was, now = sides
    return {place: moved(was.get(place, {}), now.get(place, {})) for place in {*was, *now}}


def _placed(run: results.RunView, lines: Mapping[str, PayLine]) -> dict[Place, dict[str, PayLine]]:
    found: dict[Place, dict[str, PayLine]] = defaultdict(dict)
    for person, place in members(run).items():
        if person in lines:
            found[place][person] = lines[person]
    return found


def _reckon(run: results.RunView) -> None:
    lines = {line.person: line for line in pay_lines(register(), register().get(run.key))}
    leaves = _leaves(run, None)
    of = scopes(leaves.values(), _paths(unit for _, unit in leaves.values()))
    paid = _paying(run)
    found: dict[Place, list[PayLine]] = defaultdict(list)
    for person, leaf in leaves.items():
        line = lines.get(person)
        if line is not None and (leaf[0] in paid or line.paid != ZERO):
            found[of[leaf]].append(line)
    Group.objects.bulk_create(
        [
            Group(
                run=run.key,
                period=run.period,
                post=post,
                unit=unit,
                people=len(own),
                held=sum(1 for line in own if line.paid is None),
                paid=sum((line.paid or ZERO for line in own), ZERO),
                digest=digest(own),
            )
            for (post, unit), own in sorted(found.items())
        ],
        ignore_conflicts=True,
    )


def _leaves(run: results.RunView, keys: Collection[str] | None) -> dict[str, Place]:
    """Person → post and unit: of the last spell that a plan pays, else of the last one."""
    rows = results.people_sheets(run, None)
    rows = rows if keys is None else rows.filter(subject__in=list(keys))
    paying, found = _paying(run), dict[str, Place]()
    for person, post, unit in rows.order_by("subject", "spell").values_list("subject", "post", "unit"):
        if person not in found or post in paying or found[person][0] not in paying:
            found[person] = (post, unit)
    return found


def _paying(run: results.RunView) -> set[str]:
    """The posts that a plan of the run's cycle pays in its period."""
    rules = rules_of(run.bundle)
    return {plan.post for plan in rules.in_force("plan", run.last_day) if plan.cycle == run.cycle}


def _paths(units: Iterable[str]) -> dict[str, list[str]]:
    named = people.units_named(units)
    return {key: unit.path.strip("/").split("/") for key, unit in named.items()}


def _viewed(row: Group) -> GroupView:
    key = f"{row.period}|{row.post}|{row.unit}"
    return GroupView(key, row.post, row.unit, row.people, row.held, row.paid, row.digest)
