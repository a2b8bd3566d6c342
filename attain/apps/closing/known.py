"""What is known of a period before it is closed: from the store, the rulebook, the run and other apps."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings

from attain.apps.adjusting import api as adjusting
from attain.apps.approvals import api as approvals
from attain.apps.closing import figures, reviews
from attain.apps.closing.rules import EXPECTED, Known
from attain.apps.closing.scopes import Place
from attain.apps.disputes import api as disputes
from attain.apps.house.api import bundle_now, loaded_of, store
from attain.apps.intake import api as intake
from attain.apps.results import api as results
from attain.apps.sharing import api as sharing
from attain.engine.decide.world import Adjustment
from attain.engine.store import DuckEngine, Snapshot, without_targets
from attain.rulebook.lint import lint
from attain.runs.causes import BESIDE
from attain.runs.compute import Computation
from attain.runs.records import Records
from attain.runs.register import Run
from attain.runs.run import UNCREDITED_IN

#: The kind of proposals that close a period.
CLOSE = "close"

#: The kind of proposals that share a pool.
SHARING = "sharing"

#: The table of what a hand adds to pay.
ADJUSTMENTS = "adjustments"

#: Proposals that are lines of the checklist of their own.
OWN_LINES = frozenset({CLOSE, reviews.GROUP, adjusting.ADJUSTMENT, SHARING})


@dataclass(frozen=True)
class Missing:
    """Whom it concerns, by what is missing: targets, adjustments, pools … people: keys, repeated."""

    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def count(self, name: str) -> int:
        return len(self.people.get(name, ()))

    def by_group(self, run: results.RunView) -> dict[str, Counter[Place]]:
        """Of each line of the checklist how many there are in each group."""
        everyone = {who for keys in self.people.values() for who in keys}
        of = figures.members(run, everyone)
        return {
            name: Counter(of[who] for who in keys if who in of) for name, keys in self.people.items() if keys
        }


def missing(run: results.RunView) -> Missing:
    """Of a run: whom each of the lines that tell of people concerns."""
    place = str(settings.ATTAIN_STORE)
    return Missing(
        {
            "targets": _without_target(place, store().snapshot().id, run.bundle, f"{run.last_day:%Y-%m}"),
            "adjustments": (
                *(_unapproved(place, run.key) if run.counts.get("unapproved") else ()),
                *_adjustments_waiting(run.period),
            ),
            "unpaid": _unpaid(place, store().snapshot().id, run.key),
            "pools": tuple(who for pool in sharing.open_pools(run) for who in pool.people),
            "disputes": tuple(each.person for each in disputes.open_disputes(run.period)),
        }
    )


def known_of(
    run: results.RunView,
    runs: list[results.RunView],
    closed: set[str],
    found: Missing,
    reviewed: Iterable[reviews.Review],
) -> Known:
    """What the checklist asks for. reviewed: of a period in group review all groups, otherwise none."""
    house = store()
    snapshot = house.snapshot()
    earlier = [each for each in reversed(runs) if each.cycle == run.cycle and each.end <= run.start]
    last = run.last_day
    return Known(
        period=run.period,
        run=run.key,
        month=f"{last:%Y-%m}" if run.cycle == "month" else "",
        months={table: snapshot.months(table) for table in snapshot.manifest.facts},
        before=_months_before(run.start),
        newer_facts=_read_otherwise(snapshot, house.snapshot(run.snapshot), last),
        newer_rules=bundle_now() not in ("", run.bundle),
        waiting=intake.rows_waiting(),
        without_target=found.count("targets"),
        lint=_lint(run.bundle),
        held=run.counts.get("held", 0),
        unapproved=found.count("adjustments"),
        unpaid=found.count("unpaid"),
        uncredited=1 if Decimal(run.control.get("uncredited", "0")) else 0,
        uncredited_in=_uncredited_in(run),
        pools=found.count("pools"),
        disputes=found.count("disputes"),
        groups=reviews.unapproved(list(reviewed)),
        proposals=_waiting(run),
        earlier=tuple(each.period for each in earlier if each.period not in closed),
    )


def known_without_run(month: str) -> Known:
    """Of a month with facts that has not been computed."""
    snapshot = store().snapshot()
    return Known(
        period=month,
        month=month,
        months={table: snapshot.months(table) for table in snapshot.manifest.facts},
        before=_months_before(date.fromisoformat(f"{month}-01")),
        waiting=intake.rows_waiting(),
    )


def months_to_come(newest: str) -> list[str]:
    """Months with facts after the newest that has a run, the newest first."""
    snapshot = store().snapshot()
    found = {month for table in snapshot.manifest.facts for month in snapshot.months(table)}
    return sorted((month for month in found if month > newest), reverse=True)


def _months_before(start: date) -> list[str]:
    found, day = [], start
    for _ in range(EXPECTED):
        day = (day - timedelta(days=1)).replace(day=1)
        found.append(f"{day:%Y-%m}")
    return sorted(found)


def _paying(snapshot: Snapshot) -> dict[str, object]:
    """The tables that pay depends on."""
    return {name: part for name, part in snapshot.manifest.tables.items() if name not in BESIDE}


def _read_otherwise(now: Snapshot, then: Snapshot, last: date) -> bool:
    """Whether tables or months up to the period's end are not those that the run read."""
    if now.id == then.id:
        return False
    until = last + timedelta(days=1)
    tables = {*now.manifest.facts, *then.manifest.facts}
    return _paying(now) != _paying(then) or any(
        now.partitions(table, None, until) != then.partitions(table, None, until) for table in tables
    )


@lru_cache(maxsize=16)
def _without_target(_store: str, snapshot: str, bundle: str, month: str) -> tuple[str, ...]:
    """Snapshots and bundles never change, and so what they say doesn't."""
    with DuckEngine() as engine:
        return without_targets(engine, store().snapshot(snapshot), results.rules_of(bundle).tables, month)


@lru_cache(maxsize=16)
def _unapproved(_store: str, run: str) -> tuple[str, ...]:
    """Whose adjustments of the run's period nobody has approved."""
    known = results.register()
    found = known.get(run)
    return tuple(row["person_id"] for row in _adjustments(known.snapshot(found), found) if not _approved(row))


@lru_cache(maxsize=16)
def _unpaid(_store: str, snapshot: str, run: str) -> tuple[str, ...]:
    """Whose approved adjustments of the run's period are not those that the run pays.

    What a hand adds is no difference of a later period: closed without it, it is never paid.
    """
    known = results.register()
    found = known.get(run)
    now, then = store().snapshot(snapshot), known.snapshot(found)
    if now.manifest.tables.get(ADJUSTMENTS) == then.manifest.tables.get(ADJUSTMENTS):
        return ()
    sides = [
        {
            tuple(sorted(row.items(), key=lambda cell: cell[0]))
            for row in _adjustments(each, found)
            if _approved(row)
        }
        for each in (now, then)
    ]
    other = {dict(row)["adjustment_id"]: dict(row)["person_id"] for row in sides[0] ^ sides[1]}
    return tuple(sorted(other.values()))


def _adjustments(snapshot: Snapshot, run: Run) -> list[Mapping[str, Any]]:
    """The rows of a snapshot that are paid in a run's period."""
    if ADJUSTMENTS not in snapshot.tables():
        return []
    with DuckEngine() as engine:
        computation = Computation(engine, snapshot)
        calendared, period = computation.period(results.rules_of(run.bundle), run.period)
        return [row for row in Records(engine, calendared).of(ADJUSTMENTS) if row["period"] == period.key]


def _approved(row: Mapping[str, Any]) -> bool:
    """As the run itself decides it."""
    by = [row[name] or "" for name in ("made_by", "approved_by", "confirmed_by")]
    return Adjustment(row["adjustment_id"], row["person_id"], "", "", row["amount"], "", *by).approved


def _adjustments_waiting(period: str) -> tuple[str, ...]:
    """Whose adjustments in the period wait for somebody's approval."""
    waiting = approvals.proposals(kind=adjusting.ADJUSTMENT, states=["waiting"], most=100_000)
    return tuple(each.given["person"] for each in waiting if each.given.get("period") == period)


@lru_cache(maxsize=16)
def _lint(bundle: str) -> int:
    """How many errors the lint finds in the rules of a run."""
    found = lint(loaded_of(bundle))
    return sum(1 for each in found if not each.waived and each.fault.severity == "error")


def _uncredited_in(run: results.RunView) -> tuple[str, ...]:
    """The units whose clients' facts found no owner, the most money first."""
    begin = len(UNCREDITED_IN)
    sums = {
        name[begin:]: abs(Decimal(v)) for name, v in run.control.items() if name.startswith(UNCREDITED_IN)
    }
    return tuple(sorted(sums, key=lambda unit: (-sums[unit], unit)))


def _waiting(run: results.RunView) -> int:
    """Changes that would hold from a day of the period on, or before it, and that nobody has decided."""
    every = approvals.proposals(states=["waiting"], most=100_000)
    waiting = (each for each in every if each.kind not in OWN_LINES)
    return sum(1 for each in waiting if each.from_day is not None and each.from_day <= run.last_day)
