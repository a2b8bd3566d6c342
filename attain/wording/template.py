"""A sentence with places for values: "{amount:money} of {rate:percent} on {day}"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: How a placeholder may ask for its value; "" formats by the value's type, "unit" by the value named `unit`.
KINDS = ("", "text", "number", "percent", "money", "date", "period", "list", "unit")

_PLACE = re.compile(r"\{(\w+)(?::(\w+)(?:\.(\d+))?)?\}")


@dataclass(frozen=True, slots=True)
class Place:
    """One placeholder: the value's name, the kind of format, and decimals where the sentence sets them."""

    name: str
    kind: str = ""
    decimals: int | None = None


@dataclass(frozen=True)
class Template:
    """A sentence of one language, cut once into words and places."""

    text: str

    @cached_property
    def parts(self) -> tuple[str | Place, ...]:
        found: list[str | Place] = []
        at = 0
        for match in _PLACE.finditer(self.text):
            name, kind, decimals = match.groups()
            found += [
                self.text[at : match.start()],
                Place(name, kind or "", int(decimals) if decimals else None),
            ]
            at = match.end()
        return tuple(part for part in (*found, self.text[at:]) if part)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(part for part in self.parts if isinstance(part, Place))

    @property
    def words(self) -> str:
        """The text without its places."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def filled(self, values: Mapping[str, Any], shown: Callable[[Any, Place], str]) -> str:
        """The sentence with each value as `shown` formats it. Raises KeyError for a value that is missing."""
        return "".join(p if isinstance(p, str) else shown(values[p.name], p) for p in self.parts)


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
