"""How sure small counts are, and what follows for ranks. Worked by hand; no database."""

from datetime import date
from decimal import Decimal

import pytest

from attain.apps.teams.counts import interval, share, too_few
from attain.apps.teams.ranks import Peer, ranked
from attain.engine.decide.rules import Rules
from attain.engine.decide.settings import Settings
from attain.engine.kpis.declaration import Kpi
from attain.engine.measures.declaration import Measure
from attain.engine.scoring.declaration import ScoreLine

DAY = date(2026, 10, 31)


def rules(kpi: str, **measures: dict[str, str]) -> tuple[Kpi, Rules]:
    declared = Kpi(kpi="share", formula=kpi, unit="percent", **{"from": "2026-01-01"})
    made = [Measure(measure=name, **{"from": "2026-01-01"}, **given) for name, given in measures.items()]
    return declared, Rules.of(Settings(rulebook="x", currency="EUR"), [declared, *made])


@pytest.mark.parametrize(
    ("some", "of", "low", "high"),
    [
        # 1 of 1: (1 + 1.9207) ÷ 4.8415 ∓ 1.96 × √0.9604 ÷ 4.8415 = 0.6033 ∓ 0.3967
        (1, 1, "0.2065", "1.0000"),
        (95, 100, "0.8882", "0.9785"),
        (0, 10, "0.0000", "0.2775"),
    ],
)
def test_the_interval_of_a_share_is_wide_for_small_counts(some, of, low, high):
    found = interval(Decimal(some), Decimal(of))
    assert [f"{end:.4f}" for end in found] == [low, high]


def test_of_nothing_nothing_is_known():
    assert interval(Decimal(0), Decimal(0)) is None


def test_a_share_counts_some_of_what_it_is_of():
    kpi, known = rules(
        "settled / due",
        settled={"of": "claims", "where": "settled and mine", "value": "count()"},
        due={"of": "claims", "where": "mine", "value": "count()"},
    )
    assert share(kpi, known, DAY) == ("settled", "due")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ({"of": "claims", "value": "sum(amount)"}, {"of": "claims", "value": "count()"}),
        ({"of": "claims", "value": "count()"}, {"of": "visits", "value": "count()"}),
        # What is won is not among what is new: both only stand in proportion.
        (
            {"of": "deals", "where": 'stage = "won"', "value": "count()"},
            {"of": "deals", "where": 'stage = "new"', "value": "count()"},
        ),
    ],
)
def test_of_other_quotients_no_certainty_is_claimed(above, below):
    kpi, known = rules("above / below", above=above, below=below)
    assert share(kpi, known, DAY) is None


def test_a_count_is_too_small_where_no_points_and_full_marks_are_both_likely():
    line = ScoreLine(kpi="share", weight=10, curve={"60%": 0, "95%": 100})
    assert too_few(line, interval(Decimal(3), Decimal(3)))  # 44 % to 100 %
    assert not too_few(line, interval(Decimal(95), Decimal(100)))  # 89 % to 98 %


def test_the_best_comes_first_and_equal_values_share_the_better_rank():
    peers = [Peer("a", Decimal(70)), Peer("b", Decimal(90)), Peer("c", Decimal(70)), Peer("d", Decimal(10))]
    assert [(each.peer.subject, each.rank) for each in ranked(peers, "higher")] == [
        ("b", 1),
        ("a", 2),
        ("c", 2),
        ("d", 4),
    ]
    assert [each.peer.subject for each in ranked(peers, "lower")] == ["d", "a", "c", "b"]


def test_overlapping_intervals_leave_the_rank_open():
    def peer(name: str, some: int, of: int) -> Peer:
        value = Decimal(some) / Decimal(of)
        return Peer(name, value, interval(Decimal(some), Decimal(of)))

    order = ranked([peer("few", 1, 1), peer("many", 950, 1000), peer("bad", 100, 1000)], "higher")
    found = {each.peer.subject: (each.rank, each.best, each.worst) for each in order}
    # 1 of 1 may be anything from 21 % on; 950 of 1000 is surely ahead of 100 of 1000.
    assert found == {"few": (1, 1, 2), "many": (2, 1, 2), "bad": (3, 3, 3)}
