"""What a measure cannot be is told when it is declared, with the reason."""

import pytest

from attain.engine.measures.check import measure_faults
from tests.measures.company import SCHEMA, measure


@pytest.mark.parametrize(
    ("declared", "field", "fault"),
    [
        ({"value": "amount"}, "value", "fault.measure.value_of_rows"),
        ({"value": "sum(amount) + quantity"}, "value", "fault.measure.value_of_rows"),
        ({"value": "count_distinct(client_id) + count()"}, "value", "fault.measure.value_mixed"),
        ({"value": "sum(quantity) * count()"}, "value", "fault.measure.value_not_added"),
        ({"value": "count() + 1"}, "value", "fault.measure.value_not_added"),
        ({"value": "max(amount)", "per": "event"}, "value", "fault.measure.value_of_event"),
        ({"value": "sum(amount / 2)"}, "value", "fault.formula.division_in_rows"),
        ({"value": "count()", "where": "sum(quantity) > 0"}, "where", "fault.measure.where_of_rows"),
        (
            {"value": "count()", "per": "client", "having": "quantity > 0"},
            "having",
            "fault.measure.having_of_groups",
        ),
        ({"value": "count()", "by": ["amount"]}, "by", "fault.measure.group_of_numbers"),
        (
            {"of": "visits", "value": "count()", "credit": {"through": "brand"}},
            "credit",
            "fault.measure.no_product",
        ),
        (
            {"of": "visits", "value": "count()", "credit": {"through": "coverage"}},
            "credit",
            "fault.measure.coverage_without_client",
        ),
    ],
)
def test_a_faulty_measure_is_told_at_the_key_that_is_meant(declared, field, fault):
    (found,) = measure_faults(measure(**declared), SCHEMA)
    assert (found.values["field"], found.id) == (field, fault)


@pytest.mark.parametrize(
    "declared",
    [
        {"value": "sum(amount) - 0.5 * sum(amount * quantity)", "by": ["client.class", "ordered_on"]},
        {"value": "max(ordered_on)", "where": "employee.post = 'am' and unit.kind <> 'branch'"},
        {"value": "count()", "per": "client", "having": "min(ordered_on) >= period.start"},
    ],
)
def test_a_sound_measure_has_no_fault(declared):
    assert measure_faults(measure(**declared), SCHEMA) == ()
