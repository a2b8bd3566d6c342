"""A command that is killed at any step leaves what was good before; done again, it leaves the same bytes.

Steps are not chosen by hand: each command is run once to see which it reaches, then killed at each of them.
"""

import shutil
from pathlib import Path

import pytest

from tests.crash.conftest import Commands, copied, files, linked

KILLED = -9

#: The steps of a command are shared among so many tests, so that they run side by side.
PARTS = range(3)

LOAD = ("load", "rulebook", "order_lines-late.csv")
RUN = ("run", "rulebook", "--period", "2026-03")
APRIL = ("run", "rulebook", "--period", "2026-04")
ERASE = ("erase", "--person", "P1", "--yes")


def undisturbed(attain: Commands, folder: Path, to: Path, *words: str) -> tuple[Path, list[int]]:
    """The desk after the command, and the numbers of its steps before and after each file is there."""
    desk = copied(folder, to)
    done = attain(desk, *words)
    assert done.code == 0, done.err
    steps = [n for n, step in enumerate(done.steps, 1) if not step.startswith("written ")]
    assert len(steps) > 5
    return desk, steps


ASKED = (("runs", "--json"), ("explain", "--person", "P2", "--json"))


def answers(attain: Commands, *homes: Path) -> list[list[str]]:
    """What a reader is told of each question at each of these desks."""
    return [[attain(home, *words).out for home in homes] for words in ASKED]


def as_before_or_after(attain: Commands, desk: Path, pairs: list[list[str]]) -> None:
    """What a reader finds is all as before the command, or all as after it."""
    found = [attain(desk, *words) for words in ASKED]
    assert [told.code for told in found] == [0, 0], [told.err for told in found]
    assert all(told.out in pair for told, pair in zip(found, pairs, strict=True))


@pytest.mark.parametrize("part", PARTS)
def test_a_load_killed_at_every_other_step(attain, loaded, tmp_path, part):
    wanted, steps = undisturbed(attain, loaded, tmp_path / "wanted", *LOAD)
    pairs = answers(attain, loaded, wanted)
    for step in steps[2 * part :: 2 * len(PARTS)]:
        desk = linked(loaded, tmp_path / f"desk{step}")
        assert attain(desk, *LOAD, kill_at=step).code == KILLED
        as_before_or_after(attain, desk, pairs)
        assert attain(desk, *LOAD).code == 0
        assert files(desk / "store") == files(wanted / "store"), "nothing is left over, nothing is missing"
        assert not any((desk / "store" / "tmp").iterdir())


@pytest.mark.parametrize("part", PARTS)
def test_a_run_killed_at_every_other_step(attain, loaded, tmp_path, part):
    wanted, steps = undisturbed(attain, loaded, tmp_path / "wanted", *APRIL)
    desk = copied(loaded, tmp_path / "desk")
    before_and_after = [attain(home, "runs", "--json").out for home in (loaded, wanted)]
    for step in steps[2 * part :: 2 * len(PARTS)]:
        shutil.rmtree(desk)
        linked(loaded, desk)
        assert attain(desk, *APRIL, kill_at=step).code == KILLED
        told = attain(desk, "runs", "--json")
        assert told.out in before_and_after
        assert attain(desk, *APRIL).code == 0
        assert files(desk / "store") == files(wanted / "store")


def test_a_run_killed_again_and_again(attain, loaded, tmp_path):
    wanted, steps = undisturbed(attain, loaded, tmp_path / "wanted", *APRIL)
    desk = copied(loaded, tmp_path / "desk")
    for step in steps[::4]:
        attain(desk, *APRIL, kill_at=step)
    assert attain(desk, *APRIL).code == 0
    assert files(desk / "store") == files(wanted / "store")
    assert not any((desk / "store" / "tmp").iterdir())


def test_a_store_killed_while_it_is_made(attain, unloaded, tmp_path):
    words = ("load", "rulebook", "data/units.csv")
    wanted, steps = undisturbed(attain, unloaded, tmp_path / "wanted", *words)
    for step in steps[:6]:
        desk = copied(unloaded, tmp_path / f"desk{step}")
        assert attain(desk, *words, kill_at=step).code == KILLED
        assert attain(desk, *words).code == 0
        assert files(desk / "store") == files(wanted / "store")


def test_a_folder_of_files_goes_on_where_it_was_killed(attain, unloaded, loaded, tmp_path):
    desk, kills = copied(unloaded, tmp_path / "desk"), 0
    in_store = [0]
    while attain(desk, "load", "rulebook", "data", kill_at=40).code == KILLED:
        kills += 1
        in_store.append(len(list((desk / "store" / "loads").iterdir())))
    assert kills > 1
    assert in_store == sorted(set(in_store)), "every try begins with what the one before has brought"
    again = attain(desk, "load", "rulebook", "data", "--json").json
    assert all(load["repeated"] for load in again["loads"])
    store = {name: content for name, content in files(loaded / "store").items() if in_facts(name)}
    assert {n: c for n, c in files(desk / "store").items() if in_facts(n)} == store


def in_facts(name: str) -> bool:
    """Whether a file is of the facts, not of runs or what they keep."""
    return name.split("/")[0] in ("facts", "tables", "personal", "loads", "manifests", "quarantine", "HEAD")


def test_an_erasure_killed_at_any_step_is_done_by_the_next(attain, loaded, tmp_path):
    wanted, steps = undisturbed(attain, loaded, tmp_path / "wanted", *ERASE)
    assert b"Ana Ruiz" in b"".join(files(loaded / "store").values()), "canary: the name can be found"
    for step in steps:
        desk = linked(loaded, tmp_path / f"desk{step}")
        assert attain(desk, *ERASE, kill_at=step).code == KILLED
        assert attain(desk, *ERASE).code == 0
        assert files(desk / "store") == files(wanted / "store")
        everywhere = b"".join(path.read_bytes() for path in (desk / "store").rglob("*") if path.is_file())
        assert b"Ana Ruiz" not in everywhere


def test_a_close_killed_at_any_step(attain, loaded, tmp_path):
    run = attain(loaded, "runs", "--json").json["runs"][0]["run"]
    wanted = copied(loaded, tmp_path / "wanted")
    reached = attain(wanted, "close", run).steps
    steps, bound = len(reached), max(n for n, each in enumerate(reached, 1) if "runs/closed" in each)
    assert 1 < bound < steps
    for step in range(1, steps + 1):
        desk = linked(loaded, tmp_path / f"desk{step}")
        assert attain(desk, "close", run, kill_at=step).code == KILLED
        (told,) = attain(desk, "runs", "--json").json["runs"]
        assert told["closed"] is (step >= bound)
        assert attain(desk, "close", run).code == 0
        assert files(desk / "store") == files(wanted / "store")


def test_an_export_killed_at_any_file_leaves_whole_ones(attain, loaded, tmp_path):
    words = ("export", "all", "--out", "out", "--format", "html", "--format", "xlsx")
    wanted = copied(loaded, tmp_path / "wanted")
    steps = len(attain(wanted, *words, kind="page").steps)
    desk = copied(loaded, tmp_path / "desk")
    for step in range(1, steps + 1, 4):
        assert attain(desk, *words, kind="page", kill_at=step).code == KILLED
        written = {name: text for name, text in files(desk / "out").items() if not name.endswith(".part")}
        assert written.items() <= files(wanted / "out").items()
    assert attain(desk, *words).code == 0
    assert files(desk / "out") == files(wanted / "out"), "nothing half-written is left"


@pytest.mark.parametrize("words", [LOAD, APRIL])
def test_a_kill_between_durable_steps(attain, loaded, tmp_path, words):
    wanted = copied(loaded, tmp_path / "wanted")
    queries = len(attain(wanted, *words, kind="query").steps)
    assert queries > 10
    for part in (1, 2, 3):
        desk = copied(loaded, tmp_path / f"desk{part}")
        assert attain(desk, *words, kind="query", kill_at=queries * part // 4).code == KILLED
        told = attain(desk, "runs", "--json")
        assert told.out == attain(loaded, "runs", "--json").out
        assert attain(desk, *words).code == 0
        assert files(desk / "store") == files(wanted / "store")
        assert not any((desk / "store" / "tmp").iterdir())


def test_facts_that_a_month_had_before_a_kill_stay_for_the_runs_that_read_them(attain, loaded, tmp_path):
    desk = copied(loaded, tmp_path / "desk")
    run = attain(desk, "runs", "--json").json["runs"][0]["run"]
    text = (desk / "data" / "order_lines.csv").read_text(encoding="utf-8")
    (desk / "order_lines-fix.csv").write_text(text.replace("500.00", "501.00"), encoding="utf-8")
    fix = ("load", "rulebook", "order_lines-fix.csv")
    before = files(desk / "store").keys()
    assert attain(desk, *fix, kill_at=3).code == KILLED
    assert len(files(desk / "store").keys() - before) == 1, "canary: a file that no manifest names"
    assert attain(desk, "load", "rulebook", "data/units.csv").code == 0
    assert files(desk / "store").keys() == before, "the next who writes has swept it"
    assert attain(desk, *fix).code == 0
    assert before < files(desk / "store").keys()
    assert attain(desk, "verify", run).code == 0


def test_a_load_that_is_refused_leaves_no_file_behind(attain, loaded, tmp_path):
    """The rows of the second month can't be written any more; the first month's file is gone with them."""
    desk = copied(loaded, tmp_path / "desk")
    rows = "".join(f"9{n},K1,T,2026-05-02,1,{n}.00,false\n" for n in range(3_000))
    head = "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
    text = f"{head}8,K1,T,2026-04-02,1,1.00,false\n{rows}"
    (desk / "order_lines-more.csv").write_text(text, encoding="utf-8")
    told = attain(desk, "load", "rulebook", "order_lines-more.csv", largest=4_000)
    assert told.code == 1
    assert "renamed facts/order_lines/2026-04" in " ".join(told.steps), "canary: one month was there already"
    assert files(desk / "store") == files(loaded / "store")
