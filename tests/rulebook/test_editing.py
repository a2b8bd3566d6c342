"""A changed number is in the loaded rule, and nothing else of the text is otherwise."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from attain import catalog
from attain.rulebook.editing import Row, changed, dated, problems
from attain.rulebook.numbers import Number, Table, fields, is_number, value_of
from attain.rulebook.text_parts import Tree, document_text, edited, parts

PLAN = """\
plan: stairs_pay   # what it is called
# above the components
components:
  - component: bonus   # paid at once
    steps:   # the stairs
      # from here
      80%: 0   # nothing yet
      90%: 50  # half
      100%: 100
    cap: 500.00
  - component: commission
    tiers:
      - to: 1000   # the first
        rate: 1%
      # the open one
      - rate: 2%
"""


FILES = [file for file in sorted(Path(catalog.PATH).rglob("*.yaml")) if "cases" not in file.parts]


def texts(*files):
    """Every document of the files, as text."""
    for file in files:
        text = file.read_text("utf-8")
        yield from (document_text(text, part, head=False) for part in parts(text))


def test_the_parts_of_a_file_are_the_whole_file():
    for file in Path(catalog.PATH).rglob("*.yaml"):
        text = file.read_text("utf-8")
        assert "".join(text[part.begin : part.end] for part in parts(text)) == text


def test_every_value_of_a_text_stands_where_its_span_says():
    tree = Tree(PLAN)
    assert tree.raw(("components", 0, "steps", "90%")) == "50"
    assert tree.key_raw(("components", 0, "steps", "90%")) == "90%"
    assert tree.raw(("components", 1, "tiers", 1)) == "rate: 2%"
    assert edited(PLAN, []) == PLAN


def some(found, count=6):
    """A few of many, others in every file, the same in every run."""
    return random.Random(len(found)).sample(found, min(count, len(found)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_any_number_that_is_changed_is_in_the_rule_and_nothing_else_is_otherwise(file):
    """One line differs, by this number alone, and it is read exactly."""
    found = [(text, field) for text in texts(file) for field in fields(text) if isinstance(field, Number)]
    for text, field in some(found):
        new = f"{value_of(field.text.rstrip('%').strip()) + Decimal('0.125')}{'%' * field.text.endswith('%')}"
        after = changed(text, {(*field.path, field.at): new}, {})
        lines = list(zip(text.split("\n"), after.split("\n"), strict=True))
        assert sum(one != other for one, other in lines) == 1
        before, now = fields(text), fields(after)
        assert [each for each in now if each not in before] == [Number(field.path, new, field.at)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_any_cell_of_a_curve_or_of_tiers_that_is_changed_is_in_the_rule(file):
    tables = [(text, field) for text in texts(file) for field in fields(text) if isinstance(field, Table)]
    cells = [
        (text, table, at, column)
        for text, table in tables
        for at, row in enumerate(table.rows)
        for column, cell in row.items()
        if is_number(cell)
    ]
    for text, table, at, column in some(cells):
        new = "77.5%" if table.rows[at][column].endswith("%") else "77.5"
        rows = [Row(each, n) for n, each in enumerate(table.rows)]
        rows[at] = Row({**table.rows[at], column: new}, at)
        now = fields(changed(text, {}, {table.path: rows}))
        (again,) = [each for each in now if each.path == table.path]
        assert again.rows == tuple(each.cells for each in rows)
        assert [each for each in now if each is not again] == [
            e for e in fields(text) if e.path != table.path
        ]


def test_an_unchanged_form_leaves_every_sign_as_it_was():
    for text in texts(*FILES):
        found = fields(text)
        numbers = {(*f.path, f.at): f.text for f in found if isinstance(f, Number)}
        tables = {f.path: [Row(r, n) for n, r in enumerate(f.rows)] for f in found if isinstance(f, Table)}
        assert changed(text, numbers, tables) == text


def test_points_come_and_go_and_comments_stay():
    path = ("components", 0, "steps")
    rows = [Row({"x": "85%", "y": "0"}, 0), Row({"x": "95%", "y": "60"}), Row({"x": "110%", "y": "100"}, 2)]
    after = changed(PLAN, {}, {path: rows})
    assert after == PLAN.replace(
        "      80%: 0   # nothing yet\n      90%: 50  # half\n      100%: 100\n",
        "      85%: 0   # nothing yet\n      95%: 60\n      110%: 100\n",
    )


def test_points_may_change_places_with_one_another():
    """Each takes the place of the next: 80 → 90 while 90 → 100."""
    path = ("components", 0, "steps")
    points = [("90%", "0"), ("100%", "50"), ("120%", "100")]
    rows = [Row({"x": x, "y": y}, n) for n, (x, y) in enumerate(points)]
    (table,) = [f for f in fields(changed(PLAN, {}, {path: rows})) if f.path == path]
    assert [tuple(row.values()) for row in table.rows] == points


def test_tiers_come_before_between_and_behind():
    path = ("components", 1, "tiers")
    rows = [
        Row({"to": "500", "rate": "0.5%"}),
        Row({"to": "1000", "rate": "1%"}, 0),
        Row({"to": "2000", "rate": "1.5%"}),
        Row({"rate": "2.5%"}, 1),
    ]
    after = changed(PLAN, {}, {path: rows})
    (table,) = [f for f in fields(after) if f.path == path]
    assert [tuple(row.values()) for row in table.rows] == [
        ("500", "0.5%"), ("1000", "1%"), ("2000", "1.5%"), ("", "2.5%")
    ]  # fmt: skip
    assert "# the first" in after
    assert "# the open one" in after


def test_a_threshold_inside_a_formula_is_a_number_and_a_name_with_a_digit_is_none():
    text = 'plan: p\ncomponents:\n  - when: COALESCE(q4_sales, 0) >= 100 and class = "a 7"\n    cap: 1.5%\n'
    found = [(f.path[-1], f.text, f.at) for f in fields(text)]
    assert found == [("when", "100", 0), ("cap", "1.5%", -1)]
    after = changed(text, {("components", 0, "when", 0): "120"}, {})
    assert 'when: COALESCE(q4_sales, 0) >= 120 and class = "a 7"' in after


def test_the_next_version_has_its_day_and_no_end():
    text = "param: p\nfrom: 2026-01-01\nuntil: 2026-07-01\nvalue: 5\n"
    assert dated(text, date(2026, 7, 1)) == "param: p\nfrom: 2026-07-01\nvalue: 5\n"


def test_what_is_no_number_is_told_at_its_field():
    path = ("components", 0, "steps")
    wrong = problems(
        PLAN,
        {("components", 0, "cap", -1): "five hundred", ("components", 9, "cap", -1): "5"},
        {path: [Row({"x": "above 80%", "y": "1"}, 0), Row({"x": "ninety", "y": ""}, 1)], ("nowhere",): []},
    )
    assert [(each.path[-1], each.row, each.column, each.id) for each in wrong] == [
        ("cap", -1, "", "fault.proposal.number"),
        ("cap", -1, "", "fault.proposal.field"),
        ("steps", 1, "x", "fault.proposal.number"),
        ("steps", 1, "y", "fault.proposal.number"),
        ("nowhere", -1, "", "fault.proposal.field"),
    ]
