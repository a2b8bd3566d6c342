"""Pay that looks at other people or other components: prizes, overrides, modifiers."""

from decimal import Decimal as D

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.pay.prize import places_of
from attain.engine.pay.scope import Peer
from attain.engine.pay.shapes import SHAPES, component_of
from tests.pay.fake import also, amounts, earned

# -- prize ----------------------------------------------------------------------------

PRIZE = SHAPES["prize"].example


def race(person, *values, text=PRIZE):
    peers = tuple(Peer(f"P{n}", D(value)) for n, value in enumerate(values, 1))
    return earned(text, person=person, group=peers)


def test_prizes_by_rank():
    assert [race(f"P{n}", 90, 120, 100, 80).amount for n in (1, 2, 3, 4)] == [100, 500, 300, 0]
    assert race("P4", 90, 120, 100, 80).notes[0].id == "pay.none.prize"


def test_those_who_tie_share_the_prizes_of_the_ranks_they_take_up():
    assert [race(f"P{n}", 120, 120, 100).amount for n in (1, 2, 3)] == [400, 400, 100]
    assert race("P1", 120, 120, 100).lines[0].facts["shared"] == 800
    odd = PRIZE.replace("[500.00, 300.00, 100.00]", "[100.00, 0.01, 0]")
    assert [race(f"P{n}", 9, 9, 5, text=odd).amount for n in (1, 2)] == [D("50.01"), D("50.00")]


def test_the_last_prize_is_shared_by_all_who_tie_for_it():
    assert [race(f"P{n}", 5, 4, 3, 3).amount for n in (3, 4)] == [50, 50]


def test_lower_may_be_better():
    assert race("P3", 9, 7, 5, text=also(PRIZE, "better: lower")).amount == 500


def test_a_group_that_is_too_small_gets_no_prizes():
    assert race("P1", 9, 7).notes[0].id == "pay.none.group"
    assert race("P1", 9, 7, text=also(PRIZE, "least: 2")).amount == 500


def test_who_has_no_result_has_no_rank():
    assert race("E1", 9, 8, 7).notes[0].id == "pay.none.rank"


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(0, 5).map(D), max_size=9),
    st.lists(st.integers(0, 10000), max_size=6),
)
def test_prizes_given_are_those_declared(values, cents):
    prizes = sorted((D(cent) / 100 for cent in cents), reverse=True)
    peers = [Peer(person, value) for person, value in values.items()]
    found = places_of(peers, prizes, "higher", 2)
    assert sum((place.prize for place in found.values()), D(0)) == sum(prizes[: len(peers)], D(0))
    assert found == places_of(peers[::-1], prizes, "higher", 2)


# -- override and modifier ------------------------------------------------------------

TEAM = SHAPES["override"].example
BELOW = {1: (("E2", D(3100)), ("E1", D(4250))), 2: (("E3", D(1000)),)}


def test_a_percent_of_what_reports_earn():
    result = earned(TEAM, below=BELOW)
    assert amounts(result) == [D("212.50"), D("155.00")]
    assert [line.facts["person"] for line in result.lines] == ["E1", "E2"]
    deep = TEAM.replace("depth: 1", "depth: 2")
    assert earned(deep, below=BELOW).amount == D("417.50")


def test_an_override_has_a_cap_as_any_component():
    result = earned(TEAM, below={1: (("E1", D(90000)),)})
    assert amounts(result) == [4500, -2500]
    assert result.lines[-1].id == "pay.limit.cap"


def test_a_percent_of_a_team_measure():
    text = "{component: c, shape: override, percent: 0.5%, of: team(sales)}"
    assert amounts(earned(text, **{"team(sales)": D(80000)})) == [400]


def test_without_reports_there_is_no_override():
    assert earned(TEAM, below={}).notes[0].id == "pay.none.reports"


QUALITY = SHAPES["modifier"].example


@pytest.mark.parametrize(
    ("factor", "line"), [("0.92", "-340.00"), ("0.5", "-850.00"), ("1.3", "425.00"), ("1", "0.00")]
)
def test_a_modifier_pays_the_difference_that_it_makes(factor, line):
    result = earned(QUALITY, complaints_in_time=D(factor), components={"commission": D("4250.00")})
    assert amounts(result) == [D(line)]
    assert result.lines[0].facts["after"] == 4250 + D(line)


def test_a_modifier_changes_each_of_its_components():
    text = "{component: m, shape: modifier, components: [a, b], factor: 110%}"
    assert amounts(earned(text, components={"a": D(100), "b": D("0.05")})) == [10, D("0.01")]
    assert component_of(yaml.safe_load(text)).needs() == {"a", "b"}


def test_a_modifier_of_an_undefined_component_waits():
    assert (
        earned(QUALITY, complaints_in_time=1, components={"commission": None}).held.id == "pay.held.undefined"
    )
