"""Rows of built-in tables as Python values: numbers as Decimal at their declared scale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.money import scaled
from attain.engine.store import DuckEngine, Snapshot

#: What the engine calls a column's values, by the column's type.
_STORED = {"date": "DATE", "boolean": "BOOLEAN"}


@dataclass(frozen=True)
class Records:
    """Reads built-in tables that are registered on an engine. made: what was made of whole tables, kept."""

    engine: DuckEngine
    rules: Rules
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def of(self, table: str, snapshot: Snapshot | None = None) -> list[Mapping[str, Any]]:
        """All rows of a built-in table in the order of its key, without personal columns.

        snapshot: as this one has them, if not as they are registered.
        """
        names, rows = self.table(table, snapshot)
        scales = {name: self.scale(table, name) for name in names if self.counts(table, name)}
        found = [dict(zip(names, row, strict=True)) for row in rows]
        for row in found:
            for name, scale in scales.items():
                if (value := row[name]) is not None:
                    row[name] = scaled(value, scale)
        return found

    def table(
        self, table: str, snapshot: Snapshot | None = None
    ) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
        """The columns of a built-in table that are not personal, and all its rows as they are stored."""
        declared = self.rules.tables[table]
        kept = [name for name, kind in declared.columns.items() if not kind.personal]
        columns = ", ".join(f'"{name}"' for name in kept)
        order = ", ".join(f'"{name}"' for name in declared.key)
        source = f'"{table}"' if snapshot is None else f"({snapshot.relation(declared)})"
        return kept, self.engine.query(f"SELECT {columns} FROM {source} ORDER BY {order}")

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query as they are stored: numbers as integers."""
        return self.engine.query(query, parameters)

    def stream(self, query: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The same, of very many rows."""
        return self.engine.stream(query, parameters)

    def scale(self, table: str, column: str) -> int:
        """How many decimals the integers of a column carry."""
        kind = self.rules.tables[table].columns[column]
        return kind.scale(self.rules.settings.currency_decimals)

    def counts(self, table: str, column: str) -> bool:
        """Whether a column has numbers."""
        return self.rules.tables[table].columns[column].is_number

    def number(self, name: str, of: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """A temporary table `name` of rows with columns of the table `of`, and their numbers from 0 on."""
        kinds = self.rules.tables[of].columns
        schema = {column: _STORED.get(kinds[column].kind, "VARCHAR") for column in columns}
        numbered = [(*row, number) for number, row in enumerate(rows)]
        self.engine.table(name, numbered, {**schema, "number": "INTEGER"})
