"""A formula that can't be read says why, at the character."""

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine import formulas
from attain.engine.formulas import FUNCTIONS, FormulaError, check, parse, unit, unknown
from attain.wording import Wording
from attain.wording.messages import written


def error_of(text, **settings):
    with pytest.raises(FormulaError) as caught:
        parse(text, **settings)
    return caught.value


@pytest.mark.parametrize(
    ("text", "fault", "position", "length"),
    [
        ("", "empty", 0, 0),
        ("  ", "empty", 0, 0),
        ("1,5 * a", "decimal_comma", 0, 3),
        ("a * 1,5", "decimal_comma", 4, 3),
        ("(1,5)", "decimal_comma", 1, 3),
        ("IF(a > 1,5, b, c)", "decimal_comma", 7, 3),
        ("ABS(2,75)", "decimal_comma", 4, 4),
        ("a > 1,000", "thousands", 4, 5),
        ("1 000 + a", "thousands", 0, 5),
        ("1\u00a0000", "thousands", 0, 5),
        ("1.000.000", "thousands", 0, 9),
        ("1" * 31, "long_number", 0, 31),
        ("a < 2026-02-30", "date", 4, 10),
        ("a = 'x", "open_text", 4, 2),
        ("a + [b", "open_title", 4, 2),
        ("a + [ ]", "empty_title", 4, 3),
        ("IF(a; b; c)", "semicolon", 4, 1),
        ("a%", "percent", 1, 1),
        ("a ^ 2", "symbol", 2, 1),
        ("a && b", "symbol", 2, 1),
        ("=a + b", "leading_equals", 0, 1),
        ("a +", "ends_early", 3, 0),
        ("a and", "ends_early", 5, 0),
        ("MIN(a, (b + 1)", "unclosed", 3, 1),
        ("a + b)", "unopened", 5, 1),
        ("a + * b", "value_missing", 4, 1),
        ("* b", "value_missing", 0, 1),
        ("MIN(a, )", "value_missing", 7, 1),
        ("2x", "operator_missing", 1, 1),
        ("2 (a + b)", "operator_missing", 2, 1),
        ("a [b c]", "operator_missing", 2, 5),
        ("sales plan / 2", "spaced_name", 0, 10),
        ("a, b", "comma", 1, 1),
        ("1 < a < 5", "chained", 6, 1),
        ("a = b = c", "chained", 6, 1),
        ("a = not b", "value_missing", 4, 3),
        ("a in 3", "in_list", 5, 1),
        ("a = b in (1)", "unexpected", 6, 2),
        ("foo(a)", "unknown_function", 0, 3),
        ("a + ruond(b)", "unknown_function.near", 4, 5),
        ("IF(a)", "arguments", 0, 2),
        ("a + CAP(b)", "arguments", 4, 3),
        ("MIN(a)", "arguments", 0, 3),
        ("target(a, b)", "arguments", 0, 6),
        ("ROUND(a, 1.5)", "places", 9, 3),
        ("ROUND(a, b)", "places", 9, 1),
        ("ROUND(a, 99)", "places", 9, 2),
        ("target(a + 1)", "modifier_of", 7, 5),
        ("a / sum(b)", "aggregate", 4, 3),
    ],
)
def test_the_error_names_the_fault_and_its_place(text, fault, position, length):
    error = error_of(text)
    assert (error.fault_id, error.position, error.length) == (f"fault.formula.{fault}", position, length)


@pytest.mark.parametrize(
    ("text", "fault", "position"),
    [
        ("a > target(a)", "modifier_in_rows", 4),
        ("sum(a + max(b))", "nested_aggregate", 8),
        ("count(a, b)", "arguments", 0),
        ("sum()", "arguments", 0),
        ("cuont(a)", "unknown_function.near", 0),
    ],
)
def test_row_expressions_have_faults_of_their_own(text, fault, position):
    error = error_of(text, aggregates=True)
    assert (error.fault_id, error.position) == (f"fault.formula.{fault}", position)


def test_figures_for_the_sentence_travel_with_the_error():
    assert error_of("a * 1,5").values == {"written": "1,5", "meant": "1.5"}
    assert error_of("план продаж / 2").values == {"name": "план продаж"}
    assert error_of("ruond(b)").values == {"function": "ruond", "nearest": "ROUND"}
    assert error_of("CAP(b)").values == {"signature": "CAP(x, limit)", "count": 1}


def test_an_error_crosses_processes_whole():
    error = error_of("a * 1,5")
    again = pickle.loads(pickle.dumps(error))
    assert (again.fault_id, again.pointer(), again.values) == (error.fault_id, error.pointer(), error.values)


def test_carets_stand_under_the_place_in_wide_and_narrow_letters():
    assert error_of("план + 1,5").pointer() == "план + 1,5\n       ^^^"
    # Two letters that are each two columns wide, then three columns: seven.
    assert error_of("客户 + 1,5").pointer() == "客户 + 1,5\n       ^^^"
    assert error_of("a\n + 1,5\n + b").pointer() == " + 1,5\n   ^^^"


def test_an_error_becomes_a_fault_of_its_file():
    fault = error_of("a * 1,5").fault("kpis/x.yaml", 4, 10)
    assert (fault.id, fault.file, fault.line, fault.column) == (
        "fault.formula.decimal_comma",
        "kpis/x.yaml",
        4,
        14,
    )
    assert fault.values["pointer"] == "a * 1,5\n    ^^^"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1" + "+1" * 2000, "long"),
        ("(" * 3000, "deep"),
        ("(" * 61 + "1" + ")" * 61, "deep"),
        ("-" * 61 + "1", "deep"),
        ("not " * 61 + "a", "deep"),
        ("ABS(" * 61 + "1" + ")" * 61, "deep"),
        ("target(" * 61 + "a" + ")" * 61, "deep"),
        ("IF(a, 1, " * 61 + "1" + ")" * 61, "deep"),
        ("+".join("a" * 251), "large"),
    ],
)
def test_a_formula_bomb_is_a_clear_fault(text, fault):
    assert error_of(text).fault_id == f"fault.formula.{fault}"


def test_what_is_just_below_the_limits_is_a_formula():
    parse("(" * 60 + "1" + ")" * 60)
    parse("-" * 59 + "1")
    parse("+".join("a" * 250))
    parse("a = '((((" + "(" * 100 + "'")


@given(st.text(alphabet="ab1 .,;+-*/()<>=!'\"[]%年п(IFnot)", max_size=40), st.booleans())
def test_any_text_is_a_formula_or_a_fault_within_it(text, aggregates):
    error = tried(text, aggregates)
    if error is not None:
        assert 0 <= error.position <= error.position + error.length <= len(text)
        assert "^" in error.pointer()
        assert Wording("en", strict=True).say(error.fault_id, **error.values)


def tried(text, aggregates):
    try:
        parse(text, aggregates=aggregates)
    except FormulaError as error:
        return error
    return None


def test_unknown_names_come_with_the_nearest_known_one():
    text = "sales_amonut / target(sales_amonut) + xyz + sales_amount"
    found = unknown(parse(text), {"sales_amount", "visits"}, text)
    assert [(e.fault_id, e.position, dict(e.values)) for e in found] == [
        ("fault.formula.unknown_name.near", 0, {"name": "sales_amonut", "nearest": "sales_amount"}),
        ("fault.formula.unknown_name.near", 22, {"name": "sales_amonut", "nearest": "sales_amount"}),
        ("fault.formula.unknown_name", 38, {"name": "xyz"}),
    ]
    assert found[1].pointer().endswith("\n" + " " * 22 + "^" * 12)


def test_every_fault_and_every_function_has_its_sentence():
    sources = Path(formulas.__file__).parent.glob("*.py")
    used = {id for f in sources for id in re.findall(r"\"(fault\.formula(?:\.\w+)+)\"", f.read_text("utf-8"))}
    sentences = set(written()["formulas.yaml"])
    assert len(used) > 40
    assert used == {id for id in sentences if id.startswith("fault.formula.")}
    assert {f.meaning for f in FUNCTIONS} == {id for id in sentences if id.startswith("function.")}


@pytest.mark.parametrize("language", ["en", "zh", "es", "ja", "ru"])
def test_a_fault_is_said_in_the_readers_language(language):
    with pytest.raises(FormulaError) as caught:
        check(parse("a + b"), lambda name: unit({"a": "money", "b": "days"}[name.key]))
    said = Wording(language, strict=True).say(caught.value.fault_id, **caught.value.values)
    assert "money" in said
    assert "days" in said
