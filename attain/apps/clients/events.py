"""What happened to a client, read from the store: facts are sorted by client, and a month is a file."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
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


#: Columns that tell people nothing: they only make counting quicker.
_COUNTING = ("is_order_head",)

#: A day, the table, the key, the sum of its money, how many rows, who, and what is told of it.
_Row = tuple[date, str, str, int | None, int, str | None, Sequence[str | None]]


class Facts:
    """The facts of one client on the days of [start, end), in one snapshot: each table is read once."""

    def __init__(
        self, engine: DuckEngine, snapshot: Snapshot, rules: Rules, client: str, start: date, end: date
    ) -> None:
        self.engine, self.snapshot, self.rules = engine, snapshot, rules
        self.client, self.start, self.end = client, start, end
        self.decimals = rules.settings.currency_decimals

    def tables(self) -> tuple[FactTable, ...]:
        """Those with a client that have rows, the greatest first."""
        found = [table for table in self.rules.facts.values() if table.client and self._count(table)]
        return tuple(sorted(found, key=lambda table: (-self._count(table), table.name)))

    def main(self) -> FactTable | None:
        """What clients' worth is told by: the greatest table with money."""
        return next((table for table in self.tables() if money(table)), None)

    @cached_property
    def months(self) -> dict[str, Decimal]:
        """Month → the sum of the main table in it."""
        table = self.main()
        found: dict[str, Decimal] = {}
        for on, name, _, value, *_ in self._rows if table is not None else ():
            if table is not None and name == table.name and value is not None:
                worth = self._money(table, money(table), value)
                found[f"{on:%Y-%m}"] = found.get(f"{on:%Y-%m}", Decimal(0)) + worth
        return found

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many events there are of each table that has any."""
        return Counter(name for _, name, *_ in self._rows)

    def events(self, first: int, many: int, only: str = "") -> tuple[list[Event], bool]:
        """Of the newest events, after the first ones so many; and whether there are older ones."""
        rows = [row for row in self._rows if only in ("", row[1])]
        return [self._event(row) for row in rows[first : first + many]], len(rows) > first + many

    def targets(self, since: str) -> list[tuple[str, str, Decimal]]:
        """(period, name, value) of the client's own targets, from a period on."""
        table = self.rules.tables["targets"]
        rows = self.engine.query(
            f"SELECT period, name, value FROM ({self.snapshot.relation(table)}) "
            "WHERE subject_kind = 'client' AND subject_id = ? AND \"group\" = '' AND period >= ? "
            "ORDER BY period DESC, name",
            [self.client, since],
        )
        scale = table.columns["value"].scale(self.decimals)
        return [(period, name, scaled(value, scale)) for period, name, value in rows]

    @cached_property
    def _rows(self) -> list[_Row]:
        """Every event, the newest first: all tables are asked at once."""
        tables = self.tables()
        each = [f"({self._of_table(at, table)})" for at, table in enumerate(tables)]
        days = [self.client, self.start, self.end]
        found = self.engine.query(" UNION ALL ".join(each), days * len(each)) if each else []
        rows = [(on, tables[at].name, *rest) for at, on, *rest in found]
        return sorted(rows, key=lambda row: row[:3], reverse=True)

    def _of_table(self, at: int, table: FactTable) -> str:
        """The events of one table; what is told of them as texts, so that all tables' rows are alike."""
        worth = money(table)
        person = f"any_value({sql.name(table.employee)})" if table.employee else "NULL"
        amount = f"CAST(sum({sql.name(worth)}) AS BIGINT)" if worth else "NULL"
        told = ", ".join(f"CAST(any_value({sql.name(name)}) AS VARCHAR)" for name in _told(table))
        day, key = f"CAST({sql.name(table.date)} AS DATE)", f"CAST({sql.name(table.key[0])} AS VARCHAR)"
        columns = f"{at}, {day}, {key}, {amount}, count(*), {person}, CAST([{told}] AS VARCHAR[])"
        return f"{self._select(table, columns)} GROUP BY {day}, {key}"

    def _select(self, table: FactTable, columns: str) -> str:
        """Columns of the client's rows; parameters: the client, from and to."""
        day = sql.name(table.date)
        return (
            f"SELECT {columns} FROM ({self.snapshot.relation(table, self.start, self.end)}) "
            f"WHERE {sql.name(table.client or '')} = ? AND {day} >= ? AND {day} < ?"
        )

    def _event(self, row: _Row) -> Event:
        on, name, key, value, number, who, values = row
        table = self.rules.facts[name]
        details = () if number > 1 else tuple(self._details(table, _told(table), values))
        sum_of = None if value is None else self._money(table, money(table), value)
        return Event(name, on, key, sum_of, number, who or "", details)

    def _details(
        self, table: FactTable, names: Sequence[str], values: Sequence[str | None]
    ) -> Iterator[tuple[str, Any]]:
        for name, value in zip(names, values, strict=True):
            kind = table.columns[name]
            if value in (None, "", "false"):
                continue
            if kind.is_number:
                yield name, scaled(int(value), kind.scale(self.decimals))
            elif kind.kind == "date":
                yield name, date.fromisoformat(value[:10])
            else:
                yield name, True if kind.kind == "boolean" else value

    def _count(self, table: FactTable) -> int:
        return 0 if table.name in self.snapshot.manifest.outside else self.snapshot.rows(table.name)

    def _money(self, table: FactTable, column: str, value: int) -> Decimal:
        return scaled(int(value), table.columns[column].scale(self.decimals))


def money(table: FactTable) -> str:
    """The first money column; "" where there is none."""
    return next((name for name, kind in table.columns.items() if kind.kind == "money"), "")


def _told(table: FactTable) -> tuple[str, ...]:
    """The columns that say most about an event: what kind, yes or no, how much, by when."""
    kinds = ("choice", "boolean", "date", "integer", "minutes", "hours", "days", "percent")
    rest = {*_COUNTING, *table.key, table.date, table.client, table.employee, table.owned_on, table.reverses}
    found = [name for name, kind in table.columns.items() if kind.kind in kinds and name not in rest]
    return tuple(sorted(found, key=lambda name: kinds.index(table.columns[name].kind))[:DETAILS])


def titles(rules: Rules) -> Mapping[str, Mapping[str, str]]:
    """What fact tables are called, by language."""
    return {name: table.title for name, table in rules.facts.items()}
