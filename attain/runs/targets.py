"""Targets from the store: as set, clients' targets given to who covers them, transfers that sum to zero.

Only the periods that a computation can look at are read: a country's stores hold millions of targets.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import How, TableFilling, TargetRow, TargetTable, WholeColumn
from attain.engine.decide.targets import Targets, spell_key
from attain.engine.money import half_up
from attain.engine.period import CYCLES, Calendar, Period
from attain.runs.client_targets import Followed
from attain.runs.records import Records


def target_table(records: Records, calendar: Calendar, periods: Iterable[Period]) -> TargetTable:
    """The targets that may hold in the periods, of people, units and the company."""
    there = records.rows(
        "SELECT DISTINCT period FROM targets UNION SELECT DISTINCT period FROM target_transfers"
    )
    asked = [*periods]
    looked_at = _looked_at({row[0] for row in there}, calendar, asked)
    filling = TableFilling(records.scale("targets", "value"))
    if looked_at:
        _set(records, looked_at, filling)
        followed = Followed(records, calendar, looked_at, asked, filling.scale)
        moved = [row for row in records.of("target_transfers") if row["period"] in looked_at]
        _transferred(calendar, moved, looked_at, filling, followed)
        _given_to_people(records, followed, filling)
    return filling.table()


def _looked_at(there: set[str], calendar: Calendar, periods: Iterable[Period]) -> dict[str, Period]:
    """The periods with targets that bear on those asked for: their parts, and longer ones with all parts."""
    found: dict[str, Period] = {}
    for period in periods:
        at = CYCLES.index(period.cycle)
        near = [period, *(part for cycle in CYCLES[1:at] for part in calendar.within(period, cycle))]
        for number, cycle in enumerate(CYCLES[at + 1 :], at + 1):
            longer = calendar.around(period, cycle)
            if longer.key in there:
                parts = dict.fromkeys((period.cycle, *CYCLES[1:number]))
                near += [longer, *(part for each in parts for part in calendar.inside(longer, each))]
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


# -- what moves ------------------------------------------------------------------------


def _transferred(
    calendar: Calendar,
    rows: Iterable[Mapping[str, Any]],
    looked_at: Mapping[str, Period],
    filling: TableFilling,
    followed: Followed,
) -> None:
    """Takes each transfer's value from one subject and gives it to the other."""
    sides = [
        (row, row[f"{side}_kind"], row[f"{side}_id"] or "company", sign * row["value"])
        for row in rows
        for side, sign in (("from", -1), ("to", 1))
    ]
    for row, kind, _, _ in sides:
        if kind != "client":
            filling.column(kind, row["name"], "", row["period"])
    targets = followed.targets(filling.so_far)
    for row, kind, subject, change in sides:
        period = looked_at[row["period"]]
        if kind == "client":
            followed.change(subject, row["name"], period, change)
        else:
            how = How(False, None, row["approved_by"] or "")
            _change(filling, targets, calendar, Subject(kind, subject), row["name"], period, change, how)


def _change(
    filling: TableFilling,
    targets: Targets,
    calendar: Calendar,
    subject: Subject,
    name: str,
    period: Period,
    change: Decimal,
    how: How,
) -> None:
    """Changes a subject's target of a period, however it came about, and those of longer ones with it."""
    column = filling.column(subject.kind, name, "", period.key)
    before = column.get(subject.id)
    came_to = targets.value(subject, name, period) if before is None and targets.additive(name) else None
    value = before.value if before is not None else came_to or Decimal(0)
    _put(filling, column, subject.id, value + change, before, how)
    for cycle in CYCLES[CYCLES.index(period.cycle) + 1 :] if targets.additive(name) else ():
        longer = filling.column(subject.kind, name, "", calendar.around(period, cycle).key)
        if (own := longer.get(subject.id)) is not None:
            _put(filling, longer, subject.id, own.value + change, own, how)


def _put(
    filling: TableFilling, column: WholeColumn, subject: str, value: Decimal, row: TargetRow | None, how: How
) -> None:
    """Puts a value; who set a target that is there already stays told."""
    kept = how if row is None else How(row.fixed, row.set_on, row.set_by)
    filling.put(column, subject, filling.whole(value), filling.how(kept))


def _given_to_people(records: Records, followed: Followed, filling: TableFilling) -> None:
    """What clients' targets come to for people who have no target of their own, for whatever period."""
    how = filling.how(How(True, None, ""))
    whole = 10 ** records.scale("coverage", "share")
    targets = followed.targets(filling.so_far)
    given = []
    for (person, spell, name, group, key), total in sorted(followed.sums().items()):
        period = followed.periods[key]
        value = half_up(total.numerator, total.denominator * whole * period.days)
        if value and targets.value(Subject("person", person), name, period, group) is None:
            given.append((person, spell, name, group, key, value))
    for person, spell, name, group, key, value in given:
        kind, subject = ("spell", spell_key(person, spell)) if spell else ("person", person)
        filling.put(filling.column(kind, name, group, key), subject, value, how)
