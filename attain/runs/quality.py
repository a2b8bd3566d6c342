"""The quality of what is in the store: how much, how new, what is missing, and what names nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from statistics import median_low
from typing import Any

from attain.engine.store import (
    clients_without_owner,
    newest_day,
    people_without_targets,
    rows_by_month,
    unknown_keys,
    waiting,
)
from attain.runs.compute import Progress
from attain.runs.workplace import Workplace

#: So many months are drawn.
MONTHS = 12

#: A month is thin if it has fewer than so many of a hundred of what months usually have.
THIN = 50

#: A table is expected in a month if so many months before had it, without a gap.
EXPECTED = 3


def measured(house: Workplace, told: Progress) -> dict[str, Any]:
    """Everything that the page of quality tells of the store as it is now, as JSON."""
    snapshot, tables = house.store.snapshot(), house.rules.tables
    waits: dict[str, int] = {}
    for each in waiting(snapshot):
        waits[each.table] = waits.get(each.table, 0) + each.rows
    newest: dict[str, date | None] = {}
    unknown: list[dict[str, Any]] = []
    with house.engine() as engine:
        for number, (name, table) in enumerate(tables.items()):
            told("intake.measuring", number / len(tables))
            if snapshot.rows(name):
                newest[name] = newest_day(engine, snapshot, table)
                until = newest[name]
                unknown += [asdict(each) for each in unknown_keys(engine, snapshot, table, tables, until)]
        day = usual_day([each for each in newest.values() if each])
        months = _months(day)
        uncovered = clients_without_owner(engine, snapshot, tables, day) if day else (0, ())
        unaimed = people_without_targets(engine, snapshot, tables, months[-1]) if months else (0, ())
    return {
        "snapshot": snapshot.id,
        "day": day.isoformat() if day else "",
        "months": months,
        "tables": [
            {
                "name": name,
                "rows": snapshot.rows(name),
                "months": strip(rows_by_month(snapshot, name), months) if table.date else [],
                "newest": found.isoformat() if (found := newest.get(name)) else "",
                "ahead": bool(found and day and f"{found:%Y-%m}" > f"{day:%Y-%m}"),
                "waiting": waits.get(name, 0),
            }
            for name, table in tables.items()
            if snapshot.rows(name) or waits.get(name)
        ],
        "unknown": unknown,
        "uncovered": {"count": uncovered[0], "first": list(uncovered[1])},
        "unaimed": {"count": unaimed[0], "first": list(unaimed[1])},
    }


def usual_day(days: Sequence[date]) -> date | None:
    """The newest day of the month in which most tables have theirs: one slip of a year moves nothing."""
    months = Counter((day.year, day.month) for day in days)
    if not months:
        return None
    usual = max(months, key=lambda month: (months[month], month))
    return max(day for day in days if (day.year, day.month) == usual)


def _months(day: date | None) -> list[str]:
    """The last months up to that of a day, oldest first."""
    if day is None:
        return []
    last = day.year * 12 + day.month - 1
    return [f"{at // 12}-{at % 12 + 1:02}" for at in range(last - MONTHS + 1, last + 1)]


def strip(rows: Mapping[str, int], months: list[str]) -> list[dict[str, Any]]:
    """Each month with its rows and how it looks: none, gap, thin, late or usual.

    none: before the first, or of a table that comes seldom anyway.

    late: the last month has nothing though the months before had. level: 1 to 4, against the fullest.
    """
    full = [rows[month] for month in months if rows.get(month)]
    usual, most = (median_low(full), max(full)) if full else (0, 0)
    first = min((month for month in rows if rows[month]), default="9")
    seldom = 2 * len(full) < sum(month >= first for month in months)
    found = []
    for month in months:
        count = rows.get(month, 0)
        look = "usual"
        if not count:
            look = "none" if month < first or seldom else "gap"
        elif count * 100 < usual * THIN and not seldom:
            look = "thin"
        found.append(
            {"month": month, "rows": count, "look": look, "level": -(-4 * count // most) if most else 0}
        )
    if found and found[-1]["look"] == "gap":
        before = [each["rows"] for each in found[-1 - EXPECTED : -1]]
        found[-1]["look"] = "late" if len(before) == EXPECTED and all(before) else "gap"
    return found
