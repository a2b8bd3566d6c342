"""Rows in quarantine, repaired: the store then has what a clean file would have brought, by whatever way."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.facts import Mapping
from attain.engine.faults import Faulty
from attain.engine.store import Repair, Store, read_repairs, write_repairs
from tests.store.shop import HEADER, TABLES, content, orders, quarantined, written

CLEAN = [
    "1,C1,P1,2026-01-05,2,10.00,",
    "2,C1,P1,2026-01-06,3,20.00,a",
    "3,C2,P2,2026-02-07,4,30.00,",
    "4,C2,P2,2026-02-08,5,40.00,b",
]
#: Row and column of the file → what stands there instead of the clean text.
DIRT = {
    (2, "quantity"): "two",
    (3, "ordered_on"): "6th of Jan",
    (3, "amount"): "",
    (4, "order_id"): "4",
    (4, "product_id"): "P2",
    (5, "amount"): "40.0.0",
}


def soiled(cells: set[tuple[int, str]]) -> list[str]:
    header = HEADER.split(",")
    rows = [row.split(",") for row in CLEAN]
    for row, column in cells:
        rows[row - 2][header.index(column)] = DIRT[row, column]
    return [",".join(cells) for cells in rows]


def right(cells) -> list[Repair]:
    header = HEADER.split(",")
    return [
        Repair(row, column, CLEAN[row - 2].split(",")[header.index(column)], "as on paper")
        for row, column in cells
    ]


def clean(folder: Path) -> list[tuple]:
    store = Store.create(folder / "clean")
    store.load(TABLES, orders(folder, *CLEAN, name="clean.csv"), "order_lines")
    return content(store)


def test_a_repaired_row_lands_as_the_same_row_of_the_same_source(store, tmp_path):
    file = orders(tmp_path, *soiled({(2, "quantity")}))
    first = store.load(TABLES, file, "order_lines")
    assert quarantined(first) == [(2, "quantity", "two", "fault.cell_number")]
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(2, "quantity", "2", "typing slip")])
    assert (report.rows_read, report.rows_loaded, report.quarantined, report.repeated) == (1, 1, 0, True)
    assert report.load_id == f"{first.load_id}.2"
    assert content(store) == clean(tmp_path)
    with store.engine() as engine:
        engine.register(store.snapshot(), TABLES)
        assert engine.query("SELECT _load, _row FROM order_lines WHERE order_id = '1'") == [
            (report.load_id, 2)
        ]


def test_the_same_repairs_twice_change_nothing(store, tmp_path):
    file, cells = orders(tmp_path, *soiled({(2, "quantity"), (3, "amount")})), [(2, "quantity")]
    store.load(TABLES, file, "order_lines")
    store.load(TABLES, file, "order_lines", repairs=right(cells))
    before = store.snapshot().id
    again = store.load(TABLES, file, "order_lines", repairs=right(cells))
    assert (again.rows_loaded, again.quarantined, store.snapshot().id) == (0, 1, before)


def test_a_row_with_two_bad_cells_may_be_repaired_in_two_goes(store, tmp_path):
    file = orders(tmp_path, *soiled({(3, "ordered_on"), (3, "amount")}))
    store.load(TABLES, file, "order_lines")
    half = store.load(TABLES, file, "order_lines", repairs=right([(3, "amount")]))
    assert quarantined(half) == [(3, "ordered_on", "6th of Jan", "fault.cell_date")]
    whole = store.load(TABLES, file, "order_lines", repairs=right([(3, "ordered_on")]))
    assert (whole.rows_loaded, whole.quarantined) == (1, 0)
    assert content(store) == clean(tmp_path)


def test_rows_left_out_no_longer_wait_and_are_counted(store, tmp_path):
    file = orders(tmp_path, *CLEAN, "Total,,,,14,100.00,")
    assert store.load(TABLES, file, "order_lines").quarantined == 1
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(6, "", "", "the sum")])
    assert (report.rows_read, report.left_out, report.rows_loaded, report.quarantined) == (1, 1, 0, 0)
    assert store.snapshot().manifest.loads[-1].quarantined == 0
    again = store.load(TABLES, file, "order_lines")
    assert (again.rows_read, again.unchanged, again.left_out, again.repeated) == (5, 4, 1, True)
    assert content(store) == clean(tmp_path)


def test_repairs_of_rows_that_do_not_wait_change_nothing(store, tmp_path):
    file = orders(tmp_path, *soiled({(2, "quantity")}))
    store.load(TABLES, file, "order_lines")
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(3, "amount", "99.00")])
    assert (report.rows_loaded, report.corrected, report.quarantined) == (0, 0, 1)
    assert store.snapshot().manifest.loads[-1].quarantined == 1
    assert "99" not in str(content(store))


def test_a_row_is_not_repaired_into_the_key_of_another_one(store, tmp_path):
    """Else it would take the place of a row of the same file that is right."""
    file = orders(tmp_path, CLEAN[0], ",C1,P1,2026-01-06,3,20.00,a")
    store.load(TABLES, file, "order_lines")
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(3, "order_id", "1")])
    assert quarantined(report) == [(3, "order_id, product_id", "1|P1", "fault.row_twice")]
    assert report.corrected == 0
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(3, "order_id", "2")])
    assert (report.rows_loaded, report.quarantined) == (1, 0)


def test_of_rows_that_share_a_key_one_is_left_out_and_the_other_lands(store, tmp_path):
    file = orders(tmp_path, CLEAN[0], CLEAN[0].replace("10.00", "11.00"))
    assert store.load(TABLES, file, "order_lines").quarantined == 2
    report = store.load(TABLES, file, "order_lines", repairs=[Repair(3, "", "", "entered twice")])
    assert (report.rows_loaded, report.left_out, report.quarantined) == (1, 1, 0)
    assert content(store)[0][5] == 1000


def test_a_row_that_could_not_be_taken_apart_is_written_anew(store, tmp_path):
    file = orders(tmp_path, CLEAN[0], "2,C1,P1", *CLEAN[2:])
    assert store.load(TABLES, file, "order_lines").quarantined == 1
    names = ("order_id", "client_id", "product_id", "ordered_on", "quantity", "amount", "note")
    anew = [Repair(3, name, cell) for name, cell in zip(names, CLEAN[1].split(","), strict=True)]
    report = store.load(TABLES, file, "order_lines", repairs=anew)
    assert (report.rows_loaded, report.quarantined) == (1, 0)
    assert content(store) == clean(tmp_path)


def test_what_a_joined_file_brought_is_repaired_by_its_column(store, tmp_path):
    written(tmp_path, "heads.csv", "order,day", "1,2026-01-05", "2,tomorrow")
    lines = written(tmp_path, "lines.csv", "order,client,product,n,sum", "1,C1,P1,2,10.00", "2,C1,P1,3,20.00")
    mapping = Mapping.model_validate(
        {
            "mapping": "lines",
            "into": "order_lines",
            "columns": {
                "order_id": "order",
                "client_id": "client",
                "product_id": "product",
                "ordered_on": "day",
                "quantity": "n",
                "amount": "sum",
            },
            "join": [{"file": "heads.csv", "on": "order", "columns": ["day"]}],
        }
    )
    assert store.load(TABLES, lines, mapping).quarantined == 1
    report = store.load(TABLES, lines, mapping, repairs=[Repair(3, "day", "2026-01-06")])
    assert (report.rows_loaded, report.quarantined) == (1, 0)


def test_a_column_that_the_file_does_not_have_refuses_the_load_and_names_the_nearest(store, tmp_path):
    file = orders(tmp_path, *soiled({(2, "quantity")}))
    store.load(TABLES, file, "order_lines")
    with pytest.raises(Faulty) as refused:
        store.load(TABLES, file, "order_lines", repairs=[Repair(2, "quantiti", "2")])
    (fault,) = refused.value.faults
    assert (fault.id, fault.values["nearest"]) == ("fault.repairs.unknown", "quantity")


def test_names_of_people_are_not_kept_beside_the_loads(store, tmp_path):
    file = written(tmp_path, "people.csv", "person_id,given_name", ",Ana")
    store.load(TABLES, file, "people")
    repairs = [Repair(2, "person_id", "P1"), Repair(2, "given_name", "Ana María")]
    report = store.load(TABLES, file, "people", repairs=repairs)
    kept = read_repairs(store.place.path(f"repairs/{report.load_id}.csv"))
    assert [each.column for each in kept] == ["person_id"]
    assert [row["given_name"] for row in store.personal("people")] == ["Ana María"]


def test_a_file_of_repairs_is_read_as_it_was_written(tmp_path):
    repairs = [Repair(2, "Menge", 'a "b", c\nd', "why"), Repair(5, "", "", "sum")]
    write_repairs(repairs, tmp_path / "repairs.csv")
    assert read_repairs(tmp_path / "repairs.csv") == repairs
    bad = written(tmp_path, "bad.csv", "row,column,value", "x,a,b")
    with pytest.raises(Faulty, match=r"fault\.repairs\.row"):
        read_repairs(bad)
    with pytest.raises(Faulty, match=r"fault\.repairs\.columns"):
        read_repairs(written(tmp_path, "worse.csv", "row,value", "2,b"))


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_repairing_all_rows_in_any_batches_gives_the_facts_of_a_clean_file(data):
    cells = sorted(data.draw(st.sets(st.sampled_from(sorted(DIRT)), min_size=1)))
    order = data.draw(st.permutations(cells))
    cut = data.draw(st.integers(0, len(order)))
    at_once = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as folder:
        here, store = Path(folder), Store.create(Path(folder) / "store")
        file = orders(here, *soiled(set(cells)))
        if not at_once:
            store.load(TABLES, file, "order_lines")
        for part in (order[:cut], order[cut:]):
            report = store.load(TABLES, file, "order_lines", repairs=right(part))
        assert report.quarantined == 0
        assert content(store) == clean(here)
        assert all(entry.quarantined == 0 for entry in store.snapshot().manifest.loads[-1:])
