"""What of people a payroll file can name: number, name, unit, post, columns of `people`."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.runs.payroll_file import Payee
from attain.runs.payroll_mapping import PayrollMapping
from attain.runs.records import Records

#: The column of `people` that has payroll's own number, where no list of numbers was brought.
NUMBER = "payroll_number"


def payees(
    store: Store,
    snapshot: Snapshot,
    rules: Rules,
    mapping: PayrollMapping,
    keys: Collection[str],
    last_day: date,
    numbers: Mapping[str, str],
) -> dict[str, Payee]:
    """The people of these keys, with what the mapping's columns ask for and no more.

    numbers: person → payroll's number, before that of the column NUMBER.
    """
    asked = {column.source for column in mapping.columns}
    wanted = set(keys)
    rows: dict[str, Mapping[str, Any]] = {}
    places: dict[str, tuple[str, str]] = {}
    names: dict[str, Mapping[str, Any]] = {}
    if asked & {"number", "column", "unit", "post"}:
        with DuckEngine() as engine:
            engine.register(snapshot, rules.tables)
            records = Records(engine, rules)
            if asked & {"number", "column"}:
                rows = {row["person_id"]: row for row in records.of("people") if row["person_id"] in wanted}
            if asked & {"unit", "post"}:
                places = _places(records, wanted, last_day)
    if asked & {"name", "column"}:
        names = {row["person_id"]: row for row in store.personal("people") if row["person_id"] in wanted}
    found = {}
    for key in keys:
        known = {**names.get(key, {}), **rows.get(key, {})}
        columns = {name: str(value) for name, value in known.items() if value is not None}
        unit, post = places.get(key, ("", ""))
        number = numbers.get(key) or columns.get(NUMBER, "")
        found[key] = Payee(number, _name(known), unit, post, columns)
    return found


def _places(records: Records, wanted: set[str], last_day: date) -> dict[str, tuple[str, str]]:
    """Unit and post of the newest assignment that began by the day."""
    found: dict[str, tuple[date, str, str]] = {}
    for row in records.of("assignments"):
        person, since = row["person_id"], row["from"]
        if person in wanted and since <= last_day:
            found[person] = max(found.get(person, (since, "", "")), (since, row["unit_id"], row["post"]))
    return {person: (unit, post) for person, (_, unit, post) in found.items()}


def _name(known: Mapping[str, Any]) -> str:
    parts = (known.get("family_name") or "", known.get("given_name") or "")
    return str(known.get("name") or " ".join(part for part in parts if part))
