"""A load looked at before it is done, and a file before it is mapped."""

from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook

from attain.engine.store import bad_cells, cells_of, look_at, waiting
from tests.store.shop import TABLES, content, orders, written

ROWS = ["1,C1,P1,2026-01-05,2,10.00,", "2,C1,P1,soon,3,20.00,a", "3,C2,P2,2026-02-07,4,30.00,"]


def test_a_preview_says_what_the_load_then_does_and_changes_nothing(store, tmp_path):
    store.load(
        TABLES, orders(tmp_path, ROWS[0], ROWS[2].replace("30.00", "31.00"), name="a.csv"), "order_lines"
    )
    before = store.snapshot().id
    file = orders(tmp_path, *ROWS, "4,C2,P2,2026-02-07,4,30.00,")
    found = store.preview(TABLES, file, "order_lines")
    assert store.snapshot().id == before
    assert not (store.place.root / "quarantine").exists()
    counts = (found.rows_read, found.new, found.unchanged, found.corrected, found.quarantined)
    assert counts == (4, 1, 1, 1, 1)
    assert dict(found.reasons) == {("fault.cell_date", "ordered_on"): 1}
    assert [each.row for each in found.rows] == [2, 3, 4, 5]
    assert [each.row for each in found.wrong] == [3]
    assert found.rows[0].values["amount"] == Decimal("10.00")
    assert found.rows[0].values["ordered_on"] == date(2026, 1, 5)
    assert found.rows[1].values["ordered_on"] is None
    assert found.rows[1].texts == {"ordered_on": "soon"}
    report = store.load(TABLES, file, "order_lines")
    assert (report.rows_loaded, report.unchanged, report.corrected, report.quarantined) == (1, 1, 1, 1)
    assert store.preview(TABLES, file, "order_lines").known


def test_what_waits_is_told_with_its_cells_and_its_source(store, tmp_path):
    file = orders(tmp_path, *ROWS, "=1+1,C1,P1,2026-01-05,x,1.00,")
    report = store.load(TABLES, file, "order_lines")
    (found,) = waiting(store.snapshot())
    assert (found.load, found.table, found.file, found.rows) == (
        report.load_id,
        "order_lines",
        "orders.csv",
        2,
    )
    cells = bad_cells(store.snapshot(), found.load)
    assert [(cell.row, cell.column, cell.value) for cell in cells] == [
        (3, "ordered_on", "soon"),
        (5, "quantity", "x"),
    ]
    source = cells_of(file, None, {3, 5})
    assert source.rows[5]["order_id"] == "=1+1"
    assert source.rows[3]["note"] == "a"
    assert content(store) == content(store, snapshot=report.after)


def test_a_look_tells_columns_with_examples_and_how_they_are_written(tmp_path):
    file = written(
        tmp_path,
        "verkauf.csv",
        "Kunde;Datum;Betrag;Notiz",
        "Müller;31.01.2026;1.234,50;x",
        "Ötz;05.02.2026;7,00;",
        encoding="cp1252",
    )
    look = look_at(file)
    assert (look.form.separator, look.form.decimal, look.rows, look.cut) == (";", ",", 2, False)
    assert look.column("Datum").dates == ("dd.mm.yyyy",)
    assert look.column("Betrag").number
    assert look.column("Kunde").examples == ("Müller", "Ötz")
    assert not look.column("Notiz").dates


def test_dates_that_may_be_read_two_ways_are_told_with_both(tmp_path):
    look = look_at(written(tmp_path, "a.csv", "day,n", "01/02/2026,1", "03/04/2026,2"))
    assert look.column("day").dates == ("dd/mm/yyyy", "mm/dd/yyyy")
    assert "day" not in look.form.date_formats


def test_a_look_at_a_workbook_names_its_sheets(tmp_path):
    with Workbook(tmp_path / "book.xlsx") as book:
        orders = book.add_worksheet("Orders")
        orders.write_row(0, 0, ["id", "n"])
        orders.write_row(1, 0, ["a", 1])
        book.add_worksheet("Empty")
    look = look_at(tmp_path / "book.xlsx")
    assert (look.sheets, look.form.sheet, look.rows) == (("Orders",), "Orders", 1)
