"""Every construct of the language, in any script, gives the tree that a reader expects."""

from datetime import date
from decimal import Decimal

import pytest

from attain.engine.formulas import FUNCTIONS, aggregates, names, parse, references, rename, text_of
from attain.engine.formulas.tree import (
    Aggregate,
    Among,
    Binary,
    Boolean,
    Call,
    Compare,
    Day,
    Logic,
    Modified,
    Name,
    Not,
    Number,
    Text,
    Unary,
)

A, B, C = Name("a"), Name("b"), Name("c")


def number(text, unit=""):
    return Number(Decimal(text), unit)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1000", number("1000")),
        ("1.5", number("1.5")),
        (".5", number("0.5")),
        ("95%", number("0.95", "percent")),
        ("1.25 %", number("0.0125", "percent")),
        ("365 days", number("365", "days")),
        ("1 day", number("1", "days")),
        ("2 Hours", number("2", "hours")),
        ("30 minutes", number("30", "minutes")),
        ("5 money", number("5", "money")),
        ("2026-10-31", Day(date(2026, 10, 31))),
        ('"A"', Text("A")),
        ("'it “is”'", Text("it “is”")),
        ("“A”", Text("A")),
        ("TRUE", Boolean(True)),
        ("false", Boolean(False)),
        ("product.group", Name("product.group")),
        ("продажи", Name("продажи")),
        ("活跃客户", Name("活跃客户")),
        ("取引客数", Name("取引客数")),
        ("año", Name("año")),
        ("[План  продаж, тыс.]", Name("План продаж, тыс.")),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a / b / c", Binary("/", Binary("/", A, B), C)),
        ("-a + b", Binary("+", Unary(A), B)),
        ("+a", A),
        ("a == b", Compare("=", A, B)),
        ("a != b", Compare("<>", A, B)),
        ("a ≥ b", Compare(">=", A, B)),
        ("a + 1 < b", Compare("<", Binary("+", A, number("1")), B)),
        ("(a < b) = c", Compare("=", Compare("<", A, B), C)),
        ("not a = b", Not(Compare("=", A, B))),
        ("a OR b And c", Logic("or", A, Logic("and", B, C))),
        ("a in ('x', \"y\")", Among(A, (Text("x"), Text("y")))),
        ("a not in (1)", Not(Among(A, (number("1"),)))),
        ("if(a, b)", Call("if", (A, B))),
        ("IF(a, b, c)", Call("if", (A, B, C))),
        ("MIN(a, b, c)", Call("min", (A, B, C))),
        ("ROUND(a, -2)", Call("round", (A, Unary(number("2"))))),
        ("IS_MISSING(a)", Call("is_missing", (A,))),
        ("target(a)", Modified(("target",), A)),
        ("previous(target([a]))", Modified(("previous", "target"), A)),
        ("Team(previous(a))", Modified(("team", "previous"), A)),
        ("android / notes", Binary("/", Name("android"), Name("notes"))),
        ("a\n  + b", Binary("+", A, B)),
    ],
)
def test_a_construct_gives_its_tree(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sum(a * b)", Aggregate("sum", Binary("*", A, B))),
        ("count()", Aggregate("count", None)),
        ("COUNT(a)", Aggregate("count", A)),
        ("count_distinct(a)", Aggregate("count_distinct", A)),
        ("max(a)", Aggregate("max", A)),
        ("max(a, b)", Call("max", (A, B))),
        ("max(max(a), 0)", Call("max", (Aggregate("max", A), number("0")))),
    ],
)
def test_row_expressions_total_rows(text, tree):
    assert parse(text, aggregates=True) == tree


def test_signs_of_chinese_japanese_and_russian_keyboards_are_read_but_quoted_text_is_kept():
    assert parse("ＭＩＮ（a，１２）".replace("ＭＩＮ", "MIN")) == Call("min", (A, number("12")))
    assert parse("a × b ÷ c − 50％") == parse("a * b / c - 50%")
    assert parse("a = '（，）'") == Compare("=", A, Text("（，）"))
    assert parse("［売上（税抜）］ ＞ 0") == Compare(">", Name("売上（税抜）"), number("0"))


def test_a_name_typed_with_combining_marks_is_the_name():
    decomposed = "и\u0306од"
    assert parse(decomposed) == Name("йод")
    assert parse(f"[{decomposed}]") == Name("йод")


def test_nodes_know_their_place():
    text = "a + MIN(b, 12)"
    tree = parse(text)
    assert text[tree.right.start : tree.right.end] == "MIN(b, 12)"
    assert text[tree.at] == "+"
    grouped = parse(" (a) + b ")
    assert (grouped.left.start, grouped.left.end) == (1, 4)


def test_names_and_what_is_read_stand_in_reading_order_each_once():
    tree = parse("a / target(b) + a + IF(c > 0, b, team(a))")
    assert names(tree) == ("a", "b", "c")
    assert references(tree) == (A, Modified(("target",), B), C, B, Modified(("team",), A))
    rows = parse("sum(a) - count() + sum(a)", aggregates=True)
    assert aggregates(rows) == (Aggregate("sum", A), Aggregate("count", None))


def test_titles_become_keys_everywhere():
    titled = parse("[План продаж] / target([План продаж]) + MIN([Визиты], 1) - визиты")
    keys = {"План продаж": "sales", "Визиты": "visits", "визиты": "visits"}
    assert rename(titled, keys) == parse("sales / target(sales) + MIN(visits, 1) - visits")
    assert rename(parse("not sum([x y]) in (1, [x y])", aggregates=True), {"x y": "z"}) == parse(
        "not sum(z) in (1, z)", aggregates=True
    )


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("( a+b )*c", "(a + b) * c"),
        ("a+(b*c)", "a + b * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("a/(b*c)", "a / (b * c)"),
        ("-(a+b)", "-(a + b)"),
        ("NOT (a AND b) or c", "not (a and b) or c"),
        ("if(a==1,.50,2.0%)", "IF(a = 1, 0.5, 2%)"),
        ("x not in ('it', 'say \"x\"')", 'x not in ("it", \'say "x"\')'),
        ("target([a b])/[and]", "target([a b]) / [and]"),
        ("1 day+2026-10-31", "1 days + 2026-10-31"),
        ("True = (a < b)", "true = (a < b)"),
    ],
)
def test_the_canonical_text_has_only_the_parentheses_it_needs(text, canonical):
    tree = parse(text)
    assert text_of(tree) == canonical
    assert parse(canonical) == tree


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: f"{function.kind} {function.name}")
def test_the_example_of_each_function_is_a_formula_of_its_kind(function):
    tree = parse(function.example, aggregates=function.kind == "aggregate")
    assert function.name.lower() in text_of(tree).lower()
