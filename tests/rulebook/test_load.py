"""A folder becomes rules; whatever is wrong with it comes back as a list, in one pass."""

import os
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.formulas import text_of
from attain.rulebook.files import source_files
from attain.rulebook.load import from_sources, load
from attain.wording.speech import Wording
from tests.rulebook.broken_books import GOOD

DAY = date(2026, 5, 1)


@pytest.fixture
def book(tmp_path):
    """A copy of the good rulebook that a test may change."""
    return shutil.copytree(GOOD, tmp_path / "book")


def told(loaded):
    return [(os.path.basename(f.file), f.line, f.id) for f in loaded.faults]


def test_the_good_rulebook_is_good():
    loaded = load(GOOD)
    assert loaded.faults == ()
    assert loaded.counts["kpi"] == 3
    assert [c.case.case for c in loaded.cases] == ["Two percent of sales"]
    assert [m.mapping for m in loaded.mappings] == ["orders_csv"]
    assert "region" in loaded.rules.tables["assignments"].columns


def test_titles_in_any_language_stand_for_their_keys():
    formula = load(GOOD).rules.kpi("plan_fulfilment", DAY).formula
    assert text_of(formula.tree) == "sales_amount / target(sales_amount)"
    assert formula.text == "[Продажи] / target(Sales)"


def test_titles_in_cases_stand_for_their_keys():
    (placed,) = load(GOOD).cases
    given = placed.case.given.values
    assert given == {("sales_amount", ()): Decimal("1000.00"), ("sales_amount", ("target",)): Decimal(2000)}


def test_all_faults_are_told_in_one_pass(book):
    (book / "more.yaml").write_text(
        "kpi: k1\nfrom: 2026-01-15\nformula: sales_amuont / 0\nunit: percnt\n"
        "---\nkpi: k2\nfrom: 2026-01-01\nformula: k1 +\nbeter: lower\n"
        "---\nzebra: 1\n"
    )
    (book / "worse.yaml").write_text("post: [\n")
    assert told(load(book)) == [
        ("more.yaml", 2, "fault.version.boundary.month"),
        ("more.yaml", 3, "fault.formula.unknown_name.near"),
        ("more.yaml", 4, "fault.unit.unknown.near"),
        ("more.yaml", 8, "fault.formula.ends_early"),
        ("more.yaml", 9, "fault.document.extra.near"),
        ("more.yaml", 11, "fault.document.kind"),
        ("worse.yaml", 1, "fault.yaml.unclosed"),
    ]


def test_a_fault_in_a_formula_points_at_its_character(book):
    (book / "more.yaml").write_text("kpi: k\nfrom: 2026-01-01\nformula: >-\n  visits_made +\n  zebra\n")
    (fault,) = load(book).faults
    assert (fault.line, fault.column) == (5, 3)
    assert fault.values["pointer"] == "visits_made + zebra\n              ^^^^^"


def test_a_broken_document_does_not_make_its_readers_faulty(book):
    measures = (book / "measures.yaml").read_text().replace("value: count()", "value: count(")
    (book / "measures.yaml").write_text(measures)
    assert told(load(book)) == [("measures.yaml", 17, "fault.formula.ends_early")]


def test_a_broken_file_does_not_make_its_readers_faulty(book):
    (book / "kpis.yaml").write_text((book / "kpis.yaml").read_text() + "\n  broken: [\n")
    assert {file for file, _, _ in told(load(book))} == {"kpis.yaml"}


def test_a_warning_stops_nothing(book):
    (book / "more.yaml").write_text("param: x\nfrom: 2026-01-01\nvalues: [{post: director, value: 1}]\n")
    loaded = load(book)
    assert told(loaded) == [("more.yaml", 3, "fault.param.no_default")]
    assert loaded.rules is not None


def test_faults_without_settings_are_those_of_the_rest_as_well(book):
    (book / "rulebook.yaml").unlink()
    (book / "more.yaml").write_text("zebra: 1\n")
    loaded = load(book)
    assert [f.id for f in loaded.faults] == ["fault.rulebook.missing", "fault.document.kind"]


def test_no_folder_is_told(tmp_path):
    loaded = load(tmp_path / "nowhere")
    assert [f.id for f in loaded.faults] == ["fault.folder"]
    assert loaded.rules is None


def test_an_empty_folder_is_told(tmp_path):
    assert [f.id for f in load(tmp_path).faults] == ["fault.rulebook.missing"]


def test_links_out_of_the_folder_are_refused_and_inner_ones_passed_over(book, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yaml").write_text("post: spy\n")
    (book / "file.yaml").symlink_to(outside / "secret.yaml")
    (book / "folder").symlink_to(outside, target_is_directory=True)
    (book / "inner.yaml").symlink_to(book / "posts.yaml")
    (book / "round").symlink_to(book, target_is_directory=True)
    assert sorted(told(load(book))) == [
        ("file.yaml", 0, "fault.folder.outside"),
        ("folder", 0, "fault.folder.outside"),
    ]


def test_hidden_and_other_files_are_no_documents(book):
    (book / ".hidden.yaml").write_text("zebra: 1\n")
    (book / ".git").mkdir()
    (book / ".git/x.yaml").write_text("zebra: 1\n")
    (book / "table.csv").write_text("zebra\n")
    os.mkfifo(book / "pipe.yaml")
    assert load(book).faults == ()


class TestStandingOnTheShippedRulebook:
    @pytest.fixture
    def own(self, tmp_path):
        folder = tmp_path / "own"
        folder.mkdir()
        (folder / "rulebook.yaml").write_text("rulebook: Own\ncurrency: USD\ninclude: standard\n")
        return folder

    def test_its_documents_are_there_but_not_its_cases_and_settings(self, own):
        loaded = load(own, GOOD)
        assert loaded.faults == ()
        assert loaded.rules.settings.currency == "USD"
        assert loaded.rules.kpi("answers", DAY) is not None
        assert loaded.cases == ()

    def test_an_own_document_replaces_all_shipped_ones_of_its_name(self, own):
        (own / "kpi.yaml").write_text("kpi: answers\nfrom: 2026-03-01\nformula: visits_made * 2\n")
        loaded = load(own, GOOD)
        assert loaded.faults == ()
        assert loaded.rules.kpi("answers", date(2026, 3, 1)).formula.text == "visits_made * 2"
        assert loaded.rules.kpi("answers", date(2026, 2, 1)) is None

    def test_shipped_rules_need_not_start_on_own_period_boundaries(self, own):
        settings = (own / "rulebook.yaml").read_text()
        weeks = "calendar: {pattern: 4-4-5, first_day: 2025-12-29}\n"
        (own / "rulebook.yaml").write_text(settings + weeks)
        assert load(own, GOOD).faults == ()

    def test_it_is_included_though_the_settings_have_faults(self, own):
        (own / "rulebook.yaml").write_text("rulebook: Own\ncurrency: X\ninclude: standard\n")
        (own / "kpi.yaml").write_text("kpi: k\nfrom: 2026-03-01\nformula: visits_made * 2\n")
        assert [f.id for f in load(own, GOOD).faults] == ["fault.currency"]


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_mistyped_comes_back_as_faults_that_can_be_said(data):
    """A line lost, doubled, moved or given another value: never an exception."""
    sources, _ = source_files(GOOD)
    at = data.draw(st.integers(0, len(sources) - 1))
    lines = sources[at].content.decode().splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        line = data.draw(st.integers(0, len(lines) - 1))
        key, colon, _ = lines[line].partition(":")
        value = data.draw(
            st.sampled_from(["5", "null", "[]", "{}", "''", "x: y", "[a]", "{1: b}", "1e99", "-1"])
        )
        lines[line] = data.draw(
            st.sampled_from(["", lines[line - 1], " " + lines[line], f"{key}: {value}" if colon else value])
        )
    sources[at] = replace(sources[at], content="\n".join(lines).encode())
    loaded = from_sources(sources, lambda: ([], []), "book")
    wording = Wording("en", strict=True)
    assert all(wording.fault(fault) for fault in loaded.faults)
    assert (loaded.rules is None) == any(fault.severity == "error" for fault in loaded.faults)
