"""What periods cost, by unit and component: of closed ones from the ledger, of open ones as if posted now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from attain.apps.boards.models import Cost, Costed
from attain.apps.house.api import register, rules_of
from attain.apps.ledger import api as ledger
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.faults import Faulty
from attain.engine.money import scaled
from attain.engine.pay.amount import Amount
from attain.engine.store import DuckEngine
from attain.runs.compute import Computation
from attain.runs.postings import Balances, Posting, postings_of
from attain.runs.records import Records

ZERO = Decimal(0)
MILLION = 1_000_000
BATCH = 2_000
COST = "cost"

#: (for-period, unit, component) → money.
Cells = dict[tuple[str, str, str], Decimal]

#: The same as a row.
Row = tuple[str, str, str, Decimal]


@dataclass(frozen=True)
class Costs:
    """What a run costs. posted: it is in the ledger; share: of the working days that facts are known of."""

    run: results.RunView
    posted: bool
    share: Decimal
    cells: Mapping[tuple[str, str, str], Decimal]

    @cached_property
    def _by_unit(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for (about, unit, component), amount in self.cells.items():
            found[unit].append((about, unit, component, amount))
        return dict(found)

    def rows(self, units: frozenset[str] | None = None) -> Iterator[Row]:
        """For-period, unit, component and money: of all, or of people in these units."""
        for unit in self._by_unit if units is None else units & self._by_unit.keys():
            yield from self._by_unit[unit]

    def sums(self, at: int, units: frozenset[str] | None = None) -> dict[str, Decimal]:
        """By for-period (0), unit (1) or component (2)."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows(units):
            found[str(row[at])] += row[3]
        return dict(found)

    def total(self, units: frozenset[str] | None = None, component: str = "") -> Decimal:
        return sum((row[3] for row in self.rows(units) if component in ("", row[2])), ZERO)


def costs(runs: Iterable[results.RunView]) -> list[Costs]:
    """What each of the runs costs; sums that are not kept yet are made."""
    runs = list(runs)
    posted = {batch.period: batch.run for batch in ledger.batches()}
    wanted = {(run.key, posted.get(run.period) == run.key): run for run in runs}
    kept = {
        (each.run, each.posted): each for each in Costed.objects.filter(run__in=[run.key for run in runs])
    }
    for key, run in wanted.items():
        if key not in kept:
            kept[key] = _make(run, key[1])
    chosen = {kept[key].pk: key for key in wanted}
    cells: dict[tuple[str, bool], Cells] = {key: {} for key in wanted}
    rows = Cost.objects.filter(costed__in=list(chosen))
    for pk, about, unit, component, amount in rows.values_list(
        "costed", "for_period", "unit", "component", "amount"
    ):
        cells[chosen[pk]][about, unit, component] = scaled(int(amount.scaleb(6)), 6)
    return [Costs(run, key[1], Decimal(kept[key].share) / MILLION, cells[key]) for key, run in wanted.items()]


def after_run(period: str) -> None:
    """Once a period was computed, its costs are summed: also so that forecasts know how it stood then."""
    run = results.run(period)
    if run is not None:
        with suppress(Faulty):  # the board tells of it; the run is as good as it is
            costs([run])


def after_post(period: str) -> None:
    """Once a period is posted, its costs are summed off the ledger: no board has to."""
    after_run(period)


def _make(run: results.RunView, posted: bool) -> Costed:
    """Sums a run's costs; of two who do so at once, one keeps its sums."""
    cells = _summed(_entries(run) if posted else _expected(run), run)
    share = int(share_of_days(run) * MILLION)
    try:
        with transaction.atomic():
            made = Costed.objects.create(run=run.key, posted=posted, period=run.period, share=share)
            rows = (
                Cost(costed=made, for_period=about, unit=unit, component=component, amount=amount)
                for (about, unit, component), amount in sorted(cells.items())
                if amount
            )
            Cost.objects.bulk_create(rows, BATCH)
    except IntegrityError:
        made = Costed.objects.get(run=run.key, posted=posted)
    return made


def _summed(found: Iterable[tuple[str, str, str, Decimal]], run: results.RunView) -> Cells:
    """(person, for-period, component, money) by the unit of the person's last post in the period."""
    rows = results.people_sheets(run, None).order_by("spell").values_list("subject", "unit")
    units = dict(rows)
    cells: Cells = defaultdict(Decimal)
    for person, about, component, amount in found:
        cells[about, units.get(person, ""), component] += amount
    return cells


def _entries(run: results.RunView) -> Iterator[tuple[str, str, str, Decimal]]:
    """What the ledger has of a closed period's cost."""
    for side, sign in (("debit", 1), ("credit", -1)):
        rows = ledger.entries(period=run.period).filter(Q(**{side: COST}))
        found = rows.values_list("person", "for_period", "component").annotate(total=Sum("amount"))
        for person, about, component, total in found.order_by().iterator(5_000):
            yield person, about, component, sign * ledger.exact(total)


def _expected(run: results.RunView) -> Iterator[tuple[str, str, str, Decimal]]:
    """What would be posted of an open period if it were closed as it is."""
    known = register()
    stored = known.get(run.key)
    before: Mapping[str, Balances] = {}
    if any(batch.run == stored.after for batch in ledger.batches()):
        before = ledger.standing(each.period for each in results.runs(run.cycle))
    for each in postings_of(known, stored, before, adjusted(run)):
        if amount := cost(each):
            yield each.person, each.for_period, each.component, amount


def cost(posting: Posting) -> Decimal:
    """What an entry adds to cost."""
    if posting.debit == COST:
        return posting.amount
    return -posting.amount if posting.credit == COST else ZERO


def adjusted(run: results.RunView) -> dict[str, str]:
    """Adjustment → component, of those that the run read."""
    known, rules = register(), rules_of(run.bundle)
    with DuckEngine() as engine:
        calendared, _ = Computation(engine, known.snapshot(known.get(run.key))).period(rules, run.period)
        rows = Records(engine, calendared).of("adjustments")
        return {row["adjustment_id"]: row["component"] for row in rows}


def share_of_days(run: results.RunView) -> Decimal:
    """The part of the period's working days that its facts had reached when the run was shown.

    1 once the period is over; else up to the day that the run's page tells.
    """
    if run.published_at.date() >= run.end:
        return Decimal(1)
    last = run.facts_until
    if last is None or last < run.start:
        return ZERO
    known, rules = register(), rules_of(run.bundle)
    with DuckEngine() as engine:
        calendared, _ = Computation(engine, known.snapshot(known.get(run.key))).period(rules, run.period)
    days = calendared.calendar.working_days
    whole = days(run.start, run.end)
    return Decimal(days(run.start, last + timedelta(days=1))) / whole if whole else ZERO


def fixed_components(rules: Rules, run: results.RunView) -> frozenset[str]:
    """The components that pay a sum whatever is achieved."""
    return frozenset(
        part.component
        for plan in rules.in_force("plan", run.last_day)
        for part in plan.components
        if isinstance(part, Amount) and part.when is None
    )
