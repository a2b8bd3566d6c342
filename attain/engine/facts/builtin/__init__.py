"""The built-in tables: what every rulebook can count on, each with its CSV layout."""

from collections.abc import Iterable, Mapping

from attain.engine.facts.builtin.budgets import BUDGETS
from attain.engine.facts.builtin.organisation import ORGANISATION
from attain.engine.facts.builtin.pay import PAY
from attain.engine.facts.builtin.portfolio import PORTFOLIO
from attain.engine.facts.builtin.spec import BuiltinTable, extended
from attain.engine.facts.builtin.targets import TARGETS
from attain.engine.facts.columns import ColumnType
from attain.engine.facts.table import FactTable, Table

#: Every built-in table by name, in the order in which they are best loaded.
BUILTIN: dict[str, BuiltinTable] = {
    table.name: table for table in (*ORGANISATION, *PORTFOLIO, *TARGETS, *PAY, *BUDGETS)
}


def all_tables(
    facts: Iterable[FactTable], extra_columns: Mapping[str, Mapping[str, ColumnType]] | None = None
) -> dict[str, Table]:
    """Every table of a rulebook by name: the built-in ones, with its own columns, and its facts.

    Raises ValueError("fault.fact_name_taken <name>") if a fact table has a built-in table's name.
    """
    own = extra_columns or {}
    builtin = {name: extended(table, own.get(name, {})) for name, table in BUILTIN.items()}
    declared = {table.fact: table for table in facts}
    if taken := sorted(set(builtin) & set(declared)):
        raise ValueError(f"fault.fact_name_taken {taken[0]}")
    return {**builtin, **declared}


__all__ = ["BUILTIN", "BuiltinTable", "all_tables", "extended"]
