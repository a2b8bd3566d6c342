"""Targets: as set, spread from year to quarter to month, summed up, prorated to a spell, rolled up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.engine.decide.organisation import days_at_work
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import TargetRow
from attain.engine.money import rounded, shared_out
from attain.engine.period import CYCLES, Calendar, Period

#: Targets are kept to six decimals, as the built-in table has them.
PLACES = 6


@dataclass(frozen=True, slots=True)
class Target:
    """A target and how it came about.

    how: "set", "spread" (from a longer period), "summed" (from shorter ones or from people), "averaged",
    "prorated" (to the days of a spell), "none".
    """

    value: Decimal | None
    how: str = "none"
    row: TargetRow | None = None
    days: int = 0
    of_days: int = 0


class Targets:
    """Looks targets up. `additive` tells whether a name's targets add over time and people (sums and counts
    do; ratios don't). spells_of: a person's spells that a period touches; a fixed target is divided by their
    days."""

    def __init__(
        self,
        rows: Iterable[TargetRow],
        calendar: Calendar,
        additive: Callable[[str], bool],
        seasons: Mapping[tuple[str, str], Decimal],
        spells_of: Callable[[str, Period], Sequence[Subject]] = lambda person, period: (),
    ) -> None:
        self._spells_of = spells_of
        self._rows: dict[tuple[str, str, str, str], dict[str, TargetRow]] = defaultdict(dict)
        for row in rows:
            self._rows[row.kind, row.subject, row.name, row.group][row.period] = row
        self._calendar = calendar
        self._additive = additive
        self._seasons = seasons

    def has(self, kind: str, subject: str, name: str, group: str = "") -> bool:
        return bool(self._rows.get((kind, subject, name, group)))

    def of(self, subject: Subject, name: str, period: Period, group: str = "") -> Target:
        """The subject's own target, prorated to the days of a person's spell."""
        found = self._whole(subject.kind, subject.id, name, period, group)
        if found.value is None or subject.kind != "person" or not self._additive(name):
            return found
        days, of_days = subject.part_of(period, self._calendar)
        if found.row and found.row.fixed:
            of_days = days_at_work(self._spells_of(subject.id, period), period) or days
        if days == of_days:
            return found
        value = rounded(found.value * days / of_days, PLACES)
        return Target(value, "prorated", found.row, days, of_days)

    def _whole(self, kind: str, subject: str, name: str, period: Period, group: str) -> Target:
        rows = self._rows.get((kind, subject, name, group))
        if not rows:
            return Target(None)
        if row := rows.get(period.key):
            return Target(row.value, "set", row)
        if found := self._from_longer(rows, name, period):
            return found
        return self._from_shorter(rows, name, period) or Target(None)

    def _from_longer(self, rows: Mapping[str, TargetRow], name: str, period: Period) -> Target | None:
        for cycle in CYCLES[CYCLES.index(period.cycle) + 1 :]:
            longer = self._calendar.containing(period.start, cycle)
            row = rows.get(longer.key)
            if row is None:
                continue
            if not self._additive(name):
                return Target(row.value, "set", row)
            return Target(self._spread(row, rows, longer, period), "spread", row)
        return None

    def _spread(
        self, row: TargetRow, rows: Mapping[str, TargetRow], longer: Period, period: Period
    ) -> Decimal:
        """This period's part of a longer one: what is left beside parts set by hand, by season weights."""
        parts = self._calendar.within(longer, period.cycle)
        by_hand = {p.key: rows[p.key].value for p in parts if p.key in rows}
        left = row.value - sum(by_hand.values(), Decimal(0))
        weights = {p.key: self._season(row.name, p) for p in parts if p.key not in by_hand}
        cents = int(left.scaleb(PLACES))
        whole = cents // 10 ** (PLACES - 2) * 10 ** (PLACES - 2)
        shares = shared_out(whole // 10 ** (PLACES - 2), weights)
        value = Decimal(shares[period.key]).scaleb(-2)
        last = max(weights)
        return value + Decimal(cents - whole).scaleb(-PLACES) if period.key == last else value

    def _season(self, name: str, period: Period) -> Decimal:
        """The weight of a period of the year ("01", "Q1", "H2"); months add up to longer ones."""
        own = period.key.split("-", 1)[-1]
        for key in ((name, own), ("", own)):
            if key in self._seasons:
                return self._seasons[key]
        if period.cycle in ("quarter", "half_year") and any(n in (name, "") for n, _ in self._seasons):
            months = self._calendar.within(period, "month")
            return sum((self._season(name, month) for month in months), Decimal(0))
        return Decimal(1)

    def _from_shorter(self, rows: Mapping[str, TargetRow], name: str, period: Period) -> Target | None:
        for cycle in reversed(CYCLES[1 : CYCLES.index(period.cycle)]):
            parts = self._calendar.within(period, cycle)
            found = [rows[p.key] for p in parts if p.key in rows]
            if not found:
                continue
            total = sum((row.value for row in found), Decimal(0))
            if self._additive(name):
                return Target(total, "summed", found[-1])
            return Target(rounded(total / len(found), PLACES), "averaged", found[-1])
        return None
