"""Files: a sheet in PDF, workbooks whose sums hold, a payroll file that finance can trust."""

import csv
import io
import re
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from attain.engine.declare import LANGUAGES
from attain.runs.rendering import (
    lacking_font,
    payroll_csv,
    results_export,
    statement_pdf,
    statement_xlsx,
    summary_xlsx,
    wording_for,
)
from attain.runs.rendering.defused import defused
from attain.runs.rendering.fonts import FAMILIES, families
from attain.runs.rendering.fonts import lacking as lacking_among
from attain.runs.rendering.pdf import statement_sheet
from attain.runs.rendering.sheet_of import sheet_of
from tests.rendering.company import computed, slip, slips

D = Decimal


def rows(content, at=0):
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(at).to_python()


def parts(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(n).decode() for n in packed.namelist() if re.search(name, n))


def table(content):
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


# -- PDF ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_is_one_sheet_in_every_language(language):
    content = statement_pdf(slip(violations="1"), language)
    assert content.startswith(b"%PDF")
    pages = statement_sheet(*_sheet(language), form="png", detail=20)
    assert isinstance(pages, bytes) or len(pages) == 1


def _sheet(language, **given):
    told = slip(**given)
    wording = wording_for(told.origin, language)
    return sheet_of(told, wording), wording


def test_the_same_statement_makes_the_same_file():
    assert statement_pdf(slip(), "es") == statement_pdf(slip(), "es")
    assert statement_xlsx(slip(), "es") == statement_xlsx(slip(), "es")


def test_names_from_outside_are_text_on_the_sheet():
    """Markup, code and quotes of typst in a name are set as they are: the file is made, and holds them."""
    hostile = '#panic("x") $x$ *b* @ref \\ <label> ]['
    assert statement_pdf(slip(name=hostile), "en").startswith(b"%PDF")


def test_fonts_are_chosen_by_script_and_a_lacking_one_is_told_once():
    assert families("zh", frozenset({"Noto Sans CJK SC", "Noto Sans"})) == ("Noto Sans CJK SC", "Noto Sans")
    assert families("ru", frozenset({"DejaVu Sans", "Meiryo"})) == ("DejaVu Sans", "Meiryo")
    lacking = lacking_among("ja", frozenset({"DejaVu Sans"}))
    assert lacking.id == "fault.rendering.font"
    assert lacking.severity == "warning"
    assert lacking.values["family"] == FAMILIES["ja"][0]
    assert lacking_among("es", frozenset()) is None


def test_the_door_tells_of_a_lacking_font():
    assert lacking_font("en") is None


# -- workbooks ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_holds_numbers_as_numbers(language):
    found = rows(statement_xlsx(slip(), language))
    assert [row[1:] for row in found if row[0] and row[3] == 2250.0] == [[150000.0, 0.015, 2250.0]]
    assert found[-1][3] == 10161.82


def test_the_formulas_of_a_statement_come_to_its_sums():
    """Every formula's value is the sum of the cells that it names."""
    told = parts(statement_xlsx(slip(), "en"), "sheet1.xml")
    cells = dict(re.findall(r'<c r="(D\d+)"[^>]*>(?:<f>[^<]*</f>)?<v>([^<]*)</v>', told))
    formulas = re.findall(r'<c r="(D\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v>', told)
    assert len(formulas) == 6
    for _, text, value in formulas:
        assert sum(D(cells.get(name, "0")) for name in _named(text)) == D(value)


def _named(formula):
    span = re.search(r"D(\d+):D(\d+)", formula)
    if span:
        return [f"D{n}" for n in range(int(span[1]), int(span[2]) + 1)]
    return re.findall(r"D\d+", formula)


def test_the_workbook_of_a_run_adds_up():
    control = computed().control
    people = rows(summary_xlsx(slips(), control, "en"))
    head = next(row for row in people if row[0] == "Key")
    assert [title for title in head if title][-3:] == [
        "Draw",
        "Adjustments and earlier periods",
        "To be paid",
    ]
    entries = {row[0]: row for row in people}
    assert entries["E001"][-8:] == ["B", 4305.0, 966.25, 6050.57, 0.0, -1200.0, 40.0, 10161.82]
    assert entries["Together"][-1] == 22548.75
    sums = rows(summary_xlsx(slips(), control, "en"), 1)
    assert ["Sales", 485000.0, 480000.0, 5000.0] in [row[:4] for row in sums]
    assert any(row[1] == 22548.75 for row in sums)


def test_pay_that_waits_has_no_amount_in_the_workbook():
    people = rows(summary_xlsx([slip(held=True)], computed().control, "en"))
    (mine,) = [row for row in people if row[0] == "E001"]
    assert mine[-1] == "held"


def test_a_name_that_looks_like_a_formula_stays_a_text():
    content = summary_xlsx([slip("B001", name="=1+1")], computed().control, "en")
    assert "=1+1" in [row[1] for row in rows(content)]
    assert "<f>1+1" not in parts(content, r"sheet\d\.xml")


# -- CSV ---------------------------------------------------------------------------


def test_the_payroll_file_comes_to_what_is_paid_person_by_person():
    made = payroll_csv(slips())
    head, *body = table(made.content)
    assert head == ["person", "period", "for_period", "component", "amount", "currency"]
    assert (made.rows, made.total, made.held) == (10, D("22548.75"), ())
    assert len(body) == made.rows
    own = sum((D(row[4]) for row in body if row[0] == "E001"), D(0))
    assert own == slip().paid


def test_the_payroll_file_names_the_period_that_an_amount_is_for():
    body = table(payroll_csv([slip()]).content)[1:]
    found = {(row[2], row[3]): row[4] for row in body}
    assert found["2026-08", "commission"] == "-25.00"  # 55.00 that waited, less 80.00
    assert found["2026-09", "kpi_bonus"] == "410.00"
    assert found["2026-10", "kpi_bonus"] == "556.25"  # a third of 1 668.75
    assert found["2026-10", "draw"] == "-1200.00"


def test_held_pay_is_not_in_the_payroll_file_but_named():
    made = payroll_csv([slip(held=True)])
    assert (made.rows, made.total, made.held) == (0, D(0), ("E001",))


def test_exported_results_are_those_of_the_run():
    told = computed()
    head, *body = table(b"".join(results_export(told.published)))
    assert head[0] == "kind"
    assert len(body) == len(told.published)
    assert {row[7] for row in body if row[1] == "E001" and row[5] == "paid"} == {"10161.82"}


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
)
def test_texts_that_a_spreadsheet_would_compute_are_defused(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.50", "+3", "1e5", "王明", "", "a=b", "2026-10"])
def test_numbers_and_plain_texts_stay_as_they_are(text):
    assert defused(text) == text


@given(st.text())
def test_no_defused_text_begins_a_formula(text):
    found = defused(text)
    assert found.endswith(text)
    number = re.fullmatch(r"[-+]?\d+(\.\d+)?", found)
    assert number or not found.lstrip().startswith(("=", "+", "-", "@"))
