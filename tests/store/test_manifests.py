"""A long history of loads takes room as it grows, not as its square; each snapshot is what it was."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.faults import Faulty
from attain.engine.store import Store
from attain.engine.store.manifest import NewerFormat, read_manifest
from attain.engine.store.manifests import APART, changed, differences, keep
from tests.store.shop import TABLES, orders

LOADS = 40

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcdef"), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, JSON)
def test_what_differs_makes_of_the_old_the_new(old, new):
    before = json.dumps(old)
    told = json.loads(json.dumps(differences(old, new)))
    assert changed(old, told) == new
    assert json.dumps(old) == before


@pytest.fixture(scope="module")
def long(tmp_path_factory) -> tuple[Store, list[str]]:
    """A store of many loads, and its snapshots. Nobody changes it."""
    folder = tmp_path_factory.mktemp("long")
    store, snapshots = Store.create(folder / "store"), []
    with store.engine() as engine:
        for number in range(LOADS):
            row = f"{number},C{number},A,2026-{number % 12 + 1:02}-05,2,10.50,"
            file = orders(folder, row, name=f"orders-{number}.csv")
            snapshots.append(store.load(TABLES, file, "order_lines", engine=engine).after)
    return store, snapshots


def written(store: Store) -> dict[str, dict]:
    """Snapshot → what its file has."""
    return {
        path.stem: json.loads(path.read_bytes()) for path in Path(store.place.path("manifests")).iterdir()
    }


def test_each_snapshot_has_what_was_loaded_until_then(long):
    store, snapshots = long
    for number, id in enumerate(snapshots, 1):
        manifest = store.snapshot(id).manifest
        assert manifest.hash == id
        assert len(manifest.loads) == number
        assert store.snapshot(id).rows("order_lines") == number


def test_most_are_told_by_their_changes_and_together_take_a_fraction(long):
    store, snapshots = long
    apart = [found for found in written(store).values() if found["format"] == APART]
    assert len(apart) > LOADS * 3 / 4
    assert len({found["base"] for found in apart}) < 10
    taken = sum(path.stat().st_size for path in Path(store.place.path("manifests")).iterdir())
    whole = sum(len(store.snapshot(id).manifest.content) for id in snapshots)
    assert taken < whole / 3


def test_an_older_program_says_that_the_store_is_newer(long):
    store, _ = long
    told = next(found for found in written(store).values() if found["format"] == APART)
    with pytest.raises(NewerFormat):
        read_manifest(json.dumps(told).encode())


def copied(long: tuple[Store, list[str]], folder: Path) -> tuple[Path, str, str]:
    """The manifests of a store of one's own, its newest snapshot, and the whole one that it stands on."""
    store, snapshots = long
    for name in ("HEAD", *store.place.names("manifests")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(store.place.read(name))
    return folder, snapshots[-1], written(store)[snapshots[-1]]["base"]


@pytest.mark.parametrize("damage", [b"{}", b"[1]", b"{", None])
@pytest.mark.parametrize("which", [1, 2])
def test_a_damaged_one_is_told_by_its_file_though_others_stand_on_it(long, tmp_path, damage, which):
    place, newest, base = found = copied(long, tmp_path / "store")
    path = place / "manifests" / f"{found[which]}.json"
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(Faulty) as refused:
        Store.open(place).snapshot()
    assert found[which] in " ".join(fault.file for fault in refused.value.faults)
    assert base != newest


def test_one_that_is_damaged_is_whole_when_it_is_kept_again(long, tmp_path):
    place, newest, base = copied(long, tmp_path / "store")
    store, head = Store.open(place), Store.open(place).snapshot().manifest
    for id in (newest, base):
        manifest = store.snapshot(id).manifest
        (place / "manifests" / f"{id}.json").write_bytes(b"{")
        keep(store.place, manifest)
    assert store.snapshot().manifest == head


def test_changed_changes_are_not_believed(long, tmp_path):
    place, newest, _ = copied(long, tmp_path / "store")
    path = place / "manifests" / f"{newest}.json"
    path.write_text(path.read_text().replace('"rows": 1', '"rows": 2'))
    with pytest.raises(Faulty):
        Store.open(place).snapshot()
