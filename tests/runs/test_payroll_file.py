"""Payroll files by a mapping: what is written is what is owed; what can't be written is told."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from attain.engine.faults import Faulty
from attain.runs import payroll_layout
from attain.runs.payroll_file import (
    About,
    Line,
    Payee,
    amount_of,
    amount_text,
    control_file,
    lines_of,
    payroll_file,
)
from attain.runs.payroll_mapping import STANDARD, Column, PayrollMapping, checked, parsed, written

PAYEES = {
    "P1": Payee("007", "Ana Ruiz", "N", "account_manager", {"grade": "x"}),
    "=P2": Payee("12", "=HYPERLINK(1)", "S", "team_leader"),
}
CELLS = {
    ("P1", "salary", "2026-03", "2026-03"): Decimal("1000"),
    ("P1", "bonus", "2026-02", "2026-03"): Decimal("-20.25"),
    ("P1", "bonus", "2026-03", "2026-03"): Decimal("100.5"),
    ("=P2", "salary", "2026-03", "2026-03"): Decimal("7"),
}
ABOUT = About("2026-03", 2, "EUR", 2, date(2026, 4, 5), PAYEES, {"bonus": "Bonus"})


def made(**changed):
    return payroll_file(checked({"mapping": "m", "columns": [{"source": "amount"}], **changed}), CELLS, ABOUT)


def columns(*sources):
    return [{"source": source} if isinstance(source, str) else source for source in sources]


def fault(**changed):
    with pytest.raises(Faulty) as error:
        made(**changed)
    return error.value.faults[0].id


def test_a_workbook_that_can_not_hold_all_lines_is_not_made(monkeypatch):
    monkeypatch.setattr(payroll_layout, "MOST", 2)
    assert fault(format="xlsx") == "fault.payroll.too_many"
    assert made(format="csv").control.lines == 4
    assert made(format="xlsx", grain="person").control.lines == 2


def test_the_standard_file_and_its_control_sums():
    file = payroll_file(STANDARD, CELLS, ABOUT)
    assert file.name == "payroll-2026-03-2.csv"
    assert file.content.decode().splitlines() == [
        "person,in_period,for_period,component,amount,currency,pay_date",
        "'=P2,2026-03,2026-03,salary,7.00,EUR,2026-04-05",
        "P1,2026-03,2026-02,bonus,-20.25,EUR,2026-04-05",
        "P1,2026-03,2026-03,bonus,100.50,EUR,2026-04-05",
        "P1,2026-03,2026-03,salary,1000.00,EUR,2026-04-05",
    ]
    told = json.loads(control_file(file))
    assert (told["lines"], told["people"], told["total"]) == (4, 2, "1087.25")
    assert told["components"] == {"bonus": "80.25", "salary": "1007"}
    assert told["sha256"] == sha256(file.content).hexdigest()


@pytest.mark.parametrize(
    ("grain", "lines"),
    [
        ("person", [("=P2", "", "7"), ("P1", "", "1080.25")]),
        ("component", [("=P2", "salary", "7"), ("P1", "bonus", "80.25"), ("P1", "salary", "1000")]),
    ],
)
def test_coarser_lines_are_sums(grain, lines):
    assert [(each.person, each.component, f"{each.amount}") for each in lines_of(CELLS, grain)] == lines


def test_fixed_widths_in_the_smallest_unit():
    file = made(
        format="fixed",
        grain="person",
        decimal_mark="none",
        dates="DD.MM.YYYY",
        header=False,
        lines="lf",
        columns=[
            {"source": "number", "width": 6, "pad": "zeros"},
            {"source": "amount", "width": 10, "pad": "zeros", "sign": "always"},
            {"source": "pay_date", "width": 11},
            {"source": "text", "text": "X", "width": 2, "pad": "left"},
        ],
    )
    assert file.content.decode().splitlines() == [
        "000012+00000070005.04.2026  X",
        "000007+00010802505.04.2026  X",
    ]
    assert file.name.endswith(".txt")


def test_wage_types_separators_and_commas():
    file = made(
        separator="semicolon",
        quotes="always",
        decimal_mark="comma",
        encoding="utf-8-sig",
        wage_types={"bonus": "0300"},
        other="0100",
        grain="component",
        columns=columns("number", "wage_type", {"source": "amount", "sign": "trailing"}),
    )
    assert file.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1:] == [["12", "0100", "7,00"], ["007", "0300", "80,25"], ["007", "0100", "1000,00"]]


def test_in_a_workbook_texts_stay_texts_and_amounts_are_numbers():
    file = made(format="xlsx", columns=columns("number", "name", "amount"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[1] == ["12", "=HYPERLINK(1)", 7.0]
    assert rows[2] == ["007", "Ana Ruiz", -20.25]
    assert made(format="xlsx", columns=columns("number", "name", "amount")).content == file.content


@pytest.mark.parametrize(
    ("changed", "id"),
    [
        ({"columns": columns("person")}, "fault.payroll.no_amount"),
        ({"grain": "person", "columns": columns("component", "amount")}, "fault.payroll.finer"),
        ({"format": "fixed"}, "fault.payroll.width"),
        ({"format": "fixed", "columns": [{"source": "amount", "width": 3}]}, "fault.payroll.too_wide"),
        ({"columns": columns("wage_type", "amount")}, "fault.payroll.no_wage_type"),
        ({"columns": [{"source": "amount", "decimals": 0}]}, "fault.payroll.decimals"),
        ({"columns": columns("column", "amount")}, "fault.payroll.column"),
        ({"encoding": "latin"}, "fault.payroll.place"),
        ({"unheard": 1}, "fault.payroll.place"),
    ],
)
def test_what_can_not_be_is_told(changed, id):
    assert fault(**changed) == id


def test_people_without_a_number_and_signs_without_a_code_are_named():
    about = About("2026-03", 1, "EUR", 2, date(2026, 4, 5), {"P1": Payee(name="李 伟")})
    for changed, id in (
        ({"columns": columns("number", "amount")}, "fault.payroll.no_number"),
        ({"encoding": "windows-1251", "columns": columns("name", "amount")}, "fault.payroll.encoding"),
    ):
        mapping = checked({"mapping": "m", **changed})
        with pytest.raises(Faulty) as error:
            payroll_file(mapping, {("P1", "a", "x", "x"): Decimal(1)}, about)
        assert [(each.id, each.values["person"]) for each in error.value.faults] == [(id, "P1")]


def test_a_mapping_as_yaml_comes_back_the_same():
    mapping = checked({"mapping": "m", "wage_types": {"a": "001"}, "columns": columns("wage_type", "amount")})
    assert parsed(written(mapping)) == mapping
    assert parsed(written(STANDARD)) == STANDARD


@pytest.mark.parametrize("text", ["", "- a", "a: [", "mapping: x"])
def test_what_is_no_mapping_is_told_and_not_raised_otherwise(text):
    with pytest.raises(Faulty):
        parsed(text)


@settings(max_examples=80)
@given(
    cents=st.integers(-(10**12), 10**12),
    decimals=st.integers(0, 3),
    mark=st.sampled_from(("point", "comma", "none")),
    sign=st.sampled_from(("leading", "trailing", "always")),
)
def test_a_written_amount_reads_as_what_it_was(cents, decimals, mark, sign):
    amount = Decimal(cents).scaleb(-decimals)
    column = Column(source="amount", sign=sign)
    mapping = PayrollMapping(mapping="m", decimal_mark=mark, columns=(column,))
    text = amount_text(column, mapping, Line("P", "", "", "", amount), decimals)
    assert amount_of(text, column, mapping, decimals) == amount
