"""The forecast of a month's cost, and judgements of scores and pay, with numbers worked by hand."""

from decimal import Decimal as D

import pytest

from attain.runs.forecast import Past, forecast
from attain.runs.judging import Marks, bins, follows, outliers, ranks, spread


def test_half_way_without_history_the_range_is_nothing_more_to_twice_as_much():
    # 10 000 fixed; 4 000 earned in 11 of 22 days: 4 000 more are likely, 0 to 8 000 possible
    found = forecast(D(10000), D(4000), D(11) / 22)
    assert (found.low, found.likely, found.high) == (D(14000), D(18000), D(22000))
    assert not found.sure


def test_with_three_earlier_months_their_rest_makes_the_range():
    # 3 000 at half: 3 000 more expected, 2 400 came: 0.8. The others:
    past = [
        Past(D("0.5"), D(3000), D(5400)),
        Past(D("0.55"), D(1100), D(2450)),
        Past(D("0.45"), D(900), D(2000)),
    ]
    found = forecast(D(10000), D(4000), D("0.5"), past)
    # 1 100 ÷ 0.55 − 1 100 = 900, 1 350 came: 1.5; 900 ÷ 0.45 − 900 = 1 100, 1 100 came: 1
    assert (found.low, found.likely, found.high) == (D(17200), D(18000), D(20000))
    assert found.sure


def test_months_known_at_another_share_are_not_counted():
    past = [Past(D("0.9"), D(1), D(100))] * 5
    found = forecast(D(0), D(100), D("0.5"), past)
    assert (found.known, found.high) == (0, D(300))


def test_at_the_end_of_the_month_all_three_are_what_was_computed():
    found = forecast(D("10.10"), D("4.05"), D(1))
    assert {found.low, found.likely, found.high} == {D("14.15")}
    assert forecast(D(1), D(1), D(0)) is None


MARKS = Marks(D(60), D(100), D(120))


@pytest.mark.parametrize(
    ("scores", "warnings"),
    [
        ([40, 50, 62, 70, 80, 101, 102, 103, 104, 105, 106, 121], ["too_few_above", "too_many_below"]),
        ([50, 80, 90, 100, 101, 104, 108, 110, 112, 121], []),
        ([101, 102, 102, 103, 103, 103, 104, 104], ["alike", "all_above"]),
        ([59, 101, 103, 108, 121, 122, 130, 135], ["too_many_above", "much_excellence"]),
        ([101] * 7, []),
    ],
)
def test_scores_are_warned_of_in_words(scores, warnings):
    found = spread([D(each) for each in scores], MARKS)
    if scores[0] == 40:
        assert found.shares == {"threshold": D(10) / 12, "target": D(7) / 12, "excellence": D(1) / 12}
        warnings = ["too_many_below"]
    assert list(found.warnings) == warnings
    assert found.judged == (len(scores) >= 8)


def test_bins_count_everybody_once():
    found = bins([D(59), D(60), D("64.99"), D(65), D(75)])
    assert found == [(D(55), 1), (D(60), 2), (D(65), 1), (D(70), 0), (D(75), 1)]


def test_pay_that_rises_with_score_follows_it_and_the_reverse_runs_against_it():
    scores = [D(each) for each in range(8)]
    assert ranks([D(3), D(1), D(3)]) == [D("2.5"), D(1), D("2.5")]
    assert follows(scores, [each * each for each in scores]) == 1
    assert follows(scores, scores[::-1]) == -1
    assert follows(scores[:7], scores[:7]) is None
    assert follows(scores, [D(5)] * 8) is None


def test_one_swap_of_ranks_by_hand():
    # ranks 1 … 8 against 2 1 3 … 8: 1 − 6·(1 + 1) ÷ (8·63) = 1 − 12 ÷ 504
    scores = [D(each) for each in range(1, 9)]
    assert follows(scores, [D(2), D(1), *scores[2:]]).quantize(D("0.000001")) == D("0.976190")


def test_who_is_paid_far_beside_the_score_is_named():
    scores = [D(each) for each in range(1, 10)]
    pays = [D(100), *scores[1:8], D(0)]
    assert [(key, part) for key, part in outliers("abcdefghi", scores, pays)] == [
        ("a", D(8) / 9), ("i", D(-8) / 9),
    ]  # fmt: skip
