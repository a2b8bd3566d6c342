"""Two at once on one store don't disturb each other: what comes out is what one after the other gives.

One command is held at a step while another one runs, so that nothing depends on who is quicker.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.conftest import ENVIRONMENT, Commands, copied, files

LATE = ("load", "rulebook", "order_lines-late.csv")


def run(period: str) -> tuple[str, ...]:
    return ("run", "rulebook", "--period", period)


def one_after_the_other(attain: Commands, folder: Path, to: Path, *commands: tuple[str, ...]) -> dict:
    desk = copied(folder, to)
    for words in commands:
        assert attain(desk, *words).code == 0
    return files(desk / "store")


@pytest.mark.parametrize(
    ("held", "hold_at", "other"),
    [
        (run("2026-04"), "run.json", run("2026-04")),
        (run("2026-05"), "renaming runs", run("2026-03")),
        (run("2026-04"), "written bundles", LATE),
        (run("2026-04"), "run.json", LATE),
        (run("2026-04"), "renaming runs/latest", ("erase", "--person", "P1", "--yes")),
    ],
)
def test_what_a_run_writes_is_its_own_whoever_comes_between(attain, loaded, tmp_path, held, hold_at, other):
    """The run has read what was there before; so it is as if it had come first."""
    wanted = one_after_the_other(attain, loaded, tmp_path / "wanted", held, other)
    desk = copied(loaded, tmp_path / "desk")
    waiting = attain.held(desk, *held, hold_at=hold_at)
    assert attain(desk, *other).code == 0
    assert waiting.ended().code == 0
    assert files(desk / "store") == wanted


def test_a_run_during_a_load_reads_the_facts_of_before(attain, loaded, tmp_path):
    wanted = one_after_the_other(attain, loaded, tmp_path / "wanted", run("2026-04"), LATE)
    desk = copied(loaded, tmp_path / "desk")
    waiting = attain.held(desk, *LATE, hold_at="renaming HEAD")
    assert attain(desk, *run("2026-04")).code == 0
    assert waiting.ended().code == 0
    assert files(desk / "store") == wanted


def test_a_second_load_says_that_it_waits_and_then_goes_on(attain, loaded, tmp_path):
    second = ("load", "rulebook", "data/visits-more.csv")
    text = "visit_id,client_id,employee_id,visited_on,planned\n9,K1,P1,2026-03-09,true\n"
    desk, other = (copied(loaded, tmp_path / name) for name in ("desk", "other"))
    for home in (desk, other):
        (home / "data" / "visits-more.csv").write_text(text, encoding="utf-8")
    wanted = one_after_the_other(attain, other, tmp_path / "wanted", LATE, second)
    first = attain.held(desk, *LATE, hold_at="renaming HEAD")
    busy = attain(desk, *second, "--wait", "0")
    assert busy.code == 1
    assert "is writing to the store" in busy.err
    words = [sys.executable, "-m", "attain", *second]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, cwd=desk, env=ENVIRONMENT, **pipes) as waiting:
        assert "waiting up to 60 s" in waiting.stderr.readline()
        assert first.ended().code == 0
        assert waiting.wait() == 0
    assert files(desk / "store") == wanted


def test_two_who_make_one_store_get_one(attain, unloaded, tmp_path):
    wanted = one_after_the_other(
        attain,
        unloaded,
        tmp_path / "wanted",
        ("load", "rulebook", "data/units.csv"),
        ("load", "rulebook", "data/people.csv"),
    )
    desk = copied(unloaded, tmp_path / "desk")
    first = attain.held(desk, "load", "rulebook", "data/units.csv", hold_at="renaming HEAD")
    words = [sys.executable, "-m", "attain", "load", "rulebook", "data/people.csv"]
    with subprocess.Popen(words, cwd=desk, env=ENVIRONMENT, stdout=subprocess.DEVNULL) as second:
        assert first.ended().code == 0
        assert second.wait() == 0
    made, expected = files(desk / "store"), wanted
    assert {n for n in made if n.startswith("tables")} == {n for n in expected if n.startswith("tables")}


def test_of_two_closes_one_wins(attain, loaded, tmp_path):
    desk = copied(loaded, tmp_path / "desk")
    old = attain(desk, "runs", "--json").json["runs"][0]["run"]
    assert attain(desk, *LATE).code == 0
    new = attain(desk, *run("2026-03"), "--json").json["run"]
    assert new != old
    first = attain.held(desk, "close", old, hold_at="renaming runs/closed")
    assert attain(desk, "close", new, "--wait", "0").code == 1
    assert first.ended().code == 0
    told = attain(desk, "close", new)
    assert told.code == 1
    assert old in told.err
    closed = {each["run"]: each["closed"] for each in attain(desk, "runs", "--json").json["runs"]}
    assert closed == {old: True, new: False}


def test_a_close_during_a_run_holds(attain, loaded, tmp_path):
    desk = copied(loaded, tmp_path / "desk")
    old = attain(desk, "runs", "--json").json["runs"][0]["run"]
    assert attain(desk, *LATE).code == 0
    waiting = attain.held(desk, *run("2026-03"), hold_at="run.json")
    assert attain(desk, "close", old).code == 0
    waiting.ended()
    told = json.loads(attain(desk, "explain", "--person", "P1", "--period", "2026-03", "--json").out)
    assert told["run"] == old, "the run that closed the period stands for it"
    assert attain(desk, "verify", old).code == 0


def test_exports_of_two_to_one_folder_are_whole(attain, loaded, tmp_path):
    words = ("export", "all", "--out", "out", "--format", "html")
    wanted, desk = copied(loaded, tmp_path / "wanted"), copied(loaded, tmp_path / "desk")
    assert attain(wanted, *words).code == 0
    waiting = attain.held(desk, *words, kind="page", hold_at="payroll.csv")
    assert attain(desk, *words).code == 0
    assert waiting.ended().code == 0
    assert files(desk / "out") == files(wanted / "out")
