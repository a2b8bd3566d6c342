"""The demo's files are what the tables ask for: columns, keys, references, dates, coverage, rules."""

import shutil
from collections import Counter

import pytest

from attain.catalog import PATH
from attain.engine.facts import all_tables
from attain.rulebook.case_runner import run_cases
from attain.rulebook.load import load
from attain.runs.cases import evaluate
from attain.runs.workplace import Source, Workplace

OPEN = "2100-01-01"

#: Facts that no file brings: pages write them when a dispute is settled.
WRITTEN_BY_PAGES = {"pay_disputes"}


@pytest.fixture(scope="module")
def loaded(small):
    found = load(small.files.rulebook, PATH)
    assert found.faults == ()
    return found


@pytest.fixture(scope="module")
def tables(loaded):
    return all_tables(document.rule for document in loaded.documents if document.kind == "fact")


def test_the_companys_own_cases_pass(loaded):
    results = run_cases(loaded.rules, loaded.cases, evaluate)
    assert [result.passed for result in results] == [True, True], [r.as_faults() for r in results]


def test_every_fact_of_the_catalogue_has_a_file(small, loaded):
    facts = {document.rule.fact for document in loaded.documents if document.kind == "fact"}
    assert facts - WRITTEN_BY_PAGES <= {table for table, _ in small.files.facts}


def test_columns_are_those_of_the_tables_and_none_that_must_be_there_is_missing(small, tables):
    for name, _ in small.files.facts:
        header, columns = small.header(name), tables[name].columns
        needed = {c for c, kind in columns.items() if not kind.optional and kind.default is None}
        assert set(header) <= set(columns), name
        assert needed <= set(header), name


def test_keys_are_unique_and_required_cells_filled(small, tables):
    for name, _ in small.files.facts:
        table, rows = tables[name], small.rows(name)
        assert rows, name
        keys = Counter(tuple(row[column] for column in table.key if column in row) for row in rows)
        assert keys.most_common(1)[0][1] == 1, name
        for column, kind in table.columns.items():
            if not kind.optional and kind.default is None:
                assert all(row[column] for row in rows), (name, column)


def test_every_reference_exists(small, tables):
    known = {
        table: {row[key] for row in small.rows(table)}
        for table, key in {
            "people": "person_id",
            "clients": "client_id",
            "products": "product_id",
            "units": "unit_id",
        }.items()
    }
    for name, _ in small.files.facts:
        references = {c: k.references for c, k in tables[name].columns.items() if k.references}
        for row in small.rows(name):
            for column, target in references.items():
                assert not row.get(column) or row[column] in known[target], (name, row)


def test_facts_lie_inside_the_window(small, tables, loaded):
    facts = [document.rule for document in loaded.documents if document.kind == "fact"]
    for fact in (each for each in facts if each.fact not in WRITTEN_BY_PAGES):
        for row in small.rows(fact.fact):
            assert "2026-08-01" <= row[fact.date] <= "2026-10-31", (fact.fact, row)


def test_no_day_of_a_client_is_covered_beyond_100_percent(whole):
    shares: dict[str, list[tuple[str, str, int]]] = {}
    for row in whole.rows("coverage"):
        assert row["from"] < (row["to"] or OPEN)
        spell = (row["from"], row["to"] or OPEN, int(row["share"].rstrip("%")))
        shares.setdefault(row["client_id"], []).append(spell)
    for client, spells in shares.items():
        for day, _, _ in spells:
            assert sum(share for start, end, share in spells if start <= day < end) <= 100, client


def test_who_looks_after_a_client_works_there_on_that_day(whole):
    joined = {row["person_id"]: row["joined_on"] for row in whole.rows("people")}
    assert all(row["from"] >= joined[row["person_id"]] for row in whole.rows("coverage"))


def test_returns_point_at_what_was_ordered_and_take_back_no_more(small):
    rows = small.rows("order_lines")
    ordered = {f"{row['order_id']}|{row['line_no']}": row for row in rows if row["is_return"] == "false"}
    returns = [row for row in rows if row["is_return"] == "true"]
    assert returns
    for row in returns:
        original = ordered[row["original_line"]]
        assert row["original_ordered_on"] == original["ordered_on"] < row["ordered_on"]
        assert 0 < -int(row["quantity"]) <= int(original["delivered_quantity"])
        assert row["amount"].startswith("-")


def test_what_the_warehouse_lacked_is_ordered_but_neither_sent_nor_charged(small):
    lacking = [row for row in small.rows("order_lines") if row["delivered_quantity"] == "0"]
    assert lacking
    for row in lacking:
        assert int(row["quantity"]) > 0
        assert (row["amount"], row["invoiced_on"]) == ("0.00", "")


def test_receivables_are_the_sales_on_credit(small):
    sold, owed = Counter(), Counter()
    for row in small.rows("order_lines"):
        sold[row["client_id"]] += cents(row["amount"])
    for row in small.rows("receivable_movements"):
        if row["kind"] != "payment":
            owed[row["client_id"]] += cents(row["amount"])
    assert owed
    assert {client: sold[client] for client in owed} == owed


def test_late_corrections_keep_their_keys_and_change_the_month_before(small, tables):
    ((table, path),) = small.files.late
    late = path.read_text("utf-8").splitlines()[1:]
    first = set(small.files.file(table).read_text("utf-8").splitlines())
    assert late
    for line in late:
        assert line not in first
        assert line.split(",")[4].startswith("2026-09")
        assert any(known.startswith(",".join(line.split(",")[:4])) for known in first)


def test_everything_lands_and_nothing_is_quarantined(small, landed, tmp_path):
    assert landed.reports.keys() == {table for table, _ in small.files.facts}
    for table, report in landed.reports.items():
        assert (report.quarantined, report.unused, report.warnings) == (0, (), ()), table
        assert report.rows_loaded == report.rows_read == len(small.rows(table)), table
    store = shutil.copytree(landed.place.store.place.root, tmp_path / "store")
    place = Workplace.at(landed.place.loaded, store)
    for table, path in small.files.late:
        assert place.load(Source(path, table)).corrected == 12


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))
