"""The number that a dispute is about: as it stood, as it is now; and the working days of the company."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from attain.apps.house.api import bundle_now, rules_now, store
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.period import Calendar
from attain.runs.frame import with_calendar
from attain.runs.records import Records

#: The line that is the whole pay.
PAID = "paid"


@dataclass(frozen=True)
class Number:
    """A number of a run. run: its key, "" where the period has none."""

    run: str
    value: Decimal | None


def now(person: str, period: str, line: str) -> Number:
    """The number by the newest run of the period."""
    run = results.run(period)
    return Number("", None) if run is None else Number(run.key, value_in(run, person, line))


def value_in(run: results.RunView, person: str, line: str) -> Decimal | None:
    """What a run published of a line: the sum over the person's spells."""
    sheets = results.sheets_of(person, run)
    if line == PAID:
        return next((each.paid for each in sheets if each.paid is not None), None)
    found = [value for each in sheets if (value := each.number(line)) is not None]
    return sum(found, Decimal(0)) if found else None


def is_line(run: results.RunView, person: str, line: str) -> bool:
    """Whether the person's statement of the run has the line."""
    sheets = results.sheets_of(person, run)
    return bool(sheets) and (line == PAID or any(each.knows(line) for each in sheets))


def unit_of(line: str, period: str, rules: Rules) -> str:
    """How the line's value is shown: money, percent, points …"""
    return "money" if line == PAID else rules.unit_word(line, rules.calendar.period(period).last_day)


def calendar() -> Calendar:
    """The working days: the rulebook's weekend, the store's holidays."""
    return _calendar(store().snapshot().id, bundle_now())


@lru_cache(maxsize=4)
def _calendar(snapshot: str, _bundle: str) -> Calendar:
    rules, house = rules_now(), store()
    with house.engine() as engine:
        tables = {name: rules.tables[name] for name in ("holidays", "periods")}
        engine.register(house.snapshot(snapshot), tables)
        return with_calendar(rules, Records(engine, rules)).calendar
