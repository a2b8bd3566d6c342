"""The frame of a run: spells, units, reporting lines, targets and other records as stage B takes them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from sys import intern
from typing import Any

from attain.engine.decide.attributes import attributes_in, told
from attain.engine.decide.needs import Needs, attributes_read
from attain.engine.decide.organisation import ReportRow
from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import TargetTable
from attain.engine.decide.world import Adjustment, Figures, Opening, World
from attain.engine.money import scaled
from attain.engine.period import Period
from attain.engine.resting import at_rest
from attain.engine.store import Snapshot
from attain.runs.later import Part
from attain.runs.leading import ReportTree
from attain.runs.opening import from_records
from attain.runs.records import Records
from attain.runs.targets import target_table

#: The tables that every computation reads, whatever it is asked: all but targets, reporting lines and facts.
FRAME = (
    "holidays",
    "periods",
    "units",
    "people",
    "posts",
    "assignments",
    "seasonality",
    "hand_shares",
    "openings",
    "adjustments",
)

#: The tables of targets and reporting lines. Facts are read, and the tables beside them, where figures lack.
AIMS = ("targets", "target_transfers", "coverage", "reporting")

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
    """Every spell, with the attributes that params and peer groups choose by. Read once."""
    if "spells" not in records.made:
        read = attributes_read(records.rules)
        units, people = (_attributes(records, table, read) for table in ("units", "people"))
        records.made["spells"] = tuple(sorted(_spells(records, units, people), key=lambda s: (s.id, s.start)))
    return records.made["spells"]


def _attributes(records: Records, table: str, read: Collection[str]) -> dict[str, dict[str, str]]:
    """Those attributes of a table's rows that rules read, by key; nothing where they read none."""
    known = attributes_in(records.rules.tables)
    asked = sorted(name for name in read if known[name].table == table)
    (key,) = records.rules.tables[table].key
    rows = records.of(table) if asked else ()
    return {
        row[key]: {name: intern(told(row[name], known[name].type)) for name in asked if row[name] is not None}
        for row in rows
    }


def _spells(
    records: Records, units: Mapping[str, Mapping[str, str]], people: Mapping[str, Mapping[str, str]]
) -> Iterator[Subject]:
    """All assignments. What many people have in common stands in memory once, and is made once."""
    names, rows = records.table("assignments")
    further = [name for name in names if name not in _PLAIN]
    kinds = records.rules.tables["assignments"].columns
    scales = {n: records.scale("assignments", n) for n in further if records.counts("assignments", n)}
    plain, common = (itemgetter(*map(names.index, own)) for own in (_PLAIN, ("post", "unit_id", *further)))
    alike: dict[tuple[Any, ...], dict[str, str]] = {}
    days: dict[date, str] = {}
    for row in rows:
        person, post, unit, start, end = plain(row)
        key = common(row)
        shared = alike.get(key)
        if shared is None:
            shared = {"person": "", "post": intern(post), "unit": intern(unit), **units.get(unit, {})}
            for name, value in zip(further, key[2:], strict=True):
                if value is not None:
                    exact = scaled(value, scales[name]) if name in scales else value
                    shared[name] = intern(told(exact, kinds[name]))
            alike[key] = shared
        spell = days.get(start)
        if spell is None:
            spell = days[start] = intern(start.isoformat())
        attributes = shared.copy()
        attributes["person"] = person
        if people:
            attributes = {**people.get(person, {}), **attributes}
        yield Subject("person", person, spell, shared["post"], shared["unit"], start, end, attributes)


def places(records: Records) -> dict[str, str]:
    """What posts and units are called, by key, where the tables say so."""
    named = [(row["post"], row["title"]) for row in records.of("posts")]
    named += [(row["unit_id"], row["title"]) for row in records.of("units")]
    return {key: title for key, title in named if title}


def world(
    records: Records,
    figures: Figures,
    period: Period,
    opening: Opening,
    extra: Mapping[str, Any],
    part: Part,
) -> World:
    """All inputs of stage B from the store's tables. extra: further fields of World (differences, …).

    part: when targets and reporting lines are read.
    """
    with at_rest():
        return _world(records, figures, period, opening, extra, part)


def _world(
    records: Records,
    figures: Figures,
    period: Period,
    opening: Opening,
    extra: Mapping[str, Any],
    part: Part,
) -> World:
    units = records.of("units")
    by_hand = adjustments(records, period)
    lines = part(partial(_reporting, records), ("reporting",))
    return World(
        figures=figures,
        spells=spells(records),
        leaders=part(partial(_leaders, lines), ("reporting",)),
        direct=lines,
        unit_parents={row["unit_id"]: row["parent_id"] or "" for row in units},
        unit_kinds={row["unit_id"]: row["kind"] or "" for row in units},
        unit_attributes=_attributes(records, "units", attributes_read(records.rules)),
        targets=part(partial(_targets, records, period), AIMS),
        seasons={(row["name"], row["part"]): row["weight"] for row in records.of("seasonality")},
        hand_weights=_hand_weights(records, period),
        opening=opening,
        adjustments=tuple(a for a in by_hand if a.approved),
        unapproved=tuple(a for a in by_hand if not a.approved),
        by_hand=tuple(each for each in from_records(records, period.key) if each.holds),
        **extra,
    )


def _reporting(records: Records) -> list[ReportRow]:
    return records.rows('SELECT person_id, manager_id, "from", "to" FROM reporting')


def _leaders(reporting: Iterable[ReportRow]) -> ReportTree:
    with at_rest():
        return ReportTree(reporting)


def _targets(records: Records, period: Period) -> TargetTable:
    with at_rest():
        return target_table(records, records.rules.calendar, _aimed_at(records.rules, period))


def _aimed_at(rules: Rules, period: Period) -> set[Period]:
    """The periods for which a run of `period`, or the explanation of any rule in it, asks targets."""
    needs = Needs(rules)
    for kind in ("kpi", "scorecard"):
        for name in rules.names(kind):
            needs.name(name, (), period)
    for kind in ("plan", "pool"):
        for declared in rules.in_force(kind, period.last_day):
            needs.formulas(declared, period)
    return {period} | {when for _, when in needs.targets}


def _hand_weights(records: Records, period: Period) -> dict[tuple[str, str, str], Decimal]:
    return {
        (row["pool"], row["unit_id"], row["person_id"]): row["weight"]
        for row in records.of("hand_shares")
        if row["period"] == period.key
    }


def adjustments(records: Records, period: Period, snapshot: Snapshot | None = None) -> tuple[Adjustment, ...]:
    """What hands add to the pay of a period, as a snapshot has it, if not as registered."""
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
            row["confirmed_by"] or "",
        )
        for row in records.of("adjustments", snapshot)
        if row["period"] == period.key
    )
