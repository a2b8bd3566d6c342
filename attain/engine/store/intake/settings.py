"""What intake needs to know of the rulebook and the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """currency, decimals: the rulebook's currency and its decimals. time_zone: of its local dates.

    memory_limit, threads: of the engine that checks the rows; beyond the limit it spills to disk.
    """

    currency: str = "EUR"
    decimals: int = 2
    time_zone: str = "UTC"
    memory_limit: str = "2GB"
    threads: int | None = None
