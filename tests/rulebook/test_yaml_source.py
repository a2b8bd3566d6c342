"""YAML as rulebooks use it: exact values that know their places, and nothing that can do harm."""

from datetime import date
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attain.rulebook import yaml_source
from attain.rulebook.yaml_source import DEEPEST, MOST_BYTES, read

PARSERS = [yaml.Loader, yaml_source._Parser]


@pytest.fixture(params=PARSERS, ids=lambda loader: loader.__name__)
def parser(request, monkeypatch):
    """PyYAML's own parser, and the one in C where it is built in."""
    monkeypatch.setattr(yaml_source, "_Parser", request.param)


def value(text: str):
    documents, faults = read(text.encode(), "x.yaml")
    assert faults == []
    return documents[0].value


def fault(content: bytes | str):
    _, faults = read(content if isinstance(content, bytes) else content.encode(), "x.yaml")
    (only,) = faults
    return only.id, only.line


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-12", -12),
        ("1.50", Decimal("1.50")),
        (".5", Decimal("0.5")),
        ("1e3", Decimal(1000)),
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-02-30", "2026-02-30"),
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("007", "007"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e999", "1e999"),
        ("95%", "95%"),
        ("'12'", "12"),
        ('"true"', "true"),
    ],
)
def test_plain_scalars_mean_what_people_mean(written, meant, parser):
    found = value(f"a: {written}")["a"]
    assert (type(found), found) == (type(meant), meant)


def test_keys_keep_their_words(parser):
    assert value("{on: 1, yes: 2, 80%: 3, 60: 4, true: 5}") == {"on": 1, "yes": 2, "80%": 3, 60: 4, "true": 5}


def test_a_file_holds_several_documents_and_comments(parser):
    documents, faults = read(b"# first\na: 1\n---\n# second\nb: 2\n---\n", "x.yaml")
    assert [d.value for d in documents] == [{"a": 1}, {"b": 2}]
    assert faults == []


def test_what_stands_before_a_broken_line_is_still_read(parser):
    documents, faults = read(b"a: 1\n---\nb: [\n", "x.yaml")
    assert [d.value for d in documents] == [{"a": 1}]
    assert [f.id for f in faults] == ["fault.yaml.unclosed"]


@pytest.mark.parametrize(
    ("text", "position", "place"),
    [
        ("f: a + b", 4, (1, 8)),
        ('f: "a + b"', 4, (1, 9)),
        ("f: 'it''s b'", 5, (1, 11)),
        ("f: >-\n  aaa +\n  bbb\n", 6, (3, 3)),
        ("f: |\n  aaa +\n    bbb\n", 8, (3, 5)),
        ("f: aaa\n   + bbb\n", 6, (2, 6)),
        ("x: 1\nf: 净额 + b\n", 5, (2, 9)),
    ],
)
def test_a_character_of_a_text_is_found_in_the_file(text, position, place, parser):
    documents, _ = read(text.encode(), "x.yaml")
    assert documents[0].inside(("f",), position) == place


def test_a_byte_order_mark_is_no_character(parser):
    assert value("﻿a: 1") == {"a": 1}


def test_a_file_of_more_than_a_mebibyte_is_refused():
    assert fault(b"a" * (MOST_BYTES + 1)) == ("fault.yaml.large", 0)
    assert read(b"a: " + b"b" * (MOST_BYTES - 3), "x.yaml")[1] == []


@pytest.mark.parametrize("content", [b"a: 1\nb: \xff\n", "a: é".encode("latin-1"), "a: 1".encode("utf-16")])
def test_what_is_not_utf8_is_refused(content):
    assert fault(content)[0] == "fault.yaml.encoding"


def test_an_encoding_fault_names_its_line():
    assert fault(b"a: 1\nb: \xff\n") == ("fault.yaml.encoding", 2)


def test_control_characters_are_refused(parser):
    assert fault("a: 1\nb: \x07") == ("fault.yaml.character", 2)


def test_nesting_has_an_end(parser):
    assert value("a: " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1))
    assert fault("a: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)) == ("fault.yaml.deep", 1)
    assert fault("[" * 100_000) == ("fault.yaml.deep", 1)


def test_a_long_line_is_read(parser):
    assert len(value("a: " + "b" * 500_000)["a"]) == 500_000


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_break_the_reader(content):
    documents, faults = read(content, "x.yaml")
    assert all(f.id.startswith("fault.yaml.") for f in faults)
    assert all(d.places[()].line >= 1 for d in documents)


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@, \n\t01.", max_size=60))
def test_no_signs_break_the_reader(text):
    _, faults = read(text.encode(), "x.yaml")
    assert len([f for f in faults if f.id != "fault.yaml.twice"]) <= 1
