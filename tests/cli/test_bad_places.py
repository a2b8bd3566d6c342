"""Bad rulebooks, damaged stores and rude surroundings: told by file, nothing changed, nothing believed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attain.engine.store import Store
from tests.runs.tampering import changed

ROOT = Path(__file__).resolve().parents[2]


def snapshot(desk: Path) -> str:
    return Store.open(desk / "store").snapshot().id


FORMULA = "formula: sales_amount / target(sales_amount)"
BOMB = """\
a: &a [x,x,x,x,x,x,x,x,x]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b]
rulebook: mini"""

#: What is replaced in the rulebook, by what, and what is said.
BOOK_FAULTS = {
    "weights of 99": ("weight: 40", "weight: 39", "99"),
    "a gap in tiers": (
        "{to: 2500, rate: 1.5%}", "{from: 1100, to: 2500, rate: 1.5%}", "rulebook.yaml:",
    ),
    "an unknown name": ("base: sales_amount", "base: sales_amoun", "sales_amount"),
    "an unknown key": ("better: higher", "beter: higher", "better"),
    "a cycle": (FORMULA, "formula: sales_plan_fulfilment * 2", "sales_plan"),
    "a formula bomb": (FORMULA, "formula: " + "(" * 50_000, "rulebook.yaml"),
    "a deep formula": (
        FORMULA,
        "formula: " + "(" * 5_000 + "sales_amount" + ")" * 5_000, "rulebook.yaml",
    ),
    "a long formula": (
        FORMULA, "formula: " + "+".join(["sales_amount"] * 50_000), "rulebook.yaml",
    ),
    "a power tower": ("rate: 1.5%", "rate: 1e999999999", "rulebook.yaml"),
    "no currency": ("currency: EUR", "currency: EURO", "EURO"),
    "an anchor bomb": (
        "rulebook: mini",
        BOMB,
        "rulebook.yaml",
    ),
    "a Python object": ("rulebook: mini", "rulebook: !!python/object/apply:os.system [id]", "rulebook.yaml"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BOOK_FAULTS)
def test_a_faulty_rulebook_is_told_by_file_and_line_by_every_command(attain, desk, kind):
    old, new, said = BOOK_FAULTS[kind]
    book = desk / "rulebook" / "rulebook.yaml"
    text = book.read_text()
    assert old in text
    book.write_text(text.replace(old, new, 1))
    before = snapshot(desk)
    told = attain("check", "rulebook")
    assert told.code == 1
    assert said in told.err
    assert "rulebook/rulebook.yaml:" in told.err
    assert attain("run", "rulebook", "--period", "2026-03").code == 1
    assert attain("load", "rulebook", "order_lines-late.csv").code == 1
    assert snapshot(desk) == before


def test_a_rulebook_that_is_not_there_is_said(attain, desk):
    for words in (
        ["check", "nowhere"],
        ["run", "nowhere", "--period", "2026-03"],
        ["check", "data/people.csv"],
    ):
        told = attain(*words)
        assert told.code == 1
        assert words[1] in told.err


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("manifests/*.json", b"{"),
        ("manifests/*.json", b'{"format": 1}'),
        ("facts/order_lines/*/*.parquet", b"junk"),
        ("facts/order_lines/*/*.parquet", None),
        ("tables/people/*.parquet", b"PAR1PAR1"[:6]),
        ("runs/*/run.json", b"junk"),
        ("runs/*/run.json", b'{"id": 1}'),
        ("runs/*/opening.json", b"{}"),
        ("runs/*/differences.json", b"[1]"),
        ("bundles/*.json", b"{}"),
    ],
)
def test_a_damaged_store_is_told_by_its_file(attain, desk, file, content):
    for path in (desk / "store").glob(file):
        path.unlink() if content is None else path.write_bytes(content)
    told = attain("explain", "--person", "P1", "--rows")
    assert told.code == 1
    assert told.err.startswith("Error: ")
    assert not told.out


def test_results_that_were_tampered_with_are_not_believed(attain, desk, march):
    changed(desk / "store" / "runs" / march, "1100.06", "1100.07")
    told = attain("close", march)
    assert told.code == 1
    assert "results.gz" in told.err


def test_results_that_can_no_longer_be_read_are_told_by_their_file(attain, desk, march):
    results = desk / "store" / "runs" / march / "results.gz"
    results.write_bytes(b"x" + results.read_bytes()[1:])
    for words in (["close", march], ["verify", march], ["export", "results"]):
        told = attain(*words)
        assert told.code == 1
        assert "results.gz" in told.err


@pytest.mark.parametrize("store", ["data", "rulebook", "data/people.csv", "nowhere", "store/facts"])
@pytest.mark.parametrize("words", [["runs"], ["run", "rulebook", "--period", "2026-03"], ["export", "all"]])
def test_what_is_no_store_is_not_taken_for_one(attain, desk, store, words):
    told = attain(*words, "--store", store)
    assert told.code == 1
    assert store in told.err


def test_a_store_is_not_made_among_other_things(attain, desk):
    told = attain("load", "rulebook", "data", "--store", "rulebook")
    assert told.code == 1
    assert not (desk / "rulebook" / "HEAD").exists()


def test_the_program_itself_answers_in_a_terminal_without_unicode(desk):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "ATTAIN_LANG": "ru"}
    words = [sys.executable, "-m", "attain", "runs"]
    done = subprocess.run(words, cwd=desk, env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert "2026-03" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_failure(desk):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    shell = f"{sys.executable} -m attain explain --person P1 --rows --sql | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=desk, env=environment, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stderr == ""
