"""What a row expression may read: the columns of a fact table, and of the rows that they name."""

from collections.abc import Mapping

from attain.engine.facts import Table
from attain.engine.formulas import Expr, FormulaError, Modified, Unit, check, unit


def row_units(tables: Mapping[str, Table], of: str) -> dict[str, Unit]:
    """Name → unit: the columns of table `of`; `product.group`, `client.class` … through its references."""
    found: dict[str, Unit] = {}
    if of not in tables:
        return found
    for name, kind in tables[of].columns.items():
        found[name] = unit(kind.unit)
        if kind.references in tables:
            others = tables[kind.references].columns
            found |= {f"{kind.kind}.{other}": unit(its.unit) for other, its in others.items()}
    return found


def row_unit(tree: Expr, tables: Mapping[str, Table], of: str) -> str:
    """The unit word of a row expression over table `of`; "number" where its units do not go together."""
    known = row_units(tables, of)

    def unit_of(node: Expr) -> Unit:
        return known.get((node.name if isinstance(node, Modified) else node).key, unit("number"))

    try:
        return check(tree, unit_of).word
    except FormulaError:
        return "number"
