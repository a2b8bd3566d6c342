"""A pool is shared out to the cent, whoever is asked first, within everyone's limits."""

from decimal import Decimal as D
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from attain.engine.pay.distribute import by_person, distribute


def parts(pool, weights, **limits):
    return dict(distribute(pool, {key: D(weight) for key, weight in weights.items()}, **limits).parts)


def test_parts_follow_the_weights():
    assert parts(3000, {"a": "1.2", "b": 1, "c": "0.8"}) == {"a": 1200, "b": 1000, "c": 800}


def test_cents_that_do_not_divide_go_to_the_largest_remainder_then_by_key():
    assert parts(100, {"c": 1, "a": 1, "b": 1}) == {"a": 34, "b": 33, "c": 33}
    assert parts(10, {"a": 1, "b": 2}) == {"a": 3, "b": 7}
    # 80 ÷ 12 is 6.666…, ten times that 66.666…: remainders that are the same, however long the part is
    assert parts(80, {"a": 1, "b": 1, "c": 10}) == {"a": 7, "b": 7, "c": 66}


def test_what_a_cap_denies_goes_to_the_others():
    found = distribute(1000, {"a": D(8), "b": D(1), "c": D(1)}, cap=400)
    assert (dict(found.parts), found.capped, found.rest) == ({"a": 400, "b": 300, "c": 300}, {"a"}, 0)


def test_a_floor_is_paid_by_the_others():
    found = distribute(1000, {"a": D(8), "b": D(1), "c": D(1)}, floor=150)
    assert (dict(found.parts), found.floored) == ({"a": 700, "b": 150, "c": 150}, {"b", "c"})


def test_a_floor_and_a_cap_at_once():
    assert parts(1000, {"a": 90, "b": 9, "c": 1}, floor=100, cap=600) == {"a": 600, "b": 300, "c": 100}


def test_limits_may_differ_by_person():
    assert parts(900, {"a": 1, "b": 1, "c": 1}, cap={"a": 100}) == {"a": 100, "b": 400, "c": 400}


def test_caps_that_leave_money_over_leave_it_with_the_unit():
    found = distribute(1000, {"a": D(1), "b": D(3)}, cap=300)
    assert (dict(found.parts), found.rest, found.capped) == ({"a": 300, "b": 300}, 400, {"a", "b"})


def test_floors_beyond_the_pool_are_cut_in_proportion():
    found = distribute(900, {"a": D(1), "b": D(5)}, floor={"a": 600, "b": 1200})
    assert (dict(found.parts), found.rest, found.scaled) == ({"a": 300, "b": 600}, 0, True)


def test_a_weight_of_zero_gets_the_floor_and_nothing_more():
    assert parts(1000, {"a": 1, "b": 0}) == {"a": 1000, "b": 0}
    assert parts(1000, {"a": 1, "b": 0}, floor=100) == {"a": 900, "b": 100}


def test_without_any_weight_the_pool_stays_with_the_unit():
    assert distribute(1000, {"a": D(0), "b": D(0)}).rest == 1000
    assert distribute(1000, {}).rest == 1000


def test_a_negative_pool_is_shared_by_weight_alone():
    assert parts(-300, {"a": 1, "b": 2}, floor=500) == {"a": -100, "b": -200}


weights = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4),
    st.decimals(0, 50, places=3),
    min_size=1,
    max_size=9,
)
limits = st.none() | st.integers(0, 4000)


@given(st.integers(0, 20000), weights, limits, limits)
def test_parts_and_rest_are_the_pool_and_limits_hold(pool, weights, floor, cap):
    found = distribute(pool, weights, floor, cap)
    assert sum(found.parts.values()) + found.rest == pool
    assert found.rest >= 0
    for key, part in found.parts.items():
        assert part <= max(cap if cap is not None else pool, floor or 0)
        assert part >= (floor or 0) or found.scaled
        assert weights[key] or part <= (floor or 0)


@given(st.integers(0, 20000), weights, limits, limits, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(pool, weights, floor, cap, random):
    shuffled = list(weights.items())
    random.shuffle(shuffled)
    assert distribute(pool, dict(shuffled), floor, cap).parts == distribute(pool, weights, floor, cap).parts


@given(st.integers(0, 20000), weights, limits, limits)
def test_more_weight_never_gets_less(pool, weights, floor, cap):
    found = distribute(pool, weights, floor, cap).parts
    ordered = sorted(weights, key=weights.get)
    for light, heavy in pairwise(ordered):
        assert found[light] <= found[heavy] + 1


@given(st.integers(0, 20000), weights)
def test_nothing_is_kept_back_while_somebody_has_weight(pool, weights):
    assert distribute(pool, weights).rest == (0 if any(weights.values()) else pool)


@given(st.integers(0, 20000), weights, limits, limits)
def test_a_rest_is_left_only_when_everyone_with_weight_stands_at_the_cap(pool, weights, floor, cap):
    found = distribute(pool, weights, floor, cap)
    if found.rest:
        top = min(max(cap if cap is not None else pool, floor or 0), pool)
        assert all(found.parts[key] == top for key, weight in weights.items() if weight)


def test_limits_are_a_persons_also_where_several_keys_are_of_one():
    weights = {key: D(weight) for key, weight in {"a|1": 3, "a|2": 3, "b|1": 2}.items()}
    first = {"a|1": "a|1", "a|2": "a|1", "b|1": "b|1"}
    capped = by_person(1001, weights, {}, dict.fromkeys(weights, 501), first)
    assert (capped.parts, capped.capped) == ({"a|1": 251, "a|2": 250, "b|1": 500}, {"a|1", "a|2"})
    weights["b|1"] = D(60)
    floored = by_person(1000, weights, dict.fromkeys(weights, 200), {}, first)
    assert (floored.parts, floored.floored) == ({"a|1": 100, "a|2": 100, "b|1": 800}, {"a|1", "a|2"})
    idle = by_person(1000, {**weights, "a|1": D(0), "a|2": D(0)}, dict.fromkeys(weights, 200), {}, first)
    assert idle.parts == {"a|1": 200, "b|1": 800}
