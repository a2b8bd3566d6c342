"""Who is given a fact's value: by coverage, by name, by product, on which day, in which part."""

from tests.measures.company import measure, plain, values

SUM = "sum(amount)"


def test_a_client_that_changes_hands_mid_month_credits_each_owner_for_their_own_days():
    company = plain().covers("ana", "K", to="10-15").covers("bo", "K", since="10-15")
    company.sale("K", "10-14", "100").sale("K", "10-15", "30").sale("K", "10-31", "5").sale("K", "11-01", "7")
    figures = company.figures(measure(value=SUM))
    assert values(figures, "person") == {"ana": "100.00", "bo": "35.00"}
    assert values(figures, "company") == {"": "135.00"}
