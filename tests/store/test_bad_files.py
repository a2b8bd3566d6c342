"""Whatever is handed in as a file gets a clear fault, and nothing of it stays."""

import gzip
import os

import pytest

from attain.engine.facts import Mapping
from attain.engine.faults import Faulty
from attain.engine.store import Store
from attain.wording.messages import written as messages
from tests.store.shop import HEADER, TABLES, orders, quarantined, written

GOOD = "1,C1,A,2026-01-05,2,10.50,"


def refused(store: Store, file, into="order_lines") -> list[str]:
    """The fault ids with which a load was refused; the store must be as before, and nothing left over."""
    before, names = store.snapshot().id, store.place.names(".")
    with pytest.raises(Faulty) as complaint:
        store.load(TABLES, file, into)
    assert store.snapshot().id == before
    assert store.place.names(".") == names
    return [fault.id for fault in complaint.value.faults]


def mapping(**settings) -> Mapping:
    return Mapping.model_validate({"mapping": "orders", "into": "order_lines", **settings})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "fault.file_empty"),
        (b"\n\n  \n", "fault.file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\xff\x12", "fault.not_text"),
        (b"PK\x03\x04 no workbook", "fault.not_workbook"),
        (b"PAR1 no parquet PAR1", "fault.not_parquet"),
        (b"a,b\n" + b"x" * (1 << 21), "fault.line_too_long"),
        (b",,,\n1,2,3,4\n", "fault.header_empty"),
        (b'order_id,client_id\n1,"never closed\n2,C2\n', "fault.quote_open"),
        (gzip.compress(b"a,b\n1,2\n" * 1000)[:-20], "fault.file_unreadable"),
        (b"a\xff\xfe\x81 caf\xe9,b\n\x8f,\xa7\n", "fault.encoding_unsure"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused(store, tmp_path, content, fault):
    file = tmp_path / "orders.csv"
    file.write_bytes(content)
    assert refused(store, file) == [fault]


def test_a_missing_file_a_folder_and_a_device_are_refused(store, tmp_path):
    assert refused(store, tmp_path / "none.csv") == ["fault.file_missing"]
    assert refused(store, tmp_path) == ["fault.not_a_file"]
    assert refused(store, os.devnull) == ["fault.not_a_file"]


def test_all_missing_columns_are_named_at_once_with_the_nearest(store, tmp_path):
    file = written(
        tmp_path, "orders.csv", "order_id,client,product_id,ordered,quantity,amounts", "1,2,3,4,5,6"
    )
    with pytest.raises(Faulty) as complaint:
        store.load(TABLES, file, "order_lines")
    found = [(fault.values["column"], fault.values["nearest"]) for fault in complaint.value.faults]
    assert found == [("client_id", "client"), ("ordered_on", "ordered"), ("amount", "amounts")]


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"columns": {"quantty": "quantity"}}, "fault.mapping_target"),
        ({"columns": {"quantity": "quantiy"}}, "fault.mapping_source"),
        ({"columns": {"quantity": {"constant": "many"}}}, "fault.mapping_value"),
        ({"columns": {"amount": {"formula": "price * 2"}}}, "fault.mapping_source"),
        ({"encoding": "klingon"}, "fault.encoding_unknown"),
        ({"encoding": "utf-16"}, "fault.encoding_wrong"),
        ({"separator": "::"}, "fault.separator_unknown"),
        ({"date_format": "some day"}, "fault.date_form_unknown"),
        ({"timezone": "Mars/Olympus"}, "fault.zone_unknown"),
        ({"control": {"sum(weight)": 1}}, "fault.control_column"),
        ({"whole": True}, "fault.whole_facts"),
        ({"join": [{"file": "../../etc/passwd", "on": "order_id", "columns": ["x"]}]}, "fault.path_outside"),
        ({"join": [{"file": "none.csv", "on": "order_id", "columns": ["x"]}]}, "fault.file_missing"),
        ({"join": [{"file": "twice.csv", "on": "order_id", "columns": ["x"]}]}, "fault.join_key_twice"),
        ({"join": [{"file": "twice.csv", "on": "order_id", "columns": ["y"]}]}, "fault.mapping_source"),
        ({"join": [{"file": "notes.csv", "on": "order_id", "columns": ["note"]}]}, "fault.join_column_twice"),
        ({"into": "order_line"}, "fault.table_unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mapping_that_does_not_fit_is_refused(store, tmp_path, settings, fault):
    written(tmp_path, "twice.csv", "order_id,x", "1,a", "1,b")
    written(tmp_path, "notes.csv", "order_id,note", "1,a")
    assert refused(store, orders(tmp_path, GOOD), mapping(**settings)) == [fault]


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("1,C1,A,2026-02-30,2,10.50,", "ordered_on", "fault.cell_date"),
        ("1,C1,A,0206-02-03,2,10.50,", "ordered_on", "fault.cell_date_far"),
        ("1,C1,A,,2,10.50,", "ordered_on", "fault.cell_empty"),
        ("1,C1,A,2026-01-05,two,10.50,", "quantity", "fault.cell_number"),
        ("1,C1,A,2026-01-05,2.5,10.50,", "quantity", "fault.cell_precision"),
        ("1,C1,A,2026-01-05,2,10.505,", "amount", "fault.cell_precision"),
        ("1,C1,A,2026-01-05,2,1e5,", "amount", "fault.cell_number"),
        ("1,C1,A,2026-01-05,2,NaN,", "amount", "fault.cell_number"),
        ("1,C1,A,2026-01-05,99999999999999999999,1,", "quantity", "fault.cell_too_large"),
        ("1, ,A,2026-01-05,2,10.50,", "client_id", "fault.cell_empty"),
        ("1,C1,A,2026-01-05,2", "", "fault.row_short"),
        ("1,C1,A,2026-01-05,2,10,50,x", "", "fault.row_long"),
        ('1,"C1"x,A,2026-01-05,2,10.50,', "", "fault.row_quotes"),
    ],
)
def test_a_bad_row_waits_in_quarantine_and_the_good_ones_land(store, tmp_path, row, column, fault):
    good = [f"{number},C1,A,2026-01-05,2,10.50," for number in range(5, 8)]
    report = store.load(TABLES, orders(tmp_path, good[0], row, *good[1:]), "order_lines")
    assert (report.rows_loaded, report.quarantined) == (3, 1)
    assert [(f[0], f[1], f[3]) for f in quarantined(report)] == [(3, column, fault)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(store, tmp_path):
    lines = (HEADER, GOOD, "", "", "2,C1,A,yesterday,2,10.50,")
    report = store.load(TABLES, written(tmp_path, "orders.csv", *lines), "order_lines")
    assert [row[0] for row in quarantined(report)] == [5]


@pytest.mark.parametrize("path", ["a[b]*?.csv", "it's “quoted”; DROP TABLE raw --.csv", "订单 заказы.csv"])
def test_a_file_may_be_called_anything(store, tmp_path, path):
    report = store.load(TABLES, orders(tmp_path, GOOD, name=path), "order_lines")
    assert report.rows_loaded == 1


def test_cells_are_values_and_never_sql(store, tmp_path):
    evil = "x'); DROP TABLE typed; --"
    report = store.load(TABLES, orders(tmp_path, f"1,{evil},A,2026-01-05,2,10.50,"), "order_lines")
    assert report.rows_loaded == 1


@pytest.mark.parametrize(
    ("table", "lines", "fault"),
    [
        (
            "coverage",
            ("client_id,person_id,from,to,share", "C1,P1,2026-01-01,2026-03-01,60%", "C1,P2,2026-02-01,,60%"),
            "fault.coverage.over",
        ),
        ("coverage", ("client_id,person_id,from,share", "C1,P1,2026-01-01,-1%"), "fault.coverage.negative"),
        (
            "product_coverage",
            ("scope,key,person_id,from", "brand,X,P1,2026-01-01", "brand,X,P2,2026-01-01"),
            "fault.product_coverage.over",
        ),
        (
            "credits",
            ("fact,fact_key,person_id,share", "order_lines,1|A,P1,70%", "order_lines,1|A,P2,40%"),
            "fault.credits.over",
        ),
        (
            "assignments",
            ("person_id,post,unit_id,from,to", "P1,am,U,2026-01-01,", "P1,am,U,2026-02-01,"),
            "fault.assignments.overlap",
        ),
        (
            "reporting",
            ("person_id,manager_id,from,to", "P1,P2,2026-01-01,", "P1,P3,2026-02-01,"),
            "fault.reporting.overlap",
        ),
        (
            "periods",
            (
                "period,cycle,from,to",
                "2026-01,month,2026-01-01,2026-02-01",
                "2026-1,month,2026-01-31,2026-02-28",
            ),
            "fault.periods.overlap",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(store, tmp_path, table, lines, fault):
    assert refused(store, written(tmp_path, "table.csv", *lines), table) == [fault]


def test_reporting_lines_that_lead_in_a_circle_are_refused(store, tmp_path):
    lines = ("person_id,manager_id,from,to", "P1,P2,2026-01-01,", "P2,P3,2026-01-01,2026-07-01")
    store.load(TABLES, written(tmp_path, "reporting.csv", *lines), "reporting")
    store.load(TABLES, written(tmp_path, "later.csv", lines[0], "P3,P1,2026-07-01,"), "reporting")
    circle = written(tmp_path, "circle.csv", lines[0], "P3,P1,2026-06-01,2026-07-01")
    assert set(refused(store, circle, "reporting")) == {"fault.reporting.circle"}


def test_units_that_lie_under_themselves_are_refused(store, tmp_path):
    file = written(tmp_path, "units.csv", "unit_id,parent_id", "A,B", "B,A", "C,")
    assert refused(store, file, "units") == ["fault.units.circle", "fault.units.circle"]


def test_shares_that_fill_each_other_up_are_taken(store, tmp_path):
    lines = ("C1,P1,2026-01-01,2026-02-01,100%", "C1,P1,2026-02-01,,60%", "C1,P2,2026-02-01,,40%")
    file = written(tmp_path, "coverage.csv", "client_id,person_id,from,to,share", *lines)
    assert store.load(TABLES, file, "coverage").rows_loaded == 3


def test_a_spell_that_ends_before_it_starts_waits_in_quarantine(store, tmp_path):
    lines = ("client_id,person_id,from,to", "C1,P1,2026-02-01,2026-01-01")
    report = store.load(TABLES, written(tmp_path, "coverage.csv", *lines), "coverage")
    assert quarantined(report) == [(2, "to", "2026-01-01", "fault.range_empty")]


def test_a_store_is_not_made_over_something_else(tmp_path):
    written(tmp_path / "full", "letter.txt", "Dear reader")
    for folder in (tmp_path / "full", tmp_path / "full" / "letter.txt"):
        with pytest.raises(Faulty) as complaint:
            Store.create(folder)
        assert [fault.id for fault in complaint.value.faults] == ["fault.store_not_empty"]
    with pytest.raises(Faulty) as complaint:
        Store.open(tmp_path / "nowhere")
    assert [fault.id for fault in complaint.value.faults] == ["fault.store_missing"]


@pytest.mark.parametrize("id", ["0" * 32, "../HEAD", ""])
def test_an_unknown_snapshot_is_said_to_be_unknown(store, id):
    if not id:
        assert store.snapshot(id).id == store.snapshot().id
        return
    with pytest.raises(Faulty) as complaint:
        store.snapshot(id)
    assert [fault.id for fault in complaint.value.faults] == ["fault.snapshot_unknown"]


def test_every_fault_of_facts_and_store_has_its_sentence():
    import re
    from pathlib import Path

    engine = Path(__file__).resolve().parents[2] / "attain" / "engine"
    sources = [
        path.read_text(encoding="utf-8")
        for part in ("facts", "store")
        for path in (engine / part).rglob("*.py")
    ]
    used = {id for text in sources for id in re.findall(r"fault\.[a-z_]+(?:\.[a-z_]+)?(?=[\"' ])", text)}
    told = {id for entries in messages().values() for id in entries}
    assert len(used) > 60
    assert used - told == set()
