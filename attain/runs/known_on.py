"""A period as it was known on a day: the run of it that was the newest then, and what came after.

Until a period is closed, its newest run is what is known; from then on the one that closed it, and every
difference that a closed later period pays for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from attain.runs.causes import between
from attain.runs.moments import Moment
from attain.runs.register import Register, Run

ZERO = Decimal(0)


@dataclass(frozen=True)
class Step:
    """Something became known. kind: run, closed or late. run, period: what brought it.

    amounts: component → what the period comes to after it. change: of their sum. causes: names of what was
    otherwise (attain.runs.causes); none for the first run.
    """

    at: datetime
    kind: str
    run: str
    period: str
    amounts: Mapping[str, Decimal]
    change: Decimal = ZERO
    causes: tuple[str, ...] = ()
    added: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


@dataclass(frozen=True)
class Basis:
    """What a period rests on at a moment. run: None for none. late: closed runs that add to it."""

    run: Run | None
    closed: bool
    late: tuple[tuple[datetime, Run], ...]


def end_of(day: date, time_zone: str) -> datetime:
    """The first moment after a day."""
    local = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(time_zone))
    return local.astimezone(UTC)


def basis(register: Register, period: str, until: datetime) -> Basis:
    """What the period rested on just before `until`."""
    known = [each for each in register.moments(period) if each.at < until]
    closing = [each for each in known if each.closed]
    if not known:
        return Basis(None, False, ())
    chosen = (closing or known)[-1]
    late = tuple(each for each in _late(register, period) if each[0] < until) if closing else ()
    return Basis(register.get(chosen.run), bool(closing), late)


def amounts_of(register: Register, found: Basis, period: str, person: str) -> dict[str, Decimal]:
    """Component → what the period comes to for a person."""
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    if found.run is not None:
        amounts.update(register.pieces_of(found.run, person))
    for _, run in found.late:
        for component, amount in _differences(register, run, period, person).items():
            amounts[component] += amount
    return dict(amounts)


def all_amounts(register: Register, found: Basis, period: str) -> dict[tuple[str, str], Decimal]:
    """(person, component) → what the period comes to, of everybody."""
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    if found.run is not None:
        amounts.update(register.pieces(found.run))
    for _, run in found.late:
        for part in register.differences(run):
            if part.for_period == period:
                amounts[part.person, part.component] += part.amount
    return dict(amounts)


def story(register: Register, period: str, person: str) -> list[Step]:
    """All that has ever become known of a person's pay for a period, the earliest first.

    A run that came to the same for the person is no step; a closing always is.
    """
    steps: list[Step] = []
    last: Run | None = None
    runs = {run.id: run for run in register.all()}
    for moment in _of_own(register.moments(period)):
        run = runs.get(moment.run)
        if run is None:
            continue  # a run whose folder is gone has left its moment
        amounts = register.pieces_of(run, person)
        before = steps[-1].amounts if steps else {}
        if not moment.closed and steps and _same(before, amounts):
            last = run
            continue
        causes = _causes(register, last, run) if last is not None and last.id != run.id else ()
        kind = "closed" if moment.closed else "run"
        steps.append(_step(moment.at, kind, run, amounts, before, causes))
        last = run
    for at, run in _late(register, period):
        added = _differences(register, run, period, person)
        if added:
            before = steps[-1].amounts if steps else {}
            amounts = {key: before.get(key, ZERO) + added.get(key, ZERO) for key in {**before, **added}}
            parts = [p for p in register.differences(run) if (p.person, p.for_period) == (person, period)]
            causes = tuple(dict.fromkeys(cause for part in parts for cause in part.causes))
            steps.append(_step(at, "late", run, amounts, before, causes))
    return steps


def _step(
    at: datetime,
    kind: str,
    run: Run,
    amounts: Mapping[str, Decimal],
    before: Mapping[str, Decimal],
    causes: tuple[str, ...],
) -> Step:
    added = {key: amounts.get(key, ZERO) - before.get(key, ZERO) for key in {**before, **amounts}}
    added = {key: value for key, value in added.items() if value}
    return Step(at, kind, run.id, run.period, amounts, sum(added.values(), ZERO), causes, added)


def _of_own(known: Iterable[Moment]) -> list[Moment]:
    """Moments up to the closing: later runs of a closed period bind nobody."""
    found = []
    for each in known:
        found.append(each)
        if each.closed:
            break
    return found


def _late(register: Register, period: str) -> list[tuple[datetime, Run]]:
    """The closed runs of other periods, with when they were closed, the earliest first."""
    found = []
    for key in register.closed_periods():
        if key != period:
            run = register.closed(key)
            if run is not None and run.counts.get("differences"):
                found.append((register.closed_at(key), run))
    return sorted(found, key=lambda each: each[0])


def _differences(register: Register, run: Run, period: str, person: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = defaultdict(Decimal)
    for part in register.differences(run):
        if (part.person, part.for_period) == (person, period):
            found[part.component] += part.amount
    return dict(found)


def _same(first: Mapping[str, Decimal], second: Mapping[str, Decimal]) -> bool:
    return {k: v for k, v in first.items() if v} == {k: v for k, v in second.items() if v}


def _causes(register: Register, first: Run, second: Run) -> tuple[str, ...]:
    """What lies between two runs of a period."""
    snapshots = register.snapshot(first), register.snapshot(second)
    return between(*snapshots, first.bundle != second.bundle, first.opening != second.opening)
