"""What the app hands out: frozen, without a database behind it."""

from dataclasses import dataclass
from datetime import date

from attain.wording import Wording


@dataclass(frozen=True)
class PersonView:
    """A person as pages name them. An erased one is shown by key."""

    key: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    language: str = ""

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
    """A person's post in a unit in [since, until)."""

    person: str
    post: str
    unit: str
    since: date
    until: date
