"""What a change says in words: sentence by sentence, gone, come and the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from attain.apps.house.api import loaded_now
from attain.apps.rulebook.changing import Before, document
from attain.engine.decide.rules import Rules
from attain.shell.languages import in_currency
from attain.wording import Wording
from attain.wording.rules import Change, Sentence, difference, sentences


@dataclass(frozen=True)
class Part:
    """Sentences of one part of a document, such as a component. title: "" for the whole."""

    title: str
    changes: Sequence[Change]

    @property
    def changed(self) -> bool:
        return any(each.kind != "same" for each in self.changes)


@dataclass(frozen=True)
class Told:
    """A document of a change in words. how: "new", "changed" or "gone". words: no sentence differs."""

    kind: str
    name: str
    title: str
    starts: str
    how: str
    parts: Sequence[Part]

    @property
    def from_day(self) -> date | None:
        return date.fromisoformat(self.starts) if self.starts else None

    @property
    def kept(self) -> int:
        """How many sentences stay as they are."""
        return sum(1 for part in self.parts for each in part.changes if each.kind == "same")

    @property
    def same(self) -> bool:
        return not any(part.changed for part in self.parts)


def told(before: Before, wording: Wording, rules: Rules | None = None) -> Told:
    """One document of a change. rules: with it in them, to know the titles of what is new."""
    now = loaded_now().rules
    old = document(before.text) if before.text else None
    new = document(before.text_after) if before.text_after else None
    one = _sentences(old, now, wording)
    other = _sentences(new, rules or now, wording)
    title = next(
        (wording.title(d.rule.title) for d in (new, old) if d and getattr(d.rule, "title", None)), ""
    )
    how = "changed" if old and new else "new" if new else "gone"
    found = difference(one, other)
    parts = [Part(name, list(own)) for name, own in groupby(found, lambda each: each.sentence.part)]
    return Told(before.kind, before.name, title or before.name, before.starts, how, parts)


def _sentences(found: object, rules: Rules, wording: Wording) -> list[Sentence]:
    rule = getattr(found, "rule", None)
    if rule is None:
        return []
    worded = in_currency(wording, rules.settings.currency)
    return [each for each in sentences(found.kind, rule, rules, worded) if each.paths != (("from",),)]


def said(text: str, wording: Wording) -> list[Part]:
    """A document's sentences as they are."""
    found = _sentences(document(text), loaded_now().rules, wording)
    changes = [Change("same", each, each) for each in found]
    return [Part(name, list(own)) for name, own in groupby(changes, lambda each: each.sentence.part)]
