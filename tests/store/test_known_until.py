"""Up to which day facts are known: what is planned and due lies ahead of what has happened."""

from datetime import date

import pytest

from attain.engine.facts import FactTable, all_tables
from attain.engine.store import DuckEngine, IntakeSettings, known_until

SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")


def fact(name: str, day: str) -> FactTable:
    columns = {"id": "text", "client_id": "client", day: "date"}
    declared = {"fact": name, "grain": "one", "columns": columns, "key": ["id"], "date": day}
    return FactTable.model_validate(declared | {"client": "client_id"})


TABLES = all_tables([fact("orders", "ordered_on"), fact("plans", "planned_on")])
OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


@pytest.fixture
def until(store, tmp_path):
    """What is known of a period. Orders reach the fifth of November, plans stand to the end of December."""
    _load(store, tmp_path, "clients", "client_id,name,class", ["K1,Shop,A"])
    ordered = [f"O{n},K1,2026-10-{n % 30 + 1:02}" for n in range(60)]
    _load(store, tmp_path, "orders", "id,client_id,ordered_on", [*ordered, "O60,K1,2026-11-05"])
    planned = [f"P{n},K1,2026-{11 + n % 2}-{n % 30 + 1:02}" for n in range(40)]
    _load(store, tmp_path, "plans", "id,client_id,planned_on", planned)

    def found(start: date, end: date) -> date | None:
        with DuckEngine(threads=1) as engine:
            return known_until(engine, store.snapshot(), TABLES, start, end)

    return found


def _load(store, folder, table, head, rows):
    path = folder / f"{table}.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    store.load(TABLES, path, table, SETTINGS)


def test_plans_of_days_to_come_are_no_facts_known(until):
    assert until(NOVEMBER, DECEMBER) == date(2026, 11, 5)


def test_a_period_that_is_over_is_known_to_its_last_day_with_facts(until):
    assert until(OCTOBER, NOVEMBER) == date(2026, 10, 30)


def test_a_period_that_ends_within_a_month_is_not_known_beyond_its_end(until):
    assert until(date(2026, 10, 5), date(2026, 10, 12)) == date(2026, 10, 11)


def test_before_all_facts_nothing_is_known(until):
    assert until(date(2025, 1, 1), date(2025, 2, 1)) is None
