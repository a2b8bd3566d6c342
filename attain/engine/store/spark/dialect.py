"""Trees as Spark's SQL: what its dialect in sqlglot leaves out, and nothing else.

Integers of 128 bits are DECIMAL(38, 0). Sums of 64-bit integers stay 64-bit, where Spark raises an error
instead of wrapping; the same tree is then written `wide`, with every sum in 128 bits.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlglot
from sqlglot import exp

from attain.engine.facts.table import Table

_WIDE = exp.DataType.build("DECIMAL(38, 0)", dialect="spark")
_INT = exp.DataType.build("INT")

#: Types as the store writes them → as Spark reads them.
KINDS = {
    "BIGINT": "BIGINT",
    "VARCHAR": "STRING",
    "DATE": "DATE",
    "TIMESTAMP": "TIMESTAMP_NTZ",
    "BOOLEAN": "BOOLEAN",
}


def spark_text(tree: exp.Expression, wide: bool = False, pretty: bool = False) -> str:
    """The SQL of a tree in Spark's dialect."""
    return tree.transform(_wider if wide else _node).sql("spark", pretty=pretty)


def bound(query: exp.Expression | str, parameters: Sequence[Any] | Mapping[str, Any]) -> exp.Expression:
    """The tree of a query, its parameters put in as literals: a sequence for `?`, a mapping for `$name`."""
    tree = sqlglot.parse_one(query, dialect="duckdb") if isinstance(query, str) else query
    if not parameters:
        return tree
    values = iter(()) if isinstance(parameters, Mapping) else iter(parameters)

    def put(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, (exp.Placeholder, exp.Parameter)):
            return node
        if isinstance(parameters, Mapping):
            return exp.convert(parameters[node.name])
        return exp.convert(parameters[int(node.name) - 1] if node.name.isdigit() else next(values))

    return tree.transform(put)


def tables_in(tree: exp.Expression) -> set[str]:
    """The names of the relations that a tree reads, those that it defines itself left out."""
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - defined


def schema_of(table: Table, lineage: Mapping[str, str]) -> str:
    """A table's columns as Spark declares them, for files that may lack some."""
    kept = {name: kind.physical for name, kind in table.columns.items() if not kind.personal}
    columns = kept | (lineage if table.date is not None else {})
    return ", ".join(f"{quoted(name)} {KINDS[kind]}" for name, kind in columns.items())


def quoted(name: str) -> str:
    """A name as Spark quotes it."""
    return exp.to_identifier(name, quoted=True).sql("spark")


def _node(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
        return _WIDE.copy()
    if isinstance(node, exp.DateAdd) and not _is_int(node.expression):
        node.set("expression", exp.Cast(this=exp.Paren(this=node.expression), to=_INT.copy()))
    return node


def _wider(node: exp.Expression) -> exp.Expression:
    if isinstance(node, exp.Sum) and not isinstance(node.this, exp.Cast):
        node.set("this", exp.Cast(this=exp.Paren(this=node.this), to=_WIDE.copy()))
    return _node(node)


def _is_int(sql: exp.Expression) -> bool:
    return isinstance(sql, exp.Literal) or (isinstance(sql, exp.Cast) and sql.is_type(exp.DataType.Type.INT))
