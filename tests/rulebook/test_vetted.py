"""What of the shipped rulebook is not checked again has no fault: either way the same is told."""

from pathlib import Path

import pytest
import yaml

from attain.catalog import PATH
from attain.rulebook import load as loading
from attain.rulebook import resolve as resolving
from attain.rulebook.load import load, shipped_digest
from attain.rulebook.vetted import VETTED

HEAD = "rulebook: own\ninclude: standard\ncurrency: EUR\n"

#: What a company may write that touches what is shipped: name → its documents.
TOUCHING = yaml.safe_load(Path(__file__).with_name("touching.yaml").read_text(encoding="utf-8"))


def told(folder, text, monkeypatch, whole, head=HEAD):
    """Every fault with its place, and the documents that came of it. whole: nothing is passed over."""
    (folder / "rulebook.yaml").write_text(head, encoding="utf-8")
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    with monkeypatch.context() as patched:
        if whole:
            patched.setattr(loading, "known", lambda: "")
        found = load(folder, PATH)
    return found.faults, found.documents


def test_what_was_checked_is_what_is_shipped():
    assert VETTED.read_text("utf-8").strip() == shipped_digest(PATH), "make docs"


@pytest.mark.parametrize("decimals", range(5))
def test_the_shipped_rulebook_has_nothing_to_tell(tmp_path, monkeypatch, decimals):
    """Neither error nor warning, whatever money has for decimals, and under posts of a company's own."""
    head, text = f"{HEAD}decimals: {decimals}\n", TOUCHING["a post of its own"]
    faults, documents = told(tmp_path, text, monkeypatch, True, head)
    assert faults == ()
    assert documents == told(tmp_path, text, monkeypatch, False, head)[1]


@pytest.mark.parametrize("name", TOUCHING)
def test_a_companys_documents_are_checked_with_all_that_they_touch(tmp_path, monkeypatch, name):
    text = TOUCHING[name]
    assert told(tmp_path, text, monkeypatch, False) == told(tmp_path, text, monkeypatch, True)


def test_what_is_touched_would_be_missed_if_it_were_passed_over(tmp_path, monkeypatch):
    """The canary: with every shipped document passed over, faults in shipped files are not told."""
    text = TOUCHING["a measure in another unit"]
    whole = told(tmp_path, text, monkeypatch, True)[0]
    monkeypatch.setattr(resolving, "unchanged", lambda *_: lambda document: document.library)
    missed = {fault.id for fault in whole} - {f.id for f in told(tmp_path, text, monkeypatch, False)[0]}
    assert missed == {"fault.kpi.by.other", "fault.unit.declared"}


def test_most_of_it_is_passed_over_and_another_text_is_checked_whole(tmp_path, monkeypatch):
    checked = []
    real = resolving._checked
    monkeypatch.setattr(resolving, "_checked", lambda d, *rest: checked.append(d.name) or real(d, *rest))
    text = "param: pool_rate\nfrom: 2026-01-01\nunit: percent\nvalues: [{value: 2%}]\n"
    told(tmp_path, text, monkeypatch, False)
    assert {"pool_rate", "service_pool"} <= set(checked)
    assert len(checked) < 20
    checked.clear()
    told(tmp_path, text, monkeypatch, True)
    assert len(checked) > 400
