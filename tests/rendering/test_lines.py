"""A line of pay says each figure once: in its words, or in the column that is for it."""

from decimal import Decimal as D

import pytest

from attain.engine.declare import LANGUAGES
from attain.engine.pay.scope import Line
from attain.runs.rendering.pay_lines import pay_line
from attain.runs.rendering.reader import Reader
from attain.wording import Wording

READ = {
    "rows": "plan",
    "row": D("0.95"),
    "row_unit": "percent",
    "row_from": D("0.9"),
    "row_below": D(1),
    "columns": "visits",
    "column": D("0.87"),
    "column_unit": "percent",
    "column_from": None,
    "column_below": D("0.9"),
}


def lined(id, amount, language="en", **facts):
    return pay_line(Line(id, amount, READ | facts), Reader(Wording(language, None, "EUR")))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", ["pay.matrix.stairs", "pay.matrix.interpolated"])
def test_a_table_of_sums_has_its_sum_in_the_amount_alone(id, language):
    line = lined(id, D(150), language, cell=D(150))
    assert "150" not in line.text
    assert (line.base, line.rate) == ("", "")
    assert line.amount.startswith("150")
    assert "150" in line.sentence


def test_a_cell_between_the_sums_of_a_table_is_told_before_it_is_rounded():
    line = lined("pay.matrix.interpolated", D("133.33"), cell=D("133.333333"))
    assert line.rate
    assert "evenly between" in line.text


def test_a_table_of_parts_of_a_target_has_target_and_part_in_their_columns():
    line = lined("pay.matrix.stairs_target", D(1500), target=D(3000), cell=D("0.5"))
    assert (line.base, line.rate, line.amount) == ("3,000.00", "50%", "1,500.00")
    assert line.text == "plan 95%, from 90%, below 100%; visits 87%, below 90%"
