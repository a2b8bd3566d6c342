"""Rows of built-in tables as Python values: numbers as Decimal at their declared scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.money import scaled
from attain.engine.store import DuckEngine


@dataclass(frozen=True)
class Records:
    """Reads whole built-in tables that are registered on an engine."""

    engine: DuckEngine
    rules: Rules

    def of(self, table: str) -> list[Mapping[str, Any]]:
        """All rows of a built-in table in the order of its key, without personal columns."""
        declared = self.rules.tables[table]
        kept = {name: kind for name, kind in declared.columns.items() if not kind.personal}
        columns = ", ".join(f'"{name}"' for name in kept)
        order = ", ".join(f'"{name}"' for name in declared.key)
        rows = self.engine.query(f'SELECT {columns} FROM "{table}" ORDER BY {order}')
        decimals = self.rules.settings.currency_decimals
        scales = [kind.scale(decimals) if kind.is_number else None for kind in kept.values()]
        return [
            {
                name: value if value is None or scale is None else scaled(value, scale)
                for name, value, scale in zip(kept, row, scales, strict=True)
            }
            for row in rows
        ]
