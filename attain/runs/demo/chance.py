"""Chance that is the same on every machine: integers only, from a seed and a name."""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A stream of chances of its own for each (seed, name): one table's draws never move another's.

    Only `getrandbits` of the Mersenne Twister is used, whose output is fixed for good.
    """

    __slots__ = ("bits",)

    def __init__(self, seed: int, *name: str | int) -> None:
        words = "\0".join(map(str, (seed, *name)))
        self.bits = Random(int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")).getrandbits

    def below(self, n: int) -> int:
        """0 … n − 1."""
        return self.bits(32) * n >> 32

    def between(self, least: int, most: int) -> int:
        """least … most, both included."""
        return least + (self.bits(32) * (most - least + 1) >> 32)

    def near(self, middle: int, spread: int) -> int:
        """middle ± spread, the middle likelier than the ends."""
        return middle - spread + (self.bits(32) * (spread + 1) >> 32) + (self.bits(32) * (spread + 1) >> 32)

    def happens(self, permille: int) -> bool:
        """True in `permille` of 1000 cases."""
        return self.bits(32) * 1000 >> 32 < permille

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.bits(32) * len(choices) >> 32]

    def weighed(self, choices: Sequence[tuple[T, int]]) -> T:
        """One of (choice, weight), as often as its weight says."""
        at = self.below(sum(weight for _, weight in choices))
        for choice, weight in choices:
            at -= weight
            if at < 0:
                return choice
        raise ValueError("weights must be positive")

    def some(self, choices: Sequence[T], n: int) -> list[T]:
        """n different ones, in the order of drawing (all of them, if there are fewer)."""
        left = list(choices)
        return [left.pop(self.below(len(left))) for _ in range(min(n, len(left)))]
