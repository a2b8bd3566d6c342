"""Formulas and filters over the source's columns: `UnitPrice * Quantity * (1 - Discount)`.

Numbers are read from the texts as integers with six decimals, computed exactly in 128 bits, and rounded
once, half away from zero, to the target column's decimals.
"""

from collections.abc import Iterable
from decimal import Decimal

from sqlglot import exp

from attain.engine.facts.columns import ColumnType
from attain.engine.faults import Faulty
from attain.engine.formulas import Column, FormulaError, RowExpression, names, to_sql, walk
from attain.engine.formulas.tree import Among, Binary, Call, Compare, Expr, Name, Number, Unary
from attain.engine.store.intake.feeds import Header, unknown_source
from attain.engine.store.intake.numbers import integer_of

#: Decimals with which a source column is read inside a formula.
SCALE = 6


def input_name(source: str) -> str:
    """The column of `texts` that holds a source column for formulas."""
    return f"in {source}"


def inputs(formulas: Iterable[RowExpression], header: Header, file: str) -> list[str]:
    """The source columns that formulas read. Raises Faulty with those that are not there."""
    found = sorted({name for formula in formulas for name in names(formula.tree)})
    if faults := [fault for source in found if (fault := unknown_source(source, header, file))]:
        raise Faulty(*faults)
    return found


def number_name(source: str) -> str:
    """The column of `numbered` that holds a source column's number for formulas."""
    return f"number {source}"


def number_columns(formulas: Iterable[RowExpression], mark: str) -> dict[str, str]:
    """Columns of `numbered` beside those of `texts`: name → SQL of the integer with SCALE decimals."""
    sources = sorted(set().union(*(number_inputs(formula) for formula in formulas)))
    return {
        number_name(source): integer_of(input_name(source), SCALE, mark, "percent")[0] for source in sources
    }


def number_inputs(formula: RowExpression) -> set[str]:
    """Those source columns that the formula reckons with or compares to numbers."""
    if isinstance(formula.tree, Name):
        return {formula.tree.key}
    found: set[str] = set()
    for node in walk(formula.tree):
        parts = _parts(node)
        if isinstance(node, Binary | Unary) or any(isinstance(part, Number) for part in parts):
            found |= {part.key for part in parts if isinstance(part, Name)}
    return found


def _parts(node: Expr) -> tuple[Expr, ...]:
    match node:
        case Binary() | Compare():
            return (node.left, node.right)
        case Unary():
            return (node.operand,)
        case Among():
            return (node.value, *node.choices)
        case Call():
            return node.args
    return ()


def computed(formula: RowExpression, kind: ColumnType, scale: int, file: str) -> str:
    """SQL over `numbered`: the formula's value as an integer of the column's scale, NULL where undefined.

    For a column that is no number: the formula's text, date or truth value.
    """
    if not kind.is_number:
        return _translated(formula.tree, formula, file).sql.sql("duckdb")
    rounded = Call("round", (formula.tree, Number(Decimal(scale))))
    found = _translated(rounded, formula, file)
    value, shift = found.sql.sql("duckdb"), scale - found.scale
    value = f"({value}) * {10**shift}" if shift >= 0 else f"({value}) // {10**-shift}"
    return f"TRY_CAST(TRY({value}) AS BIGINT)"


def condition(formula: RowExpression, file: str) -> str:
    """SQL over `numbered`: whether a row is wanted."""
    return f"coalesce({_translated(formula.tree, formula, file).sql.sql('duckdb')}, false)"


def _translated(tree: Expr, formula: RowExpression, file: str) -> Column:
    numbers = number_inputs(formula)

    def column(source: str) -> Column:
        if source in numbers:
            return Column(exp.column(number_name(source), quoted=True), "number", SCALE)
        return Column(exp.column(input_name(source), quoted=True), "text")

    try:
        return to_sql(tree, column)
    except FormulaError as error:
        raise Faulty(error.within(formula.text).fault(file)) from None
