"""A planned change made: entered in the store, kept with what takes it back, told in the audit trail."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from attain.apps.house.api import changed, enter, register, workplace
from attain.apps.people.models import Change
from attain.apps.people.places import called
from attain.engine.faults import Fault, Faulty
from attain.runs.moves import Effect, Planned
from attain.runs.rows_back import Found, back, rows_there
from attain.runs.spells import Held, held
from attain.runs.workplace import Workplace
from attain.shell.audit import record
from attain.wording import Wording


def known(people: Iterable[str]) -> Held:
    """What the store has of these people now."""
    place = workplace()
    with place.engine() as engine:
        return held(engine, place.store.snapshot(), place.rules.tables, people)


def told(wording: Wording, effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """Effects in the reader's words, with names for keys."""
    values = [effect.values for effect in effects]
    persons = {each[name] for each in values for name in ("person", "manager") if each.get(name)}
    units = {each[name] for each in values for name in ("unit", "parent") if each.get(name)}
    names = called(wording, persons, units)
    shown = {
        "person": names.person,
        "manager": names.person,
        "unit": names.unit,
        "parent": names.unit,
        "post": names.post,
    }
    return [
        {
            "text": wording.say(
                effect.id,
                **{
                    name: shown[name](value) if name in shown else value
                    for name, value in effect.values.items()
                },
            ),
            "warns": effect.warns,
        }
        for effect in effects
    ]


def closed_effects(day: date | None) -> list[Effect]:
    """A warning where closed periods lie behind the day: what changes there comes as a difference."""
    if day is None:
        return []
    kept = register()
    closed = sorted(kept.closed_periods())
    calendar = workplace().rules.calendar
    touched = [key for key in closed if calendar.period(key).end > day]
    return [Effect("organisation.effect.closed", {"period": touched[0]}, True)] if touched else []


def make(
    request: HttpRequest,
    what: str,
    planned: Planned,
    reason: str,
    person: str = "",
    unit: str = "",
    undoes: Change | None = None,
) -> Change:
    """Enters the plan's rows and keeps what was there before. Raises Faulty with nothing changed."""
    place = workplace()
    before = _there(place, planned)
    enter(place, planned.entries, f"organisation {what} {person or unit}".replace("/", "-")[:80])
    after = _there(place, planned)
    changed({entry.table for entry in planned.entries})
    with transaction.atomic():
        made = Change.objects.create(
            what=what,
            person=person,
            unit=unit,
            day=planned.day,
            reason=reason,
            before=[list(each) for each in before],
            after=[list(each) for each in after],
            made_by=request.user.pk,
            made_by_name=request.user.get_username(),
            undoes=undoes,
        )
        kind, key = ("person", person) if person else ("unit", unit)
        told_of = {"from": planned.day, "reason": reason, "change": made.pk}
        record(request, f"organisation_{what}", kind, key, after=told_of)
    return made


def undoing(change: Change) -> Planned:
    """What takes a change back. Raises Faulty where its rows have been changed since."""
    then: Found = [(table, key, row) for table, key, row in change.after]
    entries = back([(table, key, row) for table, key, row in change.before], then)
    planned = Planned(tuple(entries), (), change.day)
    place = workplace()
    now = {_mark(each): each[2] for each in _there(place, planned)}
    for each in then:
        if now.get(_mark(each), each[2]) != each[2]:
            key = ", ".join(each[1].values())
            raise Faulty(Fault("fault.undo.changed_since", {"table": each[0], "key": key}))
    return planned


def _mark(each: tuple[str, dict[str, str], dict[str, str]]) -> tuple[Any, ...]:
    return each[0], tuple(sorted(each[1].items()))


def _there(place: Workplace, planned: Planned) -> Found:
    with place.engine() as engine:
        decimals = place.rules.settings.currency_decimals
        return rows_there(engine, place.store.snapshot(), place.rules.tables, planned.entries, decimals)
