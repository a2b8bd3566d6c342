"""A load taken back is as if it had never been, in a new snapshot; the old ones stay."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attain.engine.facts import all_tables
from attain.engine.faults import Faulty
from attain.engine.store import Change, IntakeSettings, Store
from attain.rulebook.load import load as rulebook

SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")
RULEBOOK = """\
rulebook: shop
currency: EUR
---
fact: orders
grain: one order
columns: {order_id: text, client_id: client, ordered_on: date, amount: money}
key: [order_id]
date: ordered_on
client: client_id
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rulebook")
    (folder / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    return all_tables(rulebook(folder).rules.facts.values())


@pytest.fixture
def store(tmp_path, tables):
    made = Store.create(tmp_path / "store")
    loaded(made, tables, tmp_path, "clients", "client_id,name,class\nK1,Shop 1,A\nK2,Shop 2,B\n")
    return made


def loaded(store, tables, folder, table, text, name=""):
    path = folder / f"{name or table}.csv"
    path.write_text(text, encoding="utf-8")
    return store.load(tables, path, table, SETTINGS)


def orders(*rows):
    return "order_id,client_id,ordered_on,amount\n" + "".join(f"{row}\n" for row in rows)


def content(store, tables):
    """Every row of every table, without lineage."""
    with store.engine() as engine:
        engine.register(store.snapshot(), tables)
        found = {}
        for table in store.snapshot().tables():
            names = ", ".join(
                f'"{name}"' for name, kind in tables[table].columns.items() if not kind.personal
            )
            found[table] = sorted(map(str, engine.query(f'SELECT {names} FROM "{table}"')))
    personal = sorted(str(sorted(row.items())) for row in store.personal("clients"))
    return {**{name: rows for name, rows in found.items() if rows}, "names": personal}


def test_new_and_corrected_rows_go_and_the_old_ones_come_again(store, tables, tmp_path):
    loaded(store, tables, tmp_path, "orders", orders("1,K1,2026-03-02,10.00", "2,K2,2026-04-02,20.00"))
    before, snapshot = content(store, tables), store.snapshot().id
    wrong = loaded(
        store, tables, tmp_path, "orders", orders("1,K1,2026-03-02,99.00", "3,K2,2026-05-02,30.00"), "wrong"
    )
    taken = store.take_back(tables, wrong.load_id)
    assert content(store, tables) == before
    assert (taken.tables, taken.rows, taken.loads) == (("orders",), 1, (wrong.load_id,))
    assert store.snapshot().id not in (snapshot, wrong.after)
    assert store.snapshot().manifest.parent == wrong.after


def test_its_file_can_be_loaded_again(store, tables, tmp_path):
    text = orders("1,K1,2026-03-02,10.00")
    first = loaded(store, tables, tmp_path, "orders", text)
    store.take_back(tables, first.load_id)
    again = loaded(store, tables, tmp_path, "orders", text)
    assert again.rows_loaded == 1


def test_what_a_later_load_stands_on_is_not_taken_away_under_it(store, tables, tmp_path):
    first = loaded(store, tables, tmp_path, "orders", orders("1,K1,2026-03-02,10.00"))
    second = loaded(store, tables, tmp_path, "orders", orders("2,K1,2026-03-09,10.00"), "second")
    snapshot = store.snapshot().id
    with pytest.raises(Faulty) as refused:
        store.take_back(tables, first.load_id)
    assert refused.value.faults[0].id == "fault.take_back.later"
    assert refused.value.faults[0].values["tables"] == "orders 2026-03"
    assert store.snapshot().id == snapshot
    store.take_back(tables, second.load_id)
    store.take_back(tables, first.load_id)
    assert "orders" not in content(store, tables)


def test_a_later_load_of_other_months_is_no_hindrance(store, tables, tmp_path):
    first = loaded(store, tables, tmp_path, "orders", orders("1,K1,2026-03-02,10.00"))
    loaded(store, tables, tmp_path, "orders", orders("2,K1,2026-04-09,10.00"), "second")
    store.take_back(tables, first.load_id)
    assert len(content(store, tables)["orders"]) == 1


def test_names_of_clients_who_are_gone_go_with_them(store, tables, tmp_path):
    report = loaded(store, tables, tmp_path, "clients", "client_id,name\nK3,Shop 3\n", "more")
    assert "Shop 3" in str(content(store, tables)["names"])
    store.take_back(tables, report.load_id)
    names = str(content(store, tables)["names"])
    assert "Shop 3" not in names
    assert "Shop 1" in names


def test_what_was_entered_at_once_is_taken_back_at_once(store, tables):
    before = content(store, tables)
    changes = [
        Change("people", [{"person_id": "P1"}]),
        Change("coverage", [{"client_id": "K1", "person_id": "P1", "from": "2026-01-01"}]),
    ]
    _, reports = store.change(tables, changes, "new manager", SETTINGS)
    taken = store.take_back(tables, reports[1].load_id)
    assert taken.tables == ("coverage", "people")
    assert content(store, tables) == before


def test_an_unknown_load_is_told(store, tables):
    with pytest.raises(Faulty) as refused:
        store.take_back(tables, "nothing")
    assert refused.value.faults[0].id == "fault.take_back.unknown"


ORDER = st.tuples(st.integers(1, 6), st.sampled_from(["2026-03", "2026-04"]), st.integers(1, 99))


@given(st.lists(st.lists(ORDER, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_law_taking_back_the_last_load_restores_what_was_before_it(tables, tmp_path_factory, batches):
    folder = tmp_path_factory.mktemp("law")
    store = Store.create(folder / "store")
    loaded(store, tables, folder, "clients", "client_id\nK1\n")
    states, loads = [content(store, tables)], []
    for number, batch in enumerate(batches):
        rows = {order: f"{order},K1,{month}-02,{amount}.00" for order, month, amount in batch}
        report = loaded(store, tables, folder, "orders", orders(*rows.values()), f"orders-{number}")
        if report.before != report.after:
            loads.append(report.load_id)
            states.append(content(store, tables))
    for load in reversed(loads):
        states.pop()
        store.take_back(tables, load)
        assert content(store, tables) == states[-1]
