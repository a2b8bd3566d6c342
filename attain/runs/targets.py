"""Targets from the store: as set, clients' targets given to who covers them, transfers that sum to zero.

Only the periods that a computation can look at are read, and nothing of coverage where no client has a
target: a country's stores hold millions of either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from attain.engine.decide.target_table import How, TableFilling, TargetTable
from attain.engine.money import half_up
from attain.engine.period import CYCLES, Calendar, Period
from attain.runs.records import Records

#: Sums of parts of clients' targets, by (person, name, group, period): integers of target × share × days.
Sums = dict[tuple[str, str, str, str], int]

THROUGH_COVERAGE = """
    SELECT c.person_id, t.name, t."group",
        SUM(CAST(t.value AS HUGEINT) * c.share * DATE_DIFF('day', GREATEST(c."from", ?), LEAST(c."to", ?)))
    FROM targets AS t JOIN coverage AS c ON c.client_id = t.subject_id
    WHERE t.subject_kind = 'client' AND t.period = ? AND c."from" < ? AND c."to" > ?
    GROUP BY c.person_id, t.name, t."group"
"""


def target_table(records: Records, calendar: Calendar, periods: Iterable[Period]) -> TargetTable:
    """The targets that may hold in the periods, of people, units and the company."""
    there = records.rows(
        "SELECT DISTINCT period FROM targets UNION SELECT DISTINCT period FROM target_transfers"
    )
    looked_at = _looked_at({row[0] for row in there}, calendar, periods)
    filling = TableFilling(records.scale("targets", "value"))
    if looked_at:
        _set(records, looked_at, filling)
        sums = _through_coverage(records, looked_at)
        for row in records.of("target_transfers"):
            if row["period"] in looked_at:
                _transfer(records, looked_at[row["period"]], row, filling, sums)
        _given_to_people(records, looked_at, filling, sums)
    return filling.table()


def _looked_at(there: set[str], calendar: Calendar, periods: Iterable[Period]) -> dict[str, Period]:
    """The periods with targets that bear on those asked for: their parts, and longer ones with all parts."""
    found: dict[str, Period] = {}
    for period in periods:
        at = CYCLES.index(period.cycle)
        near = [period, *(part for cycle in CYCLES[1:at] for part in calendar.within(period, cycle))]
        for cycle in CYCLES[at + 1 :]:
            longer = calendar.containing(period.start, cycle)
            if longer.key in there:
                near += [longer, *calendar.within(longer, period.cycle)]
        found |= {each.key: each for each in near if each.key in there}
    return found


def _set(records: Records, looked_at: Iterable[str], filling: TableFilling) -> None:
    """The targets as set. What many rows have alike is numbered, so that a row is four small values."""
    periods = list(looked_at)
    among = f"subject_kind <> 'client' AND period IN ({', '.join('?' * len(periods))})"
    heads = records.rows(
        f'SELECT DISTINCT subject_kind, name, "group", period FROM targets WHERE {among}', periods
    )
    hows = records.rows(f"SELECT DISTINCT fixed, set_on, set_by FROM targets WHERE {among}", periods)
    records.number("target_heads", "targets", ("subject_kind", "name", "group", "period"), heads)
    records.number("target_hows", "targets", ("fixed", "set_on", "set_by"), hows)
    columns = [filling.column(*head) for head in heads]
    numbers = [filling.how(How(fixed, set_on, set_by or "")) for fixed, set_on, set_by in hows]
    rows = records.stream(
        "SELECT h.number, w.number, COALESCE(NULLIF(t.subject_id, ''), 'company'), t.value"
        " FROM targets AS t JOIN target_heads AS h"
        " ON h.subject_kind = t.subject_kind AND h.name = t.name"
        ' AND h."group" = t."group" AND h.period = t.period'
        " JOIN target_hows AS w ON w.fixed = t.fixed AND w.set_on IS NOT DISTINCT FROM t.set_on"
        " AND w.set_by IS NOT DISTINCT FROM t.set_by"
    )
    filling.fill(columns, numbers, rows)


# -- clients' targets ------------------------------------------------------------------


def _through_coverage(records: Records, looked_at: Mapping[str, Period]) -> Sums:
    """Clients' targets follow the client: each person's part by days and share of coverage, summed."""
    sums: Sums = defaultdict(int)
    of_clients = records.rows("SELECT DISTINCT period FROM targets WHERE subject_kind = 'client'")
    for period in (looked_at[key] for (key,) in of_clients if key in looked_at):
        bounds = [period.start, period.end, period.key, period.end, period.start]
        for person, name, group, value in records.rows(THROUGH_COVERAGE, bounds):
            sums[person, name, group, period.key] += int(value)
    return sums


def _transfer(
    records: Records, period: Period, row: Mapping[str, Any], filling: TableFilling, sums: Sums
) -> None:
    """Takes the value from one subject and gives it to the other."""
    for side, sign in (("from", -1), ("to", 1)):
        kind, subject = row[f"{side}_kind"], row[f"{side}_id"] or "company"
        change = sign * row["value"]
        if kind == "client":
            for person, part in _coverage(records, subject, period).items():
                sums[person, row["name"], "", period.key] += filling.whole(change) * part
            continue
        column = filling.column(kind, row["name"], "", period.key)
        before = column.get(subject)
        if before is None:
            how = How(False, None, row["approved_by"] or "")
            filling.put(column, subject, filling.whole(change), filling.how(how))
        else:
            how = How(before.fixed, before.set_on, before.set_by)
            filling.put(column, subject, filling.whole(before.value + change), filling.how(how))


def _coverage(records: Records, client: str, period: Period) -> dict[str, int]:
    """By person: share × days of the client's coverage in the period."""
    parts: dict[str, int] = defaultdict(int)
    covered = records.rows(
        'SELECT person_id, share, "from", "to" FROM coverage WHERE client_id = ?', [client]
    )
    for person, share, start, end in covered:
        start, end = period.overlap(start, end)
        parts[person] += share * max(0, (end - start).days)
    return parts


def _given_to_people(
    records: Records, looked_at: Mapping[str, Period], filling: TableFilling, sums: Sums
) -> None:
    """What clients' targets come to for a person who has no target of the own."""
    how = filling.how(How(True, None, ""))
    whole = 10 ** records.scale("coverage", "share")
    for (person, name, group, key), total in sorted(sums.items()):
        value = half_up(total, whole * looked_at[key].days)
        column = filling.column("person", name, group, key)
        if value and column.get(person) is None:
            filling.put(column, person, value, how)
