"""The functions of the expression language: one table for the parser and for the reference page."""

from dataclasses import dataclass

#: How many arguments where there is no upper end.
MANY = 255


@dataclass(frozen=True, slots=True)
class Function:
    """One function as users see it.

    name: as shown; users may write it in either case.
    signature: with its arguments; those in [ ] may be left out.
    meaning: message id of the sentence that says what it does.
    example: a formula that parses.
    kind: "value" (anywhere), "modifier" (KPI and pay formulas), "aggregate" (row expressions).
    least, most: number of arguments.
    """

    name: str
    signature: str
    meaning: str
    example: str
    kind: str = "value"
    least: int = 1
    most: int = 1


def _modifier(name: str, example: str) -> Function:
    return Function(name, f"{name}(name)", f"function.{name}", example, "modifier")


def _aggregate(name: str, argument: str, example: str, least: int = 1) -> Function:
    return Function(name, f"{name}({argument})", f"function.rows.{name}", example, "aggregate", least)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "IF",
        "IF(condition, then[, otherwise])",
        "function.if",
        "IF(visits > 0, orders / visits)",
        "value",
        2,
        3,
    ),
    Function("MIN", "MIN(a, b, …)", "function.min", "MIN(attainment, 120%)", "value", 2, MANY),
    Function("MAX", "MAX(a, b, …)", "function.max", "MAX(sales_amount, 0)", "value", 2, MANY),
    Function("ABS", "ABS(x)", "function.abs", "ABS(sales_amount - target(sales_amount))"),
    Function(
        "ROUND", "ROUND(x[, places])", "function.round", "ROUND(sales_amount / orders, 2)", "value", 1, 2
    ),
    Function(
        "ROUNDDOWN",
        "ROUNDDOWN(x[, places])",
        "function.rounddown",
        "ROUNDDOWN(missed / 5%) * 2",
        "value",
        1,
        2,
    ),
    Function("ROUNDUP", "ROUNDUP(x[, places])", "function.roundup", "ROUNDUP(visits / 8)", "value", 1, 2),
    Function("CAP", "CAP(x, limit)", "function.cap", "CAP(bonus, 5000)", "value", 2, 2),
    Function("COALESCE", "COALESCE(a, b, …)", "function.coalesce", "COALESCE(visits, 0)", "value", 2, MANY),
    Function("is_missing", "is_missing(x)", "function.is_missing", "IF(is_missing(visits), 0, visits)"),
    _modifier("target", "sales_amount / target(sales_amount)"),
    _modifier("previous", "sales_amount - previous(sales_amount)"),
    _modifier("same_period_last_year", "sales_amount / same_period_last_year(sales_amount)"),
    _modifier("team", "sales_amount / team(sales_amount)"),
    _modifier("unit", "sales_amount / unit(sales_amount)"),
    _modifier("company", "sales_amount / company(sales_amount)"),
    _aggregate("sum", "x", "sum(quantity * price)"),
    _aggregate("count", "[x]", "count()", least=0),
    _aggregate("count_distinct", "x", "count_distinct(client_id)"),
    _aggregate("min", "x", "min(ordered_on)"),
    _aggregate("max", "x", "max(ordered_on)"),
)

VALUES = {f.name.lower(): f for f in FUNCTIONS if f.kind == "value"}
MODIFIERS = {f.name: f for f in FUNCTIONS if f.kind == "modifier"}
AGGREGATES = {f.name: f for f in FUNCTIONS if f.kind == "aggregate"}
