"""How what is accepted is put right: what is filled in says it."""

# ruff: noqa: F811 - fixtures are arguments
import pytest

from tests.web.small_pay import by, small  # noqa: F401 - fixtures
from tests.web.test_disputes import DECISION, fresh, raised, step

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.mark.parametrize(
    ("filled", "left"), [({}, "an adjustment"), ({"amount": "", "source": "load 7"}, "its source")]
)
def test_what_is_filled_in_says_how_an_accepted_dispute_is_put_right(small, by, filled, left):
    row = raised(by("ana"))
    assert step(by("ops"), row, "decide", **{**DECISION, "how": "", **filled}).status_code == 302
    row = fresh(row)
    assert (row.proposal is not None, row.source) == (left == "an adjustment", filled.get("source", ""))


def test_where_it_is_known_what_is_missing_an_adjustment_is_offered_ready(small, by):
    row = raised(by("ana"), expected="9999.00")
    page = by("ops").get(f"/disputes/{row.pk}/").content.decode()
    assert 'value="adjustment" checked' in page
    row = raised(by("ana"), line="kpi_bonus", expected="")
    assert 'value="adjustment" checked' not in by("ops").get(f"/disputes/{row.pk}/").content.decode()
