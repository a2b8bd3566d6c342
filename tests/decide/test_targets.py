"""Targets: year to quarter to month by seasonality or by hand, never losing a cent."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from attain.engine.decide.subject import Subject
from attain.engine.decide.targets import Targets
from attain.engine.decide.world import TargetRow
from attain.engine.period import Calendar

CALENDAR = Calendar()
UNIT = Subject("unit", "N", unit="N")
MONTHS = [f"2026-{n:02d}" for n in range(1, 13)]


def row(period: str, value, **more) -> TargetRow:
    return TargetRow("unit", "N", "sales", period, Decimal(str(value)), **more)


def targets(*rows: TargetRow, seasons=None, additive=True) -> Targets:
    return Targets(rows, CALENDAR, lambda _: additive, seasons or {})


def of(found: Targets, period: str) -> Decimal | None:
    told = found.of(UNIT, "sales", CALENDAR.period(period)).value
    assert found.value(UNIT, "sales", CALENDAR.period(period)) == told
    return told


def test_a_year_is_spread_evenly_without_seasonality():
    assert of(targets(row("2026", 1200)), "2026-05") == 100
    assert of(targets(row("2026", 1200)), "2026-Q2") == 300


def test_a_year_is_spread_by_season():
    seasons = {("sales", f"{n:02d}"): Decimal(2 if n == 12 else 1) for n in range(1, 13)}
    found = targets(row("2026", 1300), seasons=seasons)
    assert of(found, "2026-12") == 200
    assert of(found, "2026-01") == 100
    assert of(found, "2026-Q4") == 400  # months' weights 1 + 1 + 2 of 13


def test_a_month_set_by_hand_stands_and_the_rest_is_spread_over_the_others():
    found = targets(row("2026", 1200), row("2026-01", 320))
    assert of(found, "2026-01") == 320
    assert of(found, "2026-02") == 80  # 880 ÷ 11


def test_a_quarter_is_the_sum_of_its_months_where_only_those_are_set():
    assert of(targets(row("2026-01", 10), row("2026-02", 20), row("2026-03", 30)), "2026-Q1") == 60


def test_a_year_is_the_sum_of_what_is_set_in_it_quarters_and_months():
    found = targets(row("2026-Q1", 300), row("2026-02", 70), *(row(month, 100) for month in MONTHS[3:10]))
    assert of(found, "2026-H1") == 300 + 300  # February is in the quarter
    assert of(found, "2026-Q4") == 100
    assert of(found, "2026") == 300 + 700
    ratios = targets(row("2026-Q1", "0.9"), row("2026-04", "0.5"), additive=False)
    assert of(ratios, "2026-H1") == Decimal("0.8")  # three months and one


def test_a_quarter_of_who_comes_in_it_is_the_sum_of_the_months_as_they_are_by_days():
    comes = Subject("person", "A", start=date(2026, 2, 15))
    months = [("2026-01", 900), ("2026-02", 280), ("2026-03", 310)]
    rows = [TargetRow("person", "A", "sales", key, Decimal(value)) for key, value in months]
    for year in ([], [TargetRow("person", "A", "sales", "2026", Decimal(6000))]):
        found = targets(*rows, *year)
        # 14 of 28 days, and all of March; nothing of January
        by_month = [found.value(comes, "sales", CALENDAR.period(key)) for key in ("2026-02", "2026-03")]
        assert by_month == [140, 310]
        assert found.value(comes, "sales", CALENDAR.period("2026-Q1")) == 450
    gone = Subject("person", "A", start=date(2025, 1, 1), end=date(2025, 12, 1))
    assert targets(*rows).value(gone, "sales", CALENDAR.period("2026-Q1")) is None
    whole_quarter = [TargetRow("person", "A", "sales", "2026-Q1", Decimal(900))]
    assert targets(*whole_quarter).value(comes, "sales", CALENDAR.period("2026-Q1")) == 450  # 45 of 90 days


def test_a_ratios_target_holds_for_every_part_and_averages_over_the_whole():
    assert of(targets(row("2026", "0.95"), additive=False), "2026-05") == Decimal("0.95")
    found = targets(row("2026-01", "0.9"), row("2026-02", "0.95"), row("2026-03", "0.97"), additive=False)
    assert of(found, "2026-Q1") == Decimal("0.94")


def test_no_target_is_undefined_not_zero():
    assert of(targets(row("2025", 100)), "2026-05") is None


@given(
    year=st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2),
    weights=st.lists(st.integers(1, 500), min_size=12, max_size=12),
    by_hand=st.dictionaries(st.sampled_from(MONTHS[:-1]), st.integers(0, 100_000), max_size=4),
)
def test_the_months_always_add_up_to_the_year(year, weights, by_hand):
    seasons = {("sales", f"{n:02d}"): Decimal(w) for n, w in enumerate(weights, 1)}
    rows = [row("2026", year), *(row(month, value) for month, value in by_hand.items())]
    found = targets(*rows, seasons=seasons)
    assert sum(of(found, month) for month in MONTHS) == year


def test_a_quarter_set_by_hand_leaves_the_rest_to_the_months_of_the_others():
    found = targets(row("2026", 1200), row("2026-Q1", 750))
    assert [of(found, key) for key in ("2026-02", "2026-Q2", "2026-04")] == [250, 150, 50]  # 450 ÷ 3, ÷ 9
    assert sum(of(found, month) for month in MONTHS) == 1200


def test_a_quarter_with_a_month_set_by_hand_is_the_sum_of_its_months():
    found = targets(row("2026", 1200), row("2026-01", 320))
    assert of(found, "2026-Q1") == 320 + 80 + 80
    assert of(found, "2026-Q2") == 240
    everything = [row(month, 10 * n) for n, month in enumerate(MONTHS, 1)]
    assert of(targets(row("2026", 1200), *everything), "2026-H1") == 10 + 20 + 30 + 40 + 50 + 60


MONTHS_OF = {"2026-Q1": MONTHS[:3], "2026-Q2": MONTHS[3:6], "2026-Q3": MONTHS[6:9], "2026-Q4": MONTHS[9:]}
MONTHS_OF |= {"2026-H1": MONTHS[:6], "2026-H2": MONTHS[6:], "2026": MONTHS}
SETTABLE = ["2026-Q1", "2026-Q3", "2026-H2", "2026-01", "2026-02", "2026-08"]


@given(
    year=st.integers(0, 1_000_000),
    by_hand=st.dictionaries(st.sampled_from(SETTABLE), st.integers(0, 9_000)),
)
def test_whatever_is_set_by_hand_longer_periods_come_to_their_months(year, by_hand):
    found = targets(row("2026", year), *(row(key, value) for key, value in by_hand.items()))
    months = {month: of(found, month) for month in MONTHS}
    for key, own in MONTHS_OF.items():
        whole = sum(months[month] for month in own)
        if key in by_hand or key == "2026":
            assert whole == of(found, key)
        else:  # spread by itself it may be some cents away
            assert abs(whole - of(found, key)) <= Decimal("0.12")


def test_weeks_add_up_to_the_month_and_the_year_in_which_they_lie():
    week = CALENDAR.period("2026-W01")
    weeks = [week := CALENDAR.after(week) if at else week for at in range(53)]
    found = targets(row("2026", 5300), row("2026-02", 400))
    values = {each.key: of(found, each.key) for each in weeks}
    # W06 to W09 have their Thursday in February, and 53 weeks of 2026 theirs in the year
    assert [values[f"2026-W{n:02d}"] for n in (5, 6, 9, 10)] == [100, 100, 100, 100]
    assert sum(values.values()) == 5300
