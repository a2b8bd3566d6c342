"""What the reading pages show of the rulebook: frozen, without a request behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from attain.wording.rules import Change

#: The kinds that have pages, in the order in which people look for them.
KINDS = (
    "plan",
    "scorecard",
    "kpi",
    "param",
    "pool",
    "measure",
    "post",
    "fact",
    "table",
    "mapping",
    "rulebook",
)


@dataclass(frozen=True)
class Item:
    """A sentence as a list shows it, with the lines that it opens."""

    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Sentences of one part of a document, such as a component. title: "" for the whole."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Version:
    """One dated document. state: "now", "planned", "ended"; "always" where the kind has no dates.

    ends: the first day without it, None for an open end. changes: against the version before, only what
    differs. place: file and line.
    """

    starts: date | None
    ends: date | None
    state: str
    place: str
    standard: bool
    parts: tuple[Part, ...]
    changes: tuple[Change, ...] = ()

    @property
    def last(self) -> date | None:
        """The last day on which it holds."""
        return date.fromordinal(self.ends.toordinal() - 1) if self.ends else None


@dataclass(frozen=True)
class Named:
    """A document by its name. kind: "" where it has no page, such as a component."""

    kind: str
    name: str
    title: str


@dataclass(frozen=True)
class Row:
    """A line of the list of documents. starts: of the version in force, else the next, else the last.

    said: makes its sentences, for a search that looks into them.
    """

    kind: str
    name: str
    title: str
    meaning: str
    post: str
    post_title: str
    state: str
    starts: date | None
    versions: int
    standard: bool
    said: Callable[[], list[str]]

    def words(self) -> Iterator[str]:
        """All that a search looks into, its sentences last."""
        yield from (self.title, self.meaning, self.name, self.post_title)
        yield from self.said()


@dataclass(frozen=True)
class Page:
    """A document with all its versions, the newest first. shown: the one whose sentences stand on top."""

    kind: str
    name: str
    title: str
    meaning: str
    source: str
    post: Named | None
    shown: Version
    versions: tuple[Version, ...]
    params: tuple[tuple[Named, Part], ...]
    used_by: tuple[Named, ...]
    reads: tuple[Named, ...]


@dataclass(frozen=True)
class Trial:
    """A worked case and how it went. standard: it is the shipped rulebook's, tried with its figures."""

    case: str
    math: str
    passed: bool
    told: Sequence[str]
    place: str
    standard: bool
    canary: bool = False
