"""What is typed on the pages of changes: read once, wrong things told at their field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from attain.apps.people.models import Person, Unit
from attain.apps.people.places import FIRST, LAST
from attain.engine.money import scaled
from attain.runs.spells import WHOLE, share
from attain.wording import Wording

#: The longest text of a field.
LONGEST = 200

#: Between a key and what it is called, in a field that suggests.
BETWEEN = " · "


@dataclass(frozen=True)
class Field:
    """kind: text, date, choice, person, unit, percent, reason or checks. label, help: messages.

    choices: (value, text). needed: whether it must be filled in.
    """

    name: str
    kind: str
    label: str
    needed: bool = True
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()


@dataclass
class Form:
    """fields with what was typed. value(name) is what it means, once `read` found nothing wrong."""

    fields: Sequence[Field]
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.found[name]

    def rows(self) -> list[tuple[Field, str, list[str], list[str]]]:
        """Each field with what was typed, its errors and what is ticked."""
        return [
            (
                each,
                self.typed.get(each.name, ""),
                self.errors.get(each.name, []),
                self.many.get(each.name, []),
            )
            for each in self.fields
        ]

    def wrong(self, name: str, told: str) -> None:
        self.errors.setdefault(name, []).append(told)


def read(request: HttpRequest, fields: Sequence[Field]) -> Form:
    """The form as it was sent, with the errors that a field shows by itself."""
    form = Form(fields)
    for each in fields:
        if each.kind == "checks":
            known = {value for value, _ in each.choices}
            form.many[each.name] = [value for value in request.POST.getlist(each.name) if value in known]
            form.found[each.name] = form.many[each.name]
            if each.needed and not form.many[each.name]:
                form.wrong(each.name, request.wording.say("organisation.form.needed"))
            continue
        most = 1000 if each.kind == "reason" else LONGEST
        typed = request.POST.get(each.name, "").replace("\0", "").strip()[:most]
        form.typed[each.name] = typed
        if not typed:
            form.found[each.name] = _EMPTY.get(each.kind, "")
            if each.needed:
                form.wrong(each.name, request.wording.say("organisation.form.needed"))
            continue
        found, wrong = _READ.get(each.kind, _text)(typed, each)
        form.found[each.name] = found
        if wrong:
            form.wrong(each.name, request.wording.say(wrong, value=typed))
    return form


def _text(typed: str, _: Field) -> tuple[Any, str]:
    return typed, ""


def _date(typed: str, _: Field) -> tuple[Any, str]:
    try:
        day = parse_date(typed)
    except ValueError:
        day = None
    if day is None or not FIRST <= day < LAST:
        return None, "organisation.form.date"
    return day, ""


def _choice(typed: str, each: Field) -> tuple[Any, str]:
    return typed, "" if typed in {value for value, _ in each.choices} else "organisation.form.choice"


def _percent(typed: str, _: Field) -> tuple[Any, str]:
    try:
        return share(typed), ""
    except ValueError:
        return None, "organisation.form.percent"


def _person(typed: str, _: Field) -> tuple[Any, str]:
    key = typed.partition(BETWEEN)[0].strip()
    return key, "" if Person.objects.filter(key=key).exists() else "organisation.form.person"


def _unit(typed: str, _: Field) -> tuple[Any, str]:
    key = typed.partition(BETWEEN)[0].strip()
    return key, "" if Unit.objects.filter(key=key).exists() else "organisation.form.unit"


_READ: Mapping[str, Callable[[str, Field], tuple[Any, str]]] = {
    "date": _date,
    "choice": _choice,
    "percent": _percent,
    "person": _person,
    "unit": _unit,
}
_EMPTY: Mapping[str, Any] = {"percent": WHOLE, "date": None}


def written(key: str, called: str) -> str:
    """A key as a field that suggests shows it."""
    return f"{key}{BETWEEN}{called}" if called and called != key else key


def day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def percent_text(parts: int, wording: Wording) -> str:
    return wording.percent(scaled(parts, 6).normalize())
