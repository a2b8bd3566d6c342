"""The terminal: figures at the right edge, no line too wide, no colour where none is wanted."""

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from attain.engine.declare import LANGUAGES
from attain.runs.rendering import colour_wanted, payslip_text, tree_json, tree_text
from attain.runs.rendering.wrapping import wrapped
from attain.wording import Wording
from tests.rendering.company import explained, slip

NBSP = "\N{NO-BREAK SPACE}"


def wording(language="en"):
    return Wording(language, None, "CNY", strict=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(language, width):
    told = payslip_text(slip(violations="1"), wording(language), width)
    node, titles = explained("paid")
    told += tree_text(node, wording(language), width, titles=titles)
    assert max(map(cell_len, told.splitlines())) <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_amounts_end_at_the_right_edge(language):
    lines = payslip_text(slip(), wording(language), 80).splitlines()
    amounts = [line for line in lines if line.endswith(("250.00", "250,00", "668.75", "668,75"))]
    assert len(amounts) >= 4
    assert {cell_len(line) for line in amounts} == {80}


def test_a_payslip_tells_it_all():
    told = payslip_text(slip(), wording())
    for part in (
        "CN¥10,161.82",
        "150,000 × 1.5%, tier 2, up to 250,000",
        "Your share of CN¥14,400.00: 42.02% by score",
        "CN¥1,200.00 of CN¥11,321.82 earned repays the draw",
        "Next step: +6.25% gives 18.75 more points",
        "Together · grade B",
        "Back office, B001: Answers in time met",
        "✓ Gate passed",
        "October 31, 2026",
    ):
        assert part in told


def test_a_tree_is_drawn_in_branches():
    node, titles = explained("commission")
    drawn = tree_text(node, wording(), 60, titles=titles).replace(NBSP, " ").splitlines()
    steps = (
        ("Commission: by tier", "CN¥4,250.00"),
        ("├ Sales: Order lines, Oct 1 – 31, 2026", "CN¥300,000.00"),
        ("├ 100,000 × 1%, tier 1, up to 100,000", "CN¥1,000.00"),
        ("├ 150,000 × 1.5%, tier 2, up to 250,000", "CN¥2,250.00"),
        ("└ 50,000.00 × 2%, tier 3, above 250,000", "CN¥1,000.00"),
    )
    assert drawn == [left + right.rjust(60 - len(left)) for left, right in steps]


def test_colour_is_added_and_nothing_else():
    node, titles = explained("commission")
    plain = tree_text(node, wording(), titles=titles)
    coloured = tree_text(node, wording(), titles=titles, colour=True)
    assert "\x1b[" in coloured
    assert "\x1b" not in plain
    assert _without_colour(coloured) == plain


def _without_colour(text):
    return "\n".join(line.rstrip() for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()) + "\n"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colour_is_wanted_by_terminals_that_have_it(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colour_wanted(Terminal())
    assert not colour_wanted(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour_wanted(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not colour_wanted(Terminal())


def test_lines_break_between_words_and_between_wide_characters():
    assert wrapped("one two three", 8) == ["one two", "three"]
    assert wrapped("设定于2026年9月28日。", 12) == ["设定于2026年", "9月28日。"]
    assert wrapped(f"up to 250{NBSP}000", 10) == ["up to", f"250{NBSP}000"]
    assert wrapped("", 10) == [""]


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "M", "Z"]) | st.just(" ")),
    st.integers(4, 60),
)
def test_wrapping_loses_nothing_and_keeps_the_width(text, width):
    lines = wrapped(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tree_as_json_has_ids_sentences_and_exact_figures(language):
    node, titles = explained("commission")
    found = json.loads(json.dumps(tree_json(node, wording(language), titles)))
    assert found["id"] == "pay.tiers"
    assert found["value"] == "4250.00"
    assert [child["value"] for child in found["children"]] == ["300000.00", "1000.00", "2250.00", "1000.00"]
    assert found["children"][2]["facts"]["rate"] == "0.015"
    assert found["children"][0]["facts"]["start"] == "2026-10-01"
    assert all(child["sentence"] for child in found["children"])
