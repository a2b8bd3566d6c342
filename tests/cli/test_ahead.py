"""Large files are aggregated when they come: the run after it finds them so, and comes to the same."""

import shutil
from pathlib import Path

import pytest

from attain.engine.store import Store

ROWS = 200_000
HEAD = "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"


@pytest.fixture
def desk(company, tmp_path) -> Path:
    """The small company before its first run."""
    shutil.copytree(company, tmp_path / "desk")
    for kept in ("runs", "figures", "standing", "totals", "partials"):
        shutil.rmtree(tmp_path / "desk" / "store" / kept, ignore_errors=True)
    return tmp_path / "desk"


def large(desk: Path, day: str = "2026-03-09") -> Path:
    """A file of so many lines of one client."""
    path = desk / f"order_lines-{day}.csv"
    path.write_text(HEAD + "".join(f"{9_000 + n},K1,T,{day},1,0.01,false\n" for n in range(ROWS)))
    return path


def kept(desk: Path) -> set[str]:
    """All that is kept of readings."""
    place = Store.open(desk / "store").place
    return {name for folder in ("figures", "partials", "totals", "standing") for name in place.names(folder)}


def run(attain, desk: Path) -> dict:
    answer = attain("run", desk / "rulebook", "--store", desk / "store", "--period", "2026-03", "--json")
    assert answer.code == 0, answer.err
    return answer.json


def test_a_large_file_is_aggregated_with_its_load_and_the_run_adds_nothing_to_it(attain, desk, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(desk, other)
    given = (desk / "rulebook", large(desk), "--json", "--into", "order_lines")
    later = attain("load", *given, "--store", other / "store", "--aggregate-later")
    assert (later.json["aggregated"], kept(other)) == ("", set())

    loaded = attain("load", *given, "--store", desk / "store")
    assert (loaded.code, loaded.json["aggregated"]) == (0, "2026-03")
    assert loaded.json["rows_loaded"] == ROWS
    there = kept(desk)
    assert there
    assert run(attain, desk) == run(attain, other)
    assert kept(desk) == there


def test_people_are_told_which_month_is_aggregated(attain, desk):
    said = attain("load", desk / "rulebook", large(desk), "--store", desk / "store", "--into", "order_lines")
    assert "March 2026 are aggregated" in said.out


def test_small_files_wait_for_the_run(attain, desk):
    late = desk / "order_lines-late.csv"
    answer = attain("load", desk / "rulebook", late, "--store", desk / "store", "--json")
    assert (answer.code, answer.json["aggregated"], kept(desk)) == (0, "", set())


def test_a_month_in_which_nobody_works_is_loaded_and_left_to_the_run(attain, desk):
    given = (desk / "rulebook", large(desk, "1999-03-09"), "--store", desk / "store", "--json")
    answer = attain("load", *given, "--into", "order_lines")
    assert (answer.code, answer.json["rows_loaded"], answer.json["aggregated"]) == (0, ROWS, "")
