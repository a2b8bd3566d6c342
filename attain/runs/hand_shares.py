"""Weights that hands have set for parts of pools, as the store has them."""

from dataclasses import dataclass
from decimal import Decimal

from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Snapshot
from attain.runs.records import Records


@dataclass(frozen=True)
class HandShare:
    """A row of `hand_shares`."""

    pool: str
    unit: str
    person: str
    period: str
    weight: Decimal
    reason: str
    made_by: str


def hand_shares(engine: DuckEngine, snapshot: Snapshot, rules: Rules, period: str = "") -> list[HandShare]:
    """The weights that hands have set, of one period or of all."""
    engine.register(snapshot, {"hand_shares": rules.tables["hand_shares"]})
    return [
        HandShare(
            row["pool"],
            row["unit_id"],
            row["person_id"],
            row["period"],
            row["weight"],
            row["reason"],
            row["made_by"],
        )
        for row in Records(engine, rules).of("hand_shares")
        if not period or row["period"] == period
    ]
