"""A change of the rulebook: checked as a whole, written as a person would, or nothing is written."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from attain.engine.faults import Faulty
from attain.rulebook.bundle import publish
from attain.rulebook.editing import changed, dated
from attain.rulebook.placing import own_text
from attain.runs.checking import checked
from attain.runs.proposing import Change, base_of, consider, documents, enter
from attain.runs.workplace import read_rulebook

SETTINGS = "rulebook: Own\ncurrency: EUR\n"
AMOUNTS = """\
# What we pay.
param: draw_minimum
from: 2026-01-01
unit: money
value: 1500   # the least
---
param: new_client_bonus
from: 2026-01-01
unit: money
value: 60
"""
CASE = """\
case: The least that a month pays
param: draw_minimum
expect: {draw_minimum: 1500}
math: as set
"""


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "rulebook"
    (folder / "params").mkdir(parents=True)
    (folder / "cases").mkdir()
    (folder / "rulebook.yaml").write_text(SETTINGS)
    (folder / "params" / "amounts.yaml").write_text(AMOUNTS)
    (folder / "cases" / "pay.yaml").write_text(CASE)
    return folder


@pytest.fixture
def standing(book):
    """The same book on the shipped one."""
    (book / "rulebook.yaml").write_text(f"{SETTINGS}include: standard\n")
    return book


def files(folder: Path):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.yaml")}


def version(folder, kind, name, starts, **numbers):
    """The newest version of a rule from another day on, with other numbers at the top."""
    found = [d for d in read_rulebook(folder).documents if (d.kind, d.name) == (kind, name)]
    text = dated(own_text(found[-1]), starts)
    return changed(text, {(key, -1): value for key, value in numbers.items()}, {})


def ids(found):
    return [fault.id for fault in found.errors]


def test_a_new_version_stands_behind_the_one_that_it_replaces(book):
    text = version(book, "param", "draw_minimum", date(2026, 12, 1), value="1600")
    fixed = CASE.replace("expect", "on: 2026-11-15\nexpect")
    written = enter(book, Change(f"{text}---\n{fixed}"))
    assert written.files == ("cases/pay.yaml", "params/amounts.yaml")
    first, second = AMOUNTS.split("---\n")
    new = "param: draw_minimum\nfrom: 2026-12-01\nunit: money\nvalue: 1600   # the least\n"
    assert files(book)["params/amounts.yaml"] == f"{first}---\n{new}---\n{second}"
    assert files(book)["cases/pay.yaml"] == fixed
    assert checked(book).ok


def test_a_shipped_rule_comes_with_its_versions_into_the_companys_folder(standing):
    before = read_rulebook(standing)
    text = version(standing, "plan", "sales_manager_pay", date(2026, 12, 1))
    text = changed(text, {("components", 4, "maximum", -1): "25"}, {})
    enter(standing, Change(text))
    own = files(standing)["plans/sales_manager_pay.yaml"]
    assert own.count("plan: sales_manager_pay") == 2
    after = read_rulebook(standing)
    versions = [d for d in after.documents if d.name == "sales_manager_pay"]
    assert [(d.starts, d.rule.components[4].maximum, d.library) for d in versions] == [
        (date(2000, 1, 1), 20, False),
        (date(2026, 12, 1), 25, False),
    ]
    assert len(after.documents) == len(before.documents) + 1


def test_the_same_again_writes_nothing(book):
    change = Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="75"))
    assert enter(book, change).files == ("params/amounts.yaml",)
    after = files(book)
    assert enter(book, change).files == ()
    assert files(book) == after


def test_a_fault_is_at_its_line_of_the_change_and_nothing_is_written(book):
    before = files(book)
    text = version(book, "param", "draw_minimum", date(2026, 12, 1)).replace("1500", "many")
    with pytest.raises(Faulty) as caught:
        enter(book, Change(f"# why\n{text}"))
    assert {(f.file, f.line) for f in caught.value.faults} == {("proposal.yaml", 5)}
    assert files(book) == before


def test_a_fault_that_only_the_whole_rulebook_shows_is_at_its_line_too(standing):
    text = version(standing, "plan", "sales_manager_pay", date(2026, 12, 1))
    wrong = text.replace("minimum: draw_minimum", "minimum: draw_minimun")
    line = wrong[: wrong.index("draw_minimun")].count("\n") + 1
    found = consider(read_rulebook(standing), Change(wrong), folder=str(standing))
    assert [(f.id, f.file, f.line) for f in found.errors] == [
        ("fault.formula.unknown_name.near", "proposal.yaml", line)
    ]


def test_a_case_that_would_break_is_told_and_stops_it(book):
    before = files(book)
    change = Change(version(book, "param", "draw_minimum", date(2026, 1, 1), value="1700"))
    found = consider(read_rulebook(book), change, folder=str(book))
    assert [result.case.case for result in found.broken] == ["The least that a month pays"]
    with pytest.raises(Faulty):
        enter(book, change)
    assert files(book) == before


def test_what_somebody_else_has_changed_meanwhile_is_not_written_over(book):
    loaded = read_rulebook(book)
    one = Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="75"))
    two = Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="90"))
    one, two = (replace(each, base=base_of(loaded, each)) for each in (one, two))
    enter(book, one)
    with pytest.raises(Faulty) as caught:
        enter(book, two)
    assert [fault.id for fault in caught.value.faults] == ["fault.proposal.moved"]
    assert "value: 75" in files(book)["params/amounts.yaml"]


def test_a_planned_version_that_is_withdrawn_leaves_the_file_as_it_was(book):
    before = files(book)
    enter(book, Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="75")))
    enter(book, Change("", (("param", "new_client_bonus", "2026-12-01"),)))
    assert files(book) == before


def test_rules_of_a_closed_period_stay(book):
    loaded = read_rulebook(book)
    closed = [(publish(loaded), date(2026, 11, 30))]
    early = Change(version(book, "param", "new_client_bonus", date(2026, 11, 1), value="75"))
    later = Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="75"))
    edited = Change(version(book, "param", "new_client_bonus", date(2026, 1, 1), value="75"))
    gone = Change("", (("param", "new_client_bonus", "2026-01-01"),))
    assert ids(consider(loaded, early, closed)) == ["fault.proposal.closed"]
    assert ids(consider(loaded, edited, closed)) == ["fault.proposal.closed"]
    assert ids(consider(loaded, gone, closed)) != []
    assert ids(consider(loaded, later, closed)) == []


def test_a_proposal_without_a_document_or_without_a_change_says_so(book):
    loaded = read_rulebook(book)
    same = version(book, "param", "new_client_bonus", date(2026, 1, 1))
    assert ids(consider(loaded, Change("# nothing\n"))) == ["fault.proposal.empty"]
    assert ids(consider(loaded, Change(same))) == ["fault.proposal.nothing"]


def test_what_it_takes_over_from_is_told(book):
    loaded = read_rulebook(book)
    change = Change(version(book, "param", "new_client_bonus", date(2026, 12, 1), value="75"))
    (pair,) = consider(loaded, change).pairs
    assert (pair.before.starts, pair.after.starts) == (date(2026, 1, 1), date(2026, 12, 1))
    assert [d.name for d in documents(change)[0]] == ["new_client_bonus"]


def test_nothing_is_written_through_a_link_that_leads_out(book, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (book / "plans").symlink_to(outside)
    text = version(book, "param", "new_client_bonus", date(2026, 12, 1))
    with pytest.raises(Faulty):
        enter(book, Change(text.replace("60", "75")))
    assert list(outside.iterdir()) == []
