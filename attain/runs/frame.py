"""The frame of a run: spells, units, reporting lines, targets and other records as stage B takes them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import Adjustment, Figures, Opening, World
from attain.engine.measures.trees import report_tree
from attain.engine.period import Calendar, Period
from attain.runs.records import Records
from attain.runs.targets import target_rows

#: Columns of assignments that are not attributes of the person.
_PLAIN = ("person_id", "post", "unit_id", "from", "to")


def with_calendar(rules: Rules, records: Records) -> Rules:
    """The rules with the calendar that the store's holidays and hand-made periods complete."""
    holidays = frozenset(row["date"] for row in records.of("holidays"))
    table = tuple(
        Period(row["from"], row["to"], row["period"], row["cycle"]) for row in records.of("periods")
    )
    if not holidays and not table:
        return rules
    return replace(rules, calendar=replace(rules.calendar, holidays=holidays, table=table))


def spells(records: Records) -> tuple[Subject, ...]:
    """Every spell, with the attributes that params and peer groups choose by."""
    units = {row["unit_id"]: row for row in records.of("units")}
    found = []
    for row in records.of("assignments"):
        unit = units.get(row["unit_id"], {})
        attributes = {
            "person": row["person_id"],
            "post": row["post"],
            "unit": row["unit_id"],
            "country": unit.get("country") or "",
            "unit_kind": unit.get("kind") or "",
        }
        attributes |= {
            name: str(value) for name, value in row.items() if name not in _PLAIN and value is not None
        }
        found.append(
            Subject(
                "person",
                row["person_id"],
                row["from"].isoformat(),
                row["post"],
                row["unit_id"],
                row["from"],
                row["to"],
                attributes,
            )
        )
    return tuple(sorted(found, key=lambda s: (s.id, s.start)))


def places(records: Records) -> dict[str, str]:
    """What posts and units are called, by key, where the tables say so."""
    named = [(row["post"], row["title"]) for row in records.of("posts")]
    named += [(row["unit_id"], row["title"]) for row in records.of("units")]
    return {key: title for key, title in named if title}


def world(
    records: Records, figures: Figures, period: Period, opening: Opening, extra: Mapping[str, Any]
) -> World:
    """All inputs of stage B from the store's tables. extra: further fields of World (differences, …)."""
    units = records.of("units")
    reporting = [
        (row["person_id"], row["manager_id"], row["from"], row["to"]) for row in records.of("reporting")
    ]
    calendar: Calendar = records.rules.calendar
    by_hand = _adjustments(records, period)
    return World(
        figures=figures,
        spells=spells(records),
        leaders=tuple(report_tree(reporting)),
        unit_parents={row["unit_id"]: row["parent_id"] or "" for row in units},
        unit_kinds={row["unit_id"]: row["kind"] or "" for row in units},
        targets=target_rows(records, calendar),
        seasons={(row["name"], row["part"]): row["weight"] for row in records.of("seasonality")},
        hand_weights=_hand_weights(records, period),
        opening=opening,
        adjustments=tuple(a for a in by_hand if a.approved),
        unapproved=tuple(a for a in by_hand if not a.approved),
        **extra,
    )


def _hand_weights(records: Records, period: Period) -> dict[tuple[str, str, str], Decimal]:
    return {
        (row["pool"], row["unit_id"], row["person_id"]): row["weight"]
        for row in records.of("hand_shares")
        if row["period"] == period.key
    }


def _adjustments(records: Records, period: Period) -> tuple[Adjustment, ...]:
    return tuple(
        Adjustment(
            row["adjustment_id"],
            row["person_id"],
            row["component"],
            row["for_period"] or period.key,
            row["amount"],
            row["reason"],
            row["made_by"],
            row["approved_by"] or "",
        )
        for row in records.of("adjustments")
        if row["period"] == period.key
    )
