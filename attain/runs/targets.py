"""Targets from the store: as set, clients' targets given to who covers them, transfers that sum to zero."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attain.engine.decide.world import TargetRow
from attain.engine.money import rounded
from attain.engine.period import Calendar, Period, PeriodFault
from attain.runs.records import Records


def target_rows(records: Records, calendar: Calendar) -> tuple[TargetRow, ...]:
    """All targets of people, units and the company, transfers and clients' targets included."""
    set_rows = [_row(row) for row in records.of("targets")]
    own = {_key(t): t for t in set_rows if t.kind != "client"}
    clients = [t for t in set_rows if t.kind == "client"]
    for row in records.of("target_transfers"):
        clients = _transfer(own, clients, row)
    for moved in _through_coverage(records, clients, calendar):
        key = _key(moved)
        if key not in own:
            own[key] = moved
    return tuple(own[key] for key in sorted(own))


def _row(row: Mapping[str, Any]) -> TargetRow:
    return TargetRow(
        row["subject_kind"],
        row["subject_id"] or "company",
        row["name"],
        row["period"],
        row["value"],
        row["group"],
        row["fixed"],
        row["set_on"],
        row["set_by"] or "",
    )


def _key(target: TargetRow) -> tuple[str, str, str, str, str]:
    return target.kind, target.subject, target.name, target.group, target.period


def _transfer(
    own: dict[tuple[str, str, str, str, str], TargetRow],
    clients: list[TargetRow],
    row: Mapping[str, Any],
) -> list[TargetRow]:
    """Takes the value from one subject and gives it to the other."""
    for side, sign in (("from", -1), ("to", 1)):
        kind, subject = row[f"{side}_kind"], row[f"{side}_id"] or "company"
        change = TargetRow(kind, subject, row["name"], row["period"], sign * row["value"])
        if kind == "client":
            clients = [*clients, change]
            continue
        before = own.get(_key(change))
        value = change.value + (before.value if before else Decimal(0))
        fixed = before.fixed if before else False
        own[_key(change)] = TargetRow(
            kind, subject, row["name"], row["period"], value, "", fixed,
            before.set_on if before else None, before.set_by if before else row["approved_by"] or "",
        )  # fmt: skip
    return clients


def _through_coverage(records: Records, clients: Sequence[TargetRow], calendar: Calendar) -> list[TargetRow]:
    """Clients' targets follow the client: each person's part by days and share of coverage, summed."""
    if not clients:
        return []
    coverage: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in records.of("coverage"):
        coverage[row["client_id"]].append(row)
    sums: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for target in clients:
        try:
            period = calendar.period(target.period)
        except PeriodFault:
            continue
        for row in coverage.get(target.subject, ()):
            part = target.value * row["share"] * _days(row, period) / period.days
            sums[row["person_id"], target.name, target.group, target.period] += part
    return [
        TargetRow("person", person, name, period, rounded(value, 6), group, fixed=True)
        for (person, name, group, period), value in sorted(sums.items())
        if value
    ]


def _days(row: Mapping[str, Any], period: Period) -> int:
    start, end = period.overlap(row["from"], row["to"])
    return max(0, (end - start).days)
