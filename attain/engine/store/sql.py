"""Names and texts inside SQL, written by sqlglot so that no input can step out of its quotes."""

from collections.abc import Iterable
from functools import lru_cache

from sqlglot import exp


@lru_cache(maxsize=4096)
def name(identifier: str) -> str:
    """A quoted identifier."""
    return exp.to_identifier(identifier, quoted=True).sql("duckdb")


def names(identifiers: Iterable[str], prefix: str = "") -> str:
    """Quoted identifiers with commas between, each after `prefix` ("o." …)."""
    return ", ".join(prefix + name(identifier) for identifier in identifiers)


@lru_cache(maxsize=4096)
def text(value: str) -> str:
    """A string literal."""
    return exp.Literal.string(value).sql("duckdb")


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
