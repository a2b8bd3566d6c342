"""Reading: where a person stands before the open period, the open period itself, and the draw's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from attain.apps.approvals import api as approvals
from attain.apps.house.api import register, rules_now, rules_of, store
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.engine.decide.world import Setting
from attain.engine.store import Snapshot
from attain.runs import standing as stand
from attain.runs.opening import NONE
from attain.runs.standing import Part, Standing

BALANCE = "balance"


@dataclass(frozen=True)
class Now:
    """The open period with its run, if it was computed, and the closed one before it."""

    period: str
    run: results.RunView | None
    closed: results.RunView | None


@dataclass(frozen=True)
class Move:
    """What a posted period did to a draw: the balance after it; an amount above zero is owed more."""

    in_period: str
    for_period: str
    kind: str
    amount: Decimal
    balance: Decimal


def now() -> Now | None:
    """The period after the newest closed one; the newest with a run where none is closed, None for none."""
    runs = results.runs("month") or results.runs()  # a longer cycle beside months has a state of its own
    closed = next((run for run in runs if run.state == "closed"), None)
    if closed is None:
        return Now(runs[0].period, runs[0], None) if runs else None
    run = next((run for run in runs if run.start == closed.end and run.cycle == closed.cycle), None)
    if run is not None:
        return Now(run.period, run, closed)
    calendar = rules_of(closed.bundle).calendar
    return Now(calendar.after(calendar.period(closed.period)).key, None, closed)


def standing(person: str, at: Now) -> Standing:
    """Where the person stands before the open period."""
    return standings([person], at)[person]


def standings(keys: Sequence[str], at: Now) -> dict[str, Standing]:
    """The same of several people.

    As the open run began, which knows what came late for closed periods, unless a hand had set something in
    it: then as the closed run ended.
    """
    known, decimals = register(), rules_now().settings.currency_decimals
    run = known.get(at.run.key) if at.run is not None else None
    closed = known.get(at.closed.key) if at.closed is not None else None
    settings = _settings(keys, at, known.store.snapshot())
    then = _settings(keys, at, known.snapshot(run)) if run is not None else {}
    found = {}
    for key in keys:
        before = NONE
        if run is not None and (closed is None or key not in then):
            before = known.state_of(run, key, left=False)
        elif closed is not None:
            before = known.state_of(closed, key)
        found[key] = stand.standing(key, at.period, before, settings.get(key, ()), decimals)
    return found


def _settings(keys: Sequence[str], at: Now, snapshot: Snapshot) -> dict[str, list[Setting]]:
    """What hands have set of people's state, as a snapshot of the store has it."""
    with store().engine() as engine:
        return stand.settings_of(engine, snapshot, rules_now(), frozenset(keys), at.period)


def coming(person: str, at: Now) -> tuple[Part, ...]:
    """What the open period itself puts off, as it was computed."""
    if at.run is None:
        return ()
    known = register()
    left = known.state_of(known.get(at.run.key), person)
    found = stand.standing(person, at.period, left, (), 2)
    return tuple(part for part in found.parts if part.for_period == at.period)


def draw_moves(person: str) -> list[Move]:
    """How the person's draws came to what they are: entries of the ledger, the oldest first."""
    rows = ledger.entries([person]).filter(Q(debit="advances") | Q(credit="advances"))
    found, balance = [], Decimal(0)
    for row in rows.order_by("batch", "line"):
        amount = row.amount if row.debit == "advances" else -row.amount
        balance += amount
        found.append(Move(row.in_period, row.for_period, f"ledger.kind.{row.kind}", amount, balance))
    return found


def waiting(person: str) -> list[approvals.ProposalView]:
    """Decisions on the person's balances that wait for a second person."""
    return approvals.proposals(kind=BALANCE, about=person, states=("waiting",))
