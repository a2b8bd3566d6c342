"""What facts look like: fact tables, the built-in tables, and how a file maps to them. Pure.

FactTable      a declared fact table; `columns` are ColumnType values
ColumnType     kind, scale(currency_decimals), physical, unit, references, optional
BUILTIN        the built-in tables by name; `extended` adds a rulebook's own columns
all_tables     built-in and fact tables of a rulebook by name, as `Store.load` takes them
Mapping        how a source file becomes rows of a table
"""

from attain.engine.facts.builtin import BUILTIN, BuiltinTable, all_tables, extended
from attain.engine.facts.columns import ColumnType, column_type
from attain.engine.facts.mapping import Mapping
from attain.engine.facts.table import FactTable, Table

__all__ = [
    "BUILTIN",
    "BuiltinTable",
    "ColumnType",
    "FactTable",
    "Mapping",
    "Table",
    "all_tables",
    "column_type",
    "extended",
]
