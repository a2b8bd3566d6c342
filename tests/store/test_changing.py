"""Rows of built-in tables that people enter: all or none, again and back, with nobody else's rows touched."""

import pytest

from attain.engine.facts import all_tables
from attain.engine.faults import Faulty
from attain.engine.store import Change, IntakeSettings, Store

TABLES = all_tables([])
SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")


@pytest.fixture
def store(tmp_path):
    made = Store.create(tmp_path / "store")
    change(
        made,
        Change("people", [{"person_id": p, "name": n} for p, n in (("P1", "Ana"), ("P2", "Bo"))]),
        Change("clients", [{"client_id": c} for c in ("C1", "C2")]),
        Change("coverage", [covers("C1", "P1"), covers("C2", "P1")]),
    )
    return made


def change(store, *changes):
    return store.change(TABLES, changes, "change", SETTINGS)


def covers(client, person, start="2026-01-01", end="2100-01-01"):
    return {"client_id": client, "person_id": person, "from": start, "to": end}


def rows(store, table, *columns):
    with store.engine() as engine:
        engine.register(store.snapshot(), TABLES)
        names = ", ".join(f'"{name}"' for name in columns)
        return sorted(tuple(map(str, row)) for row in engine.query(f"SELECT {names} FROM {table}"))


COVERAGE = ("coverage", "client_id", "person_id", "from", "to")


def test_a_hand_over_is_the_old_row_ended_and_a_new_one(store):
    change(
        store,
        Change("coverage", [covers("C1", "P1", end="2026-10-12"), covers("C1", "P2", "2026-10-12")]),
    )
    assert rows(store, *COVERAGE) == [
        ("C1", "P1", "2026-01-01", "2026-10-12"),
        ("C1", "P2", "2026-10-12", "2100-01-01"),
        ("C2", "P1", "2026-01-01", "2100-01-01"),
    ]


def test_a_row_that_is_gone_is_gone_and_the_snapshot_before_still_has_it(store):
    before = store.snapshot().id
    key = {"client_id": "C1", "person_id": "P1", "role": "", "from": "2026-01-01"}
    after, _ = change(store, Change("coverage", gone=[key]))
    assert rows(store, *COVERAGE) == [("C2", "P1", "2026-01-01", "2100-01-01")]
    assert store.snapshot(before).rows("coverage") == 2
    assert store.snapshot().manifest.parent == before
    assert after == store.snapshot().id


def test_a_change_made_back_and_made_again_is_made_each_time(store):
    for person, last in (("Ana B.", "Ana B."), ("Ana", "Ana"), ("Ana B.", "Ana B.")):
        change(store, Change("people", [{"person_id": "P1", "name": person}]))
        assert {row["name"] for row in store.personal("people")} == {last, "Bo"}


def test_a_change_of_nothing_leaves_the_snapshot(store):
    before = store.snapshot().id
    after, reports = change(store, Change("coverage", [covers("C1", "P1")]))
    assert after == before == store.snapshot().id
    assert [report.unchanged for report in reports] == [1]


def test_columns_that_are_not_named_keep_what_they_had(store):
    change(store, Change("people", [{"person_id": "P1", "joined_on": "2024-03-01"}]))
    assert {row["name"] for row in store.personal("people")} == {"Ana", "Bo"}


@pytest.mark.parametrize(
    "wrong",
    [
        Change("coverage", [covers("C1", "P9", "2027-01-01")]),
        Change("coverage", [covers("C1", "P2", "the twelfth")]),
        Change("coverage", [covers("C1", "P2", "2026-10-12")]),
        Change("nowhere", [{"a": "b"}]),
    ],
    ids=["unknown person", "no date", "covered twice", "no table"],
)
def test_one_wrong_row_and_nothing_of_the_whole_change_is_kept(store, wrong):
    before = store.snapshot().id
    with pytest.raises(Faulty) as refused:
        change(store, Change("people", [{"person_id": "P3"}]), wrong)
    assert refused.value.faults
    assert store.snapshot().id == before


def test_later_changes_of_one_entry_see_the_earlier(store):
    change(
        store,
        Change("people", [{"person_id": "P3"}]),
        Change("coverage", [covers("C1", "P1", end="2026-10-12"), covers("C1", "P3", "2026-10-12")]),
    )
    assert ("C1", "P3", "2026-10-12", "2100-01-01") in rows(store, *COVERAGE)
