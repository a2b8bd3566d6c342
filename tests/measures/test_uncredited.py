"""No fact is dropped in silence: what found no owner stands by unit and reason, to the last part."""

from decimal import Decimal

import pytest

from tests.measures.company import measure, plain


def lacking(figures):
    return {
        (row.unit, row.reason): (row.facts, str(row.share), None if row.value is None else str(row.value))
        for row in figures.lacking
    }


def test_gaps_and_leavers_are_told_apart_by_the_client_s_unit():
    company = plain().add("clients", client_id="K", unit_id="N").add("clients", client_id="L", unit_id="S")
    company.person("di", "S", to="10-10").covers("ana", "K", to="10-10").covers("di", "L")
    company.sale("K", "10-09", "1").sale("K", "10-10", "2").sale("L", "10-09", "4").sale("L", "10-10", "8")
    company.sale("X", "10-01", "16")
    assert lacking(company.figures(measure(value="sum(amount)"))) == {
        ("N", "no_owner"): (1, "1.000000", "2.00"),
        ("S", "owner_left"): (1, "1.000000", "8.00"),
        ("", "no_owner"): (1, "1.000000", "16.00"),
    }


def test_the_rest_of_a_share_is_uncredited():
    company = plain().covers("ana", "K", share=60).person("di", to="10-01").covers("di", "K", share=30)
    company.sale("K", "10-09", "10")
    assert lacking(company.figures(measure(value="sum(amount)"))) == {
        ("", "no_owner"): (1, "0.100000", "1.00"),
        ("", "owner_left"): (1, "0.300000", "3.00"),
    }


def test_a_credits_row_for_someone_who_left_is_uncredited():
    company = plain().covers("ana", "K").sale("K", "10-09", "10").credit("O1|1", "gone", share=50)
    assert lacking(company.figures(measure(value="sum(amount)"))) == {
        ("", "no_owner"): (1, "0.500000", "5.00"),
        ("", "owner_left"): (1, "0.500000", "5.00"),
    }


def test_returns_and_sales_without_owner_do_not_hide_each_other():
    company = plain().sale("K", "10-09", "10").sale("K", "10-10", "-10")
    assert lacking(company.figures(measure(value="sum(amount)"))) == {
        ("", "no_owner"): (2, "2.000000", "0.00")
    }


def test_only_facts_of_the_measure_are_lacking_and_distinct_counts_tell_facts_alone():
    company = plain().sale("K", "10-09", "10").sale("K", "10-10", "5", is_return=True).sale("K", "11-01", "7")
    figures = company.figures(measure(value="count_distinct(client_id)", where="not is_return"))
    assert lacking(figures) == {("", "no_owner"): (1, "1.000000", None)}


def test_nothing_lacks_where_everything_is_owned():
    company = plain().covers("ana", "K").sale("K", "10-09", "10")
    assert company.figures(measure(value="sum(amount)")).lacking == ()


def test_credited_and_uncredited_are_all():
    company = plain().covers("ana", "K", to="10-15", share=70).covers("bo", "K", since="10-05", share=30)
    for on in range(1, 30):
        company.sale("K", f"10-{on:02d}", f"{on}.37")
    figures = company.figures(measure(value="sum(amount)", decimals=8))
    people = sum(value for key, value in figures if key.level == "person")
    lost = sum((row.value for row in figures.lacking), Decimal(0))
    assert people + lost == figures.value("m", "company", "company", "", "", "2026-10")


@pytest.mark.parametrize("owner", ["then", "period_end"])
def test_whose_seller_stays_lacks_nothing_and_others_sales_lack_what_no_post_was_there_for(owner):
    """Groups lie across owners: ed is away for days, di was gone before, and some sales name nobody."""
    company = plain().person("ed", to="10-10").person("ed", "S", "10-20").person("di", to="10-01")
    for seller in ("ana", "ed", "di", None):
        for on in ("10-01", "10-09", "10-10", "10-31"):
            company.sale("K", on, "1", seller_id=seller)
    sold = measure(value="count()", per="client", credit={"through": "fact", "owner": owner})
    # at the end of the month ed is back, and has all of it
    left = 5 if owner == "then" else 4
    assert lacking(company.figures(sold)) == {
        ("", "no_owner"): (4, "4.000000", None),
        ("", "owner_left"): (left, f"{left}.000000", None),
    }
