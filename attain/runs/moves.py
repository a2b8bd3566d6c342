"""Changes of the organisation: what they enter, and what they bring about, before they are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from attain.engine.declare import OPEN_END
from attain.engine.faults import Fault, Faulty
from attain.engine.period import Calendar
from attain.engine.store import Change as Entry
from attain.runs.spells import Dated, Held, Line, Spell, ended, entries, moved, placed


@dataclass(frozen=True)
class Effect:
    """One thing that a change brings about. id: a message; values: keys of people, units and posts, and days.

    warns: whether somebody has to do something about it.
    """

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    warns: bool = False


@dataclass(frozen=True)
class Planned:
    """entries: what the house is given. effects: what comes of it. day: from when on."""

    entries: tuple[Entry, ...]
    effects: tuple[Effect, ...]
    day: date | None = None


def joining(person: Mapping[str, str], spell: Spell, manager: str) -> Planned:
    """Somebody new. person: the row of people, with names."""
    stays: list[Dated] = [spell, *_reports(spell.person, manager, spell.since)]
    known = Entry("people", [{**person, "joined_on": spell.since.isoformat()}])
    effects = [_begins(spell), *_told(stays)]
    return Planned((known, *entries(stays, ())), tuple(effects), spell.since)


def moving(held: Held, old: Spell, new: Spell, manager: str, calendar: Calendar) -> Planned:
    """One spell gives way to another from a day on. manager: "" = stays. Raises Faulty for a day outside."""
    if not old.since <= new.since < old.until:
        raise Faulty(Fault("fault.move.outside", {"day": new.since, "start": old.since, "end": old.until}))
    if replace(new, since=old.since, until=old.until) == old and not manager:
        raise Faulty(Fault("fault.move.same", {"person": old.person}))
    stays, gone = moved(old, new)
    effects = [
        Effect("organisation.effect.moves", {**_where(new), "day": new.since}),
        *_split(new.person, new.since, calendar),
    ]
    if manager:
        line, without = placed(Line(new.person, manager, new.since), _own(held, new.person))
        stays, gone = [*stays, *line], [*gone, *without]
        effects += _told(line)
    elif old.unit != new.unit:
        effects += [
            Effect("organisation.effect.still_reports", {"person": each.person, "manager": each.manager})
            for each in _own(held, new.person)
            if each.since <= new.since < each.until
        ]
    return Planned(tuple(entries(stays, gone)), tuple(effects), new.since)


def leaving(held: Held, person: str, last_day: date, successor: str) -> Planned:
    """Spells, line and, with a successor, the lines of reports end. Raises Faulty before the first day."""
    day = last_day + timedelta(days=1)
    mine = [spell for spell in held.spells if spell.person == person]
    if mine and day <= min(spell.since for spell in mine):
        raise Faulty(Fault("fault.leave.before", {"day": last_day, "start": min(s.since for s in mine)}))
    stays, gone = ended([*mine, *_own(held, person)], day)
    effects = [Effect("organisation.effect.leaves", {"person": person, "day": last_day})]
    theirs = [line for line in held.lines if line.manager == person and line.until > day]
    if successor:
        changed, without = _handed(held, theirs, day, successor)
        stays, gone = [*stays, *changed], [*gone, *without]
        effects += _told(changed, day)
    else:
        effects += [
            Effect("organisation.effect.left_alone", {"person": line.person, "manager": person}, True)
            for line in theirs
        ]
    known = Entry("people", [{"person_id": person, "left_on": last_day.isoformat()}])
    return Planned((known, *entries(stays, gone)), tuple(effects), day)


def reporting(held: Held, people: Sequence[str], day: date, manager: str) -> Planned:
    """The people report to the manager from the day on."""
    stays: list[Dated] = []
    gone: list[Dated] = []
    for person in people:
        line, without = placed(Line(person, manager, day), _own(held, person))
        stays, gone = [*stays, *line], [*gone, *without]
    return Planned(tuple(entries(stays, gone)), tuple(_told(stays, day)), day)


def correcting(old: Spell, new: Spell | None) -> Planned:
    """A spell as it should have been from the first; None where there should have been none."""
    effects = [Effect("organisation.effect.removed", {**_where(old), "day": old.since})]
    if new is None:
        return Planned(tuple(entries((), [old])), tuple(effects), old.since)
    gone = [old] if old.key != new.key else []
    effects = [Effect("organisation.effect.corrected", {**_where(new), "day": new.since, "end": _last(new)})]
    return Planned(tuple(entries([new], gone)), tuple(effects), min(old.since, new.since))


def arranging(row: Mapping[str, str], before: Mapping[str, str], paths: Mapping[str, str]) -> Planned:
    """A unit new, renamed or under another. paths: unit → "/ROOT/…/KEY/". Raises Faulty for a circle."""
    key, parent = row["unit_id"], row["parent_id"]
    if parent and f"/{key}/" in paths.get(parent, ""):
        raise Faulty(Fault("fault.unit.circle", {"unit": key, "parent": parent}))
    told: list[Effect] = []
    if not before:
        named = {"title": row["title"] or key, "parent": parent}
        told = [Effect("organisation.effect.new_unit" if parent else "organisation.effect.new_root", named)]
    else:
        if before["title"] != row["title"]:
            names = {"before": before["title"], "after": row["title"]}
            told.append(Effect("organisation.effect.renamed", names))
        if before["parent_id"] != parent:
            told.append(Effect("organisation.effect.under", {"unit": key, "parent": parent}))
            told.append(Effect("organisation.effect.all_periods", {}, True))
    return Planned((Entry("units", [dict(row)]),), tuple(told))


def _reports(person: str, manager: str, day: date) -> list[Line]:
    return [Line(person, manager, day)] if manager else []


def _handed(held: Held, theirs: Sequence[Line], day: date, successor: str) -> tuple[list[Dated], list[Dated]]:
    """Lines of a leaver's reports, given to another. Who takes over does not report to themselves."""
    stays: list[Dated] = []
    gone: list[Dated] = []
    for line in theirs:
        if line.person == successor:
            kept, without = ended([line], day)
        else:
            kept, without = moved(line, Line(line.person, successor, max(day, line.since)))
        stays, gone = [*stays, *kept], [*gone, *without]
    return stays, gone


def _own(held: Held, person: str) -> list[Line]:
    return [line for line in held.lines if line.person == person]


def _where(spell: Spell) -> dict[str, str]:
    return {"person": spell.person, "post": spell.post, "unit": spell.unit}


def _begins(spell: Spell) -> Effect:
    return Effect("organisation.effect.begins", {**_where(spell), "day": spell.since})


def _told(stays: Sequence[Dated], day: date | None = None) -> list[Effect]:
    """Who reports to whom from when on, of lines that begin."""
    return [
        Effect(
            "organisation.effect.reports",
            {"person": each.person, "manager": each.manager, "day": each.since},
        )
        for each in stays
        if isinstance(each, Line) and (day is None or each.since >= day)
    ]


def _split(person: str, day: date, calendar: Calendar) -> list[Effect]:
    """A move within a month makes two parts of it."""
    month = calendar.containing(day, "month")
    if month.start == day:
        return []
    return [Effect("organisation.effect.split", {"person": person, "period": month.key})]


def _last(spell: Spell) -> date | None:
    return None if spell.until >= OPEN_END else spell.until - timedelta(days=1)
