"""Targets of clients, given to people: whoever covers a client on a day carries that day's part.

A target for longer than a month is parted into months first, by season and around months that are set by
hand, so that each month's part goes to who has the client in it. As with facts, a day counts only for who
holds a post on it, in the role of coverage in which the measure is credited.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import TargetRow
from attain.engine.decide.targets import Targets
from attain.engine.money import scaled
from attain.engine.period import CYCLES, Calendar, Period
from attain.runs.at_work import AtWork
from attain.runs.records import Records

#: Parts of clients' targets, by (person, spell, name, group, period): integers of target × share × days,
#: summed. The spell "" has all days of the person.
Sums = dict[tuple[str, str, str, str, str], int | Fraction]

#: A client's coverage: (person, role, share, from, to).
Covers = tuple[str, str, int, date, date]

#: Clients that have a target of a name for several of some periods.
SEVERAL = """
    SELECT subject_id, name, "group" FROM targets WHERE subject_kind = 'client' AND period IN ({periods})
    GROUP BY subject_id, name, "group" HAVING COUNT(*) > 1
"""

THROUGH_COVERAGE = """
    SELECT c.person_id, a.spell, t.name, t."group", SUM(CAST(t.value AS HUGEINT) * c.share
        * DATE_DIFF('day', GREATEST(c."from", a.since, $first), LEAST(c."to", a.until, $end)))
    FROM targets AS t
    JOIN aimed AS n ON n.name = t.name
    JOIN coverage AS c ON c.client_id = t.subject_id AND c.role = n.role
    JOIN at_work AS a ON a.person_id = c.person_id{beside}
    WHERE t.subject_kind = 'client' AND t.period = $period{without}
    AND GREATEST(c."from", a.since, $first) < LEAST(c."to", a.until, $end)
    GROUP BY c.person_id, a.spell, t.name, t."group"
"""


class Followed:
    """Clients' targets on their way to people.

    looked_at: the periods with targets that bear on those asked for. scale: decimals of targets' integers.
    """

    def __init__(
        self,
        records: Records,
        calendar: Calendar,
        looked_at: Mapping[str, Period],
        asked: Iterable[Period],
        scale: int,
    ) -> None:
        self._records, self._calendar, self._looked_at, self._scale = records, calendar, looked_at, scale
        self._months = [*dict.fromkeys(month for period in asked for month in _months(calendar, period))]
        self.periods = {**looked_at, **{month.key: month for month in self._months}}
        self._seasons = {(row["name"], row["part"]): row["weight"] for row in records.of("seasonality")}
        self._adding: dict[str, bool] = {}
        self._by_day: Targets = self.targets(())
        self._sums: Sums = defaultdict(int)
        self._last = max(period.last_day for period in self.periods.values())

    @cached_property
    def _at_work(self) -> AtWork:
        return AtWork(self._records, min(each.start for each in self.periods.values()), self._last)

    def targets(self, rows: Any) -> Targets:
        """What looks targets up among rows, as an evaluation does."""
        return Targets(rows, self._calendar, self._additive, self._seasons)

    def _additive(self, name: str) -> bool:
        if name not in self._adding:
            self._adding[name] = self._records.rules.additive(name, self._last)
        return self._adding[name]

    def _role(self, name: str) -> str:
        """In which role of coverage facts of the name are credited."""
        measures = {each.measure: each for each in self._records.rules.in_force("measure", self._last)}
        return measures[name].credit.role if name in measures else ""

    def change(self, client: str, name: str, period: Period, change: Decimal) -> None:
        """What a transfer gives to a client's target of a period, or takes."""
        covers = self._records.rows(
            'SELECT person_id, role, share, "from", "to" FROM coverage WHERE client_id = ?', [client]
        )
        whole = Fraction(change.scaleb(self._scale))
        for part, weight in self._parts(name, period):
            self._add(covers, name, "", part, whole * weight)

    def sums(self) -> Sums:
        """What everybody's clients come to."""
        found = self._records.rows("SELECT DISTINCT period FROM targets WHERE subject_kind = 'client'")
        of_clients = {key: self._looked_at[key] for (key,) in found if key in self._looked_at}
        if of_clients:
            names = self._records.rows("SELECT DISTINCT name FROM targets WHERE subject_kind = 'client'")
            roles = [(name, self._role(name)) for (name,) in names]
            self._records.engine.table("aimed", roles, {"name": "VARCHAR", "role": "VARCHAR"})
            self._at_work.relation("at_work")
        years: dict[str, list[Period]] = defaultdict(list)
        for period in of_clients.values():
            years[self._calendar.around(period, "year").key].append(period)
        for periods in years.values():
            longer = [period for period in periods if _long(period)]
            for period in periods:
                self._through_coverage(period, [each.key for each in periods] if longer else [])
            if longer and len(periods) > 1:
                self._several(periods, {period.key for period in longer})
        return self._sums

    def _through_coverage(self, period: Period, keys: Sequence[str]) -> None:
        """Targets of a period; keys: those of its year, where clients may have several."""
        if not _long(period):
            self._summed(period, period, (), lambda name: 1)
            return
        self._summed(period, period, keys, lambda name: int(not self._additive(name)))
        for month in self._inside(period):
            self._summed(period, month, keys, lambda name, month=month: self._weight(name, period, month))

    def _summed(self, period: Period, part: Period, keys: Sequence[str], weight: Any) -> None:
        marks = {f"key{number}": key for number, key in enumerate(keys)}
        same = " AND ".join(f"t.{each} = s.{each}" for each in ("subject_id", "name", '"group"'))
        several = SEVERAL.format(periods=", ".join(f"${mark}" for mark in marks))
        query = THROUGH_COVERAGE.format(
            beside=f" LEFT JOIN ({several}) AS s ON {same}" if keys else "",
            without=" AND s.subject_id IS NULL" if keys else "",
        )
        bound = {"first": part.start, "end": part.end, "period": period.key, **marks}
        for person, spell, name, group, value in self._records.rows(query, bound):
            if found := weight(name):
                self._sums[person, spell, name, group, part.key] += int(value) * found

    def _several(self, periods: Sequence[Period], longer: set[str]) -> None:
        """Clients with a target for a longer period beside others of its year: one by one."""
        keys = [period.key for period in periods]
        marks = ", ".join("?" * len(keys))
        several = SEVERAL.format(periods=marks)
        rows = self._records.rows(
            'SELECT t.subject_id, t.name, t."group", t.period, t.value FROM targets AS t'
            f" JOIN ({several}) AS s "
            'ON t.subject_id = s.subject_id AND t.name = s.name AND t."group" = s."group" '
            f"WHERE t.subject_kind = 'client' AND t.period IN ({marks})",
            [*keys, *keys],
        )
        found = [
            TargetRow("client", client, name, key, scaled(int(value), self._scale), group)
            for client, name, group, key, value in rows
        ]
        targets, covers = self.targets(found), self._covers(several, keys)
        own = {(row.subject, row.name, row.group, row.period) for row in found}
        for client, name, group in sorted({each[:3] for each in own}):
            for part in self._months if self._additive(name) else [self._looked_at[key] for key in longer]:
                there = (client, name, group, part.key) in own
                value = targets.value(Subject("client", client), name, part, group)
                if value and there == (part.key in longer):
                    exact = Fraction(value.scaleb(self._scale))
                    self._add(covers[client], name, group, part, exact)

    def _covers(self, several: str, keys: Sequence[str]) -> Mapping[str, list[Covers]]:
        found: dict[str, list[Covers]] = defaultdict(list)
        for client, *row in self._records.rows(
            'SELECT c.client_id, c.person_id, c.role, c.share, c."from", c."to" FROM coverage AS c'
            f" JOIN (SELECT DISTINCT subject_id FROM ({several})) AS s ON s.subject_id = c.client_id",
            keys,
        ):
            found[client].append(tuple(row))
        return found

    def _add(self, covers: Iterable[Covers], name: str, group: str, part: Period, whole: Fraction) -> None:
        role = self._role(name)
        for person, own, share, start, end in covers:
            for spell, since, until in self._at_work.days(person) if own == role else ():
                first, last = part.overlap(max(start, since), min(end, until))
                if days := max(0, (last - first).days):
                    self._sums[person, spell, name, group, part.key] += whole * share * days

    def _parts(self, name: str, period: Period) -> list[tuple[Period, Fraction]]:
        """The parts of a period in which its targets are given to people, and how much of it each is."""
        if not _long(period) or not self._additive(name):
            return [(period, Fraction(1))]
        return [(month, self._weight(name, period, month)) for month in self._inside(period)]

    def _inside(self, period: Period) -> list[Period]:
        return [month for month in self._months if period.start <= month.middle < period.end]

    def _weight(self, name: str, period: Period, month: Period) -> Fraction:
        """How much of a sum for a longer period is the month's; nothing of what is no sum."""
        if not self._additive(name):
            return Fraction(0)
        weights = self._by_day.weights(name, self._calendar.inside(period, "month"))
        return Fraction(weights[month.key]) / Fraction(sum(weights.values()))


def _long(period: Period) -> bool:
    """Whether it has months."""
    return CYCLES.index(period.cycle) > CYCLES.index("month")


def _months(calendar: Calendar, period: Period) -> Sequence[Period]:
    """The months of a period, or the one in which it lies."""
    if period.cycle == "week":
        return [calendar.around(period, "month")]
    return calendar.within(period, "month")
