"""One declaration at every level: people, teams, units, the company; distinct counts anew at each."""

import threading

from attain.engine.measures.aggregate import Request, measured
from attain.engine.measures.relations import organise
from tests.measures.company import CALENDAR, SCHEMA, measure, plain, values


def test_sums_roll_up_the_reporting_line_to_any_depth():
    company = plain().covers("ana", "K").covers("cy", "L").covers("lea", "M")
    company.sale("K", "10-01", "1").sale("L", "10-01", "2").sale("M", "10-01", "4")
    figures = company.figures(measure(value="sum(amount)"))
    assert values(figures, "team") == {"ana": "1.00", "cy": "2.00", "lea": "5.00", "max": "7.00"}


def test_a_leader_who_changes_mid_month_has_the_facts_of_their_own_days():
    company = plain().person("new").reports("new", "max").covers("ana", "K")
    company.rows["reporting"][0]["to"] = company.rows["reporting"][0]["from"].replace(month=10, day=15)
    company.reports("ana", "new", since="10-15")
    company.sale("K", "10-14", "1").sale("K", "10-15", "2")
    figures = company.figures(measure(value="sum(amount)"))
    assert values(figures, "team") == {"ana": "3.00", "lea": "1.00", "new": "2.00", "max": "3.00"}


def test_a_leader_s_own_move_parts_the_team_by_the_leader_s_spells():
    company = (
        plain().covers("ana", "K").sale("K", "10-04", "1").sale("K", "10-05", "2").sale("K", "10-20", "4")
    )
    lea = next(row for row in company.rows["assignments"] if row["person_id"] == "lea")
    lea["to"] = lea["from"].replace(month=10, day=5)
    company.person("lea", "S", since="10-10")
    figures = company.figures(measure(value="sum(amount)"))
    assert values(figures, "team") == {"ana": "7.00", "lea": "1.00", "lea 2026-10-10": "4.00", "max": "7.00"}


def test_a_move_between_units_leaves_earlier_facts_with_the_earlier_unit():
    company = plain().person("ev", "N", to="10-15").person("ev", "S", since="10-15").covers("ev", "K")
    company.sale("K", "10-14", "1").sale("K", "10-15", "2")
    figures = company.figures(measure(value="sum(amount)"))
    assert values(figures, "person") == {"ev": "1.00", "ev 2026-10-15": "2.00"}
    assert values(figures, "unit") == {"N": "1.00", "S": "2.00", "C": "3.00"}


def test_distinct_counts_are_counted_anew_at_each_level():
    company = plain().covers("ana", "K", to="10-15").covers("bo", "K", since="10-15").covers("cy", "L")
    for client, on in (("K", "10-01"), ("K", "10-02"), ("K", "10-20"), ("L", "10-03")):
        company.sale(client, on)
    figures = company.figures(measure(value="count_distinct(client_id)"))
    assert values(figures, "person") == {"ana": "1", "bo": "1", "cy": "1"}
    assert values(figures, "team") == {"ana": "1", "bo": "1", "cy": "1", "lea": "1", "max": "2"}
    assert values(figures, "unit") == {"N": "1", "S": "1", "C": "2"}
    assert values(figures, "company") == {"company": "2"}


def test_minimum_and_maximum_are_whole_and_undefined_without_rows():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40)
    company.sale("K", "10-05", "3.10").sale("K", "10-09", "7.45")
    figures = company.figures(
        measure(value="max(amount)"), measure(measure="first", value="min(ordered_on)", unit="date")
    )
    assert values(figures, "person") == {"ana": "7.45", "bo": "7.45"}
    assert values(figures, "company", name="first") == {"company": "2026-10-05"}
    assert figures.value("m", "person", "cy", "2026-01-01", "", "2026-10") is None


def test_no_rows_are_zero_for_sums_and_counts():
    figures = plain().figures(
        measure(value="sum(amount)"), measure(measure="n", value="count_distinct(order_id)")
    )
    assert str(figures.value("m", "person", "ana", "2026-01-01", "", "2026-10")) == "0.00"
    assert str(figures.value("n", "company", "company", "", "", "2026-10")) == "0"


def test_groups_stand_beside_the_total():
    company = plain().covers("ana", "K").add("clients", client_id="K", **{"class": "A"})
    for product, group, focus in (("t", "tea", True), ("n", "nuts", False)):
        company.add("products", product_id=product, group=group, focus=focus)
    company.sale("K", "10-01", "1", product_id="t").sale("K", "10-02", "2", product_id="n")
    company.sale("K", "10-03", "4", product_id="t").sale("K", "10-04", "8", product_id="unknown")
    figures = company.figures(
        measure(value="sum(amount)", by=["product.group"]),
        measure(measure="n", value="count_distinct(client_id)", by=["product.group", "client.class"]),
        measure(measure="focus", value="sum(amount)", where="product.focus and client.class in ('A', 'B')"),
    )
    assert values(figures, "person") == {"ana": "15.00"}
    groups = figures.groups("m", "person", "ana", "2026-01-01", "2026-10")
    assert groups == ("-", "nuts", "tea")
    assert values(figures, "company", "tea") == {"company": "5.00"}
    assert values(figures, "person", "nuts|A", "n") == {"ana": "1"}
    assert values(figures, "person", "", "n") == {"ana": "1"}
    assert values(figures, "person", "", "focus") == {"ana": "5.00"}


def test_products_of_columns_are_rounded_after_summing():
    company = plain().covers("ana", "K", share=50).covers("bo", "K", share=50)
    for _ in range(3):
        company.sale("K", "10-01", "0.33", quantity=5)
    figures = company.figures(measure(value="sum(amount * quantity * 1.005)"))
    assert values(figures, "company") == {"company": "4.97"}  # 3 × 0.33 × 5 × 1.005 = 4.97475
    assert values(figures, "person") == {"ana": "2.49", "bo": "2.49"}  # 2.487375


def test_no_product_of_large_columns_overflows():
    company = plain().covers("ana", "K", share=50)
    for _ in range(4):
        company.sale("K", "10-01", "90000000000000.00", quantity=1_000_000)
    figures = company.figures(measure(value="sum(amount * quantity)"))
    assert values(figures, "person") == {"ana": "180000000000000000000.00"}


def test_how_far_it_is_is_told_by_the_thread_that_asked():
    """What a run tells may be written to a database, whose connection belongs to that thread."""
    company, told = plain().covers("ana", "K").sale("K", "10-09", "10"), []
    company.load()

    def tell(done: int, of: int) -> None:
        told.append((done, of, threading.current_thread()))

    asked = [
        Request(measure(measure=name, value=value, **more), CALENDAR.period("2026-10"))
        for name, value, more in (
            ("sums", "sum(amount)", {}),
            ("lines", "count()", {}),
            ("groups", "count()", {"per": "product_id"}),
            ("kinds", "count_distinct(product_id)", {}),
        )
    ]
    measured(company.engine, asked, SCHEMA, CALENDAR, organise(company.engine), tell)
    assert {thread for *_, thread in told} == {threading.main_thread()}
    assert told[-1][:2] == (8, 8)
