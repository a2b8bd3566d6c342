"""The kinds of proposals that there are. Apps add theirs when they are ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from attain.apps.approvals.contracts import ProposalView
from attain.wording import Wording

Apply = Callable[[ProposalView, HttpRequest], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    """name: "handover". title: a message id. propose, approve: the permissions that either needs.

    approve may be several, one a step: different people approve them in this order, and what is proposed is
    done after the last. steps: for each of several, the message that says whose turn it is.

    apply: does what is proposed and says what came of it, as JSON; the same again changes nothing, for it may
    be stopped anywhere. Raises Faulty where it can't be done: the proposal waits on, with the faults.
    template: the part of the page that shows what it does, with context(…) in it as `part`.
    summary: in a line what it is about. may_approve: narrower than the permission. undo: what would take an
    approved one back, None where nothing can ("from": from which day, where it is another one).
    dropped: called before a waiting one is refused or withdrawn, for what a stopped `apply` may have left
    behind; raises Faulty where it can't be dropped any more.
    work: the kind of background work that approves it ({"proposal", "note"}), "" where a page can.
    later: which proposals are left to that work.
    moved: called after it was proposed and after each step, refusal and withdrawal, in the same transaction.
    """

    name: str
    title: str
    propose: str
    approve: str | tuple[str, ...]
    apply: Apply
    template: str
    context: Callable[[ProposalView, HttpRequest], Mapping[str, Any]] = lambda proposal, request: {}
    summary: Callable[[ProposalView, Wording], str] = lambda proposal, wording: proposal.about
    may_approve: Callable[[ProposalView, HttpRequest], bool] = lambda proposal, request: True
    undo: Callable[[ProposalView], Mapping[str, Any] | None] = lambda proposal: None
    steps: tuple[str, ...] = ()
    dropped: Callable[[ProposalView, HttpRequest], None] = lambda proposal, request: None
    moved: Callable[[ProposalView, HttpRequest], None] = lambda proposal, request: None
    work: str = ""
    later: Callable[[ProposalView], bool] = lambda proposal: True

    @property
    def permissions(self) -> tuple[str, ...]:
        """One a step."""
        return (self.approve,) if isinstance(self.approve, str) else self.approve


_KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    """Makes a kind known; called when apps are ready."""
    _KINDS[kind.name] = kind


def kind(name: str) -> Kind:
    """Raises KeyError for one that no app has added."""
    return _KINDS[name]


def known() -> tuple[Kind, ...]:
    return tuple(_KINDS.values())
