"""Budgets as the store has them, and those that people enter."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.http import HttpRequest

from attain.apps.house.api import Entry, changed, enter, rules_now, store, workplace
from attain.apps.targets.api import plain
from attain.engine.money import scaled
from attain.shell.audit import record

TABLE = "budgets"

#: (unit, component, period); "" is the company, or all components.
Key = tuple[str, str, str]


def budgets(periods: Iterable[str]) -> dict[Key, Decimal]:
    """What the newest snapshot has for these periods."""
    wanted = sorted(set(periods))
    house, rules = store(), rules_now()
    snapshot = house.snapshot()
    if not wanted or not snapshot.rows(TABLE):
        return {}
    marks = ", ".join("?" * len(wanted))
    relation = snapshot.relation(rules.tables[TABLE])
    with house.engine() as engine:
        rows = engine.query(
            f"SELECT unit_id, component, period, value FROM ({relation}) WHERE period IN ({marks})", wanted
        )
    decimals = rules.settings.currency_decimals
    return {(unit or "", name or "", period): scaled(value, decimals) for unit, name, period, value in rows}


def save(request: HttpRequest, cells: Mapping[Key, Decimal | None], reason: str) -> int:
    """Enters those that differ from the store's: how many. Raises Faulty, with nothing changed."""
    now = budgets({period for _, _, period in cells})
    other = {key: value for key, value in cells.items() if now.get(key) != value}
    if not other:
        return 0
    rows = [
        {**_key(key), "value": plain(value), "reason": reason}
        for key, value in sorted(other.items())
        if value is not None
    ]
    gone = [_key(key) for key, value in sorted(other.items()) if value is None]
    periods = sorted({period for _, _, period in other})
    enter(workplace(), [Entry(TABLE, rows, gone)], f"budgets {periods[0]}")
    told = {"cells": len(other), "first": periods[0], "last": periods[-1]}
    record(request, "budgets_set", "budget", next(iter(other))[0] or "-", after=told)
    changed({TABLE})
    return len(other)


def _key(key: Key) -> dict[str, str]:
    unit, component, period = key
    return {"unit_id": unit, "component": component, "period": period}
