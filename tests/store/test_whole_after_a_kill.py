"""A process that is killed at any moment leaves the store whole: the old rows or the new, never half."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attain.engine.facts import Mapping
from attain.engine.faults import Faulty
from attain.engine.store import Store
from tests.store.shop import TABLES, content, orders, written

ROWS = ("1,C1,A,2026-01-05,2,10.50,", "2,C2,A,2026-02-01,4,21.00,bad,cells")
FIX = ("1,C1,A,2026-02-05,2,11.50,", "3,C2,A,2026-01-02,x,21.00,")

#: Started once; for each line it forks a process that loads a file and kills itself at its n-th durable step.
CHILD = """
import json, os, signal, sys
import sqlglot.dialects.duckdb
from attain.engine.store import Store
from tests.store.shop import TABLES
def load(place, file, left, table):
    def crash_at(step):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    Store.open(place, crash_at).load(TABLES, file, table)
    os._exit(0)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        load(*json.loads(line))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture(scope="module")
def killed_at() -> Iterator[Callable[[int, Path, Path, str], bool]]:
    """Loads a file in a process that kills itself at its n-th durable step; False if it came through."""
    root = Path(__file__).resolve().parents[2]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", CHILD], cwd=root, env=environment, **pipes) as server:

        def killed(step: int, store: Path, file: Path, table: str) -> bool:
            server.stdin.write(json.dumps([str(store), str(file), step, table]) + "\n")
            server.stdin.flush()
            code = int(server.stdout.readline())
            assert code in (0, -signal.SIGKILL)
            return code != 0

        yield killed
        server.stdin.close()


@pytest.mark.parametrize("step", [2, 5, 8, 10, 12, 14])
def test_facts_are_the_old_ones_or_the_new_ones(tmp_path, killed_at, step):
    store = Store.create(tmp_path / "store")
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    before, old = store.snapshot().id, content(store)
    fix = orders(tmp_path, *FIX, name="fix.csv")
    came_through = not killed_at(step, tmp_path / "store", fix, "order_lines")
    found = content(Store.open(tmp_path / "store"))
    new = [(*old[0][:3], old[0][3].replace(month=2), *old[0][4:5], 1150, None)]
    assert found in (old, new)
    assert content(store, snapshot=before) == old
    again = store.load(TABLES, fix, "order_lines")
    assert content(store) == new
    assert again.repeated == (came_through or found == new)


def test_canary_steps_before_the_end_do_kill(tmp_path, killed_at):
    Store.create(tmp_path / "store")
    assert killed_at(1, tmp_path / "store", orders(tmp_path, *ROWS), "order_lines")
    assert not killed_at(1000, tmp_path / "store", orders(tmp_path, *ROWS), "order_lines")


def test_what_a_killed_writer_left_is_swept_by_the_next(tmp_path, killed_at):
    store = Store.create(tmp_path / "store")
    assert killed_at(2, tmp_path / "store", orders(tmp_path, *ROWS), "order_lines")
    assert any((tmp_path / "store" / "tmp").iterdir())
    store.load(TABLES, orders(tmp_path, *ROWS), "order_lines")
    assert not any((tmp_path / "store" / "tmp").iterdir())


def test_a_second_writer_is_told_that_the_store_is_busy(tmp_path):
    store = Store.create(tmp_path / "store")
    file = orders(tmp_path, *ROWS)
    with store.place.locked():
        with pytest.raises(Faulty) as refused:
            Store.open(tmp_path / "store").load(TABLES, file, "order_lines")
        assert content(Store.open(tmp_path / "store")) == []
    assert [fault.id for fault in refused.value.faults] == ["fault.store_busy"]


def test_a_personal_file_that_was_replaced_is_gone(tmp_path):
    store = Store.create(tmp_path / "store")
    store.load(TABLES, written(tmp_path, "people.csv", "person_id,name", "P1,Ana", "P2,Bo"), "people")
    store.load(TABLES, written(tmp_path, "more.csv", "person_id,name", "P1,Ana Ruiz"), "people")
    assert len(store.place.names("personal")) == 1
    assert [row["name"] for row in store.personal("people")] == ["Ana Ruiz", "Bo"]


def test_an_erased_person_leaves_keys_and_sums(tmp_path):
    store = Store.create(tmp_path / "store")
    store.load(TABLES, written(tmp_path, "people.csv", "person_id,name", "P1,Ana", "P2,Bo"), "people")
    assert store.erase_person("P1")
    assert not store.erase_person("P1")
    assert [row["name"] for row in store.personal("people")] == ["Bo"]
    assert [row[0] for row in content(store, "people")] == ["P1", "P2"]
    everywhere = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert b"Ana" not in everywhere


def test_names_never_stand_in_quarantine(tmp_path):
    store = Store.create(tmp_path / "store")
    lines = ("person_id,name,joined_on", "P1,Ana,2026-13-01", "P2,Bo,2026-01-01,Secret")
    report = store.load(TABLES, written(tmp_path, "people.csv", *lines), "people")
    text = Path(report.quarantine_file).read_text(encoding="utf-8")
    assert report.quarantined == 2
    assert "Ana" not in text
    assert "Secret" not in text


def test_a_whole_file_takes_the_place_of_the_table(tmp_path):
    store = Store.create(tmp_path / "store")
    store.load(TABLES, written(tmp_path, "posts.csv", "post,title", "a,A", "b,B"), "posts")
    before = store.snapshot().id
    whole = Mapping(mapping="posts", into="posts", whole=True)
    report = store.load(TABLES, written(tmp_path, "new.csv", "post,title", "b,B", "c,C"), whole)
    assert (report.rows_loaded, report.unchanged) == (1, 1)
    assert content(store, "posts") == [("b", "B"), ("c", "C")]
    assert content(store, "posts", before) == [("a", "A"), ("b", "B")]
