"""Attributes: what params, peer groups and conditions tell people and units apart by."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attain.engine.declare import number, word
from attain.engine.facts import ColumnType, Table
from attain.engine.trace import Value

#: What every person has.
OWN = ("person", "post", "unit")

#: The tables whose columns are attributes; the first of them that has a column is meant.
TABLES = ("assignments", "people", "units")

#: Columns that say what OWN says, or from when to when a row holds.
_NONE = {"person_id", "unit_id", "from", "to", *OWN}


class Attribute(NamedTuple):
    """A column that is an attribute."""

    table: str
    type: ColumnType


def attributes_in(tables: Mapping[str, Table]) -> dict[str, Attribute]:
    """The attributes that stand in tables, by name."""
    found: dict[str, Attribute] = {}
    for table in TABLES:
        for name, kind in tables[table].columns.items() if table in tables else ():
            if not kind.personal and name not in _NONE:
                found.setdefault(name, Attribute(table, kind))
    return found


def told(value: object, kind: ColumnType) -> str:
    """A column's value as an attribute: percents as rulebooks write them, 50%."""
    if kind.kind == "percent" and isinstance(value, Decimal):
        return f"{word(value.scaleb(2))}%"
    return word(value)


def typed(text: str | None, kind: ColumnType | None) -> Value:
    """An attribute as formulas see it: undefined where its text is none of the column's type."""
    if text is None or kind is None or kind.unit == "text":
        return text
    with suppress(ValueError):
        if kind.unit == "date":
            return date.fromisoformat(text)
        if kind.unit == "boolean":
            return {"true": True, "false": False}.get(text.lower())
        return number(text)
    return None
