"""What a built-in table is, in the same column language as a fact table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from attain.engine.facts.columns import ColumnType, column_type

OPEN = "date = 2100-01-01"
WHOLE = "percent = 100%"


@dataclass(frozen=True)
class BuiltinTable:
    """A table that every rulebook has. Its CSV has these columns; empty cells get the default.

    name, meaning: what it is. columns: name → type. key: what tells rows apart.
    example: one row as it stands in a CSV file.
    """

    name: str
    meaning: str
    columns: Mapping[str, ColumnType]
    key: tuple[str, ...]
    example: Mapping[str, str]
    date: str | None = None

    @property
    def order(self) -> tuple[str, ...]:
        """The total order in which rows are stored."""
        return self.key

    @property
    def personal(self) -> tuple[str, ...]:
        """The columns that are kept apart, so that a person can be erased."""
        return tuple(name for name, kind in self.columns.items() if kind.personal)

    @property
    def kept(self) -> dict[str, ColumnType]:
        """The columns that are not personal."""
        return {name: kind for name, kind in self.columns.items() if not kind.personal}


def table(
    name: str, meaning: str, key: tuple[str, ...], columns: Mapping[str, str], example: Mapping[str, str]
) -> BuiltinTable:
    """A built-in table from its columns in the column language."""
    types = {column: column_type(declared) for column, declared in columns.items()}
    return BuiltinTable(name, meaning, types, key, example)


def extended(builtin: BuiltinTable, extra_columns: Mapping[str, ColumnType]) -> BuiltinTable:
    """The table with a rulebook's own columns added; they are optional unless a default is given.

    Raises ValueError("fault.table_column_taken <column>") if a column is there already.
    """
    for column in extra_columns:
        if column in builtin.columns:
            raise ValueError(f"fault.table_column_taken {column}")
    added = {
        column: kind if kind.default is not None else replace(kind, optional=True)
        for column, kind in extra_columns.items()
    }
    return replace(builtin, columns={**builtin.columns, **added})
