"""Who is given a fact's value: by coverage, by name, by product, on which day, in which part."""

from datetime import datetime

import pytest

from tests.measures.company import measure, plain, values

SUM = "sum(amount)"


def test_a_client_that_changes_hands_mid_month_credits_each_owner_for_their_own_days():
    company = plain().covers("ana", "K", to="10-15").covers("bo", "K", since="10-15")
    company.sale("K", "10-14", "100").sale("K", "10-15", "30").sale("K", "10-31", "5").sale("K", "11-01", "7")
    figures = company.figures(measure(value=SUM))
    assert values(figures, "person") == {"ana": "100.00", "bo": "35.00"}
    assert values(figures, "company") == {"company": "135.00"}


def test_a_client_of_two_people_is_split_60_to_40():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40).sale("K", "10-01", "99.99")
    figures = company.figures(measure(value=SUM), measure(measure="n", value="count()"))
    assert values(figures, "person") == {"ana": "59.99", "bo": "40.00"}
    assert values(figures, "unit") == {"N": "99.99", "C": "99.99"}
    assert values(figures, "person", name="n") == {"ana": "0.60", "bo": "0.40"}
    assert values(figures, "company", name="n") == {"company": "1.00"}


def test_full_shares_give_everyone_all_of_it_and_every_level_above_once():
    company = plain().covers("ana", "K", share=60).covers("bo", "K", share=40).sale("K", "10-01", "99.99")
    figures = company.figures(measure(value=SUM, credit={"shares": "full"}))
    assert values(figures, "person") == {"ana": "99.99", "bo": "99.99"}
    assert values(figures, "team") == {"ana": "99.99", "bo": "99.99", "lea": "99.99", "max": "99.99"}
    assert values(figures, "unit") == {"N": "99.99", "C": "99.99"}
    assert values(figures, "company") == {"company": "99.99"}


def test_two_facts_that_look_alike_are_two_facts_to_a_shared_leader():
    company = plain().covers("ana", "K", share=50).covers("bo", "K", share=50)
    company.sale("K", "10-01", "10").sale("K", "10-01", "10")
    figures = company.figures(measure(value=SUM, credit={"shares": "full"}))
    assert values(figures, "unit") == {"N": "20.00", "C": "20.00"}


def test_a_gap_in_coverage_goes_to_nobody_and_never_to_the_predecessor():
    company = plain().covers("ana", "K", to="10-10").covers("bo", "K", since="10-20")
    company.sale("K", "10-09", "1").sale("K", "10-10", "2").sale("K", "10-19", "4").sale("K", "10-20", "8")
    figures = company.figures(measure(value=SUM))
    assert values(figures, "person") == {"ana": "1.00", "bo": "8.00"}
    assert values(figures, "unit") == {"N": "9.00", "C": "9.00"}
    assert values(figures, "company") == {"company": "15.00"}


def test_an_owner_who_has_left_is_not_credited():
    company = plain().unit("W", "C").person("di", "W", to="10-10").covers("di", "K")
    company.sale("K", "10-09", "1").sale("K", "10-10", "2")
    figures = company.figures(measure(value=SUM))
    assert values(figures, "person") == {"di": "1.00"}
    assert values(figures, "company") == {"company": "3.00"}


def test_named_credits_come_before_coverage_even_where_they_leave_a_rest():
    company = plain().covers("ana", "K").sale("K", "10-01", "100").sale("K", "10-02", "10")
    company.credit("O1|1", "cy", share=70)
    figures = company.figures(measure(value=SUM))
    assert values(figures, "person") == {"ana": "10.00", "cy": "70.00"}


def test_credits_of_another_fact_table_or_role_do_not_count():
    company = plain().covers("ana", "K").sale("K", "10-01", "100")
    company.credit("O1|1", "cy", fact="visits").credit("O1|1", "bo", role="opener")
    figures = company.figures(
        measure(value=SUM), measure(measure="opened", value=SUM, credit={"role": "opener"})
    )
    assert values(figures, "person") == {"ana": "100.00"}
    assert values(figures, "person", name="opened") == {"bo": "100.00"}


def test_a_role_of_coverage_is_apart_from_the_ordinary_one():
    company = plain().covers("ana", "K").covers("bo", "K", role="merchandiser").sale("K", "10-01", "100")
    figures = company.figures(
        measure(value=SUM), measure(measure="shelf", value=SUM, credit={"role": "merchandiser"})
    )
    assert values(figures, "person") == {"ana": "100.00"}
    assert values(figures, "person", name="shelf") == {"bo": "100.00"}


def test_the_portfolio_at_period_end_takes_the_whole_window():
    company = plain().covers("ana", "K", to="10-31").covers("bo", "K", since="10-31")
    company.sale("K", "08-01", "1").sale("K", "10-01", "2").sale("K", "11-01", "4")
    follows = measure(value=SUM, credit={"owner": "period_end"}, window="last 3 months")
    assert values(company.figures(follows), "person") == {"bo": "3.00"}


def test_the_portfolio_at_period_end_stands_in_the_spell_of_the_last_day():
    company = plain().person("ev", "N", to="10-20").person("ev", "S", since="10-20").covers("ev", "K")
    company.sale("K", "10-01", "1").sale("K", "10-25", "2")
    figures = company.figures(
        measure(value=SUM), measure(measure="held", value=SUM, credit={"owner": "period_end"})
    )
    assert values(figures, "person") == {"ev": "1.00", "ev 2026-10-20": "2.00"}
    assert values(figures, "person", name="held") == {"ev 2026-10-20": "3.00"}
    assert values(figures, "unit") == {"N": "1.00", "S": "2.00", "C": "3.00"}
    assert values(figures, "unit", name="held") == {"S": "3.00", "C": "3.00"}


def test_a_return_is_charged_to_who_sold_in_the_month_of_the_return():
    company = plain().covers("ana", "K", to="10-01").covers("bo", "K", since="10-01")
    company.sale("K", "09-10", "100").sale("K", "10-05", "40")
    company.sale("K", "10-08", "-100", is_return=True, sold_on="09-10")
    assert values(company.figures(measure(value=SUM)), "person") == {"ana": "-100.00", "bo": "40.00"}
    assert values(company.figures(measure(value=SUM), period="2026-09"), "person") == {"ana": "100.00"}


def test_an_owner_may_be_looked_up_on_another_date_than_the_credit_date():
    company = plain().covers("ana", "K", to="10-01").covers("bo", "K", since="10-01")
    company.sale("K", "09-10", "100", paid_on="10-20")
    by_order = measure(value=SUM, credit={"on": "paid_on", "owner": "ordered_on"})
    assert values(company.figures(by_order), "person") == {"ana": "100.00"}
    assert values(company.figures(measure(value=SUM, credit={"on": "paid_on"})), "person") == {"bo": "100.00"}


def test_a_fact_whose_credit_date_is_empty_is_not_credited_yet_to_anybody():
    company = plain().covers("ana", "K").sale("K", "10-01", "1").sale("K", "09-30", "2", paid_on="10-03")
    figures = company.figures(measure(value=SUM, credit={"on": "paid_on"}, window="to date"))
    assert values(figures, "company") == {"company": "2.00"}


def test_the_person_on_the_fact_is_credited_where_the_measure_says_so():
    company = plain().covers("ana", "K").sale("K", "10-01", "5", seller_id="cy").sale("K", "10-02", "7")
    figures = company.figures(measure(value=SUM, credit={"through": "fact"}))
    assert values(figures, "person") == {"cy": "5.00"}
    assert values(figures, "company") == {"company": "12.00"}


def test_a_table_that_names_an_employee_only_credits_that_employee():
    company = plain()
    for visit, at, minutes in (
        ("V1", "2026-10-01T00:00", 10),
        ("V2", "2026-10-31T23:59", 25),
        ("V3", "2026-11-01T00:00", 99),
    ):
        company.add("visits", visit_id=visit, who="ana", at=datetime.fromisoformat(at), minutes=minutes)
    figures = company.figures(measure(of="visits", value="sum(minutes)"))
    assert values(figures, "person") == {"ana": "35.00"}


@pytest.mark.parametrize("way", ["product", "brand", "group", "category"])
def test_a_brand_manager_is_credited_through_what_the_product_belongs_to(way):
    company = plain().sale("K", "10-01", "5", product_id="tea").sale("K", "10-02", "7", product_id="nut")
    for product, word in (("tea", "hot"), ("nut", "dry")):
        company.add("products", product_id=product, group=word, brand=word, category=word)
    key = "tea" if way == "product" else "hot"
    span = {"from": company.rows["assignments"][0]["from"], "to": company.rows["assignments"][0]["to"]}
    company.add("product_coverage", scope=way, key=key, person_id="cy", share=1_000_000, **span)
    figures = company.figures(measure(value=SUM, credit={"through": way}))
    assert values(figures, "person") == {"cy": "5.00"}
    assert values(figures, "company") == {"company": "12.00"}


@pytest.mark.parametrize("how", [{"shares": "full"}, {}])
def test_a_product_of_two_people_counts_wherever_its_clients_are(how):
    """Tea for 12 goes to a shop of unit N and for 10 to one of S; Cy and Di of S share it under Max."""
    company = plain().add("clients", client_id="K", unit_id="N").add("clients", client_id="L", unit_id="S")
    company.person("di", "S").reports("di", "max").add("products", product_id="tea")
    for person, share in (("cy", 700_000), ("di", 300_000)):
        span = {"from": company.rows["assignments"][0]["from"], "to": company.rows["assignments"][0]["to"]}
        company.add("product_coverage", scope="product", key="tea", person_id=person, share=share, **span)
    for client, amount in (("K", "5"), ("K", "7"), ("L", "10")):
        company.sale(client, "10-01", amount, product_id="tea")
    credit = {"through": "product", **how}
    sold = measure(value=SUM, credit=credit)
    much = measure(
        measure="much", value=SUM, credit=credit, per="product_id", having="sum(amount) > 20 money"
    )
    figures = company.figures(sold, much)
    own = {"cy": "22.00", "di": "22.00"} if how else {"cy": "15.40", "di": "6.60"}
    for name in ("m", "much"):
        assert values(figures, "person", name=name) == own
        assert values(figures, "team", name=name) == {**own, "max": "22.00"}
        assert values(figures, "unit", name=name) == {"S": "22.00", "C": "22.00"}
        assert values(figures, "company", name=name) == {"company": "22.00"}
