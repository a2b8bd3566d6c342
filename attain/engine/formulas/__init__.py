"""Attain's expression language: the formulas of KPIs, gates, plans, row filters and measures.

    tree = parse("sales_amount / target(sales_amount)")          # or FormulaError, at the character
    unit = check(tree, unit_of)                                  # money is never added to days
    formula = compile_formula(tree, unit_of)                     # once
    value = evaluate(formula, scope)                             # for every person, exactly

`Expression` and `RowExpression` are the types of fields of declarations. Row expressions (column names,
sum, count, count_distinct, min, max) become SQL by `to_sql`. `FUNCTIONS` is the table of functions,
from which the reference page is made; `UNIT_WORDS` are the words that `unit:` may be.
"""

from attain.engine.formulas.checking import UnitOf, check
from attain.engine.formulas.compile import compile_formula, evaluate
from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.expression import Expression, RowExpression
from attain.engine.formulas.functions import FUNCTIONS, Function
from attain.engine.formulas.parse import parse
from attain.engine.formulas.sql import Column, to_sql
from attain.engine.formulas.steps import Scope, Step
from attain.engine.formulas.tree import (
    Aggregate,
    Expr,
    Modified,
    Name,
    aggregates,
    names,
    references,
    rename,
    walk,
)
from attain.engine.formulas.units import UNIT_WORDS, Unit, fits, is_unit, unit
from attain.engine.formulas.unknown import unknown
from attain.engine.formulas.writing import name_text, text_of

__all__ = [
    "FUNCTIONS",
    "UNIT_WORDS",
    "Aggregate",
    "Column",
    "Expr",
    "Expression",
    "FormulaError",
    "Function",
    "Modified",
    "Name",
    "RowExpression",
    "Scope",
    "Step",
    "Unit",
    "UnitOf",
    "aggregates",
    "check",
    "compile_formula",
    "evaluate",
    "fits",
    "is_unit",
    "name_text",
    "names",
    "parse",
    "references",
    "rename",
    "text_of",
    "to_sql",
    "unit",
    "unknown",
    "walk",
]
