"""Money is never added to days: units are checked before anything is computed."""

import pytest

from attain.engine.formulas import UNIT_WORDS, FormulaError, Modified, check, fits, is_unit, parse, unit

UNITS = {
    "sales": "money",
    "cost": "money",
    "lag": "days",
    "call_time": "minutes",
    "orders": "pieces",
    "churn": "percent",
    "hourly": "money/hours",
    "hours_worked": "hours",
    "grade": "text",
    "shipped": "boolean",
    "opened": "date",
    "closed": "date",
}


def unit_of(name):
    return unit(UNITS[(name.name if isinstance(name, Modified) else name).key])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("sales + cost", "money"),
        ("sales + 100", "money"),
        ("100 - sales", "money"),
        ("sales / target(sales)", "number"),
        ("sales / orders", "money"),
        ("sales * churn", "money"),
        ("sales * cost", "money*money"),
        ("sales / lag", "money/days"),
        ("1 / lag", "number/days"),
        ("hourly * hours_worked", "money"),
        ("sales / cost * 365 days", "days"),
        ("sales / cost * 365", "number"),
        ("lag + 2 days", "days"),
        ("orders * 5 money", "money"),
        ("100% - churn", "percent"),
        ("churn + orders", "number"),
        ("-orders", "pieces"),
        ("MIN(sales, cost, 0)", "money"),
        ("CAP(sales, 5000)", "money"),
        ("COALESCE(grade, 'D')", "text"),
        ("IF(shipped, sales)", "money"),
        ("IF(sales > 0, 1, churn)", "percent"),
        ("ROUND(sales, 2)", "money"),
        ("ABS(sales - cost)", "money"),
        ("is_missing(opened)", "boolean"),
        ("closed - opened", "days"),
        ("opened + 3 days", "date"),
        ("opened + 3", "date"),
        ("3 + opened", "date"),
        ("opened - lag", "date"),
        ("MAX(opened, closed)", "date"),
        ("opened >= 2026-01-01", "boolean"),
        ("grade = 'A' and not shipped or sales > 1", "boolean"),
        ("grade in ('A', 'B')", "boolean"),
        ("churn < 5%", "boolean"),
        ("shipped = true", "boolean"),
    ],
)
def test_the_unit_that_comes_out(text, word):
    assert check(parse(text), unit_of).word == word


@pytest.mark.parametrize(
    ("text", "word"),
    [("sum(sales) - 1", "money"), ("count() + count_distinct(grade)", "number"), ("max(opened)", "date")],
)
def test_totals_of_rows_keep_their_unit_and_counts_are_numbers(text, word):
    assert check(parse(text, aggregates=True), unit_of).word == word


@pytest.mark.parametrize(
    ("text", "fault", "position", "values"),
    [
        ("sales + lag", "units", 6, {"operator": "+", "left": "money", "right": "days"}),
        ("1 + (sales - orders)", "units", 11, {"operator": "-", "left": "money", "right": "pieces"}),
        ("sales > lag", "units", 6, {"operator": ">", "left": "money", "right": "days"}),
        ("sales <= 5%", "units", 6, {"operator": "<=", "left": "money", "right": "percent"}),
        ("lag = 2 hours", "units", 4, {"operator": "=", "left": "days", "right": "hours"}),
        ("grade = 1", "units", 6, {"operator": "=", "left": "text", "right": "number"}),
        ("opened > 2026", "units", 7, {"operator": ">", "left": "date", "right": "number"}),
        ("opened + closed", "units", 7, {"operator": "+", "left": "date", "right": "date"}),
        ("opened * 2", "units", 7, {"operator": "*", "left": "date", "right": "number"}),
        ("3 - opened", "units", 2, {"operator": "-", "left": "number", "right": "date"}),
        ("MIN(sales, 0, lag)", "units_within", 14, {"function": "MIN", "left": "money", "right": "days"}),
        (
            "IF(shipped, sales, grade)",
            "units_within",
            19,
            {"function": "IF", "left": "money", "right": "text"},
        ),
        (
            "COALESCE(lag, sales)",
            "units_within",
            14,
            {"function": "COALESCE", "left": "days", "right": "money"},
        ),
        ("grade in ('A', 1)", "units_within", 15, {"function": "in", "left": "text", "right": "number"}),
        ("sales * grade", "not_a_number", 8, {"operator": "*", "unit": "text"}),
        ("-shipped", "not_a_number", 1, {"operator": "-", "unit": "boolean"}),
        ("ABS(opened)", "not_a_number", 4, {"operator": "ABS", "unit": "date"}),
        ("MIN(grade, 'A')", "not_a_number", 4, {"operator": "MIN", "unit": "text"}),
        ("IF(sales, 1, 2)", "not_a_condition", 3, {"operator": "IF", "unit": "money"}),
        ("shipped and orders", "not_a_condition", 12, {"operator": "and", "unit": "pieces"}),
        ("not sales", "not_a_condition", 4, {"operator": "not", "unit": "money"}),
        ("shipped < true", "no_order", 8, {"operator": "<"}),
    ],
)
def test_units_that_do_not_go_together_are_named_at_the_operator(text, fault, position, values):
    with pytest.raises(FormulaError) as caught:
        check(parse(text), unit_of)
    assert caught.value.fault_id == f"fault.formula.{fault}"
    assert (caught.value.position, dict(caught.value.values)) == (position, values)


@pytest.mark.parametrize(
    ("text", "fault"),
    [("sum(grade)", "not_a_number"), ("max(shipped)", "not_a_number"), ("count(shipped)", "count_condition")],
)
def test_rows_are_totalled_only_where_that_has_a_meaning(text, fault):
    with pytest.raises(FormulaError) as caught:
        check(parse(text, aggregates=True), unit_of)
    assert caught.value.fault_id == f"fault.formula.{fault}"


@pytest.mark.parametrize(
    ("text", "declared", "fitting"),
    [
        ("sales / cost", "percent", True),
        ("sales / cost", "points", True),
        ("sales / cost * 365", "days", True),
        ("orders", "months", True),
        ("sales / cost", "money", False),
        ("sales", "money", True),
        ("sales", "number", False),
        ("sales / orders", "money/pieces", True),
        ("sales / hours_worked", "money/hours", True),
        ("sales / hours_worked", "money", False),
        ("orders * 5", "money", True),
        ("orders", "money", False),
        ("1000", "money", True),
        ("5%", "money", False),
        ("1000", "days", True),
        ("lag", "days", True),
        ("lag", "hours", False),
        ("closed - opened", "days", True),
        ("opened", "date", True),
        ("grade", "text", True),
        ("grade", "number", False),
        ("sales > 0", "boolean", True),
        ("1", "boolean", False),
    ],
)
def test_a_result_fits_the_unit_that_its_kpi_declares(text, declared, fitting):
    assert fits(declared, check(parse(text), unit_of)) is fitting


def test_unit_words_are_a_closed_list_and_may_be_compounded():
    assert all(map(is_unit, UNIT_WORDS))
    assert unit("money/hours").word == "money/hours"
    assert unit("money / pieces") == unit("money")
    assert unit("hours*money/days").word == "hours*money/days"
    assert not any(map(is_unit, ("", "euro", "money/", "money/text", "date*days", "/days", "Money")))
