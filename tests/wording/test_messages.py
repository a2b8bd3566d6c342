"""Every sentence exists in five languages, with the same places, and speaks its language."""

import pytest

from attain.wording.messages import sentences, written
from attain.wording.review import review
from attain.wording.template import Sentence

WHOLE = {
    "en": {"one": "{count} client of {name}", "other": "{count} clients of {name}"},
    "zh": "{name}的{count}个客户",
    "es": {"one": "{count} cliente de {name}", "other": "{count} clientes de {name}"},
    "ja": "{name}の取引先{count}件",
    "ru": {
        "one": "{count} клиент у {name}",
        "few": "{count} клиента у {name}",
        "many": "{count} клиентов у {name}",
        "other": "{count} клиента у {name}",
    },
}


def faults(**changed):
    return review({"clients.yaml": {"clients.held": {**WHOLE, **changed}}})


def test_the_messages_are_whole():
    assert review(written()) == []


def test_canary_a_whole_message_passes():
    assert faults() == []


def test_canary_a_missing_language_is_found():
    without = {language: text for language, text in WHOLE.items() if language != "ja"}
    assert review({"clients.yaml": {"clients.held": without}})


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh", "{nmae}的{count}个客户", "places differ"),
        ("zh", "{count}个客户", "places differ"),
        ("zh", "{name}的{count}个客户}", "stray brace"),
        ("zh", "{name}的{count}个客户[[，等级{grade}]]", "places differ from English: grade"),
        ("zh", "{name}的{count}个客户[[key?（重点）]]", "places differ from English: key"),
        ("zh", "{name}的{count}个客户[[（重点）", "stray brace"),
        ("zh", "{name} has {count} clients", "own script"),
        ("ru", "{name} has {count} clients", "own script"),
        ("ja", "{name:loud}の取引先{count}件", "no format is called loud"),
        ("ja", "", "neither a text"),
        ("ru", {"one": "{count} клиент {name}", "other": "{count} клиента {name}"}, "few, many, one, other"),
        ("zh", {"one": "{name}的{count}个客户", "other": "{name}的{count}个客户"}, "plural forms are other"),
        ("es", {"one": "uno", "two": "dos", "other": "{count} de {name}"}, "plural forms are"),
    ],
)
def test_canary_a_fault_of_one_language_is_found(language, text, said):
    (fault, *_) = faults(**{language: text})
    assert said in fault


def test_canary_an_id_that_stands_twice_is_found():
    entry = {"clients.held": WHOLE}
    assert "stands in a.yaml as well" in review({"a.yaml": entry, "b.yaml": entry})[0]


def test_canary_a_plural_without_a_count_is_found():
    plural = {language: {"one": "x", "other": "y"} for language in ("en", "es")}
    assert any("{count}" in fault for fault in faults(**plural, zh="客户", ja="取引先", ru="клиент"))


def test_signs_alone_need_no_translation():
    assert review({"f.yaml": {"formula.add": dict.fromkeys(WHOLE, "{a} + {b}")}}) == []


def test_an_entry_that_is_read_alone_is_the_one_of_its_file():
    whole = {id: entry for entries in written().values() for id, entry in entries.items()}
    for language in ("en", "ru"):
        alone = sentences(language)
        assert set(alone) == set(whole)
        assert all(alone[id] == Sentence.of(entry[language]) for id, entry in whole.items())
