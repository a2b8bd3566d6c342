"""Same seed, same bytes: in every process, whatever its hash seed; another seed, another company."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from attain.runs.demo import generate
from attain.runs.demo.window import Window, last_full_month
from tests.demo.conftest import MONTH

PROGRAM = "import sys; from pathlib import Path; from attain.runs.demo import generate; "
PROGRAM += f"generate(Path(sys.argv[1]), seed=1, last_month={MONTH!r}, scale='1/10')"


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_same_seed_gives_the_same_bytes_in_another_process(small, tmp_path):
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], check=True, env=environment)
    assert digests(tmp_path) == digests(small.folder)


def test_another_seed_gives_another_company(small, tmp_path):
    generate(tmp_path, seed=2, last_month=MONTH, scale="1/10")
    mine, other = digests(small.folder), digests(tmp_path)
    assert mine.keys() == other.keys()
    for table in ("people", "clients", "coverage", "order_lines", "visits", "targets"):
        assert mine[f"facts/{table}.csv"] != other[f"facts/{table}.csv"]


def test_generating_again_replaces_what_stood_there(tmp_path):
    generate(tmp_path, seed=2, last_month=MONTH, scale="1/20")
    first = digests(tmp_path)
    generate(tmp_path, seed=3, last_month=MONTH, scale="1/20")
    generate(tmp_path, seed=2, last_month=MONTH, scale="1/20")
    assert digests(tmp_path) == first


def test_another_last_month_moves_all_dates(tmp_path):
    files = generate(tmp_path, last_month="2024-02", scale="1/20")
    assert files.period == "2024-02"
    assert Window("2024-02", 3).end == date(2024, 3, 1)
    dates = {line.split(",")[4] for line in files.file("order_lines").read_text("utf-8").splitlines()[1:]}
    assert min(dates) >= "2023-12-01"
    assert max(dates) == "2024-02-29"


def test_without_a_month_the_last_full_one_is_taken():
    assert last_full_month(date(2026, 11, 22)) == "2026-10"
    assert last_full_month(date(2026, 1, 1)) == "2025-12"


@pytest.mark.parametrize("scale", [0, 2, "-1/2"])
def test_a_scale_beyond_the_whole_is_refused(scale, tmp_path):
    with pytest.raises(ValueError, match="scale"):
        generate(tmp_path, last_month=MONTH, scale=scale)
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_table_by_table_up_to_the_last(tmp_path):
    told = []
    files = generate(tmp_path, last_month=MONTH, scale="1/20", progress=lambda *step: told.append(step))
    assert [table for table, _, _ in told] == [table for table, _ in files.facts]
    assert told[-1][1] == told[-1][2] == len(files.facts)
