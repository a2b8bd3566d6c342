"""What the app hands out: frozen, without a database behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from attain.runs.plan_versions import PlanVersion, Told


@dataclass(frozen=True)
class AcceptedView:
    """An acceptance: what was read, in which language, when."""

    plan: str
    digest: str
    since: date
    language: str
    text: tuple[Told, ...]
    fingerprint: str
    made_at: datetime


@dataclass(frozen=True)
class OwnPlan:
    """A plan that a person has or will have. from_day: the first day on which it is theirs.

    traits: by which figures are told. accepted: the acceptance of just this; before: the newest of another.
    """

    version: PlanVersion
    from_day: date
    traits: Mapping[str, str]
    accepted: AcceptedView | None
    before: AcceptedView | None


@dataclass(frozen=True)
class Pending:
    """What a person has still to accept. changed: whether an earlier content was accepted before."""

    plan: str
    from_day: date
    changed: bool
    future: bool


@dataclass(frozen=True)
class Row:
    """A person in the overview. open: how many plans are not accepted; waits_since: since when the first."""

    key: str
    name: str
    posts: str
    plans: str
    versions: str
    open: int
    of: int
    accepted_at: datetime | None
    waits_since: date | None
    questions: int

    @property
    def state(self) -> str:
        return "acceptance.state.accepted" if not self.open else "acceptance.state.waiting"


Content = list[Any]
