"""Behind every number stand its source rows, found again by its own filter."""

from attain.engine.measures.rows import Behind, rows_count, rows_query
from tests.measures.company import measure, plain


def rows(company, asked, behind, *wanted, **page):
    found = company.engine.query(rows_query(company.question(asked), behind, **page))
    at = [company.engine.columns().index(name) for name in wanted]
    return [tuple(row[n] for n in at) for row in found]


def shared_company():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40).covers("cy", "L")
    return (
        company.sale("K", "10-02", "5")
        .sale("K", "10-01", "7")
        .sale("L", "10-01", "9")
        .sale("X", "10-01", "3")
    )


def test_a_person_s_rows_say_what_part_is_theirs_and_where_they_came_from():
    company = shared_company()
    found = rows(
        company,
        measure(value="sum(amount)"),
        Behind("person", "ana", "2026-01-01"),
        *("order_id", "amount", "credited share", "_load", "_row"),
    )
    assert found == [("O2", 700, 600_000, "L1", 2), ("O1", 500, 600_000, "L1", 1)]


def test_a_leader_a_unit_and_the_company_have_each_fact_once():
    company, asked = shared_company(), measure(value="sum(amount)")
    wanted = ("order_id", "credited share")
    assert rows(company, asked, Behind("team", "lea", "2026-01-01"), *wanted) == [
        ("O2", 1_000_000),
        ("O1", 1_000_000),
    ]
    assert rows(company, asked, Behind("unit", "S"), *wanted) == [("O3", 1_000_000)]
    assert len(rows(company, asked, Behind("company"), "order_id")) == 4


def test_pages_and_their_count():
    company, asked = shared_company(), measure(value="sum(amount)")
    pages = [rows(company, asked, Behind("company"), "order_id", limit=3, offset=at) for at in (0, 3)]
    assert pages == [[("O2",), ("O3",), ("O4",)], [("O1",)]]
    unit = rows_count(company.question(asked), Behind("unit", "N"))
    assert company.engine.query(unit) == [(2, 2_000_000)]


def test_rows_of_a_filtered_measure_are_those_of_the_groups_that_stay():
    company = plain().covers("ana", "K").covers("ana", "L")
    company.sale("K", "10-01", quantity=5).sale("K", "10-02", quantity=-5).sale("L", "10-01", quantity=2)
    active = measure(value="count()", per="client", having="sum(quantity) > 0")
    assert rows(company, active, Behind("person", "ana", "2026-01-01"), "client_id") == [("L",)]
    assert rows(company, active, Behind("company"), "client_id") == [("L",)]


def test_rows_of_one_group_of_by():
    company = plain().covers("ana", "K")
    for product, group in (("t", "tea"), ("n", "nuts")):
        company.add("products", product_id=product, group=group)
    company.sale("K", "10-01", product_id="t").sale("K", "10-02", product_id="n")
    asked = measure(value="sum(amount)", by=["product.group"])
    behind = Behind("person", "ana", "2026-01-01", "nuts")
    assert rows(company, asked, behind, "product_id") == [("n",)]
    asked = measure(value="count()", per="client", having="sum(quantity) > 0", by=["product.group"])
    assert rows(company, asked, behind, "product_id") == [("n",)]
