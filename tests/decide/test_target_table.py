"""A table of whole columns answers as the rows would that it was filled from."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import How, TableFilling, TargetRow
from attain.engine.decide.targets import Targets
from attain.engine.period import Calendar

CALENDAR = Calendar()
START, OPEN = date(2026, 1, 1), date(2100, 1, 1)
PERIODS = ("2026", "2026-Q1", "2026-01", "2026-02", "2026-03", "2026-H1")
MIDDLE = date(2026, 2, 11)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("AB"),
        st.sampled_from(("sales", "visits")),
        st.sampled_from(PERIODS),
        st.integers(-(10**12), 10**12),
        st.booleans(),
        st.sampled_from((None, START)),
    ),
    max_size=12,
)


def table(rows: list[TargetRow]):
    filling = TableFilling(6)
    for row in rows:
        column = filling.column(row.kind, row.name, row.group, row.period)
        how = filling.how(How(row.fixed, row.set_on, row.set_by))
        filling.put(column, row.subject, filling.whole(row.value), how)
    return filling.table()


@given(ROWS, st.booleans())
def test_columns_and_rows_say_the_same(drawn, additive):
    rows = [
        TargetRow("person", who, name, period, Decimal(value).scaleb(-6), "", fixed, on)
        for who, name, period, value, fixed, on in drawn
    ]
    by_row = Targets(rows, CALENDAR, lambda _: additive, {})
    by_column = Targets(table(rows), CALENDAR, lambda _: additive, {})
    people = [Subject("person", "A", "", start=START, end=OPEN), Subject("person", "B", "", start=MIDDLE)]
    for name in ("sales", "visits", "calls"):
        for period in map(CALENDAR.period, PERIODS):
            for who in people:
                assert by_column.of(who, name, period) == by_row.of(who, name, period)
            alone = [by_row.of(who, name, period).value for who in people]
            assert by_column.values(people, name, period) == [value for value in alone if value is not None]


def test_a_table_tells_its_rows_in_order():
    rows = [
        TargetRow("unit", "N", "sales", "2026-01", Decimal("5.000000")),
        TargetRow("person", "B", "sales", "2026-01", Decimal("7.500000"), "Tea", True, START, "L"),
        TargetRow("person", "A", "visits", "2026", Decimal("1.000000")),
    ]
    assert list(table(rows)) == [rows[2], rows[1], rows[0]]
