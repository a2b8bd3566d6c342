"""Targets of teams, units and the company: their own where set, else what their people's come to."""

from decimal import Decimal

from attain.engine.decide.place import Place
from attain.engine.decide.subject import Subject
from attain.engine.decide.targets import PLACES, Target, Targets
from attain.engine.decide.world import World
from attain.engine.money import rounded
from attain.engine.period import Period


def rolled_up(targets: Targets, world: World, place: Place, name: str, additive: bool) -> Target:
    """The target of the place's subject; of a team, the sum (or mean) of the leader's and the reports'."""
    subject, period, group = place.subject, place.period, place.group
    if place.level == "team":
        people = _team(world, subject, period)
    else:
        own = targets.of(subject, name, period, group)
        if own.value is not None or subject.kind == "person":
            return own
        people = _people_of(world, subject, period)
    found = [t for p in people if (t := targets.of(p, name, period, group)).value is not None]
    if not found:
        return Target(None)
    total = sum((t.value for t in found), Decimal(0))
    if additive:
        return Target(total, "summed")
    return Target(rounded(total / len(found), PLACES), "averaged")


def _team(world: World, leader: Subject, period: Period) -> list[Subject]:
    people = [leader.id, *world.organisation.below(leader.id, period.last_day)]
    return [spell for person in people for spell in world.organisation.of_person(person, period)]


def _people_of(world: World, subject: Subject, period: Period) -> list[Subject]:
    if subject.kind == "company":
        return world.organisation.everyone(period)
    return world.organisation.within(subject.unit, period)
