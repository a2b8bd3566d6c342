"""What the app hands out: frozen, without a database behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from attain.apps.approvals.models import Proposal, State
from attain.shell.work.performing import restored


class Refused(Exception):
    """Something that can't be done with a proposal. args[0]: the message that says why."""


@dataclass(frozen=True)
class StepView:
    """A step that was approved. by: a user's number, None for nobody any more."""

    step: int
    by: int | None
    by_name: str
    at: datetime
    note: str


@dataclass(frozen=True)
class ProposalView:
    """A proposal. state: "draft", "waiting", "approved", "refused" or "withdrawn".

    made_by, decided_by: users' numbers, None for nobody (any more). takes_back: the one that it undoes.
    approvals: the steps that are approved, the first first.
    """

    id: int
    kind: str
    about: str
    state: str
    given: Mapping[str, Any] = field(default_factory=dict)
    outcome: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Mapping[str, Any]] = ()
    reason: str = ""
    from_day: date | None = None
    made_by: int | None = None
    made_by_name: str = ""
    made_at: datetime | None = None
    decided_by_name: str = ""
    decided_at: datetime | None = None
    note: str = ""
    takes_back: int | None = None
    approvals: tuple[StepView, ...] = ()
    decided_by: int | None = None

    @property
    def waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def step(self) -> int:
        """The step that is next, from 1 on."""
        return len(self.approvals) + 1


def viewed(row: Proposal) -> ProposalView:
    """A row as a view; reads the names of who made, approved and decided it."""
    steps = row.approvals.all() if row.done else ()
    return ProposalView(
        row.pk,
        row.kind,
        row.about,
        row.state,
        restored(row.given),
        restored(row.outcome),
        tuple(row.faults),
        row.reason,
        row.from_day,
        row.made_by_id,
        row.made_by.shown_name if row.made_by else "",
        row.made_at,
        row.decided_by.shown_name if row.decided_by else "",
        row.decided_at,
        row.note,
        row.takes_back_id,
        tuple(
            StepView(each.step, each.by_id, each.by.shown_name if each.by else "", each.at, each.note)
            for each in steps
        ),
        row.decided_by_id,
    )
