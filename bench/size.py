"""How big a company is: everything in proportion to the order lines of its month."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

#: The month that is computed, and its last day, which the measurement of the next day adds.
PERIOD = "2026-10"
NEXT_DAY = date(2026, 10, 31)

#: A country's month: 470 M lines of 5.5 M clients, looked after by 100 k account managers.
LINES_PER_CLIENT = 85.9
LINES_PER_MANAGER = 4700
FEWEST_MANAGERS = 12

TEAM, AREA, REGION = 10, 100, 1000
PRODUCTS, GROUPS = 240, 6


@dataclass(frozen=True)
class Size:
    """A company with about `lines` order lines in its month."""

    lines: int

    @property
    def clients(self) -> int:
        return max(1, round(self.lines / LINES_PER_CLIENT))

    @property
    def managers(self) -> int:
        return max(FEWEST_MANAGERS, self.lines // LINES_PER_MANAGER)

    @property
    def clients_per_file(self) -> int:
        """A file holds about 30 M lines of clients that follow each other."""
        return max(1, round(30_000_000 / LINES_PER_CLIENT))

    def client_ranges(self) -> list[tuple[int, int]]:
        """[first, behind the last) client of every file."""
        cuts = [*range(0, self.clients, self.clients_per_file), self.clients]
        return list(pairwise(cuts))
