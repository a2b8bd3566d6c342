"""Targets of teams, units and the company: their own where set, else what their people's come to."""

from collections.abc import Callable, Sequence
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
            return self._come_to(name, self._sum(self._team(subject, period), name, period, group))
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

    def _team(self, leader: Subject, period: Period) -> list[Subject]:
        organisation = self._world.organisation
        people = [leader.id, *organisation.below(leader.id, period.last_day)]
        return [spell for person in people for spell in organisation.of_person(person, period)]

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
