"""A sentence with places for values: "{amount:money} of {rate:percent}[[, since {day}]]"."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: How a placeholder may ask for its value; "" formats by the value's type.
KINDS = (
    "",
    "text",
    "number",
    "count",
    "percent",
    "money",
    "date",
    "period",
    "list",
    "unit",
    "span",
    "message",
)

#: What makes an optional passage go: no value. Zero is a value, and so is "no".
_NOTHING = (None, "", (), [], {})

#: Han, kana, and the signs that are as wide.
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]")

_PLACE = re.compile(r"\{(\w+)(?::(\w+)(?:\.(\w+))?)?\}")
_PASSAGE = re.compile(r"\[\[(?:(!?)(\w+)\?)?(.*?)\]\]", re.DOTALL)

Shown = Callable[[Any, "Place"], str]


@dataclass(frozen=True, slots=True)
class Place:
    """One placeholder: the value's name, the kind of format, and its detail.

    detail: decimals ({rate:percent.1}), or the value that names the unit ({actual:unit.actual_unit}).
    """

    name: str
    kind: str = ""
    detail: str = ""

    @property
    def decimals(self) -> int | None:
        return int(self.detail) if self.detail.isdecimal() else None


@dataclass(frozen=True)
class Passage:
    """[[, since {day}]]: told only where its places have values, or where the value that it asks for holds.

    asks: "" (its places), else a name; [[!held? …]] is told where that does not hold (wanted is False).
    """

    asks: str
    wanted: bool
    inner: "Template"

    def filled(self, values: Mapping[str, Any], shown: Shown) -> str:
        if self.asks:
            told = bool(values.get(self.asks)) == self.wanted
        else:
            told = not any(values.get(place.name) in _NOTHING for place in self.inner.places)
        return self.inner.filled(values, shown) if told else ""


@dataclass(frozen=True)
class Template:
    """A sentence of one language, cut once into words, places and passages."""

    text: str

    @cached_property
    def parts(self) -> tuple[str | Place | Passage, ...]:
        found: list[str | Place | Passage] = []
        at = 0
        for match in _PASSAGE.finditer(self.text):
            found += _words_and_places(self.text[at : match.start()])
            found.append(Passage(match[2] or "", not match[1], Template(match[3])))
            at = match.end()
        return (*found, *_words_and_places(self.text[at:]))

    @property
    def places(self) -> tuple[Place, ...]:
        """All placeholders, those of passages too."""
        return tuple(place for part in self.parts for place in _places(part))

    @property
    def asked(self) -> frozenset[str]:
        """Names of the values that passages ask for."""
        return frozenset(part.asks for part in self.parts if isinstance(part, Passage) and part.asks)

    @property
    def words(self) -> str:
        """The text without its places."""
        return "".join(part if isinstance(part, str) else _words(part) for part in self.parts)

    def filled(self, values: Mapping[str, Any], shown: Shown) -> str:
        """The sentence with each value as `shown` formats it. Raises KeyError for a value that is missing.

        A space beside a value goes where Chinese or Japanese stands on both of its sides: no space is
        written there, but between these and figures or Latin letters.
        """
        told = ""
        for part in self.parts:
            more = _told(part, values, shown)
            if told.endswith(" ") and _WIDE.match(more) and _WIDE.match(told[-2:-1]):
                told = told[:-1]
            elif more.startswith(" ") and _WIDE.match(more, 1) and _WIDE.match(told[-1:]):
                more = more[1:]
            told += more
        return told


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message in one language: a template for each plural category that the language tells apart."""

    forms: Mapping[str, Template]

    @classmethod
    def of(cls, written: str | Mapping[str, str]) -> "Sentence":
        forms = {"other": written} if isinstance(written, str) else written
        return cls({category: Template(text) for category, text in forms.items()})

    def form(self, category: str) -> Template:
        return self.forms.get(category) or self.forms["other"]

    @property
    def plural(self) -> bool:
        return len(self.forms) > 1


def _words_and_places(text: str) -> Iterator[str | Place]:
    at = 0
    for match in _PLACE.finditer(text):
        if match.start() > at:
            yield text[at : match.start()]
        yield Place(match[1], match[2] or "", match[3] or "")
        at = match.end()
    if at < len(text):
        yield text[at:]


def _told(part: str | Place | Passage, values: Mapping[str, Any], shown: Shown) -> str:
    if isinstance(part, str):
        return part
    return shown(values[part.name], part) if isinstance(part, Place) else part.filled(values, shown)


def _places(part: str | Place | Passage) -> tuple[Place, ...]:
    if isinstance(part, Passage):
        return part.inner.places
    return (part,) if isinstance(part, Place) else ()


def _words(part: Place | Passage) -> str:
    return part.inner.words if isinstance(part, Passage) else ""
