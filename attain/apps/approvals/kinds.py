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

    apply: does what is proposed and says what came of it, as JSON; the same again changes nothing, for it may
    be stopped anywhere. Raises Faulty where it can't be done: the proposal waits on, with the faults.
    template: the part of the page that shows what it does, with context(…) in it as `part`.
    summary: in a line what it is about. may_approve: narrower than the permission. undo: what would take an
    approved one back, None where nothing can ("from": from which day, where it is another one).
    """

    name: str
    title: str
    propose: str
    approve: str
    apply: Apply
    template: str
    context: Callable[[ProposalView, HttpRequest], Mapping[str, Any]] = lambda proposal, request: {}
    summary: Callable[[ProposalView, Wording], str] = lambda proposal, wording: proposal.about
    may_approve: Callable[[ProposalView, HttpRequest], bool] = lambda proposal, request: True
    undo: Callable[[ProposalView], Mapping[str, Any] | None] = lambda proposal: None


_KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    """Makes a kind known; called when apps are ready."""
    _KINDS[kind.name] = kind


def kind(name: str) -> Kind:
    """Raises KeyError for one that no app has added."""
    return _KINDS[name]


def known() -> tuple[Kind, ...]:
    return tuple(_KINDS.values())
