"""Rules that pay per event see each credited fact with its own value."""

from datetime import date

from tests.measures.company import measure, plain

DUE = {"value": "sum(amount)", "per": "event"}


def test_each_fact_is_an_event_with_attributes_original_and_due_date():
    company = plain().covers("ana", "K").add("products", product_id="t", group="tea")
    company.sale("K", "10-07", "20", product_id="t", paid_on="12-01").sale("K", "10-03", "5", reverses="O9|1")
    figures = company.figures(measure(by=["product.group"], **DUE), due="paid_on")
    first, second = figures.events("m", "ana", "2026-01-01", "2026-10")
    assert (first.key, first.on, str(first.value), first.reverses, first.due) == (
        "O2|1",
        date(2026, 10, 3),
        "5.00",
        "O9|1",
        None,
    )
    assert (second.attributes, second.due) == ({"product.group": "tea"}, date(2026, 12, 1))
    assert str(figures.value("m", "person", "ana", "2026-01-01", "", "2026-10")) == "25.00"


def test_an_event_of_two_people_is_split_between_them():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40).sale("K", "10-07", "9.99")
    figures = company.figures(measure(**DUE))
    shares = [figures.events("m", who, "2026-01-01", "2026-10")[0].value for who in ("ana", "bo")]
    assert [str(value) for value in shares] == ["5.99", "4.00"]


def test_an_event_may_count_as_one():
    company = plain().covers("ana", "K").sale("K", "10-07", quantity=3)
    figures = company.figures(measure(value="count()", per="event"))
    assert [str(e.value) for e in figures.events("m", "ana", "2026-01-01", "2026-10")] == ["1.00"]


def test_events_of_a_count_of_a_column_come_to_the_count():
    company = plain().covers("ana", "K").sale("K", "10-07", paid_on="10-20").sale("K", "10-08")
    figures = company.figures(measure(value="count(paid_on)", per="event"))
    assert [str(e.value) for e in figures.events("m", "ana", "2026-01-01", "2026-10")] == ["1.00", "0.00"]
    assert figures.value("m", "person", "ana", "2026-01-01", "", "2026-10") == 1


def test_what_is_empty_takes_nothing_from_an_event():
    """100 less 2 an item is 94; of 50 nobody said how many items: nothing is taken off, as in the total."""
    company = plain().covers("ana", "K").sale("K", "10-07", "100", quantity=3)
    company.sale("K", "10-08", "50", quantity=None)
    figures = company.figures(measure(value="sum(amount) - sum(quantity * 2 money)", per="event"))
    assert [str(e.value) for e in figures.events("m", "ana", "2026-01-01", "2026-10")] == ["94.00", "50.00"]
    assert str(figures.value("m", "person", "ana", "2026-01-01", "", "2026-10")) == "144.00"


def test_someone_without_events_has_none():
    assert plain().figures(measure(**DUE)).events("m", "ana", "2026-01-01", "2026-10") == ()
