"""The state that one period hands to the next: balances, earnings to date, instalments, amounts that wait."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from json import JSONEncoder
from typing import Any

from attain.engine.decide.opening import named
from attain.engine.decide.world import Held, Instalment, Opening
from attain.engine.pay.scope import Earned
from attain.runs.blocks import escaped, unescaped
from attain.runs.records import Records

#: Nothing is carried on.
NONE = Opening()


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


def by_person(opening: Opening) -> dict[str, Opening]:
    """Each person's own part of the state."""
    draws: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    earned: dict[str, dict[tuple[str, str, str], Earned]] = defaultdict(dict)
    for draw, balance in opening.draws.items():
        draws[draw[0]][draw] = balance
    for key, amounts in opening.earned.items():
        earned[key[0]][key] = amounts
    people = {*draws, *earned, *opening.instalments, *opening.held}
    return {
        person: Opening(
            draws.get(person, {}),
            earned.get(person, {}),
            {person: opening.instalments[person]} if person in opening.instalments else {},
            {person: opening.held[person]} if person in opening.held else {},
        )
        for person in people
    }


def line_of(person: str, own: Opening) -> str:
    """One person's state as a line, with its end; the same state is the same line. "" where there is none."""
    content = {
        "draws": [[plan, str(balance)] for (_, plan), balance in sorted(own.draws.items())],
        "earned": [[*key[1:], str(e.base), str(e.paid)] for key, e in sorted(own.earned.items())],
        "instalments": [asdict(part) for part in own.instalments.get(person, ())],
        "held": [asdict(part) for part in own.held.get(person, ())],
    }
    told = {name: parts for name, parts in content.items() if parts}
    return f"{escaped(person)}\t{_TEXT.encode(told)}\n" if told else ""


_TEXT = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def from_lines(lines: Iterable[str]) -> Opening:
    """The state whose people's lines these are. Raises ValueError and its like for other lines."""
    found = Opening({}, {}, {}, {})
    for line in lines:
        key, told = line.split("\t")
        person, own = unescaped(key), json.loads(told)
        for plan, balance in own.get("draws", ()):
            found.draws[person, plan] = Decimal(balance)
        for component, cycle, base, paid in own.get("earned", ()):
            found.earned[person, component, cycle] = Earned(Decimal(base), Decimal(paid))
        if instalments := own.get("instalments"):
            found.instalments[person] = tuple(Instalment(**_amount(part)) for part in instalments)
        if held := own.get("held"):
            found.held[person] = tuple(Held(**_amount(part)) for part in held)
    return found


def _amount(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "amount": Decimal(part["amount"])}
