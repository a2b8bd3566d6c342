"""A month's work at the command line: check, load, run, explain, close, correct, compare, export."""

import json
from decimal import Decimal

import pytest

from tests.runs.tampering import changed

PATCH = """\
plan: account_manager_pay
post: account_manager
from: 2026-01-01
components:
  - {component: commission, shape: rate, base: sales_amount, rate: 5%}
"""


def test_loading_says_what_was_read_and_how(attain, desk):
    told = attain("load", "rulebook", "data", "--store", "new")
    assert told.code == 0
    assert "order_lines.csv → order_lines\n  rows read: 7, new: 7\n" in told.out
    assert "encoding utf-8, separator “,”, dates yyyy-mm-dd, decimal mark “.”" in told.out


def test_loading_twice_changes_nothing(attain, desk):
    first = attain("load", "rulebook", "data", "--store", "new", "--json").json
    again = attain("load", "rulebook", "data", "--store", "new", "--json").json
    assert first["rows_loaded"] == first["rows_read"] > 0
    assert again["rows_loaded"] == 0
    assert again["snapshot"] == first["snapshot"]


def test_a_run_tells_counts_and_control_sums(attain, desk):
    told = attain("run", "rulebook", "--period", "2026-03")
    assert told.code == 0
    # credited 3 700.10, and 77.00 of a client without an account manager (see tests/runs)
    for said in ("March 2026", "€3,700.10", "€77.00", "South", "nobody looked after the client"):
        assert said in told.out
    found = attain("run", "rulebook", "--period", "2026-03", "--json").json
    assert list(found)[-3:] == ["counts", "control", "out"]
    assert found["control"]["credited"] == "3700.10"
    assert found["control"]["uncredited"] == "77.00"
    assert Decimal(found["control"]["all"]) == Decimal("3777.10")
    assert set(found["counts"]) >= {"people", "results", "held", "differences"}
    assert found["control"]["paid"] == attain("runs", "--json").json["runs"][0]["control"]["paid"]


def test_a_run_writes_statements_in_each_persons_language(attain, desk):
    told = attain("run", "rulebook", "--period", "2026-03", "--out", "out")
    assert told.code == 0
    names = {path.name for path in (desk / "out" / "statements").iterdir()}
    assert {"P1-2026-03-es.html", "P2-2026-03-zh.pdf", "P3-2026-03-en.xlsx"} <= names
    assert {"index.html", "payroll.csv", "results.csv", "summary.xlsx"} <= {
        p.name for p in (desk / "out").iterdir()
    }


def test_explaining_tells_the_tree_the_rows_and_the_sql(attain, desk):
    told = attain("explain", "--person", "P1", "--line", "commission", "--rows", "--sql")
    assert told.code == 0
    # 1 100.06 × tiers: 1 000 × 1 % + 100.06 × 1.5 % = 10.00 + 1.50
    for said in ("Ana Ruiz P1 · March 2026", "€11.50", "order_lines.csv:2", "60.00%", "SELECT"):
        assert said in told.out
    found = attain("explain", "--person", "P1", "--line", "commission", "--rows", "--sql", "--json").json
    assert found["tree"]["value"] == "11.50"
    (source,) = found["rows"]
    assert (source["measure"], source["count"], source["rows"][0]["_source"]) == (
        "sales_amount", 2, "order_lines.csv:2",
    )  # fmt: skip
    assert sum(Decimal(r["amount"]) * Decimal(r["credited share"]) for r in source["rows"]) == Decimal(
        "1100.06"
    )
    assert "SELECT" in found["sql"]["sales_amount"]


def test_rows_are_limited_and_counted(attain, desk):
    told = attain("explain", "--unit", "company", "--line", "sales_amount", "--rows", "--limit", 2)
    assert "source rows 6, shown 2" in told.out
    assert "€3,777.10" in told.out


def test_an_explanation_is_written_as_a_page(attain, desk):
    assert (
        attain("explain", "--unit", "N", "--line", "sales_amount", "--rows", "--html", "why.html").code == 0
    )
    page = (desk / "why.html").read_text()
    assert "1,100.06" in page
    assert "order_lines.csv:2" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--person", "P7"], "P7 has no results"),
        (["--person", "P1", "--line", "comission"], "Did you mean commission?"),
        (["--unit", "Q", "--line", "sales_amount"], "no unit Q"),
        (["--unit", "N"], "--line"),
        (["--unit", "N", "--line", "salesamount"], "Did you mean sales_amount?"),
        (["--person", "P1", "--unit", "N"], "either --person or --unit"),
        ([], "either --person or --unit"),
        (["--person", "P1", "--run", "zzz"], "no run zzz"),
        (["--person", "P1", "--period", "2026-07"], "no run of July 2026"),
        (["--person", "P1", "--period", "../latest/2026-03"], "no run of"),
        (["--person", "P1", "--store", "data"], "no fact store in data"),
    ],
)
def test_what_can_not_be_explained_is_said(attain, desk, words, said):
    told = attain("explain", *words)
    assert told.code == 1
    assert said in told.err
    assert not told.out


def test_a_closed_month_is_corrected_in_the_next_one(attain, desk, march):
    assert attain("close", march[:8]).code == 0
    assert "closed" in attain("runs").out
    assert attain("load", "rulebook", "order_lines-late.csv").code == 0
    april = attain("run", "rulebook", "--period", "2026-04", "--json").json
    assert april["counts"]["differences"] > 0
    told = attain("explain", "--person", "P1", "--period", "2026-04")
    assert "March 2026, computed again" in told.out
    again = attain("run", "rulebook", "--period", "2026-03", "--json").json
    other = attain("close", again["run"])
    assert other.code == 1
    assert f"closed by run {march}" in other.err


def test_a_rule_that_a_closed_month_used_is_not_edited(attain, desk, march):
    attain("close", march)
    book = desk / "rulebook" / "rulebook.yaml"
    book.write_text(book.read_text().replace("rate: 1.5%", "rate: 1.6%"))
    told = attain("run", "rulebook", "--period", "2026-04")
    assert told.code == 1
    assert "rulebook/rulebook.yaml:" in told.err
    assert "closed periods" in told.err


def test_comparing_tells_who_gains_and_why(attain, desk, march):
    attain("load", "rulebook", "order_lines-late.csv")
    later = attain("run", "rulebook", "--period", "2026-03", "--json").json["run"]
    told = attain("compare", march, later)
    assert told.code == 0
    assert "People who gain" in told.out
    assert "Cause: facts" in told.out
    found = attain("compare", march, later, "--json").json
    assert sum(map(Decimal, found["causes"].values())) == Decimal(found["change"]) != 0
    for person in found["changes"]:
        assert sum(map(Decimal, person["causes"].values())) == Decimal(person["change"])


def test_a_run_compared_with_itself_changes_nobody(attain, desk, march):
    assert "Nobody's pay changes." in attain("compare", march, march).out


def test_what_if_stores_nothing(attain, desk):
    (desk / "patch.yaml").write_text(PATCH)
    before = sorted(path.name for path in (desk / "store").rglob("*"))
    told = attain("whatif", "rulebook", "--with", "patch.yaml", "--period", "2026-03")
    assert told.code == 0
    assert "Cause: rules" in told.out
    found = attain("whatif", "rulebook", "--with", "patch.yaml", "--period", "2026-03", "--json").json
    assert Decimal(found["after"]) - Decimal(found["before"]) == Decimal(found["change"])
    assert sorted(path.name for path in (desk / "store").rglob("*")) == before


@pytest.mark.parametrize(
    ("text", "said"), [("", "patch.yaml"), ("plan: x\n", "patch.yaml:1"), ("plan: [", "patch.yaml")]
)
def test_a_faulty_patch_is_named(attain, desk, text, said):
    (desk / "patch.yaml").write_text(text)
    told = attain("whatif", "rulebook", "--with", "patch.yaml", "--period", "2026-03")
    assert told.code == 1
    assert said in told.err


def test_verifying_computes_every_byte_again(attain, desk, march):
    assert "gives the same bytes" in attain("verify", march).out
    changed(desk / "store" / "runs" / march, "1100.06", "1100.07")
    told = attain("verify", march)
    assert told.code == 1
    assert "1100.07" in told.out
    assert "1100.06" in told.out
    assert attain("verify", march, "--json").json["same"] is False


def test_a_store_without_runs_says_what_to_do(attain, desk):
    attain("load", "rulebook", "data", "--store", "new")
    assert "attain run" in attain("runs", "--store", "new").out
    told = attain("explain", "--person", "P1", "--store", "new")
    assert told.code == 1
    assert "attain run" in told.err


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026-13", "no period “2026-13”"),
        ("March", "no period"),
        ("../x", "no period"),
        ("1999-01", "Nobody"),
    ],
)
def test_an_unknown_period_is_said(attain, desk, period, said):
    told = attain("run", "rulebook", "--period", period)
    assert told.code == 1
    assert said in told.err


def test_json_is_the_only_thing_on_standard_output(attain, desk, march):
    for words in (
        ["check", "rulebook"],
        ["runs"],
        ["verify", march],
        ["explain", "--person", "P2"],
        ["close", march],
    ):
        told = attain(*words, "--json")
        assert isinstance(told.json, dict)
        assert told.err == ""
    refused = attain("explain", "--person", "P7", "--json")
    assert refused.code == 1
    assert refused.err == ""
    assert refused.json["faults"][0]["id"] == "fault.explain.person"


def test_every_language_runs_and_explains(attain, desk):
    for language, said in {
        "zh": "2026年3月",
        "es": "marzo de 2026",
        "ja": "2026年3月",
        "ru": "март 2026",
    }.items():
        told = attain("run", "rulebook", "--period", "2026-03", "--lang", language)
        assert told.code == 0
        assert said in told.out.casefold()
        told = attain("explain", "--person", "P1", "--lang", language)
        assert "undefined" not in told.out
        assert "pays" not in told.out


def test_json_of_an_explanation_is_in_the_readers_language(attain, desk):
    told = attain("explain", "--person", "P1", "--line", "sales_amount", "--json", "--lang", "ru").json
    assert "Сумма продаж" in json.dumps(told["tree"], ensure_ascii=False)


def test_an_adjustment_that_nobody_approved_is_told_and_not_paid(attain, desk):
    before = attain("run", "rulebook", "--period", "2026-03", "--json").json["control"]["paid"]
    head = "adjustment_id,person_id,period,component,amount,reason,made_by,approved_by\n"
    rows = head + "A1,P1,2026-03,commission,50.00,x,P3,\n"
    (desk / "adjustments.csv").write_text(rows)
    assert attain("load", "rulebook", "adjustments.csv").code == 0
    (line,) = [x for x in attain("run", "rulebook", "--period", "2026-03").out.splitlines() if "Adjust" in x]
    assert line.split() == ["Adjustments", "not", "approved,", "so", "not", "paid", "1"]
    assert attain("run", "rulebook", "--period", "2026-03", "--json").json["control"]["paid"] == before
