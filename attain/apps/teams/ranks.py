"""Ranks among peers, and between which ranks somebody may as well stand."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from attain.apps.teams.counts import Interval


class Peer(NamedTuple):
    """Who is compared. sure: the interval of the value, None where nothing is known of it."""

    subject: str
    value: Decimal
    sure: Interval | None = None


class Ranked(NamedTuple):
    """A peer's rank, equal values sharing the better one; best and worst: the ranks that intervals allow."""

    peer: Peer
    rank: int
    best: int
    worst: int

    @property
    def open(self) -> bool:
        """Whether another rank is as well possible."""
        return self.best < self.rank or self.rank < self.worst


def ranked(peers: Sequence[Peer], better: str) -> list[Ranked]:
    """From the best to the worst, equal ones by subject. better: "higher" or "lower".

    Somebody is surely ahead only where the whole interval is; equal values may stand in each other's place.
    """
    sign = 1 if better == "lower" else -1
    spans = [_span(peer, sign) for peer in peers]
    starts, ends = sorted(low for low, _ in spans), sorted(high for _, high in spans)
    values = sorted(sign * peer.value for peer in peers)
    found = []
    for peer in sorted(peers, key=lambda each: (sign * each.value, each.subject)):
        low, high = _span(peer, sign)
        ahead, behind = bisect_left(ends, low), len(starts) - bisect_right(starts, high)
        rank = bisect_left(values, sign * peer.value) + 1
        found.append(Ranked(peer, rank, ahead + 1, len(peers) - behind))
    return found


def _span(peer: Peer, sign: int) -> tuple[Decimal, Decimal]:
    low, high = peer.sure or (peer.value, peer.value)
    first, last = sorted((sign * low, sign * high))
    return first, last
