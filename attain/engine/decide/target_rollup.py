"""Targets of teams, units and the company: their own where set, else what their people's come to."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from attain.engine.decide.place import Place
from attain.engine.decide.subject import Subject
from attain.engine.decide.targets import NO_TARGET, PLACES, Target, Targets
from attain.engine.decide.world import World
from attain.engine.money import rounded
from attain.engine.period import Period

#: The sum of people's targets, and of how many spells.
Sum = tuple[Decimal, int]
NOBODY: Sum = Decimal(0), 0


class Rollup:
    """Rolls people's targets up: of a team, the leader's and the reports'; of units, all at once."""

    def __init__(self, targets: Targets, world: World, additive: Callable[[str], bool]) -> None:
        self._targets, self._world, self._additive = targets, world, additive
        self._sums: dict[tuple[str, str, str], tuple[dict[str, Sum], Sum]] = {}

    def target(self, place: Place, name: str) -> Target:
        """The target of the place's subject; where none is set for it, the sum (or mean) of its people's."""
        subject, period, group = place.subject, place.period, place.group
        if place.level == "team":
            people = self._by_day if self._additive(name) else self._in_the_end
            return self._come_to(name, self._sum(people(subject, period), name, period, group))
        own = self._targets.of(subject, name, period, group)
        if own.value is not None or not self._targets.any("person", name, group):
            return own
        units, everyone = self._of_units(name, period, group)
        return self._come_to(name, everyone if subject.kind == "company" else units.get(subject.unit, NOBODY))

    def _come_to(self, name: str, found: Sum) -> Target:
        total, count = found
        if not count:
            return NO_TARGET
        if self._additive(name):
            return Target(total, "summed")
        return Target(rounded(total / count, PLACES), "averaged")

    def _sum(self, people: Sequence[Subject], name: str, period: Period, group: str) -> Sum:
        found = self._targets.values(people, name, period, group)
        return sum(found, Decimal(0)), len(found)

    def _in_the_end(self, leader: Subject, period: Period) -> list[Subject]:
        """The spells of the team as it is when the leader's spell or the period ends."""
        organisation = self._world.organisation
        last = min(period.end, leader.end) - timedelta(days=1)
        people = [leader.id, *organisation.below(leader.id, last)]
        return [spell for person in people for spell in organisation.of_person(person, period)]

    def _by_day(self, leader: Subject, period: Period) -> list[Subject]:
        """The team's spells as facts are rolled up: each for the days on which it reports to the leader,
        while the leader's own spell lasts."""
        organisation = self._world.organisation
        bounds = period.overlap(leader.start, leader.end)
        reports: dict[str, list[tuple[date, date]]] = defaultdict(list)
        reports[leader.id].append(bounds)
        for person, start, end, _ in organisation.led_by(leader.id):
            start, end = max(start, bounds[0]), min(end, bounds[1])
            if start < end:
                reports[person].append((start, end))
        return [
            part
            for person in sorted(reports)
            for start, end in _joined(reports[person])
            for spell in organisation.of_person(person, period)
            if (part := _within(spell, start, end, period)) is not None
        ]

    def _of_units(self, name: str, period: Period, group: str) -> tuple[dict[str, Sum], Sum]:
        """By unit, units below included, and of everyone: each person is asked once."""
        key = name, period.key, group
        if key not in self._sums:
            own = {
                unit: self._sum(people, name, period, group)
                for unit, people in self._world.organisation.by_unit(period).items()
            }
            units: dict[str, Sum] = {}
            for unit, (total, count) in own.items():
                for above in self._world.units_above(unit):
                    before, many = units.get(above, NOBODY)
                    units[above] = before + total, many + count
            totals = sum((total for total, _ in own.values()), Decimal(0))
            self._sums[key] = units, (totals, sum(count for _, count in own.values()))
        return self._sums[key]


def _joined(spans: list[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Spans of days in their order, each day once: somebody may report to a leader by two ways."""
    spans.sort()
    start, end = spans[0]
    for following, until in spans[1:]:
        if following > end:
            yield start, end
            start, end = following, until
        end = max(end, until)
    yield start, end


def _within(spell: Subject, start: date, end: date, period: Period) -> Subject | None:
    """The part of a spell that lies in [start, end): itself where nothing of the period lies outside."""
    first, last = max(spell.start, period.start), min(spell.end, period.end)
    if start <= first and last <= end:
        return spell
    start, end = max(start, first), min(end, last)
    return replace(spell, start=start, end=end) if start < end else None
