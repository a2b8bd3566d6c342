"""The rules that closed runs used: these are replaced by dated ones, never edited."""

from datetime import date

from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Store
from attain.rulebook.bundle import Bundle, read_bundle
from attain.runs.compute import Computation
from attain.runs.register import Register


def closed_rules(store: Store, engine: DuckEngine, rules: Rules) -> list[tuple[Bundle, date]]:
    """The rules that closed runs used, each with the last day of its period."""
    register = Register(store)
    periods = register.closed_periods()
    if not periods:
        return []
    calendared, _ = Computation(engine, store.snapshot()).period(rules, periods[0])
    found = []
    for key in periods:
        used = read_bundle(store.place.read(f"bundles/{register.closed(key).bundle}.json"))
        found.append((used, calendared.calendar.period(key).last_day))
    return found
