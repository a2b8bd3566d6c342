"""The kinds of work that there are. Apps add theirs when they are ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attain.shell.work.job import Job


@dataclass(frozen=True)
class Outcome:
    """What came of it. message: an id, values: for its sentence. url: where to see it. files: to download.

    A value "currency" is the one of the sums among the values.
    """

    message: str
    values: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """name: "run_period". title: a message id. permission: who may ask for it, and have what it leaves.

    perform: does it; may be stopped anywhere and begun anew, so it must leave all or nothing.
    """

    name: str
    title: str
    permission: str
    perform: Callable[["Job"], Outcome]


_KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    """Makes a kind known; called when apps are ready."""
    _KINDS[kind.name] = kind


def kind(name: str) -> Kind:
    """Raises KeyError for one that no app has added."""
    return _KINDS[name]


def known() -> tuple[Kind, ...]:
    return tuple(_KINDS.values())
