"""Names and texts inside SQL, in quotes that no input can step out of: a quote within is written twice.

They are what sqlglot writes of them; its writer takes 18 ms to be read, and many commands need no more of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any


def name(identifier: str) -> str:
    """A quoted identifier."""
    doubled = identifier.replace('"', '""')
    return f'"{doubled}"'


def names(identifiers: Iterable[str], prefix: str = "") -> str:
    """Quoted identifiers with commas between, each after `prefix` ("o." …)."""
    return ", ".join(prefix + name(identifier) for identifier in identifiers)


def text(value: str) -> str:
    """A string literal."""
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


def texts(values: Iterable[str]) -> str:
    """A list of string literals: ['a', 'b']."""
    return "[" + ", ".join(text(value) for value in values) + "]"


def equal(columns: Iterable[str], left: str, right: str) -> str:
    """left.a = right.a AND …"""
    return " AND ".join(f"{left}.{name(column)} = {right}.{name(column)}" for column in columns)


def same(columns: Iterable[str], left: str, right: str) -> str:
    """left.a IS NOT DISTINCT FROM right.a AND …; true for no columns."""
    pairs = (f"{left}.{name(c)} IS NOT DISTINCT FROM {right}.{name(c)}" for c in columns)
    return " AND ".join(pairs) or "true"


#: Stands between values that go to the engine as one text.
_BETWEEN = "\x1f"
_WHOLE = ("BIGINT", "INTEGER")


def rows_of(columns: Iterable[Sequence[Any]], kinds: Iterable[str]) -> tuple[str, list[Any]]:
    """A query with the rows that these columns make, and its parameters: one a column.

    A column goes as one text, which arrives many times faster than as many values; as a list where a value
    is empty, or has in it what stands between. (What is not materialized, the engine folds value by value.)
    """
    given, lists, values = [], [], []
    for at, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
        joined = _joined(column, kind)
        as_text = joined is not None and joined.count(_BETWEEN) == len(column) - 1
        given.append("?" if as_text else f"?::{kind}[]")
        lists.append(f"string_split(c{at}, '{_BETWEEN}')::{kind}[]" if as_text else f"c{at}")
        values.append(joined if as_text else list(column))
    names = ", ".join(f"c{at}" for at in range(len(values)))
    whole = f"SELECT * FROM (VALUES ({', '.join(given)})) AS given({names})"
    unnested = ", ".join(f"unnest({each})" for each in lists)
    return f"WITH given AS MATERIALIZED ({whole}) SELECT {unnested} FROM given", values


def _joined(column: Sequence[Any], kind: str) -> str | None:
    """All values as one text; None where some are empty or not of the kind."""
    types = {*map(type, column)}
    if kind == "VARCHAR" and types == {str}:
        return _BETWEEN.join(column)
    if kind == "DATE" and types == {date}:
        return _BETWEEN.join(map(date.isoformat, column))
    if kind in _WHOLE and types == {int}:
        return _BETWEEN.join(map(str, column))
    return None
