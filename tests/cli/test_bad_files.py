"""Bad input of every kind: a clear message, the right exit code, no traceback, nothing half-written."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from attain.engine.store import Store
from tests.runs.small_company import TABLES

HEAD = "order_id,client_id,product_id,ordered_on,quantity,amount,is_return\n"
GOOD = "501,K1,T,2026-03-02,10,500.00,false\n"
COVER = "client_id,person_id,from,to,share\n"
ROOT = Path(__file__).resolve().parents[2]


def snapshot(desk: Path) -> str:
    return Store.open(desk / "store").snapshot().id


#: Files that are refused as a whole: name, content, what is said.
REFUSED = {
    "a wrong column": ("order_lines.csv", HEAD.replace("amount", "ammount") + GOOD, "Is it “ammount”?"),
    "dates of two minds": (
        "order_lines.csv", HEAD + "1,K1,T,02.03.2026,1,1,false\n", "can be read in more than one way",
    ),
    "numbers of two minds": (
        "order_lines.csv", HEAD + '1,K1,T,2026-03-02,1,"1,500",false\n', "1,500",
    ),
    "an overlapping coverage": ("coverage.csv", COVER + "K1,P1,2025-01-01,,100%\n", "200.00%"),
    "a negative share": ("coverage.csv", COVER + "K4,P1,2025-01-01,,-10%\n", "never below zero"),
    "a share above 100 %": ("coverage.csv", COVER + "K4,P1,2025-01-01,,150%\n", "150.00%"),
    "an empty file": ("order_lines.csv", "", "empty"),
    "an empty workbook": ("order_lines.xlsx", "", "empty"),
    "a workbook that is none": ("order_lines.xlsx", b"PK\x03\x04garbage", "no XLSX workbook"),
    "a Parquet file that is none": ("order_lines.parquet", b"PAR1garbagePAR1", "order_lines.parquet"),
    "an old workbook": ("order_lines.xls", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "XLSX or CSV"),
    "bytes": ("order_lines.csv", bytes(range(256)) * 50, "not text"),
    "a zip bomb's bare beginning": ("order_lines.csv.gz", gzip.compress(b"x" * (3 << 20)), "longer than"),
    "an unsure encoding": (
        "order_lines.csv", (HEAD + "Ñ1,K1,T,2026-03-02,1,1,false\n").encode("latin-1"), "encoding",
    ),
    "a line without end": ("order_lines.csv", HEAD + "1," + "x" * (3 << 20), "longer than 1,048,576 bytes"),
    "an open quote": ("order_lines.csv", HEAD + '1,"K1,T,2026-03-02,1,1,false\n' + GOOD, "never closed"),
    "a name that tells no table": ("oders.csv", HEAD + GOOD, "order_lines.csv"),
}  # fmt: skip

#: Rows that go to quarantine while the good row lands: rows, what is said.
QUARANTINED = {
    "a wrong date": ("502,K1,T,2026-02-31,10,500.00,false\n", "2026-02-31"),
    "a key that stands twice": (
        "502,K1,T,2026-03-02,1,1,false\n502,K1,T,2026-03-02,2,1,false\n", "other rows too",
    ),
    "an unknown client": ("502,K9,T,2026-03-02,10,500.00,false\n", "The client “K9”"),
    "a number too large": ("502,K1,T,2026-03-02,1,92233720368547758.08,false\n", "larger than a column"),
    "a number far too large": ("502,K1,T,2026-03-02,1," + "9" * 400 + ",false\n", "larger than a column"),
    "no number": ("502,K1,T,2026-03-02,1,NaN,false\n", "“NaN”"),
    "infinity": ("502,K1,T,2026-03-02,Infinity,1,false\n", "“Infinity”"),
    "an exponent": ("502,K1,T,2026-03-02,1,1e999,false\n", "“1e999”"),
    "a finer cent": ("502,K1,T,2026-03-02,1,1.001,false\n", "1.001"),
    "a day before 1900": ("502,K1,T,1899-12-31,1,1,false\n", "before 1900"),
    "a day after 2099": ("502,K1,T,9999-01-01,1,1,false\n", "after 2099"),
    "too few cells": ("502,K1,T\n", "fewer cells"),
    "too many cells": ("502,K1,T,2026-03-02,1,1,false,x,y\n", "more cells"),
    "neither yes nor no": ("502,K1,T,2026-03-02,1,1,perhaps\n", "perhaps"),
}  # fmt: skip


def put(desk: Path, name: str, content: str | bytes) -> Path:
    path = desk / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_good_is_refused_and_changes_nothing(attain, desk, kind):
    name, content, said = REFUSED[kind]
    before = snapshot(desk)
    path = put(desk, name, content)
    told = attain("load", "rulebook", path)
    assert told.code == 1
    assert said in told.err
    assert name in told.err, "the file is named"
    assert snapshot(desk) == before
    assert attain("load", "rulebook", path, "--json").json["ok"] is False


@pytest.mark.parametrize("kind", QUARANTINED)
def test_bad_rows_wait_in_quarantine_with_row_and_reason_and_good_ones_land(attain, desk, kind):
    rows, said = QUARANTINED[kind]
    path = put(desk, "order_lines-1.csv", HEAD + GOOD + rows)
    told = attain("load", "rulebook", path)
    assert told.code == 3
    assert said in told.err
    assert "order_lines-1.csv:3:" in told.err
    again = attain("load", "rulebook", path, "--json", "--accept-quarantine")
    assert again.code == 0
    assert Path(again.json["loads"][0]["quarantine_file"] or told.out.split()[-1]).is_file()


def test_large_numbers_that_fit_land(attain, desk):
    rows = "502,K1,T,2026-03-02,1,75527000000000,false\n503,K1,T,2026-03-02,1,92233720368547758.07,false\n"
    told = attain("load", "rulebook", put(desk, "order_lines-1.csv", HEAD + rows), "--json")
    assert told.code == 0
    assert told.json["rows_loaded"] == 2


@pytest.mark.parametrize(
    "content",
    [
        ("\ufeff" + HEAD + GOOD).encode(),
        (HEAD + GOOD).replace("\n", "\r\n").encode(),
        (HEAD + GOOD).encode("utf-16"),
        (HEAD + "501,K1,T,2026-03-02,10,500.00,false").encode(),
        (HEAD + GOOD).replace(",", ";").encode(),
        (HEAD + GOOD).replace(",", "\t").encode(),
        ("\n\n" + HEAD + "\n" + GOOD + "\n\n").encode(),
    ],
    ids=["BOM", "CRLF", "UTF-16", "no last line end", "semicolons", "tabs", "empty lines"],
)
def test_files_written_in_other_manners_are_read(attain, desk, content):
    told = attain("load", "rulebook", put(desk, "order_lines-1.csv", content), "--json")
    assert told.code == 0
    assert told.json["rows_loaded"] == 1


def test_no_file_is_loaded_where_one_of_them_is_unknown(attain, desk):
    put(desk, "order_lines-1.csv", HEAD + GOOD)
    put(desk, "strange.csv", "a,b\n1,2\n")
    before = snapshot(desk)
    told = attain("load", "rulebook", "in", "missing.csv")
    assert told.code == 1
    assert "strange.csv" in told.err
    assert "missing.csv" in told.err
    assert snapshot(desk) == before


def test_a_refused_load_makes_no_store(attain, desk):
    assert attain("load", "rulebook", "missing.csv", "--store", "new").code == 1
    assert not (desk / "new").exists()


def test_a_header_alone_is_told(attain, desk):
    told = attain("load", "rulebook", put(desk, "order_lines-1.csv", HEAD))
    assert told.code == 0
    assert "no rows" in told.out


def test_into_names_the_table_or_says_which_there_are(attain, desk):
    path = put(desk, "export.csv", HEAD + GOOD)
    assert attain("load", "rulebook", path, "--into", "order_lines").code == 0
    told = attain("load", "rulebook", path, "--into", "order_line")
    assert told.code == 1
    assert "“order_lines”" in told.err


def test_paths_that_are_no_files_are_refused_at_once(attain, desk):
    os.mkfifo(desk / "order_lines-fifo.csv")
    (desk / "order_lines-null.csv").symlink_to("/dev/null")
    (desk / "order_lines-gone.csv").symlink_to("/nonexistent")
    (desk / "order_lines-folder.csv").mkdir()
    for name in ("fifo", "null", "gone", "folder"):
        told = attain("load", "rulebook", f"order_lines-{name}.csv")
        assert told.code == 1
        assert f"order_lines-{name}.csv" in told.err


def test_a_folder_skips_what_is_no_file(attain, desk):
    put(desk, "order_lines-1.csv", HEAD + GOOD)
    os.mkfifo(desk / "in" / "order_lines-fifo.csv")
    assert attain("load", "rulebook", "in").code == 0


#: Runs a command and tells the most memory that it held, in KiB: its own alone, not that of who started it.
MOST_MEMORY = """
import re, sys
from attain.cli.main import main
code = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
sys.exit(code)
"""


def test_a_very_long_line_takes_no_memory(desk):
    """400 MB without a line end, in a process of its own: refused within a fraction of that."""
    path = desk / "order_lines-long.csv"
    with path.open("wb") as file:
        file.write(HEAD.encode() + b"1,")
        for _ in range(400):
            file.write(b"x" * (1 << 20))
    told = subprocess.run(
        [sys.executable, "-c", MOST_MEMORY, "load", "rulebook", str(path), "--lang", "en"],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    assert "longer than" in told.stderr
    assert int(told.stdout.split()[-1]) < 350 * 1024


def test_spreadsheet_formulas_in_names_are_defused_in_exports(attain, desk):
    people = TABLES["people"].replace("Ana Ruiz,Ana,Ruiz", "=cmd|' /C calc'!A0,@SUM(A1),+1+1")
    people += "=1+2,Eve,Eve,Eve,e@example.com,en\n"
    posts = "person_id,post,unit_id,from,to,market_type\n=1+2,account_manager,N,2025-01-01,,city\n"
    assert attain("load", "rulebook", put(desk, "people.csv", people)).code == 0
    assert attain("load", "rulebook", put(desk, "assignments-2.csv", posts)).code == 0
    assert attain("run", "rulebook", "--period", "2026-03").code == 0
    words = ["--languages", "en", "--format", "xlsx", "--format", "html"]
    assert attain("export", "all", "--out", "out", *words).code == 0
    for name in ("payroll.csv", "results.csv"):
        for line in (desk / "out" / name).read_text().splitlines():
            assert not any(cell.lstrip('"').startswith(("=", "@", "+")) for cell in line.split(","))
    for page in (desk / "out" / "statements").glob("*.html"):
        assert "<script>alert" not in page.read_text()


def test_keys_that_look_like_paths_stay_inside_the_folder(attain, desk):
    evil = "../../evil"
    people = TABLES["people"] + f"{evil},Eve,Eve,Eve,e@example.com,en\n"
    posts = f"person_id,post,unit_id,from,to,market_type\n{evil},account_manager,N,2025-01-01,,city\n"
    attain("load", "rulebook", put(desk, "people.csv", people), put(desk, "assignments-2.csv", posts))
    assert attain("run", "rulebook", "--period", "2026-03", "--out", "a/b/out").code == 0
    assert not list(desk.parent.rglob("evil*"))
    assert list((desk / "a/b/out/statements").glob("*evil*"))


def test_a_target_of_zero_leaves_the_kpi_undefined_and_says_so(attain, desk):
    rows = "subject_kind,subject_id,name,period,value\nperson,P1,sales_amount,2026,0\n"
    assert attain("load", "rulebook", put(desk, "targets.csv", rows)).code == 0
    assert attain("run", "rulebook", "--period", "2026-03").code == 0
    told = attain("explain", "--person", "P1", "--line", "sales_plan_fulfilment")
    assert told.code == 0
    assert "undefined" in told.out
