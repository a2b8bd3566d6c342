"""The state that one period hands to the next: balances, earnings to date, instalments, amounts that wait."""

import json
from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal

from attain.engine.decide.opening import named
from attain.engine.decide.world import Held, Instalment, Opening
from attain.engine.pay.scope import Earned
from attain.runs.records import Records


def from_records(records: Records, period: str) -> Opening:
    """Opening balances as set by hand for a start in `period`."""
    values: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in records.of("openings"):
        if row["period"] == period:
            values[row["person_id"]][row["name"]] = row["value"]
    return named(values)


def merged(stored: Opening, by_hand: Opening) -> Opening:
    """The state of the run before, with balances that a hand set for this period in their place.

    A draw's balance that names no plan stands for all that the person owed.
    """
    settled = {person for person, plan in by_hand.draws if not plan}
    kept = {key: balance for key, balance in stored.draws.items() if key[0] not in settled}
    return Opening(
        {**kept, **by_hand.draws},
        {**stored.earned, **by_hand.earned},
        stored.instalments,
        stored.held,
    )


def to_json(opening: Opening) -> bytes:
    """Canonical text of the state; the same state is the same bytes."""
    content = {
        "draws": [[*key, str(value)] for key, value in sorted(opening.draws.items())],
        "earned": [[*key, str(e.base), str(e.paid)] for key, e in sorted(opening.earned.items())],
        "instalments": {p: [asdict(i) for i in parts] for p, parts in sorted(opening.instalments.items())},
        "held": {p: [asdict(h) for h in parts] for p, parts in sorted(opening.held.items())},
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, default=str).encode()


def from_json(content: bytes) -> Opening:
    """The state that `to_json` wrote."""
    found = json.loads(content)
    return Opening(
        {(person, plan): Decimal(value) for person, plan, value in found["draws"]},
        {(p, c, cycle): Earned(Decimal(base), Decimal(paid)) for p, c, cycle, base, paid in found["earned"]},
        {
            p: tuple(Instalment(**{**i, "amount": Decimal(i["amount"])}) for i in parts)
            for p, parts in found["instalments"].items()
        },
        {
            p: tuple(Held(**{**h, "amount": Decimal(h["amount"])}) for h in parts)
            for p, parts in found["held"].items()
        },
    )
