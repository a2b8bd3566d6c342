"""A large built-in table lies in several files: read as one, and who changes a row writes its file alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.facts import all_tables
from attain.engine.faults import Faulty
from attain.engine.store import Change, IntakeSettings, Store, table_parts

TABLES = all_tables([])
SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")


@pytest.fixture(autouse=True)
def small_files(monkeypatch):
    """Two rows a file, so that a few rows are many files."""
    monkeypatch.setattr(table_parts, "ROWS", 2)


def change(store, *changes):
    return store.change(TABLES, changes, "change", SETTINGS)


def rows(store, name):
    columns = ", ".join(f'"{column}"' for column, kind in TABLES[name].columns.items() if not kind.personal)
    with store.engine() as engine:
        engine.register(store.snapshot(), TABLES)
        return engine.query(f"SELECT {columns} FROM {name} ORDER BY ALL")


def files(store, name):
    return [part.file for part in store.snapshot().parts(name)]


def target(person, month, value):
    about = {"subject_kind": "person", "subject_id": person, "name": "sales_amount", "period": month}
    return {**about, "value": str(value)}


def key(person, month):
    row = target(person, month, 0)
    return {name: row.get(name, "") for name in TABLES["targets"].key}


TWELVE = [target(f"P{n:02}", "2026-10", n) for n in range(12)]


@pytest.fixture
def store(tmp_path):
    made = Store.create(tmp_path / "store")
    change(made, Change("targets", TWELVE))
    return made


def test_a_changed_row_writes_its_own_file_and_no_other(store):
    before = files(store, "targets")
    assert len(before) == 6
    change(store, Change("targets", [target("P05", "2026-10", 500)]))
    after = files(store, "targets")
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    assert [str(row[5]) for row in rows(store, "targets")][4:7] == ["4000000", "500000000", "6000000"]


def test_keys_before_the_first_and_after_the_last_have_a_place(store):
    change(store, Change("targets", [target("A", "2026-10", 1), target("Z", "2026-10", 2)]))
    assert [row[1] for row in rows(store, "targets")] == ["A", *(f"P{n:02}" for n in range(12)), "Z"]


def test_a_file_that_grows_is_divided_and_an_empty_one_is_gone(store):
    change(store, Change("targets", [target("P05", f"2026-0{n}", n) for n in range(1, 6)]))
    assert store.snapshot().rows("targets") == 17
    assert max(part.rows for part in store.snapshot().parts("targets")) <= 4
    change(store, Change("targets", gone=[key(f"P{n:02}", "2026-10") for n in (0, 1)]))
    assert [row[1] for row in rows(store, "targets")][:1] == ["P02"]
    assert store.snapshot().rows("targets") == 15


def test_a_contradiction_across_files_is_found(tmp_path):
    store = Store.create(tmp_path / "store")
    start = {"person_id": "P1", "from": "2026-01-01", "to": "2100-01-01", "share": "60%"}
    change(store, Change("coverage", [{**start, "client_id": f"C{n}"} for n in range(9)]))
    assert len(files(store, "coverage")) > 2
    second = {**start, "client_id": "C3", "person_id": "P2"}
    with pytest.raises(Faulty) as error:
        change(store, Change("coverage", [second]))
    assert [fault.id for fault in error.value.faults] == ["fault.coverage.over"]
    change(store, Change("coverage", [{**second, "share": "40%"}]))
    assert store.snapshot().rows("coverage") == 10


def test_names_stay_with_their_people_whichever_file_changes(tmp_path):
    store = Store.create(tmp_path / "store")
    change(store, Change("people", [{"person_id": f"P{n}", "name": f"Name {n}"} for n in range(9)]))
    change(store, Change("people", [{"person_id": "P4", "name": "Other"}]))
    change(store, Change("people", gone=[{"person_id": "P7"}]))
    names = {row["person_id"]: row["name"] for row in store.personal("people")}
    assert names == {f"P{n}": f"Name {n}" for n in range(9) if n != 7} | {"P4": "Other"}
    assert store.erase_person("P5")
    assert "P5" not in {row["person_id"] for row in store.personal("people")}
    assert store.snapshot().rows("people") == 8


def test_a_change_is_taken_back_file_by_file(store):
    before = files(store, "targets")
    change(store, Change("targets", [target("P05", "2026-10", 500)]))
    (load,) = [entry.load_id for entry in store.snapshot().manifest.loads[1:]]
    store.take_back(TABLES, load)
    assert files(store, "targets") == before


_PEOPLE = st.sampled_from([f"P{n}" for n in range(9)])
_MONTHS = st.sampled_from(["2026-09", "2026-10"])
_STEP = st.tuples(
    st.lists(st.tuples(_PEOPLE, _MONTHS, st.integers(0, 5)), max_size=5, unique_by=lambda row: row[:2]),
    st.lists(st.tuples(_PEOPLE, _MONTHS), max_size=3, unique=True),
)


@settings(max_examples=6)
@given(steps=st.lists(_STEP, min_size=1, max_size=3))
def test_any_changes_leave_what_a_table_in_memory_has(tmp_path_factory, steps):
    store, wanted = Store.create(tmp_path_factory.mktemp("law") / "store"), {}
    for new, gone in steps:
        new = [row for row in new if row[:2] not in gone]
        change(store, Change("targets", [target(*row) for row in new], [key(*row) for row in gone]))
        wanted = {at: value for at, value in wanted.items() if at not in gone}
        wanted |= {(person, month): value for person, month, value in new}
    found = {(row[1], row[4]): int(row[5]) // 10**6 for row in rows(store, "targets")}
    assert found == wanted
    starts = [part.first for part in store.snapshot().parts("targets")][1:]
    assert starts == sorted(starts)
