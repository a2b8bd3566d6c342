"""Late truth: a closed period, computed again from today's facts and rules, against what was paid for it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.decide.opening import closing
from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Difference, Opening
from attain.engine.pay.share import Share
from attain.engine.period import Period
from attain.engine.store import DuckEngine, Snapshot
from attain.runs.causes import between
from attain.runs.compute import Computation, Computed
from attain.runs.frame import adjustments
from attain.runs.opening import from_records, merged
from attain.runs.pieces import pieces
from attain.runs.records import Records
from attain.runs.register import Register

#: (person, for-period, component) → money.
Paid = dict[tuple[str, str, str], Decimal]


@dataclass(frozen=True)
class Retro:
    """What earlier periods give now: differences to pay in this period, and the state they lead to.

    opening: None where the period just before this one was not among them.
    """

    differences: tuple[Difference, ...] = ()
    opening: Opening | None = None


def retro(computation: Computation, register: Register, rules: Rules, bundle: str, period: Period) -> Retro:
    """Recomputes closed periods before `period` forward from the earliest that can have changed."""
    closed = [rules.calendar.period(key) for key in register.closed_periods()]
    earlier = sorted(p for p in closed if p.cycle == period.cycle and p.end <= period.start)
    changed = [p for p in earlier if _may_differ(computation, register, bundle, p)]
    if not changed:
        return Retro()
    earlier = [p for p in earlier if p.start >= changed[0].start]
    records = Records(computation.engine, rules)
    posted = _posted(register, closed, period)
    found: list[Difference] = []
    state: Opening | None = None
    reached: Period | None = None
    for past in earlier:
        run = register.closed(past.key)
        before = state if reached == rules.calendar.before(past) else None
        by_hand = from_records(records, past.key)
        opening = merged(before or register.opening(run), by_hand, past.key, rules)
        weights = register.accepted_weights(run)
        computed = computation.compute(rules, past.key, opening, accepted_weights=weights)
        moved = opening != register.opening(run)
        causes = between(register.snapshot(run), computation.snapshot, run.bundle != bundle, moved)
        for key, amount in _by_hand(records, past, register.snapshot(run)).items():
            posted[key] += amount
        late = _by_hand(records, past, computation.snapshot)
        found += _against(computed, past, posted, late, causes)
        state, reached = closing(computed.rules.calendar, past, computed.pays, opening), past
    return Retro(tuple(found), state if reached == rules.calendar.before(period) else None)


def _may_differ(computation: Computation, register: Register, bundle: str, period: Period) -> bool:
    run = register.closed(period.key)
    return run.snapshot != computation.snapshot.id or run.bundle != bundle


def _posted(register: Register, closed: list[Period], before: Period) -> Paid:
    """All that closed runs paid, by person, for-period and component, differences included.

    Also what later ones paid, if they were closed first; of the period itself, nothing.
    """
    posted: Paid = defaultdict(Decimal)
    for period in closed:
        if period == before:
            continue
        run = register.closed(period.key)
        for (person, component), amount in register.pieces(run).items():
            posted[person, period.key, component] += amount
        for part in register.differences(run):
            posted[part.person, part.for_period, part.component] += part.amount
    return posted


def _by_hand(records: Records, period: Period, snapshot: Snapshot) -> Paid:
    """What hands add to the pay of a period by the approved adjustments of a snapshot."""
    found: Paid = defaultdict(Decimal)
    for each in adjustments(records, period, snapshot):
        if each.approved:
            found[each.person, period.key, each.component] += each.amount
    return found


def _against(
    computed: Computed, period: Period, posted: Paid, by_hand: Paid, causes: tuple[str, ...]
) -> list[Difference]:
    """New less posted. Whose pay is held now is owed nothing and owes nothing until it is known."""
    held = {pay.person for pay in computed.held}
    now: Paid = defaultdict(Decimal, by_hand)
    for person, pay in computed.pays.items():
        for component, amount in pieces(pay).items():
            now[person, period.key, component] += amount
    was = {key: amount for key, amount in posted.items() if key[1] == period.key}
    found = []
    for person, key, component in sorted({*now, *was}):
        new = now.get((person, key, component), Decimal(0))
        old = was.get((person, key, component), Decimal(0))
        if person in held:
            continue
        if new != old and not (new < old and _stays_with_unit(computed, component)):
            found.append(Difference(person, key, component, new - old, old, new, causes))
    return found


def _stays_with_unit(computed: Computed, component: str) -> bool:
    """A pool that turns out smaller is the unit's loss, unless the component declares clawback."""
    day = computed.period.last_day
    for plan in computed.rules.in_force("plan", day):
        for part in plan.components:
            if part.component == component and isinstance(part, Share):
                return "clawback" not in part.model_fields_set or not part.clawback
    return False


def opening_for(
    register: Register, engine: DuckEngine, rules: Rules, period: Period, retro_state: Opening | None
) -> Opening:
    """The state before a period: of the recomputed or stored period before it, and what a hand set."""
    before = register.latest(rules.calendar.before(period).key)
    by_hand = from_records(Records(engine, rules), period.key)
    if retro_state is None:
        retro_state = register.closing(before) if before else Opening()
    return merged(retro_state, by_hand, period.key, rules)
