"""How a file is written is found out from all its values, stated in the report, or asked for."""

import gzip
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from attain.engine.facts import FactTable, Mapping, all_tables
from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine, IntakeSettings, describe_source, look_at
from tests.store.shop import HEADER, TABLES, content, orders, quarantined, written

NAMES = {
    "gb18030": "北京烟草公司便利店，上海浦东新区商店，广州市天河区批发市场",
    "shift_jis": "株式会社山田商店、東京都千代田区のコンビニエンスストア",
    "cp1251": "Магазин Продукты на улице Ленина, общество Ромашка",
    "utf-8": "Café São João — 咖啡店",
    "utf-8-sig": "Peluquería Núñez",
    "utf-16": "Магазин 商店 Café",
}


def load_notes(store, folder, *notes: str, into="order_lines", **how):
    lines = (f"{number},C1,A,2026-01-05,2,10.50,{note}" for number, note in enumerate(notes))
    return store.load(TABLES, written(folder, "notes.csv", HEADER, *lines, **how), into)


@pytest.mark.parametrize("encoding", NAMES)
def test_the_encoding_is_found_and_stated(store, tmp_path, encoding):
    report = load_notes(store, tmp_path, *[f'"{NAMES[encoding]}"'] * 3, encoding=encoding)
    assert report.form.encoding == encoding
    assert {row[6] for row in content(store)} == {NAMES[encoding]}


def test_a_stated_encoding_is_taken_as_said(store, tmp_path):
    mapping = Mapping(mapping="notes", into="order_lines", encoding="latin-1")
    report = load_notes(store, tmp_path, "Ñandú", encoding="latin-1", into=mapping)
    assert content(store)[0][6] == "Ñandú"
    assert report.form.stated == ("encoding",)


@pytest.mark.parametrize(
    ("separator", "sign"), [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")]
)
def test_the_separator_is_found(store, tmp_path, separator, sign):
    lines = [line.replace(",", sign) for line in (HEADER, "1,C1,A,2026-01-05,2,10.50,x")]
    report = store.load(TABLES, written(tmp_path, "orders.csv", *lines), "order_lines")
    assert (report.form.separator, report.rows_loaded) == (sign, 1)


@pytest.mark.parametrize(
    ("dates", "form", "first"),
    [
        (("05/01/2026", "13/01/2026"), "dd/mm/yyyy", date(2026, 1, 5)),
        (("01/05/2026", "01/13/2026"), "mm/dd/yyyy", date(2026, 1, 5)),
        (("5.1.2026", "13.1.2026"), "dd.mm.yyyy", date(2026, 1, 5)),
        (("2026/1/5", "2026/1/13"), "yyyy/mm/dd", date(2026, 1, 5)),
        (("20260105", "20260113"), "yyyymmdd", date(2026, 1, 5)),
        (("2026年1月5日", "2026年1月13日"), "yyyy年mm月dd日", date(2026, 1, 5)),
        (("05-Jan-2026", "13-Jan-2026"), "dd-mmm-yyyy", date(2026, 1, 5)),
        (("2026-01-05 00:00:00.000", "2026-01-13"), "yyyy-mm-dd", date(2026, 1, 5)),
    ],
)
def test_the_date_form_is_decided_by_all_values(store, tmp_path, dates, form, first):
    rows = (f"{number},C1,A,{day},2,10.50," for number, day in enumerate(dates))
    report = store.load(TABLES, orders(tmp_path, *rows), "order_lines")
    assert report.form.date_formats == {"ordered_on": form}
    assert [row[3] for row in content(store)] == [first, date(2026, 1, 13)]


def test_dates_that_can_be_read_two_ways_are_asked_for(store, tmp_path):
    file = orders(tmp_path, "1,C1,A,05/01/2026,2,10.50,", "2,C1,A,06/12/2026,2,10.50,")
    with pytest.raises(Faulty) as asked:
        store.load(TABLES, file, "order_lines")
    (fault,) = asked.value.faults
    assert (fault.id, fault.values["candidates"]) == ("fault.date_unsure", "dd/mm/yyyy, mm/dd/yyyy")
    mapping = Mapping(mapping="orders", into="order_lines", date_format="%d/%m/%Y")
    store.load(TABLES, file, mapping)
    assert [row[3] for row in content(store)] == [date(2026, 1, 5), date(2026, 12, 6)]


@pytest.mark.parametrize(
    ("amounts", "mark", "cents"),
    [
        (("1.234,50", "-7"), ",", [123450, -700]),
        (("1 234,5", "0,05"), ",", [123450, 5]),
        (("1,234.50", "(7)"), ".", [123450, -700]),
        (("1234567.8", "$2"), ".", [123456780, 200]),
        (("１２．５０", "¥3"), ".", [1250, 300]),
        (("12", "+3"), None, [1200, 300]),
    ],
)
def test_the_decimal_mark_is_decided_by_all_values(store, tmp_path, amounts, mark, cents):
    rows = (f'{number},C1,A,2026-01-05,2,"{amount}",' for number, amount in enumerate(amounts))
    report = store.load(TABLES, orders(tmp_path, *rows), "order_lines")
    assert report.form.decimal == mark
    assert [row[5] for row in content(store)] == cents


def test_numbers_that_can_be_read_two_ways_are_asked_for(store, tmp_path):
    file = orders(tmp_path, '1,C1,A,2026-01-05,2,"1,234",')
    with pytest.raises(Faulty) as asked:
        store.load(TABLES, file, "order_lines")
    assert [fault.id for fault in asked.value.faults] == ["fault.decimal_unsure"]
    mapping = Mapping(mapping="orders", into="order_lines", decimal=".")
    store.load(TABLES, file, mapping)
    assert content(store)[0][5] == 123400


def test_an_empty_end_is_open_whatever_the_dates_look_like(store, tmp_path):
    lines = ("client_id;person_id;from;to;share", "C1;P1;31.01.2026;;50,5%", "C2;P1;01.02.2026;28.02.2026;")
    store.load(TABLES, written(tmp_path, "coverage.csv", *lines), "coverage")
    assert content(store, "coverage") == [
        ("C1", "P1", date(2026, 1, 31), date(2100, 1, 1), 505_000, ""),
        ("C2", "P1", date(2026, 2, 1), date(2026, 2, 28), 1_000_000, ""),
    ]


def test_a_percent_is_a_ratio_however_it_is_written(store, tmp_path):
    lines = ("client_id,person_id,from,share", "C1,P1,2026-01-01,0.6", "C1,P2,2026-01-01,40%")
    store.load(TABLES, written(tmp_path, "coverage.csv", *lines), "coverage")
    assert [row[4] for row in content(store, "coverage")] == [600_000, 400_000]


def test_blanks_around_cells_and_two_ways_to_write_an_accent_are_no_difference(store, tmp_path):
    report = load_notes(store, tmp_path, "  Café ", "\u00a0Cafe\u0301")
    assert report.rows_loaded == 2
    assert {row[6] for row in content(store)} == {"Café"}


def test_a_compressed_file_is_read(store, tmp_path):
    file = tmp_path / "orders.csv.gz"
    file.write_bytes(gzip.compress(orders(tmp_path, "1,C1,A,2026-01-05,2,10.50,").read_bytes()))
    assert store.load(TABLES, file, "order_lines").form.compressed
    assert len(content(store)) == 1


def test_line_ends_of_every_system_are_read(store, tmp_path):
    for name, end in (("windows", "\r\n"), ("mac", "\r")):
        file = tmp_path / f"{name}.csv"
        file.write_bytes(end.join([HEADER, f"{name},C1,A,2026-01-05,2,10.50,", ""]).encode())
        assert store.load(TABLES, file, "order_lines").rows_loaded == 1
    assert [row[6] for row in content(store)] == [None, None]


def workbook(path, *sheets):
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    else:
                        sheet.write(number, column, cell)
    return path


def test_a_workbook_is_read_exactly(store, tmp_path):
    rows = [
        HEADER.split(","),
        [1, "C1", "A", date(2026, 1, 5), 2, 0.1 + 0.2, "true"],
        [],
        ["2", "C1", "A", 46029, 3.0, 1234567.89, ""],
        [3, "C1", "A", "soon", 1, 1, ""],
    ]
    file = workbook(tmp_path / "orders.xlsx", ("Orders", rows), ("Empty", []))
    report = store.load(TABLES, file, "order_lines")
    assert (report.form.kind, report.form.sheet) == ("xlsx", "Orders")
    assert [row[3:6] for row in content(store)] == [
        (date(2026, 1, 5), 2, 30),
        (date(2026, 1, 7), 3, 123456789),
    ]
    assert quarantined(report) == [(5, "ordered_on", "soon", "fault.cell_date")]


def test_serial_dates_of_a_workbook_are_days(store, tmp_path):
    rows = [HEADER.split(","), [1, "C1", "A", 46027, 2, 5, ""]]
    store.load(TABLES, workbook(tmp_path / "orders.xlsx", ("Orders", rows)), "order_lines")
    assert content(store)[0][3] == date(2026, 1, 5)


def test_of_several_sheets_one_is_asked_for(store, tmp_path):
    rows = [HEADER.split(","), [1, "C1", "A", date(2026, 1, 5), 2, 5, ""]]
    file = workbook(tmp_path / "orders.xlsx", ("January", rows), ("Notes", [["hello"]]))
    with pytest.raises(Faulty) as asked:
        store.load(TABLES, file, "order_lines")
    assert [fault.id for fault in asked.value.faults] == ["fault.sheet_unstated"]
    store.load(TABLES, file, Mapping(mapping="orders", into="order_lines", sheet="January"))
    assert len(content(store)) == 1


TITLED = [
    ["Orders of January", "", "", "", "", "", ""],
    ["made by: Ana", "", "", "", "", "", "in EUR"],
    [],
    HEADER.split(","),
    ["1", "C1", "A", "2026-01-05", "2", "10.50", "x"],
    ["2", "C2", "A", "2026-01-06", "", "11.50", ""],
]


def titled(folder, form):
    """The same sheet as a workbook, as its export with all separators, or with bare lines above the table."""
    if form != "xlsx":
        rows = [row if form == "export" else list(filter(None, row)) or [""] for row in TITLED[:3]]
        return written(folder, "orders.csv", *(";".join(row) for row in (*rows, *TITLED[3:])))
    with xlsxwriter.Workbook(folder / "orders.xlsx") as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(TITLED):
            sheet.write_row(number, 0, row)
    return folder / "orders.xlsx"


@pytest.mark.parametrize("form", ["xlsx", "export", "bare"])
def test_titles_above_the_names_of_the_columns_are_passed_over(store, tmp_path, form):
    report = store.load(TABLES, titled(tmp_path, form), "order_lines")
    assert (report.form.header_row, report.rows_read, report.rows_loaded) == (4, 2, 1)
    assert [(each.line, each.values["column"]) for each in report.quarantine] == [(6, "quantity")]
    assert look_at(titled(tmp_path, form)).form.header == tuple(HEADER.split(","))


def test_the_row_of_names_can_be_stated(store, tmp_path):
    file = written(tmp_path, "orders.csv", "a,b,c,d,e,f,g", HEADER, "1,C1,A,2026-01-05,2,10.50,x")
    stated = Mapping.model_validate({"mapping": "orders", "into": "order_lines", "header_row": 2})
    assert (report := store.load(TABLES, file, stated)).rows_loaded == 1
    assert (report.form.header_row, report.form.stated) == (2, ("header_row",))
    beyond = Mapping.model_validate({"mapping": "orders", "into": "order_lines", "header_row": 9})
    with pytest.raises(Faulty) as complaint:
        store.load(TABLES, file, beyond)
    assert [fault.id for fault in complaint.value.faults] == ["fault.header_row"]


@pytest.mark.parametrize(
    "lines",
    [
        ("id", "1,2,3", "4,5,6"),  # figures name no columns
        ("id,,,", "a,a,b,c", "d,e,f,g"),  # nor do texts that are alike
        ("name;note", "x;y", "z;"),  # of two columns a title can't be told from a name
        ("a;b;;", "x;y;1;2", "z;w;1;2"),
    ],
)
def test_what_can_be_meant_as_a_header_is_one(tmp_path, lines):
    assert look_at(written(tmp_path, "orders.csv", *lines)).form.header_row == 1


def test_parquet_is_read_exactly(store, tmp_path):
    file = tmp_path / "orders.parquet"
    schema = dict.fromkeys(HEADER.split(","), "VARCHAR") | {"ordered_on": "DATE", "amount": "DECIMAL(18, 2)"}
    with DuckEngine() as engine:
        row = ("1", "C1", "A", date(2026, 1, 5), "2", Decimal("10.50"), None)
        engine.write_parquet([row], schema, file)
    assert store.load(TABLES, file, "order_lines").form.kind == "parquet"
    assert content(store) == [("1", "C1", "A", date(2026, 1, 5), 2, 1050, None)]


VISITS = FactTable.model_validate(
    {
        "fact": "visits",
        "grain": "one visit",
        "columns": {"visit_id": "text", "started_at": "timestamp", "day": "date", "minutes": "minutes?"},
        "key": ["visit_id"],
        "date": "day",
    }
)


def test_moments_become_local_once(store, tmp_path):
    """Shanghai is eight hours before UTC: nine in the evening there is one in the afternoon in UTC."""
    times = ("2026-01-05 23:30:00", "2026-01-05T23:30:00Z", "2026-01-05 11:30 PM", "2026-01-05")
    lines = (f"{number},{time},{time},10" for number, time in enumerate(times))
    file = written(tmp_path, "visits.csv", "visit_id,started_at,day,minutes", *lines)
    tables = all_tables([VISITS])
    mapping = Mapping(mapping="visits", into="visits", timezone="UTC")
    store.load(tables, file, mapping, IntakeSettings(time_zone="Asia/Shanghai"))
    with DuckEngine() as engine:
        engine.register(store.snapshot(), tables)
        found = engine.query("SELECT started_at, day FROM visits ORDER BY visit_id")
    local = (datetime.fromisoformat("2026-01-06 07:30"), date(2026, 1, 6))
    assert found == [local, local, local, (datetime.fromisoformat("2026-01-05"), date(2026, 1, 5))]


def test_a_first_look_states_the_form_without_loading(tmp_path):
    lines = ("Day;Amount;Name", "13.01.2026;1.234,50;A", "14.01.2026;7,10;B")
    form = describe_source(written(tmp_path, "look.csv", *lines))
    assert (form.separator, form.encoding, form.decimal) == (";", "utf-8", ",")
    assert form.date_formats == {"Day": "dd.mm.yyyy"}
    assert form.header == ("Day", "Amount", "Name")


@pytest.mark.parametrize("value", ["999999.999999", "1283700", "999999999999.5", "-5000000.25"])
def test_a_number_may_fill_the_whole_of_its_type(store, tmp_path, value):
    header = "subject_kind,subject_id,name,period,value"
    file = written(tmp_path, "targets.csv", header, f"company,,sales_amount,2026-10,{value}")
    assert store.load(TABLES, file, "targets").rows_loaded == 1
    (row,) = content(store, "targets")
    assert int(Decimal(value).scaleb(6)) in row
