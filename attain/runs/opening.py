"""The state that one period hands to the next: balances, earnings to date, instalments, amounts that wait."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any

from attain.engine.decide.by_hand import applied, comes_later, known
from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Held, Instalment, Opening, Setting
from attain.engine.faults import Fault, Faulty
from attain.engine.pay.scope import Earned
from attain.engine.period import Calendar, PeriodFault
from attain.runs.blocks import escaped, unescaped
from attain.runs.records import Records

#: Nothing is carried on.
NONE = Opening()


def from_records(records: Records, period: str) -> tuple[Setting, ...]:
    """What hands set of the state at the start of `period`. Raises Faulty for what can't be set so."""
    return tuple(
        checked(
            Setting(
                row["person_id"],
                row["name"],
                row["value"],
                row["due"] or "",
                row["reason"] or "",
                row["made_by"] or "",
                row["approved_by"] or "",
            ),
            period,
            records.rules.calendar,
        )
        for row in records.of("openings")
        if row["period"] == period
    )


def checked(setting: Setting, period: str, calendar: Calendar) -> Setting:
    """The setting. Raises Faulty for an unknown name, a missing value, or a period that can't pay it."""
    told = {"person": setting.person, "name": setting.name, "period": period}
    if not known(setting.name):
        raise Faulty(Fault("fault.opening.name", told))
    if setting.value is None and not (setting.due and comes_later(setting.name)):
        raise Faulty(Fault("fault.opening.value", told))
    if setting.due:
        try:
            early = calendar.period(setting.due).start < calendar.period(period).start
        except PeriodFault:
            early = True
        if early or not comes_later(setting.name):
            raise Faulty(Fault("fault.opening.due", told | {"due": setting.due}))
    return setting


def merged(stored: Opening, by_hand: Sequence[Setting], period: str, rules: Rules) -> Opening:
    """The state of the run before, with what hands set for `period` in its place."""
    return applied(stored, by_hand, period, rules.settings.currency_decimals)


def by_person(opening: Opening) -> dict[str, Opening]:
    """Each person's own part of the state."""
    draws: dict[str, dict[tuple[str, str], Decimal]] = defaultdict(dict)
    earned: dict[str, dict[tuple[str, str, str], Earned]] = defaultdict(dict)
    for draw, balance in opening.draws.items():
        draws[draw[0]][draw] = balance
    for key, amounts in opening.earned.items():
        earned[key[0]][key] = amounts
    people = {*draws, *earned, *opening.instalments, *opening.held, *opening.forgiven, *opening.recover}
    return {
        person: Opening(
            draws.get(person, {}),
            earned.get(person, {}),
            {person: opening.instalments[person]} if person in opening.instalments else {},
            {person: opening.held[person]} if person in opening.held else {},
            {person: opening.forgiven[person]} if person in opening.forgiven else {},
            {person: opening.recover[person]} if person in opening.recover else {},
        )
        for person in people
    }


def line_of(person: str, own: Opening) -> str:
    """One person's state as a line, with its end; the same state is the same line. "" where there is none."""
    told = []
    if own.draws:
        told.append(("draws", _rows([(plan, balance) for (_, plan), balance in sorted(own.draws.items())])))
    if own.earned:
        rows = [(name, cycle, *earned) for (_, name, cycle), earned in sorted(own.earned.items())]
        told.append(("earned", _rows(rows)))
    if forgiven := own.forgiven.get(person):
        told.append(("forgiven", f'"{forgiven}"'))
    if waits := own.held.get(person):
        told.append(("held", _TEXT.encode([asdict(part) for part in waits])))
    if parts := own.instalments.get(person):
        told.append(("instalments", _TEXT.encode([_instalment(part) for part in parts])))
    if recover := own.recover.get(person):
        told.append(("recover", f'"{recover}"'))
    content = ",".join([f'"{name}":{text}' for name, text in told])
    return f"{escaped(person)}\t{{{content}}}\n" if told else ""


def _rows(rows: Iterable[Sequence[Any]]) -> str:
    """Rows of texts and amounts as JSON: everybody has some, and the encoder takes its time."""
    texts = [",".join([encode_basestring(str(part)) for part in row]) for row in rows]
    return f"[[{'],['.join(texts)}]]"


def _instalment(part: Instalment) -> dict[str, Any]:
    """An instalment's fields; that of an event only where there is one."""
    return {name: value for name, value in asdict(part).items() if name != "event" or value}


_TEXT = JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def from_lines(lines: Iterable[str]) -> Opening:
    """The state whose people's lines these are. Raises ValueError and its like for other lines."""
    found = Opening({}, {}, {}, {}, {}, {})
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
        if forgiven := own.get("forgiven"):
            found.forgiven[person] = Decimal(forgiven)
        if recover := own.get("recover"):
            found.recover[person] = Decimal(recover)
    return found


def _amount(part: dict[str, Any]) -> dict[str, Any]:
    return {**part, "amount": Decimal(part["amount"])}
