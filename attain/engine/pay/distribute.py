"""A pool shared out in whole cents, within limits a person, to the last cent."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from attain.engine.money import shared_out

Limit = int | Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """parts: whole cents by person. rest: what could not be given (Σ parts + rest = the pool).

    floored, capped: persons whose part stands at a limit. scaled: the floors together were more than the
    pool, so that everyone's floor was cut in proportion.
    """

    parts: Mapping[str, int]
    rest: int
    floored: frozenset[str] = frozenset()
    capped: frozenset[str] = frozenset()
    scaled: bool = False


def distribute(
    pool_cents: int, weights: Mapping[str, Decimal], floor: Limit = None, cap: Limit = None
) -> Distribution:
    """Parts of the pool in proportion to weights (none below zero), each between floor and cap.

    floor, cap: whole cents, one for all or by person. Everyone gets at least the floor, a weight of zero
    nothing beyond it; who reaches the cap leaves the rest to the others. Remainders go to the largest
    fraction, then by key: the order of `weights` doesn't matter. Caps that leave money over, and weights that
    are all zero, make a rest. A negative pool is shared by weight alone.
    """
    if pool_cents < 0:
        parts = shared_out(pool_cents, weights)
        return Distribution(parts, pool_cents - sum(parts.values()))
    if not floor and not cap and cap != 0:
        parts = dict.fromkeys(weights, 0)
        parts |= shared_out(pool_cents, {key: weight for key, weight in weights.items() if weight > 0})
        return Distribution(parts, pool_cents - sum(parts.values()))
    low = {key: max(_limit(floor, key) or 0, 0) for key in weights}
    high = {key: _top(_limit(cap, key), low[key], pool_cents) for key in weights}
    if sum(low.values()) > pool_cents:
        parts = shared_out(pool_cents, {key: Decimal(least) for key, least in low.items()})
        return Distribution(parts, 0, frozenset(key for key in low if low[key]), scaled=True)
    parts, free = _filled(pool_cents, weights, low, high)
    at_cap = frozenset(k for k in weights if k not in free and parts[k] == high[k] < pool_cents)
    at_floor = frozenset(k for k in weights if k not in free and k not in at_cap and parts[k] and low[k])
    return Distribution(parts, pool_cents - sum(parts.values()), at_floor, at_cap)


def by_person(
    pool_cents: int,
    weights: Mapping[str, Decimal],
    floor: Mapping[str, int],
    cap: Mapping[str, int],
    first: Mapping[str, str],
) -> Distribution:
    """The same where several keys may be of one person: limits are the person's, not each key's.

    first: the person's first key, of every key. What a person gets is divided by the keys' weights.
    """
    if not (floor or cap) or len(set(first.values())) == len(first):
        return distribute(pool_cents, weights, floor, cap)
    own: dict[str, dict[str, Decimal]] = {}
    for key, weight in weights.items():
        own.setdefault(first[key], {})[key] = weight
    low, high = (
        {
            one: max(limit[key] for key in keys if key in limit)
            for one, keys in own.items()
            if limit.keys() & keys
        }
        for limit in (floor, cap)
    )
    whole = distribute(
        pool_cents, {one: sum(keys.values(), Decimal(0)) for one, keys in own.items()}, low, high
    )
    parts: dict[str, int] = {}
    for one, keys in own.items():
        parts |= shared_out(whole.parts[one], keys) if any(keys.values()) else {one: whole.parts[one]}
    told = [
        frozenset(key for key in weights if first[key] in found) for found in (whole.floored, whole.capped)
    ]
    return Distribution(parts, whole.rest, *told, whole.scaled)


def _limit(limit: Limit, key: str) -> int | None:
    return limit.get(key) if isinstance(limit, Mapping) else limit


def _top(cap: int | None, floor: int, pool: int) -> int:
    """The most that one person can get; a cap below the floor gives way to it."""
    return pool if cap is None else min(max(cap, floor), pool)


def _filled(
    pool: int, weights: Mapping[str, Decimal], low: Mapping[str, int], high: Mapping[str, int]
) -> tuple[dict[str, int], set[str]]:
    """Water-filling: the level λ at which Σ min(max(λ·weight, floor), cap) is the pool."""
    exact = {key: Fraction(weight) for key, weight in weights.items() if weight > 0}
    level = _level(pool, exact, low, high)
    parts = dict(low)
    parts |= {key: high[key] for key, weight in exact.items() if high[key] <= level * weight}
    free = {key for key, weight in exact.items() if low[key] <= level * weight < high[key]}
    left = pool - sum(part for key, part in parts.items() if key not in free)
    parts |= shared_out(left, {key: weights[key] for key in free})
    return parts, free


def _level(
    pool: int, exact: Mapping[str, Fraction], low: Mapping[str, int], high: Mapping[str, int]
) -> Fraction:
    """The highest level at which somebody meets a limit and the pool is not yet overdrawn."""

    def filled(level: Fraction) -> Fraction:
        given = (min(max(level * weight, low[key]), high[key]) for key, weight in exact.items())
        return sum(given, Fraction(idle))

    idle = sum(least for key, least in low.items() if key not in exact)
    meets = {limit[key] / weight for key, weight in exact.items() for limit in (low, high)}
    levels = sorted(meets | {Fraction(0)})
    return levels[bisect_right(levels, pool, key=filled) - 1]
