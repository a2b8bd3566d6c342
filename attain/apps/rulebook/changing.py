"""A change of the rulebook as a proposal keeps it: its text, what it replaces, and when it may begin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from attain.apps.house.api import loaded_now, register, store
from attain.engine.decide.rules import NAMED
from attain.engine.period import PeriodFault
from attain.rulebook.bundle import publish
from attain.rulebook.documents import Document, documents_of
from attain.rulebook.editing import dated
from attain.rulebook.files import SourceFile
from attain.rulebook.load import Loaded
from attain.rulebook.placing import Identity, identity, own_text
from attain.runs.proposing import NAME, Change, Considered, base_of, closed_of, consider, documents
from attain.wording import Wording

#: The kind of its proposals.
RULE = "rule"

#: Kinds whose documents begin on a day and are replaced by later ones.
DATED = frozenset(NAMED)


@dataclass(frozen=True)
class Before:
    """What a document of a change takes over from, as text; "" for nothing. text_after: "" where it goes."""

    kind: str
    name: str
    starts: str
    text: str
    text_after: str


def change_of(given: Mapping[str, Any]) -> Change:
    """The change that a proposal keeps."""
    removes = tuple((str(kind), str(name), str(starts)) for kind, name, starts in given.get("removes", ()))
    return Change(str(given.get("text", "")), removes, dict(given.get("base", {})))


def given_of(change: Change, loaded: Loaded) -> dict[str, Any]:
    """A change as a proposal keeps it, on the rulebook as it is now."""
    found = considered(Change(change.text, change.removes), loaded)
    pairs = [
        {
            "kind": pair.kind,
            "name": pair.name,
            "starts": pair.starts,
            "text": own_text(pair.before) if pair.before else "",
            "after": own_text(pair.after) if pair.after else "",
        }
        for pair in found.pairs
    ]
    return {
        "text": change.text,
        "removes": [list(one) for one in change.removes],
        "base": base_of(loaded, change),
        "before": pairs,
    }


def befores(given: Mapping[str, Any]) -> list[Before]:
    """What the documents of a kept change take over from."""
    return [
        Before(each["kind"], each["name"], each["starts"], each["text"], each["after"])
        for each in given.get("before", ())
    ]


def document(text: str) -> Document | None:
    """The first document of a text."""
    return next(iter(documents_of(SourceFile(NAME, NAME, text.encode()))[0]), None)


def begins(found: Document | None) -> date | None:
    """The first day of a document, of one with faults too."""
    written = found.written.value.get("from") if found else None
    return written if isinstance(written, date) else None


def considered(change: Change, loaded: Loaded | None = None) -> Considered:
    """What a change comes to on the rulebook as it is; the same question again costs nothing."""
    loaded = loaded or loaded_now()
    moved = bool(change.base) and dict(change.base) != base_of(loaded, change)
    base = tuple(sorted(change.base.items())) if moved else ()
    closed = tuple(register().closed_periods())
    return _considered(
        str(settings.ATTAIN_RULEBOOK), publish(loaded).hash, change.text, change.removes, base, closed
    )


@lru_cache(maxsize=16)
def _considered(
    folder: str,
    bundle: str,
    text: str,
    removes: tuple[Identity, ...],
    base: tuple[tuple[str, str], ...],
    closed: tuple[str, ...],
) -> Considered:
    loaded = loaded_now()
    return consider(loaded, Change(text, removes, dict(base)), closed_of(store(), loaded), folder)


def versions(kind: str, name: str) -> list[Document]:
    """All documents of a kind and name, the earliest first."""
    found = [d for d in loaded_now().documents if (d.kind, d.name) == (kind, name) and d.rule is not None]
    return sorted(found, key=lambda each: identity(each)[2])


def next_day(rule: Any = None) -> date:
    """The first day on which a change may begin: of the next period of the rule's own cycle."""
    cycle = getattr(rule, "cycle", None) or getattr(rule, "often", None) or "month"
    calendar = loaded_now().rules.calendar
    today = max(timezone.localdate(), closed_to() + timedelta(days=1))
    try:
        period = calendar.containing(today, "month" if cycle == "day" else cycle)
        return period.start if period.start == today else period.end
    except PeriodFault:
        return (today.replace(day=1) + timedelta(days=31)).replace(day=1)


def closed_to() -> date:
    """The last day of the periods that are closed; long ago where none is."""
    known = register()
    calendar, found = loaded_now().rules.calendar, date(1900, 1, 1)
    for key in known.closed_periods():
        try:
            found = max(found, calendar.period(key).last_day)
        except PeriodFault:
            continue
    return found


def starting(kind: str, name: str) -> str:
    """The text from which a change of a rule begins: its newest version, from the next period on.

    A version that is planned already is changed itself. Raises KeyError where there is no such rule.
    """
    known = versions(kind, name)
    if not known:
        raise KeyError((kind, name))
    newest = known[-1]
    if kind not in DATED or newest.starts is None:
        return own_text(newest)
    return dated(own_text(newest), max(next_day(newest.rule), newest.starts))


def undone(given: Mapping[str, Any], outcome: Mapping[str, Any]) -> dict[str, Any] | None:
    """What takes an applied change back: a planned document goes, one in force is followed by the old.

    None where nothing can: a document of its own that already holds.
    """
    loaded = loaded_now()
    there = {identity(each): each for each in loaded.documents}
    texts, removes = [], []
    for each in befores(given):
        one = (each.kind, each.name, each.starts)
        starts = date.fromisoformat(each.starts) if each.starts else None
        if not each.text_after:
            texts.append(each.text)
            continue
        planned = starts is not None and starts > _held_to()
        if one not in there or not (each.text or planned):
            return None
        before = document(each.text) if each.text else None
        if starts is None or (before is not None and identity(before) == one):
            texts.append(each.text)
        elif planned:
            removes.append(one)
        elif before is not None:
            texts.append(dated(each.text, next_day(before.rule)))
    change = Change("---\n".join(texts), tuple(removes))
    return given_of(change, loaded) if texts or removes else None


def _held_to() -> date:
    """Until when rules may have been used: today, and what is closed."""
    return max(timezone.localdate(), closed_to())


def first_day(change: Change) -> date | None:
    """The earliest day on which a document of the change begins."""
    days = [each.starts for each in documents(change)[0] if each.starts]
    days += [date.fromisoformat(starts) for _, _, starts in change.removes if starts]
    return min(days, default=None)


def about(change: Change) -> str:
    """What a change is of, in a word: the first document's kind and name."""
    found = [(each.kind, each.name) for each in documents(change)[0] if each.kind != "case"]
    found += [one[:2] for one in change.removes]
    return "/".join(found[0]) if found else "rulebook"


def titles(given: Mapping[str, Any], wording: Wording, about: str) -> list[str]:
    """What the documents of a kept change are called; their names where they have no title."""
    known = {(d.kind, d.name): d.rule for d in loaded_now().documents if d.rule is not None}
    found = []
    for each in befores(given):
        rule = known.get((each.kind, each.name)) or getattr(document(each.text_after), "rule", None)
        found.append(wording.title(getattr(rule, "title", None) or {}, each.name))
    if not found:
        kind, _, name = about.partition("/")
        found.append(wording.title(getattr(known.get((kind, name)), "title", None) or {}, name or about))
    return list(dict.fromkeys(found))


def folder() -> Path:
    return Path(settings.ATTAIN_RULEBOOK)
