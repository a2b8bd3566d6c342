"""Formulas compute exactly, undefined stays undefined, and the trace is the calculation."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.formulas import compile_formula, evaluate, parse, text_of, unit
from attain.engine.formulas.tree import Binary, Call, Compare, Logic, Name, Not, Number, Unary, walk
from attain.engine.trace import Trace

VALUES = {
    "sales": Decimal("120000.50"),
    "visits": Decimal(18),
    "zero": Decimal(0),
    "grade": "B",
    "yes": True,
    "no": False,
    "opened": date(2026, 1, 30),
    "closed": date(2026, 3, 1),
}


class Given:
    """A scope of known values; names it does not know are undefined. Modified names are `modifier.name`."""

    def __init__(self, values=VALUES, trace=None):
        self.values, self.trace, self.read = values, trace, []

    def value(self, name, modifiers):
        key = ".".join((*modifiers, name))
        self.read.append(key)
        found = self.values.get(key)
        if self.trace is not None:
            self.trace.push("given", found, name=key)
        return found


def value_of(text, **more):
    return evaluate(compile_formula(parse(text)), Given(VALUES | more))


def traced(text, unit_of=None, **more):
    trace = Trace()
    evaluate(compile_formula(parse(text), unit_of), Given(VALUES | more, trace))
    return trace.result()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", "6.5"),
        ("0.1 + 0.2", "0.3"),
        ("sales / visits * 0", "0"),
        ("95% * 200", "190"),
        ("-visits", "-18"),
        ("MIN(visits, 20, 3) + MAX(visits, 20, 3)", "23"),
        ("ABS(3 - visits)", "15"),
        ("ROUND(2.5)", "3"),
        ("ROUND(-2.5)", "-3"),
        ("ROUND(sales, -3)", "120000"),
        ("ROUND(2.675, 2)", "2.68"),
        ("ROUNDDOWN(2.679, 2)", "2.67"),
        ("ROUNDDOWN(-2.9)", "-2"),
        ("ROUNDUP(2.001)", "3"),
        ("ROUNDUP(-2.001, 2)", "-2.01"),
        ("rounddown(12% / 5%)", "2"),
        ("CAP(visits, 10)", "10"),
        ("CAP(5, 10)", "5"),
        ("IF(visits > 10, 1, 2)", "1"),
        ("IF(visits > 100, 1, 2)", "2"),
        ("COALESCE(nothing, target(nothing), 7)", "7"),
        ("closed - opened", "30"),
    ],
)
def test_numbers_worked_by_hand(text, expected):
    assert value_of(text) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grade = 'B'", True),
        ("grade in ('A', 'C')", False),
        ("grade not in ('A', 'C')", True),
        ("yes and no", False),
        ("yes or no", True),
        ("not no", True),
        ("1 <> 1.0", False),
        ("opened < 2026-01-31", True),
        ("opened + 2 days", date(2026, 2, 1)),
        ("2 + opened", date(2026, 2, 1)),
        ("closed - 1", date(2026, 2, 28)),
        ("MAX(opened, closed)", date(2026, 3, 1)),
        ("IF(no, 'x', grade)", "B"),
        ("is_missing(nothing)", True),
        ("is_missing(sales / zero)", True),
        ("is_missing(sales)", False),
    ],
)
def test_truth_text_and_dates(text, expected):
    assert value_of(text) is expected or value_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        "nothing + 1",
        "0 * nothing",
        "visits / zero",
        "zero / zero",
        "-nothing",
        "ROUND(nothing, 2)",
        "MIN(1, nothing)",
        "CAP(nothing, 5)",
        "ABS(nothing)",
        "nothing > 1",
        "nothing in (1, 2)",
        "1 in (1, nothing)",
        "not nothing",
        "no and nothing",
        "nothing or yes",
        "IF(nothing, 1, 2)",
        "IF(yes, nothing, 2)",
        "IF(no, 1)",
        "COALESCE(nothing, sales / zero)",
        "opened + 9999999",
        "opened - 9999999",
    ],
)
def test_undefined_passes_through(text):
    assert value_of(text) is None


def test_the_branch_not_taken_is_not_even_read():
    scope = Given()
    assert evaluate(compile_formula(parse("IF(visits > 0, sales, nothing)")), scope) == VALUES["sales"]
    assert scope.read == ["visits", "sales"]
    scope = Given()
    evaluate(compile_formula(parse("COALESCE(nothing, sales, visits)")), scope)
    assert scope.read == ["nothing", "sales"]


def test_modifiers_are_handed_over_outermost_first():
    value = value_of("previous(target(sales))", **{"previous.target.sales": Decimal(3)})
    assert value == 3


def test_no_minus_zero_reaches_a_payslip():
    for text in ("-1 * zero", "zero / -5", "ROUND(-0.001, 2)", "-zero"):
        assert not value_of(text).is_signed(), text


def test_literals_keep_every_digit_and_huge_numbers_do_not_fail():
    digits = "1234567890.12345678901234567891"
    assert value_of(f"{digits} + 0") == Decimal(digits)
    assert value_of("1234567890123456789012345.678%") == Decimal("12345678901234567890123.45678")
    huge = " * ".join(["9" * 30] * 100)
    assert value_of(f"ROUND({huge}, 2)") > 0


def test_the_trace_is_the_calculation():
    node = traced("IF(sales / target(sales) >= 100%, 500, 0)", **{"target.sales": Decimal(100000)})
    assert (node.id, node.value, node.facts["chosen"]) == ("formula.if", Decimal(500), "then")
    condition, branch = node.children
    assert (condition.id, condition.value, condition.facts["op"]) == ("formula.compare", True, ">=")
    divide, limit = condition.children
    assert (divide.id, divide.value) == ("formula.divide", Decimal("1.200005"))
    assert [child.facts["name"] for child in divide.children] == ["sales", "target.sales"]
    assert (limit.id, limit.value, limit.unit) == ("formula.number", Decimal(1), "percent")
    assert (branch.id, branch.value) == ("formula.number", Decimal(500))


def test_the_trace_says_why_something_is_undefined():
    node = traced("sales / zero + 1")
    assert node.value is None
    assert node.children[0].facts == {"by_zero": True}
    node = traced("IF(nothing > 1, 2, 3)")
    assert (node.facts["chosen"], len(node.children)) == ("none", 1)
    node = traced("IF(no, 2)")
    assert (node.value, node.facts["chosen"], len(node.children)) == (None, "otherwise", 1)
    node = traced("COALESCE(nothing, zero, 5)")
    assert (node.value, node.facts["taken"], len(node.children)) == (Decimal(0), 2, 2)


def test_nodes_carry_their_units_where_units_are_known():
    words = {"sales": "money", "visits": "pieces"}
    node = traced("ROUND(sales / visits + 5, 2)", lambda name: unit(words[name.key]))
    assert node.unit == "money"
    assert node.facts["places"] == 2
    quotient, literal = node.children[0].children
    assert (quotient.unit, literal.unit) == ("money", "number")


def test_a_chain_of_the_longest_kind_computes():
    text = "+".join(["visits"] * 250)
    assert value_of(text) == 18 * 250
    assert traced(text).value == 18 * 250
    assert parse(text_of(parse(text))) == parse(text)


# --- laws ---------------------------------------------------------------------------------------

whole = st.integers(-10_000, 10_000)
numbers = st.builds(
    lambda n, places: Number(Decimal(n).scaleb(-places)), st.integers(0, 99_999), st.integers(0, 4)
)
leaves = numbers | st.sampled_from([Name("a"), Name("b"), Name("zero"), Name("nothing")])


def arithmetic(below):
    return st.builds(Binary, st.sampled_from("+-*/"), below, below) | st.builds(Unary, below)


def everything(below):
    compare = st.builds(Compare, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), below, below)
    logic = st.builds(Logic, st.sampled_from(["and", "or"]), compare, compare)
    condition = compare | logic | st.builds(Not, compare)
    return (
        arithmetic(below)
        | st.builds(lambda c, x, y: Call("if", (c, x, y)), condition, below, below)
        | st.builds(
            lambda name, x, y: Call(name, (x, y)),
            st.sampled_from(["min", "max", "cap", "coalesce"]),
            below,
            below,
        )
        | st.builds(lambda x, n: Call("round", (x, Number(Decimal(n)))), below, st.integers(0, 6))
        | st.builds(lambda x: Call("if", (Call("is_missing", (x,)), Number(Decimal(0)), x)), below)
    )


def as_fraction(expr, names):
    """An independent evaluation of + - * / in exact fractions; None is undefined."""
    match expr:
        case Number():
            return Fraction(expr.value)
        case Name():
            return names[expr.key]
        case Unary():
            value = as_fraction(expr.operand, names)
            return None if value is None else -value
    left, right = as_fraction(expr.left, names), as_fraction(expr.right, names)
    if left is None or right is None or (expr.operator == "/" and right == 0):
        return None
    return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1)}[expr.operator]


def divides(expr):
    return any(isinstance(node, Binary) and node.operator == "/" for node in walk(expr))


@given(st.recursive(leaves, arithmetic, max_leaves=12), whole, whole)
def test_arithmetic_equals_exact_fractions(expr, a, b):
    names = {"a": Decimal(a), "b": Decimal(b) / 100, "zero": Decimal(0), "nothing": None}
    value = evaluate(compile_formula(expr), Given(names))
    exact = as_fraction(expr, {key: None if v is None else Fraction(v) for key, v in names.items()})
    if exact is None or value is None:
        # A quotient that was rounded at its 60th digit may miss a zero that fractions meet, and the reverse.
        assert divides(expr) or exact is value is None
    elif not divides(expr):
        assert Fraction(value) == exact
    else:
        assert abs(Fraction(value) - exact) <= Fraction(1, 10**20) * max(1, abs(exact))


@given(st.recursive(leaves, everything, max_leaves=12), whole, whole)
def test_a_traced_value_is_the_value_and_leaves_one_root(expr, a, b):
    names = {"a": Decimal(a), "b": Decimal(b) / 7, "zero": Decimal(0)}
    formula = compile_formula(expr)
    value = evaluate(formula, Given(names))
    trace = Trace()
    assert evaluate(formula, Given(names, trace)) == value
    assert trace.mark() == 1
    assert trace.result().value == value


@given(st.recursive(leaves, everything, max_leaves=12))
def test_the_canonical_text_reads_back_as_the_same_tree(expr):
    assert parse(text_of(expr)) == expr


def test_what_a_quotient_leaves_in_the_last_digit_moves_no_bound_and_no_rounding():
    # 4 ÷ 12 × 30 is 10, and 9.999… where a quotient's digits end
    assert value_of("4 / 12 * 30 >= 10") is True
    assert value_of("10 <= 4 / 12 * 30") is True
    assert value_of("4 / 12 * 30 < 10") is False
    assert value_of("ROUNDDOWN(4 / 12 * 30)") == 10
    assert value_of("ROUNDUP(2 / 12 * 30)") == 5
    assert value_of("ROUND(14055.11 / 60 * 30, 2)") == Decimal("7027.56")
