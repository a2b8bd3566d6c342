"""What an entry of the trail changed, in the reader's words: its fields, and what they hold."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from attain.shell.audit.entries import AuditEntry
from attain.shell.languages import OWN_NAMES
from attain.shell.work.kinds import known
from attain.wording import Wording

#: (kind of the entry, field) → from a value to the message that says it, "" for none.
_SAID: dict[tuple[str, str], Callable[[str], str]] = {}

#: Fields that hold a period's key, and those that hold a number of rows, people, days.
PERIODS = frozenset({"period", "about", "first", "last"})
COUNTS = frozenset(
    {"cells", "corrected", "count", "days", "ended", "entries", "left_out", "lines", "new", "people"}
    | {"quarantined"}
)

_HASH = re.compile(r"[0-9a-f]{24,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PERIOD = re.compile(r"\d{4}(-(\d\d|Q\d|H\d|W\d\d))?")


def say_by(kind: str, field: str, message: Callable[[str], str]) -> None:
    """What a field's values are called in entries of a kind; apps tell theirs when they are ready."""
    _SAID[kind, field] = message


def change_words(entry: AuditEntry, wording: Wording) -> str:
    """Role: auditor; unit: U1 → U2. What was empty and is empty is not told."""
    return ("；" if wording.full_width else "; ").join(_changes(entry, wording)) or "–"


def _changes(entry: AuditEntry, wording: Wording) -> Iterator[str]:
    for field, before, after in entry.changes():
        old, new = (_value(entry.kind, field, value, wording) for value in (before, after))
        if old or new:
            id = f"audit.field.{field}"
            name = wording.say(id) if wording.knows(id) else field
            told = f"{old} → {new or '–'}" if old else new
            yield f"{name}{wording.colon}{told}"


def _value(kind: str, field: str, value: Any, wording: Wording) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, list):
        return ", ".join(_value(kind, field, each, wording) for each in value)
    if isinstance(value, bool):
        return wording.value(value)
    if isinstance(value, int):
        return wording.value(value) if field in COUNTS else str(value)
    return _text(kind, field, str(value), wording)


def _text(kind: str, field: str, text: str, wording: Wording) -> str:
    if (kind, field) in _SAID and wording.knows(id := _SAID[kind, field](text)):
        return wording.say(id)
    if field == "language" and text in OWN_NAMES:
        return OWN_NAMES[text]
    if _DAY.fullmatch(text):
        return wording.value(date.fromisoformat(text))
    if field in PERIODS and _PERIOD.fullmatch(text):
        return wording.period(text)
    return f"{text[:12]}…" if _HASH.fullmatch(text) else text


def _work(name: str) -> str:
    return next((kind.title for kind in known() if kind.name == name), "")


say_by("work", "kind", _work)
say_by("user", "role", lambda role: f"shell.role.{role}")
say_by("user", "by", lambda way: f"audit.by.{way.replace('-', '')}")
