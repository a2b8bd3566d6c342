"""What the machine refuses (room, permission, memory) is told; nothing is lost; done again it works."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from attain.engine.faults import Faulty
from attain.engine.store import DuckEngine, Store
from tests.crash.conftest import Commands, copied, files

RUN = ("run", "rulebook", "--period", "2026-04", "--out", "out")
WORK = [
    ("load", "rulebook", "order_lines-late.csv"),
    RUN,
    ("export", "all", "--out", "out"),
    ("erase", "--person", "P1", "--yes"),
]

#: No file may become larger than so many bytes: the system refuses as it does where a disk is full.
LARGEST = (0, 1_000)


@pytest.mark.parametrize("words", WORK)
def test_a_full_disk_is_told_and_nothing_is_lost(attain, loaded, tmp_path, words):
    wanted = copied(loaded, tmp_path / "wanted")
    assert attain(wanted, *words).code == 0
    for largest in LARGEST:
        desk = copied(loaded, tmp_path / f"desk{largest}")
        told = attain(desk, *words, largest=largest)
        assert told.code == 1, (largest, told.err)
        assert "No more can be written here" in told.err
        assert "No more can be written" not in told.err.split(":")[1], "the file stands before the sentence"
        store = files(desk / "store")
        assert {name: store[name] for name in files(loaded / "store")} == files(loaded / "store")
        assert attain(desk, *words).code == 0
        assert files(desk / "store") == files(wanted / "store")
        assert files(desk / "out") == files(wanted / "out")


@pytest.mark.parametrize("language", ["en", "zh", "es", "ja", "ru"])
def test_a_full_disk_is_told_in_every_language(attain, loaded, tmp_path, language):
    desk = copied(loaded, tmp_path / "desk")
    told = attain(desk, *WORK[0], "--lang", language, "--json", largest=0)
    (fault,) = told.json["faults"]
    assert fault["id"] == "fault.disk.full"
    assert "store" in fault["file"]
    assert fault["message"]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one MiB, where one can be made: as the superuser on Linux."""
    folder = Path(tempfile.mkdtemp(prefix="attain-small-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if made.returncode:
        folder.rmdir()
        pytest.skip("no small disk can be made here; the limit on file sizes stands for it above")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def fill(filler: Path) -> None:
    """Writes until there is no more room."""
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 1024):
            pass


def test_a_disk_that_is_really_full(attain, loaded, small_disk, tmp_path):
    desk = copied(loaded, small_disk / "desk")
    wanted = copied(loaded, tmp_path / "wanted")
    before = files(desk / "store")
    filler = small_disk / "filler"
    fill(filler)
    for words in WORK:
        told = attain(desk, *words)
        assert told.code == 1
        assert "No more can be written here" in told.err
        assert files(desk / "store") == before
        assert attain(desk, "explain", "--person", "P1").code == 0, "who only reads needs no room"
    filler.unlink()
    for words in WORK:
        assert attain(desk, *words).code == 0
        assert attain(wanted, *words).code == 0
    assert files(desk / "store") == files(wanted / "store")


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("store/HEAD", ("explain", "--person", "P1")),
        ("store/manifests/*", ("explain", "--person", "P1")),
        ("store/tables/people/*", ("explain", "--person", "P1")),
        ("store/facts/order_lines/2026-03/*", ("explain", "--person", "P1", "--rows")),
        ("store/bundles/*", ("explain", "--person", "P1")),
        ("store/runs/*/run.json", ("explain", "--person", "P1")),
        ("rulebook/rulebook.yaml", RUN),
        ("order_lines-late.csv", WORK[0]),
    ],
)
def test_a_file_that_may_not_be_read_is_named(attain, loaded, tmp_path, closed, words):
    desk = copied(loaded, tmp_path / "desk")
    for path in desk.glob(closed):
        path.chmod(0)
    told = attain(desk, *words, unprivileged=True)
    assert told.code == 1
    assert "ermission denied" in told.err
    assert Path(closed).name.strip("*") in told.err
    for path in desk.glob(closed):
        path.chmod(0o644)
    assert attain(desk, *words).code == 0


@pytest.mark.parametrize("words", WORK)
def test_a_store_that_may_only_be_read_is_left_alone(attain, loaded, tmp_path, words):
    desk = copied(loaded, tmp_path / "desk")
    folders = [desk / "store", *(path for path in (desk / "store").rglob("*") if path.is_dir()), desk]
    for folder in folders:
        folder.chmod(0o555)
    told = attain(desk, *words, unprivileged=True)
    assert told.code == 1
    assert "ermission denied" in told.err
    assert files(desk / "store") == files(loaded / "store")
    assert attain(desk, "explain", "--person", "P1", unprivileged=True).code == 0, (
        "reading needs no right to write"
    )


def test_work_that_does_not_fit_in_memory_goes_to_the_store_s_disk_and_leaves_no_trace(tmp_path):
    store = Store.create(tmp_path / "store")
    with store.engine("100MB", threads=2) as engine:
        (folder,) = (tmp_path / "store" / "tmp").iterdir()
        engine.execute("CREATE TABLE t AS SELECT range AS a, hash(range) AS h FROM range(12000000)")
        assert any(folder.iterdir()), "canary: it did not fit"
        assert engine.query("SELECT count(*) FROM t") == [(12_000_000,)]
    assert not any((tmp_path / "store" / "tmp").iterdir())


def test_a_full_disk_for_what_does_not_fit_in_memory_is_told(tmp_path):
    with DuckEngine("100MB", threads=2, spill=tmp_path) as engine:
        engine.execute("SET max_temp_directory_size = '1MB'")
        with pytest.raises(Faulty) as refused:
            engine.execute("CREATE TABLE t AS SELECT range AS a, hash(range) AS h FROM range(20000000)")
        (fault,) = refused.value.faults
        assert (fault.id, fault.file, fault.values["memory"]) == ("fault.disk.spill", str(tmp_path), "100MB")
        assert engine.query("SELECT 1") == [(1,)], "the engine goes on"


def test_too_little_memory_is_told():
    with DuckEngine("100MB", threads=1) as engine, pytest.raises(Faulty) as refused:
        engine.query("SELECT len(list(range)) FROM range(100000000)")
    (fault,) = refused.value.faults
    assert (fault.id, fault.values["memory"]) == ("fault.memory.short", "100MB")


@pytest.mark.parametrize("memory", ["1MB", "99MB", "lots", "-2GB", "2 apples", "", "0GB"])
def test_what_is_no_amount_of_memory_is_told(attain, loaded, memory):
    told = attain(loaded, "explain", "--person", "P1", "--memory", memory)
    assert told.code == 1
    assert "4GB" in told.err


@pytest.mark.parametrize("memory", ["100MB", "1 GiB", "2g"])
def test_results_do_not_depend_on_memory(attain: Commands, loaded, tmp_path, memory):
    found = []
    for number, environment in enumerate(({}, {"ATTAIN_MEMORY": memory})):
        desk = copied(loaded, tmp_path / str(number))
        assert attain(desk, *RUN[:4], environment=environment).code == 0
        found.append(files(desk / "store"))
    assert found[0] == found[1]
