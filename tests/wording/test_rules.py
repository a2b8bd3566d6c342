"""Rules as sentences: exact to their numbers, in five languages, no name or figure left raw."""

import re
from datetime import date
from pathlib import Path
from shutil import copy

import pytest
import yaml

from attain import catalog
from attain.engine.declare import LANGUAGES
from attain.rulebook.documents import KINDS
from attain.rulebook.load import load
from attain.wording import Wording
from attain.wording.rules import difference, sentences
from tests.wording.rule_changes import changes

OCTOBER = date(2026, 10, 1)

HOUSE = """\
rulebook: House of shapes
currency: EUR
include: standard
"""

SHAPES = Path(__file__).with_name("shapes.yaml")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The standard rulebook, and a plan and a scorecard that use every setting."""
    folder = tmp_path_factory.mktemp("house")
    Path(folder, "rulebook.yaml").write_text(HOUSE)
    copy(SHAPES, folder)
    found = load(folder, catalog.PATH)
    assert found.rules is not None, found.faults
    return found


def told(loaded, kind, name, language="en", **given):
    document = next(d for d in loaded.documents if (d.kind, d.name) == (kind, name))
    return texts(loaded, kind, document.rule, language, **given)


def texts(loaded, kind, rule, language="en", **given):
    wording = Wording(language, currency="EUR", strict=True)
    return [each.text for each in sentences(kind, rule, loaded.rules, wording, **given)]


TOLD = yaml.safe_load(Path(__file__).with_name("told.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", TOLD)
def test_a_document_of_each_kind_reads_as_a_native_would_say_it(loaded, document, language):
    kind, _, name = document.partition(" ")
    found = [text.replace("\N{NO-BREAK SPACE}", " ") for text in told(loaded, kind, name, language)]
    assert TOLD[document][language] in found


def test_no_kind_is_left_out(loaded):
    assert {document.partition(" ")[0] for document in TOLD} == set(KINDS) - {"case"}


@pytest.mark.parametrize(
    ("kind", "name", "sentence"),
    [
        ("plan", "shapes", "Paid only if “Visit coverage” ≥ 95%."),
        ("plan", "shapes", "Pays €5 for each of “New clients”."),
        ("plan", "shapes", "Above 100%, below 120% → €600"),
        ("plan", "shapes", "€1,000 is paid ahead, and 60% of all earnings pays it back."),
        ("scorecard", "everything", "Grades: A → from 90 points; B → from 0 points."),
        (
            "scorecard",
            "everything",
            "If “Serious violations” > 2, the score of “Win rate” is at most 50 points (Because).",
        ),
        ("kpi", "sales_plan_fulfilment", "“Sales plan fulfilment” = “Sales” ÷ target of “Sales”."),
        (
            "measure",
            "active_clients",
            "“Active clients” = number of groups, of “Order lines”, where not “return”.",
        ),
        ("param", "base_salary", "€2,500 for post Account manager and class senior."),
        (
            "pool",
            "service_pool",
            "It is split among the units in proportion to the largest of “Margin” and €0.",
        ),
        ("fact", "order_lines", "The client stands in “client”."),
        ("rulebook", "House of shapes", "Money is in EUR, rounded to 0.01."),
    ],
)
def test_each_kind_of_document_is_told(loaded, kind, name, sentence):
    assert sentence in told(loaded, kind, name)


def test_what_a_param_is_worth_for_the_post_stands_beside_its_name(loaded):
    found = told(loaded, "plan", "sales_manager_pay", valued_on=OCTOBER)
    assert "Pays “Monthly salary” (€1,200)." in found


def test_what_differs_by_more_than_the_post_is_told_from_least_to_greatest(loaded):
    found = told(loaded, "plan", "account_manager_pay", valued_on=OCTOBER)
    assert "Pays “Monthly salary” (€2,000 to €3,200)." in found


RAW = re.compile(r"[a-z]+_[a-z_]+|rules\.|\d{5,}|Decimal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_document_is_told_with_a_raw_name_or_figure(loaded, language):
    wording = Wording(language, currency="EUR", strict=True)
    raw = {
        (document.kind, document.name, each.text)
        for document in loaded.documents
        if document.kind != "case"
        for each in sentences(document.kind, document.rule, loaded.rules, wording)
        if RAW.search(each.text)
    }
    assert raw == set()


#: What is for programs and for the lint alone: no one is paid otherwise for it.
SILENT = {"shape", "component", "plan", "scorecard", "name"}


def means_nothing(path, rule):
    """Stairs have no ends to go on from, and tiers that are climbed are climbed by facts."""
    part = rule
    for step in path[:-1]:
        part = part[step] if isinstance(step, int) else getattr(part, step)
    stairs = path[-1] == "beyond" and part.steps is not None
    return stairs or (path[-1] == "per" and getattr(part, "accumulate", False))


def of_pay(loaded):
    return [d for d in loaded.documents if d.kind in ("plan", "scorecard", "pool", "param")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_number_changes_some_sentence_changes(loaded, language):
    """Over the standard rulebook and all settings of plans and scorecards; canary: there are many."""
    silent, tried = [], 0
    own = [d for d in of_pay(loaded) if language == "en" or not d.library]
    for document in own:
        before = texts(loaded, document.kind, document.rule, language)
        for path, changed in changes(document.rule):
            if path[-1] in SILENT or (path[-1] in ("beyond", "per") and means_nothing(path, document.rule)):
                continue
            tried += 1
            if texts(loaded, document.kind, changed, language) == before:
                silent.append((document.name, path))
    assert silent == []
    assert tried > 100


def test_every_sentence_knows_the_place_that_it_speaks_of(loaded):
    wording = Wording("en", currency="EUR")
    for document in loaded.documents:
        if document.kind == "case":
            continue
        for each in sentences(document.kind, document.rule, loaded.rules, wording):
            assert each.paths, each
            for path in each.paths:
                assert document.written.place(path).line >= document.line


def test_two_versions_differ_by_the_sentences_of_what_changed(loaded):
    plan = loaded.rules.plan("sales_manager_pay", OCTOBER)
    wording = Wording("en", currency="EUR")
    maximum = plan.components[4].model_copy(update={"maximum": plan.components[4].maximum + 5})
    raised = plan.model_copy(update={"components": (*plan.components[:4], maximum)})
    found = difference(
        sentences("plan", plan, loaded.rules, wording), sentences("plan", raised, loaded.rules, wording)
    )
    assert [(each.kind, each.sentence.text) for each in found if each.kind != "same"] == [
        ("gone", "No more than 20 are paid for, the earliest first."),
        ("come", "No more than 25 are paid for, the earliest first."),
    ]
