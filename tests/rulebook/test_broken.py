"""Each way to break a rulebook is told at its line, by its own message, and nothing else is."""

import re
from functools import cache

import pytest

from attain.rulebook.load import load
from attain.wording.messages import written
from attain.wording.speech import Wording
from tests.rulebook.broken_books import broken_books

BOOKS = broken_books()

#: Faults that are tried in other files of this folder: of files, of bundles, of running cases.
ELSEWHERE = re.compile(
    r"fault\.(folder|bundle|patch)\b.*|fault\.(yaml\.(large|encoding|character)|rulebook\.(missing|replaced_table)|period)"
    r"|fault\.case\.(differs|not_computed|canary|nothing)|fault\.document\.(value|less_than)"
    r"|fault\.calendar\.first_day"
)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Loads a broken rulebook once: (its folder, what it came to)."""

    @cache
    def once(book):
        folder = book.written(tmp_path_factory.mktemp("broken"))
        return folder, load(folder)

    return once


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_each_fault_is_told_at_its_line(book, broken):
    folder, loaded = broken(book)
    here = str(folder / book.file)
    told = [(f.line, f.id) for f in loaded.faults if f.file in (here, "")]
    expected = book.expected
    if any(line == 0 for line, _ in told):
        told, expected = [(0, id) for _, id in told], [(0, id) for _, id in expected]
    assert told == expected
    assert [f for f in loaded.faults if f.file not in (here, "")] == []
    assert (loaded.rules is None) == any(f.severity == "error" for f in loaded.faults)


def test_every_fault_can_be_said_in_five_languages(broken):
    wordings = [Wording(language, strict=True) for language in ("en", "zh", "es", "ja", "ru")]
    for book in BOOKS:
        for fault in broken(book)[1].faults:
            assert all(wording.fault(fault) for wording in wordings)


def test_every_fault_of_the_rulebook_is_tried():
    tried = {id for book in BOOKS for _, id in book.expected}
    ids = {id for id in written()["rulebook.yaml"] if id.startswith("fault.")}
    assert {id for id in ids - tried if not ELSEWHERE.fullmatch(id)} == set()
