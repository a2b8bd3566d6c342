"""What a run hands out, and what of a person is taken away."""

import csv
import io
from decimal import Decimal

import pytest


def test_the_payroll_file_adds_up_to_what_is_paid(attain, desk):
    assert attain("export", "payroll", "--out", "pay").code == 0
    rows = list(csv.DictReader(io.StringIO((desk / "pay" / "payroll.csv").read_text(), newline="")))
    paid = attain("runs", "--json").json["runs"][0]["control"]["paid"]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(paid)


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("results", {"results.csv"}),
        ("summary", {"summary.xlsx"}),
        ("rulebook", {"rulebook.yaml"}),
        ("statements", {"statements/P1-2026-03-ru.html"}),
    ],
)
def test_every_kind_of_export(attain, desk, kind, files):
    words = ["--languages", "ru", "--format", "html", "--json"]
    found = attain("export", kind, "--out", "files", *words).json
    assert files <= set(found["files"])
    assert all((desk / "files" / name).stat().st_size for name in found["files"])


def test_an_exported_rulebook_is_the_one_that_was_used(attain, desk):
    attain("export", "rulebook", "--out", "book")
    assert (desk / "book" / "rulebook.yaml").read_text() == (desk / "rulebook" / "rulebook.yaml").read_text()


def test_exports_refuse_what_is_not_there(attain, desk):
    assert "no results" in attain("export", "statements", "--person", "P7").err
    told = attain("export", "statements", "--languages", "fr")
    assert told.code == 1
    assert "“fr”" in told.err
    assert attain("run", "rulebook", "--period", "2026-03", "--languages", "en,xx").code == 1


def test_an_erased_person_keeps_key_and_sums_and_loses_the_name(attain, desk, march):
    assert attain("erase", "--person", "P1", "--yes").code == 0
    assert "no name" in attain("erase", "--person", "P1", "--yes").out
    told = attain("explain", "--person", "P1")
    assert "Ana" not in told.out
    assert "P1 · March 2026" in told.out
    assert attain("verify", march).code == 0


@pytest.mark.parametrize(
    ("said", "code", "erased"), [("yes\n", 0, True), ("no\n", 130, False), ("", 130, False)]
)
def test_erasing_asks_first(attain, desk, monkeypatch, said, code, erased):
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    told = attain("erase", "--person", "P1")
    assert told.code == code
    assert "for good?" in told.err
    assert ("Ana" not in attain("explain", "--person", "P1").out) == erased
