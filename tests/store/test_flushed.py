"""A power cut leaves the store whole: a file is on the disk before its name, and that before the next step.

The tests leave the disk out (tests/conftest.py), so this is what stands for it.
"""

import os
from pathlib import Path

import pytest

from attain.engine.store import Store
from attain.engine.store.place import Place
from tests.store.shop import TABLES, orders


class Disk:
    """Which files and folders a power cut would leave as they are now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
        self._root, self._replace = root, os.replace
        self._flushed: dict[int, tuple[int, int]] = {}
        self._waiting: list[Path] = []
        self.named: list[str] = []
        self.wrong: list[str] = []
        monkeypatch.setattr(os, "fsync", self._fsync)
        monkeypatch.setattr(os, "replace", self._replaced)

    def step(self, name: str) -> None:
        """A durable step is reached: but for the file being renamed now, every name is on the disk."""
        if name.startswith("renamed "):
            self.wrong += [f"{path}: the folder was not flushed" for path in self._waiting]

    def has(self, file: Path) -> bool:
        """Whether the file was flushed since it was last written."""
        told = os.stat(file)
        return self._flushed.get(told.st_ino) == (told.st_size, told.st_mtime_ns)

    def _fsync(self, descriptor: int) -> None:
        told = os.fstat(descriptor)
        self._flushed[told.st_ino] = (told.st_size, told.st_mtime_ns)
        self._waiting = [path for path in self._waiting if path.parent.stat().st_ino != told.st_ino]

    def _replaced(self, source: Path, target: Path) -> None:
        if not self.has(source):
            self.wrong.append(f"{target}: the file was not flushed")
        self._replace(source, target)
        self._waiting.append(Path(target))
        self.named.append(str(Path(target).relative_to(self._root)))


def test_files_are_on_the_disk_before_their_names_and_names_before_what_comes_next(tmp_path, monkeypatch):
    Store.create(tmp_path / "store")
    disk = Disk(monkeypatch, tmp_path / "store")
    store = Store.open(tmp_path / "store", disk.step)
    store.load(
        TABLES, orders(tmp_path, "1,C1,A,2026-01-05,2,10.50,", "2,C2,A,2026-02-01,4,21.00,"), "order_lines"
    )
    kinds = {name.split("/")[0] for name in disk.named}
    assert {"facts", "manifests", "loads", "HEAD"} <= kinds
    assert disk.named[-1] == "HEAD", "what the pointer leads to is there before it"
    assert disk.wrong == []


def test_canary_a_file_that_is_not_flushed_is_found(tmp_path, monkeypatch):
    disk = Disk(monkeypatch, tmp_path)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    Place(tmp_path, disk.step).write("facts/x", b"x")
    assert [each.rpartition(": ")[2] for each in disk.wrong] == [
        "the file was not flushed",
        "the folder was not flushed",
    ]


def test_the_lock_says_on_the_disk_that_files_may_be_unnamed(tmp_path, monkeypatch):
    disk = Disk(monkeypatch, tmp_path)
    place = Place(tmp_path, disk.step)
    with place.locked() as lock:
        place.begin()
        assert lock.unfinished
        assert disk.has(tmp_path / "LOCK")
