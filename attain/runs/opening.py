"""The state that one period hands to the next: balances, earnings to date, instalments, amounts that wait."""

import json
from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal

from attain.engine.decide.world import Held, Instalment, Opening
from attain.engine.pay.scope import Earned
from attain.runs.compute import Computed
from attain.runs.records import Records

#: Names in the built-in table `openings` (beside instalments and held amounts, which runs make).
DRAW = "draw.balance"
BASE, PAID = ".to_date.base", ".to_date.paid"


def from_records(records: Records, period: str) -> Opening:
    """Opening balances as set by hand for a start in `period`."""
    draws: dict[tuple[str, str], Decimal] = {}
    sums: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in records.of("openings"):
        if row["period"] != period:
            continue
        person, name = row["person_id"], row["name"]
        if name == DRAW:
            draws[person, ""] = row["value"]
        elif name.startswith(f"{DRAW}."):
            draws[person, name.removeprefix(f"{DRAW}.")] = row["value"]
        for suffix, part in ((BASE, "base"), (PAID, "paid")):
            if name.endswith(suffix):
                sums[person, name.removesuffix(suffix)][part] = row["value"]
    earned = {
        (person, component, cycle): Earned(part.get("base", Decimal(0)), part.get("paid", Decimal(0)))
        for (person, component), part in sums.items()
        for cycle in ("quarter", "half_year", "year")
    }
    return Opening(draws=draws, earned=earned)


def merged(stored: Opening, by_hand: Opening) -> Opening:
    """The state of the run before, with balances that a hand set for this period in their place."""
    return Opening(
        {**stored.draws, **by_hand.draws},
        {**stored.earned, **by_hand.earned},
        stored.instalments,
        stored.held,
    )


def closing(computed: Computed, opening: Opening) -> Opening:
    """The state after a period, for the next one."""
    draws = dict(opening.draws)
    instalments: dict[str, tuple[Instalment, ...]] = {}
    held: dict[str, tuple[Held, ...]] = {}
    for person, pay in computed.pays.items():
        if pay.draw is not None:
            draws.pop((person, ""), None)
            draws[person, pay.draw_plan] = pay.draw.balance
        if later := (*pay.still_deferred, *pay.deferred):
            instalments[person] = later
        if waits := (*pay.still_waiting, *pay.waiting):
            held[person] = waits
    draws = {key: balance for key, balance in draws.items() if balance}
    return Opening(draws, _to_date(computed, opening), instalments, held)


def _to_date(computed: Computed, opening: Opening) -> dict[tuple[str, str, str], Earned]:
    """Base and pay to date, kept while the next period is still in the same quarter (half-year, year)."""
    calendar, period = computed.rules.calendar, computed.period
    following = calendar.after(period)
    found: dict[tuple[str, str, str], Earned] = {}
    for cycle in ("quarter", "half_year", "year"):
        if calendar.containing(period.start, cycle) != calendar.containing(following.start, cycle):
            continue
        for (person, component, kept), earned in opening.earned.items():
            if kept == cycle:
                found[person, component, cycle] = earned
        for person, pay in computed.pays.items():
            for spell in pay.spells:
                for result in spell.components:
                    if result.base is None:
                        continue
                    key = person, result.component, cycle
                    before = found.get(key, Earned(Decimal(0), Decimal(0)))
                    found[key] = Earned(before.base + result.base, before.paid + result.amount)
    return found


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
