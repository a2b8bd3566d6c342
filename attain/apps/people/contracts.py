"""What the app hands out: frozen, without a database behind it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.declare import OPEN_END
from attain.wording import Wording


@dataclass(frozen=True)
class PersonView:
    """A person as pages name them. An erased one is shown by key."""

    key: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    language: str = ""
    joined_on: date | None = None
    left_on: date | None = None

    def shown(self, wording: Wording) -> str:
        """The name in the reader's order, else the key."""
        if self.given_name or self.family_name:
            return wording.person_name(self.given_name, self.family_name)
        return self.name or self.key


@dataclass(frozen=True)
class UnitView:
    """A unit. path: "/ROOT/…/KEY/"."""

    key: str
    title: str
    parent: str
    kind: str
    path: str
    depth: int


@dataclass(frozen=True)
class Surroundings:
    """A unit that a reader looks at. above: the line to it, as far as the reader sees; below: its own units.

    keys: it and all below it, None for the whole company. tops: other units at which the reader may begin.
    """

    unit: UnitView
    above: tuple[UnitView, ...]
    below: tuple[UnitView, ...]
    keys: tuple[str, ...] | None
    tops: tuple[UnitView, ...]


@dataclass(frozen=True)
class AssignmentView:
    """A person's post in a unit in [since, until). grade: the class within the post. workload: 1 = whole."""

    person: str
    post: str
    unit: str
    since: date
    until: date
    grade: str = ""
    market_type: str = ""
    workload: Decimal = Decimal(1)

    @property
    def open(self) -> bool:
        """Whether no end is known."""
        return self.until >= OPEN_END

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


@dataclass(frozen=True)
class ReportingView:
    """To whom a person reports in [since, until)."""

    person: str
    manager: str
    since: date
    until: date

    @property
    def open(self) -> bool:
        return self.until >= OPEN_END
