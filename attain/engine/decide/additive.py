"""Whether a formula's values add up: over people, over periods, target beside target."""

from collections.abc import Callable

from attain.engine.formulas.tree import Aggregate, Binary, Expr, Modified, Name, Number, Unary

SUMMING = ("sum", "count", "count_distinct")


def adds(expr: Expr, name_adds: Callable[[str], bool]) -> bool:
    """True for sums and counts, their sums and differences, and their multiples by a plain number."""
    match expr:
        case Aggregate():
            return expr.name in SUMMING
        case Name():
            return name_adds(expr.key)
        case Modified():
            return name_adds(expr.name.key)
        case Unary():
            return adds(expr.operand, name_adds)
        case Binary(operator="+" | "-"):
            return adds(expr.left, name_adds) and adds(expr.right, name_adds)
        case Binary(operator="/"):
            return adds(expr.left, name_adds) and isinstance(expr.right, Number)
        case Binary(operator="*"):
            sides = (expr.left, expr.right)
            return any(isinstance(s, Number) for s in sides) and any(adds(s, name_adds) for s in sides)
    return False
