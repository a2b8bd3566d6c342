"""Hold dates as the facts now know them, for amounts that were earned earlier and still wait."""

from collections.abc import Iterable
from datetime import date

from attain.engine.decide.rules import Rules
from attain.engine.decide.world import Opening
from attain.engine.formulas import names
from attain.engine.pay.component import Component
from attain.engine.store import DuckEngine


def due_dates(engine: DuckEngine, rules: Rules, opening: Opening) -> dict[tuple[str, str], date]:
    """(component, event key) → hold date, for every amount that waits."""
    waiting: dict[str, set[str]] = {}
    for held in opening.held.values():
        for part in held:
            waiting.setdefault(part.component, set()).add(part.event)
    found = {}
    for component in _components(rules):
        keys = waiting.get(component.component)
        if keys and component.hold_until:
            for event, day in _dates(engine, rules, component, sorted(keys)):
                found[component.component, event] = day
    return found


def hold_columns(rules: Rules, measure: str) -> str:
    """The date column that components wait for on the facts of a per-event measure; "" for none."""
    for component in _components(rules):
        base = getattr(component, "base", None) or getattr(component, "of", None)
        if component.hold_until and base is not None and measure in names(base.tree):
            return component.hold_until
    return ""


def _components(rules: Rules) -> Iterable[Component]:
    for name in rules.names("plan"):
        for version in rules.versions("plan", name):
            yield from version.rule.components


def _dates(engine: DuckEngine, rules: Rules, component: Component, keys: list[str]) -> list[tuple[str, date]]:
    base = getattr(component, "base", None) or getattr(component, "of", None)
    for name in names(base.tree) if base else ():
        for version in rules.versions("measure", name):
            table = rules.facts[version.rule.of]
            key = " || '|' || ".join(f'CAST("{column}" AS VARCHAR)' for column in table.key)
            query = (
                f'SELECT {key} AS event, CAST("{component.hold_until}" AS DATE) FROM "{table.fact}" '
                f'WHERE "{component.hold_until}" IS NOT NULL AND list_contains($keys, {key})'
            )
            return engine.query(query, {"keys": keys})
    return []
