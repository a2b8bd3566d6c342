"""Batching and order of files never matter; loading twice is loading once."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.store import Store
from tests.store.shop import TABLES, content, orders

DAYS = st.integers(0, 100).map(lambda days: date(2026, 1, 1) + timedelta(days))
KEYS = st.lists(st.tuples(st.integers(1, 9), st.sampled_from("AB")), unique=True, min_size=1, max_size=12)


@st.composite
def batches(draw):
    """Rows with different keys, cut into files in some order."""
    rows = [
        f"{order},C{draw(st.integers(1, 3))},{product},{draw(DAYS)},{draw(st.integers(-9, 9))},"
        f"{draw(st.integers(-999, 999)) / 100:.2f},{draw(st.sampled_from(['', 'x', 'ü', ' y ']))}"
        for order, product in draw(KEYS)
    ]
    shuffled = draw(st.permutations(rows))
    cut = draw(st.integers(0, len(rows)))
    return rows, [part for part in (shuffled[:cut], shuffled[cut:]) if part]


@settings(max_examples=5)
@given(batches())
def test_batching_and_order_of_files_do_not_matter(case):
    rows, files = case
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        whole, parts = Store.create(here / "whole"), Store.create(here / "parts")
        whole.load(TABLES, orders(here, *rows, name="all.csv"), "order_lines")
        for number, part in enumerate(files):
            parts.load(TABLES, orders(here, *part, name=f"{number}.csv"), "order_lines")
        assert content(parts) == content(whole)
        assert len(content(whole)) == len(rows)
        assert parts.snapshot().months("order_lines") == whole.snapshot().months("order_lines")


@settings(max_examples=3)
@given(batches())
def test_a_correction_and_its_reversal_leave_the_same_rows(case):
    rows, _ = case
    with tempfile.TemporaryDirectory() as folder:
        here, store = Path(folder), Store.create(Path(folder) / "store")
        store.load(TABLES, orders(here, *rows), "order_lines")
        before, first = content(store), store.snapshot().id
        changed = [",".join([*row.split(",")[:3], "2026-07-01", "77", "1.00", "changed"]) for row in rows]
        report = store.load(TABLES, orders(here, *changed, name="changed.csv"), "order_lines")
        assert report.corrected == len(rows)
        assert store.snapshot().months("order_lines") == ("2026-07",)
        back = orders(here, *rows, "", name="back.csv")
        assert store.load(TABLES, back, "order_lines").corrected == len(rows)
        assert content(store) == before == content(store, snapshot=first)


def test_the_same_files_make_the_same_bytes(tmp_path):
    rows = [f"{n},C{n % 7},A,2026-01-{n % 28 + 1:02},{n},{n}.05," for n in range(500)]
    file = orders(tmp_path, *rows)
    ids = []
    for name in ("one", "two"):
        store = Store.create(tmp_path / name)
        ids.append(store.load(TABLES, file, "order_lines").after)
    assert ids[0] == ids[1]
