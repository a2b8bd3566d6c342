"""Whatever the code tells has a sentence, and no sentence is left over."""

import pytest

from attain.wording.messages import sentences
from tests.architecture.sources import Source, texts
from tests.wording.usage import idle, missing, uses


@pytest.fixture(scope="module")
def known():
    return set(sentences("en"))


@pytest.fixture(scope="module")
def used(known):
    return uses(texts(), {id.partition(".")[0] for id in known} | {"fault", "pay", "paid", "run"})


def test_every_message_that_the_code_uses_is_written(used, known):
    assert missing(used, known) == {}


def test_no_message_is_left_over(used, known):
    assert idle(used, known) == []


def found(text, path="attain/engine/kpis/kpi.py"):
    return uses([Source(path, text)], {"fault", "target", "unit"})


@pytest.mark.parametrize(
    "text",
    [
        "Fault('fault.unheard')",
        "raise ValueError('fault.unheard')",
        "raise ValueError(f'fault.unheard {name}')",
        "IDS = {'way': 'fault.unheard'}",
        "trace.push('unheard', value)",
        "Node('unheard', value)",
        "id = f'target.{how}'",
        "id = 'target.by_' + how",
        "_note(trace, 'unheard', None)",
        "Node('fault.heard' if value else 'unheard', value)",
        "sql = f\"CASE WHEN {bad} THEN 'fault.unheard' END\"",
        "sql = f\"SELECT 'fault.unheard_{kind}' FROM bad\"",
    ],
)
def test_canary_an_id_without_a_message_is_found(text):
    assert missing(found(text), {"fault.heard", "unit.days"})


def test_canary_a_template_that_says_something_unheard_is_found():
    assert missing(found('{{ say("unheard") }}', "attain/runs/statement.html.j2"), {"fault.heard"})


@pytest.mark.parametrize(
    "text", ["path = 'unit.yaml'", "'target.'", "'other.thing'", "push(value)", "say(id)"]
)
def test_canary_what_is_no_id_is_not_taken_for_one(text):
    assert not found(text)


def test_canary_a_word_that_is_a_name_as_well_is_used_but_never_missed():
    shared = uses([Source("attain/engine/period.py", "'period.days'")], {"period"})
    assert missing(shared, {"period.week"}) == {}
    assert idle(shared, {"period.days"}) == []


def test_canary_a_message_that_nothing_uses_is_found():
    known = {"target.set", "target.summed", "unit.days"}
    assert idle(found("push(f'target.{how}', 1)"), known) == ["unit.days"]


def test_steps_of_arithmetic_need_no_sentence():
    assert missing(found("push('formula.add', value, 2)"), set()) == {}
