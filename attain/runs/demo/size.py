"""How big the demo company is."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Size:
    """Counts for each of the five branches, and months."""

    managers: int
    clients: int
    months: int

    @property
    def team(self) -> int:
        """Account managers in each of a branch's two teams (the first is the bigger one)."""
        return -(-self.managers // 2)


#: The whole company: 100 account managers, 20 000 clients, 18 months.
WHOLE = Size(managers=20, clients=4000, months=18)


def size_of(scale: Fraction | int | str) -> Size:
    """The company at a scale of 0 < scale ≤ 1: people, clients and months shrink alike, within reason.

    1/10 has 10 account managers, 2000 clients and 3 months. Raises ValueError outside that range.
    """
    part = Fraction(scale)
    if not 0 < part <= 1:
        raise ValueError(f"the demo's scale must lie above 0 and at most at 1, not {scale}")
    return Size(
        managers=max(2, int(WHOLE.managers * part)),
        clients=max(100, int(WHOLE.clients * part)),
        months=max(3, int(WHOLE.months * part)),
    )
