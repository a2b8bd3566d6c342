"""Fact tables, the built-in tables and mappings say what they hold, and refuse what can't be."""

import pytest
from pydantic import ValidationError

from attain.engine.facts import BUILTIN, FactTable, Mapping, all_tables, column_type, extended

SOUND = {
    "fact": "visits",
    "grain": "one visit",
    "columns": {
        "visit_id": "text",
        "client_id": "client",
        "day": "date",
        "sold_on": "date?",
        "note": "text?",
    },
    "key": ["visit_id"],
    "date": "day",
    "client": "client_id",
    "owned_on": "sold_on",
}


def faults(model, **changes) -> list[str]:
    with pytest.raises(ValidationError) as complaint:
        model.model_validate({**SOUND, **changes} if model is FactTable else changes)
    return [error["msg"].removeprefix("Value error, ") for error in complaint.value.errors()]


def test_canary_a_sound_table_is_taken():
    table = FactTable.model_validate(SOUND)
    assert table.order == ("client_id", "day", "visit_id")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"key": ["visit"]}, "fault.fact_column"),
        ({"key": ["note"]}, "fault.fact_column_optional"),
        ({"date": "note"}, "fault.fact_column_type"),
        ({"date": "sold_on"}, "fault.fact_column_optional"),
        ({"client": "note"}, "fault.fact_column_type"),
        ({"employee": "client_id"}, "fault.fact_column_type"),
        ({"owned_on": "note"}, "fault.fact_column_type"),
        ({"reverses": "original"}, "fault.fact_column"),
        ({"columns": {**SOUND["columns"], "name": "text!"}}, "fault.fact_personal"),
        ({"columns": {**SOUND["columns"], "note": "txt"}}, "fault.column_type"),
        ({"columns": {**SOUND["columns"], "note": "money(2.5)"}}, "fault.column_type"),
        ({"columns": {**SOUND["columns"], "note": "decimal(10)"}}, "fault.column_decimals"),
        ({"columns": {**SOUND["columns"], "note": "choice()"}}, "fault.column_type"),
    ],
)
def test_a_table_that_can_not_be_is_refused(changes, fault):
    assert faults(FactTable, **changes) == [fault]


def test_an_unknown_key_is_refused():
    assert faults(FactTable, colour="red") == ["Extra inputs are not permitted"]


@pytest.mark.parametrize(
    ("declared", "physical", "scale", "unit", "references"),
    [
        ("money", "BIGINT", 2, "money", None),
        ("money(4)", "BIGINT", 4, "money", None),
        ("percent", "BIGINT", 6, "percent", None),
        ("decimal(3)?", "BIGINT", 3, "number", None),
        ("integer", "BIGINT", 0, "number", None),
        ("hours", "BIGINT", 2, "hours", None),
        ("client", "VARCHAR", 0, "text", "clients"),
        ("employee?", "VARCHAR", 0, "text", "people"),
        ("date", "DATE", 0, "date", None),
        ("timestamp", "TIMESTAMP", 0, "date", None),
        ("boolean = false", "BOOLEAN", 0, "boolean", None),
    ],
)
def test_a_column_type_says_how_it_is_stored_and_what_it_is_of(declared, physical, scale, unit, references):
    kind = column_type(declared)
    assert (kind.physical, kind.scale(2), kind.unit, kind.references) == (physical, scale, unit, references)
    assert column_type(str(kind)) == kind


def test_money_has_the_decimals_of_the_currency():
    assert column_type("money").scale(0) == 0
    assert column_type("money").stored(3) == "money(3)"


@pytest.mark.parametrize("table", BUILTIN.values(), ids=BUILTIN)
def test_a_built_in_table_documents_every_column_with_an_example(table):
    assert set(table.example) == set(table.columns)
    assert set(table.key) <= set(table.columns)
    assert table.meaning.endswith(".")
    assert not any(table.columns[column].optional or table.columns[column].personal for column in table.key)
    for column, kind in table.columns.items():
        assert table.example[column] or kind.optional or kind.default is not None
        assert kind.references is None or kind.references in BUILTIN


def test_a_rulebook_adds_its_own_columns_to_a_built_in_table():
    wider = extended(BUILTIN["clients"], {"region": column_type("text")})
    assert wider.columns["region"].optional
    with pytest.raises(ValueError, match=r"fault\.table_column_taken class"):
        extended(BUILTIN["clients"], {"class": column_type("text")})


def test_a_fact_table_can_not_take_the_name_of_a_built_in_one():
    table = FactTable.model_validate({**SOUND, "fact": "clients"})
    with pytest.raises(ValueError, match=r"fault\.fact_name_taken clients"):
        all_tables([table])


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"columns": {"a": {"from": "A", "constant": "b"}}}, "fault.mapping_origin"),
        ({"columns": {"a": {"values": {"x": "y"}}}}, "fault.mapping_origin"),
        ({"currency": {}}, "fault.mapping_currency"),
        ({"control": {"mean(a)": 1}}, "fault.mapping_total"),
    ],
)
def test_a_mapping_that_can_not_be_is_refused(changes, fault):
    assert faults(Mapping, mapping="m", into="t", **changes) == [fault]
