"""An explanation reads as arithmetic with figures, and opens into what the figures are."""

from decimal import Decimal

import pytest

from attain.engine.formulas import compile_formula, evaluate, parse
from attain.engine.trace import Node, Trace
from attain.wording import Wording, messages, speech
from attain.wording.template import Sentence
from attain.wording.tree import lines

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def plain_sentences(monkeypatch):
    """Leaves and KPIs are called by their titles here; their real sentences have tests of their own."""
    plain = {id: Sentence.of("{title}") for id in ("measure", "target.set", "kpi")}
    monkeypatch.setattr(speech, "sentences", lambda language: {**messages.sentences(language), **plain})


class Figures:
    """A scope whose names stand for given figures; target(x) is read under its own key."""

    def __init__(self, trace, **values):
        self.trace, self.values = trace, values

    def value(self, name, modifiers):
        key = "_".join((*modifiers, name))
        value = None if self.values[key] is None else Decimal(self.values[key])
        id = "target.set" if "target" in modifiers else "measure"
        self.trace.push(id, value, unit="money" if "sales" in key else "number", name=key)
        return value


def explained(formula, **values):
    trace = Trace()
    evaluate(compile_formula(parse(formula)), Figures(trace, **values))
    return trace.result()


def told(node, language="en", currency=""):
    return [(line.depth, line.text, line.value_text) for line in lines(node, Wording(language, "", currency))]


def arithmetic(formula, **values):
    return lines(explained(formula, **values), Wording("en"))[0].text


def test_a_formula_is_a_line_of_figures_and_its_names_stand_below():
    node = explained("sales / target(sales)", sales="941200.00", target_sales="1000000.00")
    kpi = Node("kpi", Decimal("0.9412"), "percent", {"name": "sales_plan", "decimals": 2}, (node,))
    assert told(kpi) == [
        (0, "sales_plan", "94.12%"),
        (1, "941,200.00 ÷ 1,000,000.00 = 94.12%", ""),
        (2, "sales", "941,200.00"),
        (2, "target_sales", "1,000,000.00"),
    ]


def test_whole_counts_are_told_without_decimals_in_sentences_and_arithmetic():
    seen = Node("measure", Decimal("26.00"), "number", {"name": "clients_seen"})
    planned = Node("target.set", Decimal("32.500000"), "pieces", {"name": "planned"})
    step = Node("formula.divide", Decimal("0.8"), "number", {}, (seen, planned))
    kpi = Node("kpi", Decimal("0.8"), "percent", {"name": "coverage", "decimals": 2}, (step,))
    assert [text for _, text, _ in told(kpi)][1] == "26 ÷ 32.50 = 80.00%"
    assert lines(seen, Wording("en"))[0].value_text == "26"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "941,200.00 ÷ 1,000,000.00 = 94.12%"),
        ("es", f"941.200,00 ÷ 1.000.000,00 = 94,12{NBSP}%"),
        ("ru", f"941{NBSP}200,00 ÷ 1{NBSP}000{NBSP}000,00 = 94,12{NBSP}%"),
    ],
)
def test_the_figures_are_written_as_the_reader_writes_them(language, line):
    node = explained("sales / target(sales)", sales="941200.00", target_sales="1000000.00")
    kpi = Node("kpi", Decimal("0.9412"), "percent", {"name": "sales_plan", "decimals": 2}, (node,))
    assert told(kpi, language)[1][1] == line


def test_a_result_that_was_rounded_says_so():
    node = explained("sales / target(sales)", sales="2.00", target_sales="3.00")
    kpi = Node("kpi", Decimal("0.6667"), "percent", {"name": "plan", "decimals": 2}, (node,))
    assert told(kpi)[1][1] == "2.00 ÷ 3.00 ≈ 66.67%"
    assert told(node)[0][1] == "2.00 ÷ 3.00 ≈ 0.666667"


def test_a_node_has_the_title_of_the_readers_language():
    node = Node("kpi", Decimal("3"), "days", {"name": "delay", "title": {"en": "Delay", "ru": "Задержка"}})
    assert told(node, "ru") == [(0, "Задержка", "3 дня")]
    assert told(Node("kpi", None, "days", {"name": "delay", "title": {}})) == [(0, "delay", "undefined")]


def test_money_has_its_currency_beside_the_sentence_and_not_in_the_arithmetic():
    node = explained("sales - 200", sales="1000.00")
    kpi = Node("kpi", Decimal("800.00"), "money", {"name": "net"}, (node,))
    assert told(kpi, currency="USD") == [
        (0, "net", "$800.00"),
        (1, "1,000.00 − 200 = 800.00", ""),
        (2, "sales", "$1,000.00"),
    ]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("(a + b) / c", "(1 + 2) ÷ 4 = 0.75"),
        ("a + b * c", "1 + 2 × 4 = 9"),
        ("a - (b - c)", "1 − (2 − 4) = 3"),
        ("a - b - c", "1 − 2 − 4 = -5"),
        ("c / (a * b)", "4 ÷ (1 × 2) = 2"),
        ("-(a + b)", "−(1 + 2) = -3"),
        ("a + d", "1 + (-3) = -2"),
        ("MIN(a, b + c)", "MIN(1; 2 + 4) = 1"),
        ("ABS(d)", "ABS(-3) = 3"),
        ("ROUND(a / c, 1)", "ROUND(1 ÷ 4; 1) = 0.3"),
        ("a >= b", "1 ≥ 2 → no"),
        ("a < b and not a = c", "1 < 2 and not 1 = 4 → yes"),
        ("(a = b or b = c) and a = a", "(1 = 2 or 2 = 4) and 1 = 1 → no"),
        ("a in (1, 2)", "1 ∈ (1; 2) → yes"),
        ("COALESCE(e, a, b)", "COALESCE(undefined; 1) = 1"),
        ("a + e", "1 + undefined → undefined"),
        ("a / (b - 2)", "1 ÷ (2 − 2): undefined, since nothing can be divided by zero"),
    ],
)
def test_arithmetic_reads_as_on_paper(formula, text):
    assert arithmetic(formula, a=1, b=2, c=4, d=-3, e=None) == text


def test_of_a_choice_the_taken_branch_is_written_and_the_condition_stands_below():
    node = explained("IF(a > b, a * 10, b * 10)", a=3, b=5)
    assert told(node) == [
        (0, "5 × 10 = 50", ""),
        (1, "3 > 5 → no", ""),
        (2, "a", "3"),
        (2, "b", "5"),
        (1, "b", "5"),
    ]


def test_a_figure_that_is_only_taken_over_needs_no_arithmetic():
    node = explained("COALESCE(a, b)", a=4, b=1)
    kpi = Node("kpi", Decimal(4), "number", {"name": "best"}, (node,))
    assert told(kpi) == [(0, "best", "4"), (1, "a", "4")]
    node = explained("IF(a > b, COALESCE(c, b), b)", a=3, b=1, c=7)
    kpi = Node("kpi", Decimal(7), "number", {"name": "best"}, (node,))
    assert told(kpi) == [
        (0, "best", "7"),
        (1, "3 > 1 → yes", ""),
        (2, "a", "3"),
        (2, "b", "1"),
        (1, "c", "7"),
    ]
    assert told(node)[0] == (0, "7", "")


def test_a_name_that_is_read_twice_stands_below_once():
    node = explained("(a - b) / a", a=4, b=1)
    assert [text for _, text, _ in told(node)] == ["(4 − 1) ÷ 4 = 0.75", "a", "b"]


def test_a_long_formula_gives_its_parts_lines_of_their_own():
    node = explained("(a + b) * c + (a + b + c) * d + (c + d) * a", a=1, b=2, c=3, d=4)
    assert told(node) == [
        (0, "9 + 24 + 7 = 40", ""),
        (1, "(1 + 2) × 3 = 9", ""),
        (2, "a", "1"),
        (2, "b", "2"),
        (2, "c", "3"),
        (1, "(1 + 2 + 3) × 4 = 24", ""),
        (2, "a", "1"),
        (2, "b", "2"),
        (2, "c", "3"),
        (2, "d", "4"),
        (1, "(3 + 4) × 1 = 7", ""),
        (2, "c", "3"),
        (2, "d", "4"),
        (2, "a", "1"),
    ]


def test_every_line_leads_back_to_its_step():
    node = explained("a + b", a=1, b=2)
    assert [line.node for line in lines(node, Wording("en"))] == [node, *node.children]


def test_a_node_that_only_tells_something_has_no_figure():
    assert told(Node("kpi", None, "text", {"name": "story"})) == [(0, "story", "")]


def test_an_unknown_node_is_told_with_its_facts():
    ((_, text, value),) = told(Node("some.thing", Decimal("5"), "points", {"who": "Ann"}))
    assert text.startswith("some.thing (")
    assert "who: Ann" in text
    assert value == "5 points"
