"""A published rulebook is immutable: the same hash for the same rules, and the same rules from the hash."""

import shutil
from datetime import date

import pytest

from attain.engine.faults import Faulty
from attain.rulebook.bundle import changed_since, from_bundle, publish, read_bundle
from attain.rulebook.load import load
from tests.rulebook.broken_books import GOOD

CLOSED = date(2026, 3, 31)


@pytest.fixture
def book(tmp_path):
    return shutil.copytree(GOOD, tmp_path / "book")


def replaced(book, file, old, new):
    text = (book / file).read_text("utf-8")
    assert old in text
    (book / file).write_text(text.replace(old, new), "utf-8")


def changes(book, closed_to=CLOSED):
    return [(f.id, f.values["name"]) for f in changed_since(load(book), publish(load(GOOD)), closed_to)]


def test_a_bundle_loads_into_the_same_rules_and_the_same_bundle():
    loaded = load(GOOD)
    bundle = publish(loaded)
    again = from_bundle(bundle.content)
    assert again.rules.documents.keys() == loaded.rules.documents.keys()
    for key, versions in loaded.rules.documents.items():
        assert [v.rule for v in again.rules.documents[key]] == [v.rule for v in versions]
    assert again.rules.settings == loaded.rules.settings
    assert publish(again) == bundle


def test_the_hash_is_that_of_the_text_wherever_the_folder_is(book):
    assert publish(load(book)).hash == publish(load(GOOD)).hash
    replaced(book, "notes.md", "Not", "Still not")
    assert publish(load(book)).hash == publish(load(GOOD)).hash
    replaced(book, "pay.yaml", "rate: 2%", "rate: 3%")
    assert publish(load(book)).hash != publish(load(GOOD)).hash


def test_a_bundle_on_the_shipped_rulebook_needs_it_no_more(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "rulebook.yaml").write_text("rulebook: Own\ncurrency: USD\ninclude: standard\n")
    bundle = publish(load(own, GOOD))
    assert from_bundle(bundle.content).rules.kpi("answers", CLOSED) is not None


def test_a_rulebook_with_errors_is_not_published(book):
    (book / "more.yaml").write_text("zebra: 1\n")
    with pytest.raises(Faulty) as caught:
        publish(load(book))
    assert [f.id for f in caught.value.faults] == ["fault.document.kind"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"format":2,"files":{},"documents":[]}', b"\xff"])
def test_what_is_no_bundle_is_refused(content):
    with pytest.raises(Faulty) as caught:
        read_bundle(content)
    assert [f.id for f in caught.value.faults] == ["fault.bundle.unreadable"]


def test_a_bundle_changed_by_hand_is_refused():
    content = publish(load(GOOD)).content
    with pytest.raises(Faulty):
        from_bundle(content.replace(b"rate: 2%", b"rate: 9%"))
    with pytest.raises(Faulty):
        read_bundle(content + b" ")


def test_a_rule_that_a_closed_run_used_must_not_change(book):
    replaced(book, "pay.yaml", "rate: 2%", "rate: 3%")
    assert changes(book) == [("fault.bundle.changed", "pay")]


def test_a_rule_that_a_closed_run_used_must_not_vanish(book):
    replaced(book, "pay.yaml", "pool: branch_pool\nfrom", "pool: other_pool\nfrom")
    replaced(book, "pay.yaml", "pool: branch_pool,", "pool: other_pool,")
    assert changes(book) == [("fault.bundle.changed", "pay"), ("fault.bundle.removed", "branch_pool")]


def test_a_later_document_may_be_added(book):
    (book / "more.yaml").write_text("kpi: answers\nfrom: 2026-04-01\nformula: visits_made * 2\n")
    assert changes(book) == []


def test_a_document_must_not_slip_into_closed_time(book):
    (book / "more.yaml").write_text("kpi: answers\nfrom: 2026-03-01\nformula: visits_made * 2\n")
    assert changes(book) == [("fault.bundle.inserted", "answers")]


def test_rules_of_time_still_open_may_change(book):
    replaced(book, "pay.yaml", "rate: 2%", "rate: 3%")
    assert changes(book, closed_to=date(2025, 12, 31)) == []


def test_words_comments_and_the_way_a_number_is_written_may_change(book):
    replaced(book, "kpis.yaml", "{en: Visits a day}", "{en: Visits per day}  # clearer")
    replaced(book, "pay.yaml", "amount: 1500.00", "amount: 1500.0")
    replaced(book, "rulebook.yaml", "rulebook: North Tea", "rulebook: North Tea Company")
    assert changes(book) == []


def test_the_currency_is_a_rule_too(book):
    replaced(book, "rulebook.yaml", "currency: EUR", "currency: USD")
    assert changes(book) == [("fault.bundle.changed", "")]
