"""Balances that a hand has set for the start of a period."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.conf import settings

from attain.apps.house.api import rules_now, store
from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine
from attain.runs.compute import Computation
from attain.runs.records import Records


@dataclass(frozen=True)
class Openings:
    """What a start in mid-year brings along in a period. names: name of the value, how many people, sum."""

    names: tuple[tuple[str, int, Decimal], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)


def openings(period: str) -> Openings:
    """Of a period, as the newest snapshot has them; none where the rulebook has errors."""
    try:
        return _openings(str(settings.ATTAIN_STORE), store().snapshot().id, period)
    except Faulty:
        return Openings()


@lru_cache(maxsize=32)
def _openings(_store: str, snapshot: str, period: str) -> Openings:
    """Snapshots never change, and so what they say doesn't."""
    found = store().snapshot(snapshot)
    if not found.rows("openings"):
        return Openings()
    with DuckEngine() as engine:
        calendared, _ = Computation(engine, found).period(rules_now(), period)
        every = Records(engine, calendared).of("openings")
        rows = [row for row in every if row["period"] == period and not row["made_by"]]
    values: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        values[row["name"]].append(row["value"] or Decimal(0))
    return Openings(tuple((name, len(own), sum(own, Decimal(0))) for name, own in sorted(values.items())))
