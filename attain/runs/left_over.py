"""What pools leave over: money that caps, or weights of zero, let nobody have. It stays where it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.runs.compute import Computed

#: Begin the names of control sums: what caps keep of a pool, and what nobody has a weight for.
_NAMES = {True: "left by caps of ", False: "left without weights of "}

#: Stands between the pool and the unit in such a name; there is no space in a pool's.
_IN = " in "


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Money of a pool that nobody gets. unit: with whom it stays, "" for the company.

    capped: whether caps keep it; otherwise nobody has a weight above zero. of_units: whether it is left
    before units share it, not among a unit's people.
    """

    pool: str
    unit: str
    amount: Decimal
    capped: bool
    of_units: bool = False

    @property
    def why(self) -> str:
        """The message of the reason."""
        return f"left_over.{'units.' if self.of_units else ''}{'capped' if self.capped else 'unweighed'}"


def left_over(computed: Computed, kept: Iterable[Mapping[str, Any]]) -> list[LeftOver]:
    """What the period's pools leave over. kept: their distributions as a run keeps them."""
    found = []
    for name in computed.payroll.pools.declared():
        split = computed.payroll.pools.split(name)
        if split is not None and split.left:
            found.append(LeftOver(name, "", split.left, any(w > 0 for w in split.weights.values()), True))
    for each in kept:
        if left := Decimal(each["left"]):
            weighed = any(Decimal(weight) > 0 for weight in each["weights"].values())
            found.append(LeftOver(each["pool"], each["unit"], left, weighed))
    return sorted(found, key=lambda left: (left.pool, left.unit))


def as_sums(found: Iterable[LeftOver]) -> dict[str, Decimal]:
    """The same as control sums of a run."""
    return {
        f"{_NAMES[each.capped]}{each.pool}{_IN if not each.of_units else ''}{each.unit}": each.amount
        for each in found
    }


def of_sums(control: Mapping[str, str]) -> list[LeftOver]:
    """What a run's control sums say of it; nothing of a run that was made before they did."""
    found = []
    for name, amount in control.items():
        for capped, begin in _NAMES.items():
            if name.startswith(begin):
                pool, among_people, unit = name.removeprefix(begin).partition(_IN)
                found.append(LeftOver(pool, unit, Decimal(amount), capped, not among_people))
    return sorted(found, key=lambda left: (left.pool, left.unit))
