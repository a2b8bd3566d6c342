"""A file of the store that is not as it was written is told by its name; no other number is ever shown."""

from pathlib import Path

import pytest

from tests.crash.conftest import Commands, Ended, copied, linked

#: What is asked of a damaged store.
ASKED = [
    ("explain", "--person", "P1", "--rows", "--json"),
    ("run", "rulebook", "--period", "2026-04", "--json"),
]


def flipped(path: Path) -> None:
    """One bit in the middle is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    replaced(path, content)


def cut(path: Path) -> None:
    """The file ends too early."""
    replaced(path, path.read_bytes()[: path.stat().st_size // 2])


def replaced(path: Path, content: bytes) -> None:
    """Another file stands in its place: other stores may have the one that was there."""
    path.unlink()
    path.write_bytes(content)


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    """A folder stands in its place."""
    path.unlink()
    path.mkdir()


def stored(desk: Path) -> list[Path]:
    """One file of the store of each kind; quarantine and the records of loads decide no number."""
    passed = ("loads", "quarantine", "moments", "LOCK", "tmp")
    newest = (desk / "store" / "HEAD").read_text()
    kinds: dict[tuple[str, ...], Path] = {}
    for path in sorted(path for path in (desk / "store").rglob("*") if path.is_file()):
        folder, *within = path.relative_to(desk / "store").parts
        own = within[0] if folder in ("tables", "facts") else ""
        kind = (folder, own, path.name if folder == "runs" else path.suffix)
        if folder not in passed and path.stat().st_size and (folder != "manifests" or path.stem == newest):
            kinds.setdefault(kind, path)
    return list(kinds.values())


def same_or_told(right: Ended, told: Ended, name: str) -> bool:
    """Whether the file was needed; it is named then, and the answer is right if it was not."""
    if told.code == 0:
        assert told.out == right.out, name
        return False
    assert told.code == 1
    stem = name.rpartition(".")[0] or name  # results.json is the index of results.gz
    assert any(stem in fault["file"] for fault in told.json["faults"]), (name, told.out)
    return True


@pytest.fixture(scope="module")
def right(attain: Commands, loaded: Path, tmp_path_factory) -> dict[tuple[str, ...], Ended]:
    """What is answered where nothing is damaged."""
    home = tmp_path_factory.mktemp("right")
    return {words: attain(copied(loaded, home / str(n)), *words) for n, words in enumerate(ASKED)}


@pytest.mark.parametrize(
    ("damages", "words"),
    [((flipped,), ASKED[0]), ((flipped,), ASKED[1]), ((gone,), ASKED[1]), ((cut, folder), ASKED[0])],
)
def test_damage_is_told_by_its_file(attain, loaded, right, tmp_path, damages, words):
    """Each file in turn; of several damages each file has one."""
    names = [path.relative_to(loaded) for path in stored(loaded)]
    needed = []
    for number, name in enumerate(names):
        desk = linked(loaded, tmp_path / str(number))
        damages[number % len(damages)](desk / name)
        if same_or_told(right[words], attain(desk, *words), str(name)):
            needed.append(name)
    folders = {name.parts[1] for name in needed}
    assert {"HEAD", "facts", "tables", "manifests"} <= folders


def test_nothing_else_is_lost(attain, loaded, tmp_path):
    """The damaged file put back from a backup, all is as it was."""
    desk = copied(loaded, tmp_path / "desk")
    (file,) = (desk / "store").glob("facts/order_lines/2026-03/*.parquet")
    kept = file.read_bytes()
    flipped(file)
    run = attain(desk, "runs", "--json").json["runs"][0]["run"]
    assert attain(desk, "verify", run).code == 1
    assert attain(desk, "load", "rulebook", "order_lines-late.csv").code == 1
    file.write_bytes(kept)
    assert attain(desk, "verify", run).code == 0
    assert attain(desk, "load", "rulebook", "order_lines-late.csv").code == 0
