"""What must be true before a period is closed, from what is known of it. Pure: no database, no store."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

#: A table is expected in a month if so many months before it had rows.
EXPECTED = 3


class State(StrEnum):
    """OK: as it should be. OPEN: to be accepted with a reason. MISSING: the period can't be closed."""

    OK = "ok"
    OPEN = "open"
    MISSING = "missing"


@dataclass(frozen=True)
class Item:
    """A line of the checklist. name: closing.item.<name>. count, names: what its sentence tells of."""

    name: str
    state: State
    count: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known of a period and its run.

    months: fact table → the months in which it has rows. newer_facts, newer_rules: whether the store or the
    rulebook have changed since the run. waiting: rows in quarantine. without_target: people whom a scorecard
    measures against a target that they lack. lint: errors of the KPI lint. held: people whose pay waits.
    unapproved: adjustments without a second person. unpaid: adjustments that were approved, changed or taken
    away since the run: it does not pay them, and no later period would. uncredited: measures of which facts
    found no owner; uncredited_in: of which units' clients.
    pools: that are still to be shared by hand. disputes: neither settled nor carried over. groups: not
    approved, once one was sent to review. proposals: changes from a day of the period on that still wait.
    earlier: earlier periods with a run that are not closed.
    """

    period: str
    run: str = ""
    month: str = ""
    months: Mapping[str, Iterable[str]] = field(default_factory=dict)
    before: Sequence[str] = ()
    newer_facts: bool = False
    newer_rules: bool = False
    waiting: int = 0
    without_target: int = 0
    lint: int = 0
    held: int = 0
    unapproved: int = 0
    unpaid: int = 0
    uncredited: int = 0
    uncredited_in: tuple[str, ...] = ()
    pools: int = 0
    disputes: int = 0
    groups: int = 0
    proposals: int = 0
    earlier: tuple[str, ...] = ()


def checklist(known: Known) -> tuple[Item, ...]:
    """Every line, in the order in which a period comes to its end."""
    absent = tuple(sorted(missing_tables(known)))
    newer = known.newer_facts + known.newer_rules
    return (
        _item("facts", State.OPEN, len(absent), absent),
        _item("quarantine", State.OPEN, known.waiting),
        _item("targets", State.OPEN, known.without_target),
        _item("lint", State.OPEN, known.lint),
        _item("calculated", State.MISSING, 0 if known.run else 1),
        _item("current", State.OPEN, newer if known.run else 0),
        _item("held", State.MISSING, known.held),
        _item("adjustments", State.OPEN, known.unapproved),
        _item("unpaid", State.MISSING, known.unpaid),
        _item("uncredited", State.OPEN, known.uncredited, known.uncredited_in),
        _item("pools", State.OPEN, known.pools),
        _item("disputes", State.MISSING, known.disputes),
        _item("proposals", State.OPEN, known.proposals),
        _item("groups", State.MISSING, known.groups),
        _item("earlier", State.MISSING, len(known.earlier), known.earlier),
    )


def missing_tables(known: Known) -> set[str]:
    """Fact tables without a row in the period's month that had some in each of the months before it."""
    if not known.month or len(known.before) < EXPECTED:
        return set()
    wanted = set(known.before[-EXPECTED:])
    found = known.months.items()
    return {table for table, months in found if wanted <= {*months} and known.month not in months}


def may_close(items: Iterable[Item]) -> bool:
    """Whether nothing is missing; what is open needs a reason."""
    return all(item.state != State.MISSING for item in items)


def open_items(items: Iterable[Item]) -> tuple[str, ...]:
    """The lines that have to be accepted with a reason."""
    return tuple(item.name for item in items if item.state == State.OPEN)


def _item(name: str, otherwise: State, count: int, names: tuple[str, ...] = ()) -> Item:
    return Item(name, otherwise if count else State.OK, count, names)
