"""Files come in once, correct what they correct, and leave what was read before as it was."""

import csv
from datetime import date

import pytest

from attain.engine.facts import Mapping
from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine, Store
from tests.store.shop import TABLES, content, orders, quarantined, written

ROWS = ("1,C1,A,2026-01-05,2,10.50,first", "1,C1,B,2026-01-05,1,3,", "2,C2,A,2026-02-01,4,21.00,")


def test_rows_land_as_integers_of_their_scale(store, tmp_path):
    report = store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    assert (report.rows_read, report.rows_loaded, report.quarantined) == (3, 3, 0)
    assert report.partitions == ("2026-01", "2026-02")
    assert content(store) == [
        ("1", "C1", "A", date(2026, 1, 5), 2, 1050, "first"),
        ("1", "C1", "B", date(2026, 1, 5), 1, 300, None),
        ("2", "C2", "A", date(2026, 2, 1), 4, 2100, None),
    ]


def test_every_row_says_which_load_and_which_source_row_it_came_from(store, tmp_path):
    report = store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    with DuckEngine() as engine:
        engine.register(store.snapshot(), TABLES)
        found = engine.query("SELECT order_id, product_id, _load, _row FROM order_lines ORDER BY _row")
    assert found == [
        ("1", "A", report.load_id, 2),
        ("1", "B", report.load_id, 3),
        ("2", "A", report.load_id, 4),
    ]


def test_the_same_file_twice_changes_nothing(store, tmp_path):
    file = orders(tmp_path, *ROWS)
    first = store.load(TABLES, file, "order_lines")
    again = store.load(TABLES, file, "order_lines")
    assert again.repeated
    assert (again.rows_loaded, again.unchanged, again.corrected) == (0, 3, 0)
    assert again.before == again.after == first.after == store.snapshot().id
    assert again.form == first.form


def test_a_file_that_comes_again_after_a_correction_says_that_the_correction_stands(store, tmp_path):
    first = orders(tmp_path, *ROWS)
    store.load(TABLES, first, "order_lines")
    more = orders(tmp_path, "9,C1,A,2026-01-05,2,10.00,", name="more.csv")
    store.load(TABLES, more, "order_lines")
    assert store.load(TABLES, first, "order_lines").warnings == ()
    fix = orders(tmp_path, "1,C1,A,2026-01-05,2,11.50,first", name="fix.csv")
    corrected = store.load(TABLES, fix, "order_lines")
    (told,) = store.load(TABLES, first, "order_lines").warnings
    assert (told.id, told.values, told.severity) == (
        "fault.load_passed_by", {"table": "order_lines"}, "warning",
    )  # fmt: skip
    assert store.load(TABLES, fix, "order_lines").warnings == ()
    store.take_back(TABLES, corrected.load_id)
    assert store.load(TABLES, first, "order_lines").warnings == ()


def test_the_same_rows_in_another_file_change_nothing(store, tmp_path):
    first = store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    again = store.load(TABLES, orders(tmp_path, *reversed(ROWS), name="other.csv"), "order_lines")
    assert (again.rows_loaded, again.unchanged) == (0, 3)
    assert again.after == first.after


def test_a_correction_is_a_new_version_beside_the_old(store, tmp_path):
    before = store.load(TABLES, orders(tmp_path, *ROWS), "order_lines").after
    report = store.load(
        TABLES, orders(tmp_path, "1,C1,A,2026-01-05,2,11.50,first", name="fix.csv"), "order_lines"
    )
    assert (report.rows_loaded, report.corrected, report.partitions) == (0, 1, ("2026-01",))
    assert [row[5] for row in content(store)] == [1150, 300, 2100]
    assert [row[5] for row in content(store, snapshot=before)] == [1050, 300, 2100]


def test_a_row_whose_date_moved_leaves_its_old_month(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    moved = orders(tmp_path, "2,C2,A,2026-01-31,4,21.00,", name="fix.csv")
    report = store.load(TABLES, moved, "order_lines")
    assert report.partitions == ("2026-01", "2026-02")
    assert store.snapshot().months("order_lines") == ("2026-01",)
    assert len(content(store)) == 3


def test_a_file_loaded_before_its_correction_does_not_take_it_back(store, tmp_path):
    file = orders(tmp_path, *ROWS)
    store.load(TABLES, file, "order_lines")
    store.load(TABLES, orders(tmp_path, "1,C1,A,2026-01-05,2,11.50,", name="fix.csv"), "order_lines")
    store.load(TABLES, file, "order_lines")
    assert content(store)[0][5] == 1150


def test_columns_that_a_correction_does_not_have_keep_what_they_had(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    header = "order_id,client_id,product_id,ordered_on,quantity,amount"
    fix = orders(tmp_path, "1,C1,A,2026-01-05,3,15.75", name="fix.csv", header=header)
    store.load(TABLES, fix, "order_lines")
    assert content(store)[0] == ("1", "C1", "A", date(2026, 1, 5), 3, 1575, "first")


def test_rows_that_share_a_key_go_to_quarantine_naming_each_other(store, tmp_path):
    report = store.load(TABLES, orders(tmp_path, *ROWS, "1,C1,A,2026-01-06,9,9.00,"), "order_lines")
    assert report.rows_loaded == 2
    assert quarantined(report) == [
        (2, "order_id, product_id", "1|A", "fault.row_twice"),
        (5, "order_id, product_id", "1|A", "fault.row_twice"),
    ]
    assert [fault.values["detail"] for fault in report.quarantine] == ["5", "2"]


def test_unknown_clients_wait_in_quarantine_and_land_when_they_are_known(store, tmp_path):
    store.load(TABLES, written(tmp_path, "clients.csv", "client_id", "C1"), "clients")
    file = orders(tmp_path, *ROWS)
    report = store.load(TABLES, file, "order_lines")
    assert (report.rows_loaded, report.quarantined) == (2, 1)
    assert quarantined(report) == [(4, "client_id", "C2", "fault.unknown_client")]
    waiting = store.load(TABLES, file, "order_lines")
    assert (waiting.quarantined, waiting.after) == (1, report.after)
    store.load(TABLES, written(tmp_path, "more.csv", "client_id", "C2"), "clients")
    again = store.load(TABLES, file, "order_lines")
    assert (again.rows_loaded, again.quarantined) == (1, 0)
    assert len(content(store)) == 3
    assert store.load(TABLES, file, "order_lines").after == again.after


def test_references_can_be_accepted_by_the_mapping(store, tmp_path):
    store.load(TABLES, written(tmp_path, "clients.csv", "client_id", "C1"), "clients")
    mapping = Mapping(mapping="orders", into="order_lines", references="accept")
    assert store.load(TABLES, orders(tmp_path, *ROWS), mapping).rows_loaded == 3


def test_references_that_nothing_can_answer_are_told(store, tmp_path):
    report = store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    assert {fault.values["table"] for fault in report.warnings} == {"clients", "products"}


def test_keys_that_came_before_their_table_are_found_by_a_look_over_the_store(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    store.load(TABLES, written(tmp_path, "clients.csv", "client_id", "C1"), "clients")
    assert [(f.id, f.values["value"], f.values["table"]) for f in store.check(TABLES)] == [
        ("fault.unknown_client", "C2", "order_lines")
    ]


def test_the_quarantine_file_is_harmless_in_a_spreadsheet(store, tmp_path):
    rows = ["9,C1,A,=cmd|calc,1,1,", "8,C1,A,2026-01-05,1,-5x,", '7,C1,A,2026-01-05,"@x",1,']
    report = store.load(TABLES, orders(tmp_path, *ROWS, *rows), "order_lines")
    with open(report.quarantine_file, encoding="utf-8", newline="") as file:
        cells = {(line["row"], line["column"]): line["value"] for line in csv.DictReader(file)}
    assert cells == {("5", "ordered_on"): "'=cmd|calc", ("6", "amount"): "'-5x", ("7", "quantity"): "'@x"}


def test_control_totals_that_are_met_stand_in_the_report(store, tmp_path):
    control = {"rows": 3, "sum(amount)": "34.50"}
    mapping = Mapping.model_validate({"mapping": "orders", "into": "order_lines", "control": control})
    report = store.load(TABLES, orders(tmp_path, *ROWS), mapping)
    assert {total: str(value) for total, value in report.control.items()} == {
        "rows": "3",
        "sum(amount)": "34.50",
    }


def test_control_totals_that_are_missed_refuse_the_load_with_both_numbers(store, tmp_path):
    before = store.snapshot().id
    control = {"rows": 4, "sum(amount)": "34.50"}
    mapping = Mapping.model_validate({"mapping": "orders", "into": "order_lines", "control": control})
    with pytest.raises(Faulty) as refused:
        store.load(TABLES, orders(tmp_path, *ROWS), mapping)
    (fault,) = refused.value.faults
    assert (fault.id, fault.values["stated"], fault.values["found"]) == ("fault.control_total", 4, 3)
    assert store.snapshot().id == before


def test_many_small_files_of_a_month_become_one(store, tmp_path):
    for number in range(10):
        store.load(
            TABLES, orders(tmp_path, f"{number},C1,A,2026-01-05,1,1,", name=f"{number}.csv"), "order_lines"
        )
    assert len(store.snapshot().files("order_lines")) < 9
    assert [row[0] for row in content(store)] == sorted(map(str, range(10)))


def test_months_outside_the_dates_asked_for_are_not_read(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    snapshot = store.snapshot()
    assert len(snapshot.files("order_lines", date(2026, 2, 1), date(2026, 3, 1))) == 1
    assert len(snapshot.files("order_lines", date(2026, 1, 31), date(2026, 2, 1))) == 1
    assert len(snapshot.files("order_lines", date(2026, 1, 31), date(2026, 2, 2))) == 2


def test_a_table_that_was_never_loaded_is_there_with_its_columns(store):
    assert content(store) == []
    assert content(store, "coverage") == []


def test_files_read_the_same_whether_a_column_came_later(store, tmp_path):
    header = "order_id,client_id,product_id,ordered_on,quantity,amount"
    store.load(TABLES, orders(tmp_path, "1,C1,A,2026-01-05,3,15.75", header=header), "order_lines")
    wider = {**TABLES, "order_lines": _with_column("channel", "text?")}
    rows = orders(tmp_path, "2,C1,A,2026-01-06,1,1,web", name="new.csv", header=header + ",channel")
    store.load(wider, rows, "order_lines")
    with DuckEngine() as engine:
        engine.register(store.snapshot(), wider)
        assert engine.query("SELECT order_id, channel FROM order_lines ORDER BY 1") == [
            ("1", None),
            ("2", "web"),
        ]


def test_a_column_never_changes_its_type(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    finer = {**TABLES, "order_lines": _with_column("amount", "money(4)")}
    with pytest.raises(Faulty) as refused:
        store.load(finer, orders(tmp_path, "3,C1,A,2026-01-06,1,1.2345,", name="new.csv"), "order_lines")
    assert [fault.id for fault in refused.value.faults] == ["fault.table_changed"]


def test_a_key_may_become_a_text_which_is_stored_alike(store, tmp_path):
    """As `made_by` of adjustments did: users who are none of the people have names, not keys."""
    keyed = {**TABLES, "order_lines": _with_column("sold_by", "product?")}
    header = "order_id,client_id,product_id,ordered_on,quantity,amount,sold_by"
    store.load(keyed, orders(tmp_path, "1,C1,A,2026-01-05,3,15.75,A", header=header), "order_lines")
    freer = {**TABLES, "order_lines": _with_column("sold_by", "text?")}
    row = "2,C1,A,2026-01-06,1,1,finance"
    store.load(freer, orders(tmp_path, row, name="new.csv", header=header), "order_lines")
    with DuckEngine() as engine:
        engine.register(store.snapshot(), freer)
        assert engine.query("SELECT sold_by FROM order_lines ORDER BY order_id") == [("A",), ("finance",)]
    last = orders(tmp_path, "3,C1,A,2026-01-06,1,1,A", name="last.csv", header=header)
    with pytest.raises(Faulty):
        store.load(keyed, last, "order_lines")


def _with_column(name, kind):
    declared = TABLES["order_lines"]
    data = declared.model_dump(mode="json", by_alias=True)
    return type(declared).model_validate({**data, "columns": {**data["columns"], name: kind}})


def test_a_store_is_opened_where_it_was_created(store, tmp_path):
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    assert content(Store.open(tmp_path / "store")) == content(store)


def test_one_engine_loads_many_files_as_its_own_would(tmp_path):
    store, again = Store.create(tmp_path / "store"), Store.create(tmp_path / "again")
    files = [
        orders(tmp_path, "1,C1,A,2026-01-05,2,10.50,", name="first.csv"),
        orders(tmp_path, "2,C1,A,2026-01-06,x,10.50,", "3,C1,A,2026-02-06,1,9.00,", name="second.csv"),
    ]
    with DuckEngine() as engine:
        together = [store.load(TABLES, file, "order_lines", engine=engine) for file in files]
        with pytest.raises(Faulty):
            store.load(TABLES, written(tmp_path, "empty.csv", ""), "order_lines", engine=engine)
        assert store.load(TABLES, files[0], "order_lines", engine=engine).repeated
    apart = [again.load(TABLES, file, "order_lines") for file in files]
    assert [(r.rows_loaded, r.quarantined) for r in together] == [(1, 0), (1, 1)]
    assert [r.after for r in together] == [r.after for r in apart]
