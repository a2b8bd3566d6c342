"""What became of a pool: the company's amount among units, a unit's among its people, and what was left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from attain.engine.money import rounded
from attain.engine.pay.component import Note
from attain.engine.pay.distribute import distribute
from attain.engine.pay.plan import Pool, Split


@dataclass(frozen=True)
class PoolShared:
    """One unit's pool: its amount, everyone's weight and part, and what nobody could be given.

    held: why it can't be shared yet.
    """

    pool: Pool
    unit: str
    amount: Decimal | None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    left: Decimal = Decimal(0)
    floored: frozenset[str] = frozenset()
    capped: frozenset[str] = frozenset()
    held: Note | None = None

    @cached_property
    def weight(self) -> Decimal:
        """All members' weights together."""
        return sum(self.weights.values(), Decimal(0))


@dataclass(frozen=True)
class PoolSplit:
    """amount: the company's. parts: each unit's, None while it is not known. weights: of who takes part.

    left: what caps of units, or weights that are all zero, let no unit have: it stays with the company.
    """

    amount: Decimal | None
    parts: Mapping[str, Decimal | None]
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    left: Decimal = Decimal(0)


def split_among(
    whole: Decimal, rule: Split, units: Sequence[str], weights: Mapping[str, Decimal | None], decimals: int
) -> PoolSplit:
    """The amount among units. weights: of the units that take part; the others have nothing of it."""
    known = {unit: max(weight, Decimal(0)) for unit, weight in weights.items() if weight is not None}
    nothing = dict.fromkeys(units, Decimal(0))
    if len(known) < len(weights):
        return PoolSplit(whole, nothing | dict.fromkeys(weights), known)
    cents = int(whole.scaleb(decimals))
    least = None if rule.floor is None else int(rounded(cents * rule.floor, 0))
    most = None if rule.cap is None else int(rounded(cents * rule.cap, 0))
    shared = distribute(cents, known, least, most)
    taken = {unit: Decimal(part).scaleb(-decimals) for unit, part in shared.parts.items()}
    left = Decimal(shared.rest).scaleb(-decimals)
    return PoolSplit(whole, nothing | taken, known, left)
