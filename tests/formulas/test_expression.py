"""Formulas as fields of declarations: read with the document, faults kept with their place."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from attain.engine.declare import Declaration
from attain.engine.formulas import Expression, FormulaError, RowExpression, parse


class Rule(Declaration):
    formula: Expression
    where: RowExpression | None = None


def fault_of(**fields):
    with pytest.raises(ValidationError) as caught:
        Rule(**fields)
    (item,) = caught.value.errors()
    return item


@pytest.mark.parametrize(
    ("given", "text", "tree"),
    [
        ("a / target(a)", "a / target(a)", "a / target(a)"),
        (12, "12", "12"),
        (-3, "-3", "-3"),
        (Decimal("3000.00"), "3000.00", "3000"),
        (Decimal("1E+3"), "1000", "1000"),
        ("1.5%", "1.5%", "1.5%"),
        (True, "true", "true"),
    ],
)
def test_text_numbers_and_truth_values_are_formulas(given, text, tree):
    formula = Rule(formula=given).formula
    assert (formula.text, formula.tree) == (text, parse(tree))
    assert str(formula) == text


def test_an_expression_is_kept_and_written_as_its_text():
    rule = Rule(formula="a+b", where="count() > 1")
    assert Rule(formula=rule.formula).formula is rule.formula
    assert rule.model_dump() == {"formula": "a+b", "where": "count() > 1"}
    assert rule.model_dump_json() == '{"formula":"a+b","where":"count() > 1"}'
    assert Rule.model_json_schema()["properties"]["formula"]["type"] == ["string", "number", "boolean"]


def test_expressions_that_mean_the_same_are_equal():
    assert Expression.of("a + b*2") == Expression.of("(a) + (b * 2.0)")
    assert Expression.of("a + b") != Expression.of("b + a")
    assert Expression.of("a") != RowExpression.of("a")


def test_a_fault_keeps_its_place_and_figures():
    item = fault_of(formula="a * 1,5")
    assert (item["type"], item["loc"]) == ("formula", ("formula",))
    assert item["ctx"]["fault"] == "fault.formula.decimal_comma"
    assert (item["ctx"]["position"], item["ctx"]["length"]) == (4, 3)
    assert item["ctx"]["values"] == {"written": "1,5", "meant": "1.5"}
    assert isinstance(item["ctx"]["error"], FormulaError)
    assert item["ctx"]["error"].pointer() == "a * 1,5\n    ^^^"


@pytest.mark.parametrize("given", [1.5, None, ["a"], {"a": 1}])
def test_what_is_neither_text_nor_number_is_no_formula(given):
    item = fault_of(formula=given)
    assert item["ctx"]["fault"] == "fault.formula.not_text"
    assert item["ctx"]["values"] == {"found": type(given).__name__}


def test_totals_of_rows_belong_in_row_expressions_only():
    assert Rule(formula=1, where="sum(a) > 0").where == RowExpression.of("sum(a) > 0")
    assert fault_of(formula="sum(a)")["ctx"]["fault"] == "fault.formula.aggregate"
