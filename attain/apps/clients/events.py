"""What happened to a client, read from the store: facts are sorted by client, and a month is a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.facts.table import FactTable
from attain.engine.money import scaled
from attain.engine.store import DuckEngine, Snapshot, sql

#: The chart has so many months; what happened is read for as many.
MONTHS = 24

#: Of an event so many of its words are told.
DETAILS = 4


@dataclass(frozen=True)
class Event:
    """One event, or all rows of one order. rows: how many; amount: None where it has none."""

    table: str
    on: date
    key: str
    amount: Decimal | None
    rows: int
    person: str
    details: Sequence[tuple[str, Any]] = field(default_factory=tuple)


class Facts:
    """The facts of clients in one snapshot, read by an engine."""

    def __init__(self, engine: DuckEngine, snapshot: Snapshot, rules: Rules) -> None:
        self.engine, self.snapshot, self.rules = engine, snapshot, rules
        self.decimals = rules.settings.currency_decimals

    def tables(self) -> tuple[FactTable, ...]:
        """Those with a client that have rows, the greatest first."""
        found = [table for table in self.rules.facts.values() if table.client and self._rows(table)]
        return tuple(sorted(found, key=lambda table: (-self._rows(table), table.name)))

    def main(self) -> FactTable | None:
        """What clients' worth is told by: the greatest table with money."""
        return next((table for table in self.tables() if money(table)), None)

    def months(self, client: str, start: date, end: date) -> dict[str, Decimal]:
        """Month → the sum of the main table in it, of [start, end)."""
        table = self.main()
        if table is None:
            return {}
        day, worth = sql.name(table.date), money(table)
        rows = self.engine.query(
            f"SELECT strftime({day}, '%Y-%m'), CAST(sum({sql.name(worth)}) AS BIGINT) "
            f"FROM ({self._of(table, start, end)}) WHERE {sql.name(table.client or '')} = ? "
            f"AND {day} >= ? AND {day} < ? GROUP BY 1",
            [client, start, end],
        )
        return {month: self._money(table, worth, value) for month, value in rows if value is not None}

    def events(
        self, client: str, start: date, end: date, most: int, only: str = ""
    ) -> tuple[list[Event], dict[str, int]]:
        """The newest events of [start, end), and how many of each table there are.

        Each table is asked once, for no more than are wanted.
        """
        found: list[Event] = []
        counts: dict[str, int] = {}
        for table in self.tables():
            rows = list(self._events(table, client, start, end, most))
            if rows:
                counts[table.name] = rows[0][0]
                found += [event for _, event in rows] if only in ("", table.name) else []
        found.sort(key=lambda each: (each.on, each.table, each.key), reverse=True)
        return found[:most], counts

    def targets(self, client: str, since: str) -> list[tuple[str, str, Decimal]]:
        """(period, name, value) of the client's own targets, from a period on."""
        table = self.rules.tables["targets"]
        rows = self.engine.query(
            f"SELECT period, name, value FROM ({self.snapshot.relation(table)}) "
            "WHERE subject_kind = 'client' AND subject_id = ? AND \"group\" = '' AND period >= ? "
            "ORDER BY period DESC, name",
            [client, since],
        )
        scale = table.columns["value"].scale(self.decimals)
        return [(period, name, scaled(value, scale)) for period, name, value in rows]

    def _events(
        self, table: FactTable, client: str, start: date, end: date, most: int
    ) -> Iterator[tuple[int, Event]]:
        worth, day = money(table), sql.name(table.date)
        told = _told(table)
        person = f"any_value({sql.name(table.employee)})" if table.employee else "NULL"
        amount = f"CAST(sum({sql.name(worth)}) AS BIGINT)" if worth else "NULL"
        listed = "".join(f", any_value({sql.name(name)})" for name in told)
        by = f"{day}, {sql.name(table.key[0])}"
        rows = self.engine.query(
            f"SELECT count(*) OVER (), CAST({day} AS DATE), CAST({sql.name(table.key[0])} AS VARCHAR), "
            f"{amount}, count(*), {person}{listed} FROM ({self._of(table, start, end)}) "
            f"WHERE {sql.name(table.client or '')} = ? AND {day} >= ? AND {day} < ? "
            f"GROUP BY {by} ORDER BY {day} DESC, 3 DESC LIMIT {most}",
            [client, start, end],
        )
        for count, on, key, value, number, who, *values in rows:
            details = () if number > 1 else tuple(self._details(table, told, values))
            sum_of = None if value is None else self._money(table, worth, value)
            yield count, Event(table.name, on, key, sum_of, number, who or "", details)

    def _details(
        self, table: FactTable, names: Sequence[str], values: Sequence[Any]
    ) -> Iterator[tuple[str, Any]]:
        for name, value in zip(names, values, strict=True):
            kind = table.columns[name]
            if value is None or value is False or value == "":
                continue
            if kind.is_number:
                value = scaled(value, kind.scale(self.decimals))
            yield name.replace("_", " "), value.date() if isinstance(value, datetime) else value

    def _of(self, table: FactTable, start: date, end: date) -> str:
        return self.snapshot.relation(table, start, end)

    def _rows(self, table: FactTable) -> int:
        return 0 if table.name in self.snapshot.manifest.outside else self.snapshot.rows(table.name)

    def _money(self, table: FactTable, column: str, value: int) -> Decimal:
        return scaled(int(value), table.columns[column].scale(self.decimals))


def money(table: FactTable) -> str:
    """The first money column; "" where there is none."""
    return next((name for name, kind in table.columns.items() if kind.kind == "money"), "")


def _told(table: FactTable) -> tuple[str, ...]:
    """The columns that say most about an event: what kind, yes or no, how much, by when."""
    kinds = ("choice", "boolean", "date", "integer", "minutes", "hours", "days", "percent")
    rest = {*table.key, table.date, table.client, table.employee, table.owned_on, table.reverses}
    found = [name for name, kind in table.columns.items() if kind.kind in kinds and name not in rest]
    return tuple(sorted(found, key=lambda name: kinds.index(table.columns[name].kind))[:DETAILS])


def titles(rules: Rules) -> Mapping[str, Mapping[str, str]]:
    """What fact tables are called, by language."""
    return {name: table.title for name, table in rules.facts.items()}
