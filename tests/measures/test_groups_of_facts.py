"""`per`: facts are grouped first, groups are filtered whole, and what is left is counted or summed."""

from tests.measures.company import measure, plain, values


def test_active_clients_are_those_whose_quantities_add_up_to_more_than_none():
    company = plain().covers("ana", "K").covers("ana", "L").covers("bo", "M")
    company.sale("K", "10-01", quantity=5).sale("K", "10-08", quantity=-5)
    company.sale("L", "10-01", quantity=2).sale("M", "10-01", quantity=1).sale("X", "10-01", quantity=9)
    figures = company.figures(measure(value="count()", per="client", having="sum(quantity) > 0"))
    assert values(figures, "person") == {"ana": "1", "bo": "1"}
    assert values(figures, "unit") == {"N": "2", "C": "2"}
    assert values(figures, "company") == {"company": "3"}


def test_a_group_is_judged_at_each_level_on_the_facts_of_that_level():
    company = plain().covers("ana", "K", to="10-15").covers("bo", "K", since="10-15")
    company.sale("K", "10-01", quantity=6).sale("K", "10-20", quantity=6)
    figures = company.figures(measure(value="count()", per="client", having="sum(quantity) >= 10"))
    assert values(figures, "person") == {}
    assert values(figures, "team") == {"lea": "1", "max": "1"}


def test_the_filter_sees_whole_facts_and_the_value_the_shared_ones():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40)
    company.sale("K", "10-01", "100", quantity=6).sale("K", "10-02", "50", quantity=6)
    ten = {"per": "client", "having": "sum(quantity) > 10 and sum(quantity) < 13"}
    figures = company.figures(
        measure(value="sum(amount)", **ten), measure(measure="n", value="count()", **ten)
    )
    assert values(figures, "person") == {"ana": "90.00", "bo": "60.00"}
    assert values(figures, "team") == {"ana": "90.00", "bo": "60.00", "lea": "150.00", "max": "150.00"}
    assert values(figures, "unit", name="n") == {"N": "1", "C": "1"}
    assert values(figures, "company", name="n") == {"company": "1"}


def test_the_largest_and_the_distinct_of_kept_groups():
    company = plain().covers("ana", "K").covers("ana", "L")
    company.sale("K", "10-01", "9", product_id="p").sale("L", "10-01", "5", product_id="q")
    company.sale("L", "10-02", "6", product_id="r")
    twice = {"per": "client", "having": "count() > 1"}
    figures = company.figures(
        measure(value="max(amount)", **twice),
        measure(measure="kinds", value="count_distinct(product_id)", **twice),
        measure(measure="all_kinds", value="count_distinct(product_id)", per="client"),
    )
    assert values(figures, "person") == {"ana": "6.00"}
    assert values(figures, "person", name="kinds") == {"ana": "2"}
    assert values(figures, "person", name="all_kinds") == {"ana": "3"}


def test_having_may_count_distinct_values():
    company = plain().covers("ana", "K").covers("ana", "L")
    company.sale("K", "10-01", product_id="p").sale("K", "10-02", product_id="p")
    company.sale("L", "10-01", product_id="p").sale("L", "10-02", product_id="q")
    broad = measure(value="count()", per="client", having="count_distinct(product_id) >= 2")
    assert values(company.figures(broad), "person") == {"ana": "1"}


def test_new_lost_and_regained_clients_follow_today_s_portfolio():
    company = plain().covers("ana", "new").covers("ana", "old").covers("ana", "lost").covers("ana", "back")
    company.sale("new", "10-03").sale("old", "09-01").sale("old", "10-01").sale("lost", "07-31")
    company.sale("back", "04-01").sale("back", "10-09")
    whole = {"value": "count()", "per": "client", "credit": {"owner": "period_end"}, "window": "to date"}
    since_july = "max(ordered_on) < period.start and max(ordered_on) >= period.start - 92 days"
    figures = company.figures(
        measure(measure="new", having="min(ordered_on) >= period.start", **whole),
        measure(measure="lost", having=since_july, **whole),
        measure(
            measure="back",
            having="max(ordered_on) >= period.start and min(ordered_on) < period.start"
            " and sum(IF(ordered_on >= 2026-07-01 and ordered_on < period.start, 1, 0)) = 0",
            **whole,
        ),
    )
    assert [values(figures, "person", name=name) for name in ("new", "lost", "back")] == [{"ana": "1"}] * 3


def test_groups_of_by_are_filtered_within_their_group():
    company = plain().covers("ana", "K")
    for product, group in (("t", "tea"), ("n", "nuts")):
        company.add("products", product_id=product, group=group)
    company.sale("K", "10-01", quantity=3, product_id="t").sale("K", "10-01", quantity=2, product_id="n")
    counted = measure(value="count()", per="client", having="sum(quantity) >= 3", by=["product.group"])
    figures = company.figures(counted)
    assert values(figures, "person") == {"ana": "1"}
    assert figures.groups("m", "person", "ana", "2026-01-01", "2026-10") == ("tea",)


def test_windows_reach_back_from_the_period_s_end():
    company = plain().covers("ana", "K")
    for on in ("2025-10-31", "2025-11-01", "07-31", "08-01", "09-30", "10-01", "10-31"):
        company.sale("K", on, "1")
    windows = {
        "month": "2.00",
        "last 3 months": "4.00",
        "quarter to date": "2.00",
        "year to date": "5.00",
        "last 365 days": "6.00",
        "to date": "7.00",
    }
    asked = [measure(measure=f"w{n}", value="sum(amount)", window=w) for n, w in enumerate(windows)]
    figures = company.figures(*asked)
    assert [values(figures, "company", name=f"w{n}")["company"] for n in range(6)] == list(windows.values())
