"""A file on its way through the library: looked at, checked, loaded as it was decided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from attain.apps.house.api import changed, workplace
from attain.apps.intake.drafts import built, is_plain, stated_of
from attain.apps.intake.models import Brought, Incoming
from attain.apps.intake.uploads import look, path_of
from attain.engine.facts import BUILTIN
from attain.engine.facts import Mapping as FileMapping
from attain.engine.faults import Fault, Faulty
from attain.engine.store import LoadReport, Look, Preview, Repair, RowSeen
from attain.runs.sources import Source
from attain.runs.workplace import Workplace
from attain.shell.audit import Actor, record
from attain.shell.models import User
from attain.shell.work.performing import plain, written

Told = Callable[[str, float], None]


def looked(incoming: Incoming) -> Look:
    """A look at the file as the draft says that it is written. Raises Faulty."""
    return look(incoming, stated_of(incoming.mapping))


def into(incoming: Incoming, house: Workplace) -> str | FileMapping:
    """Where the file goes: a remembered mapping, one of its own, or a table by the names of its columns."""
    if incoming.into:
        for mapping in house.loaded.mappings:
            if mapping.mapping == incoming.into:
                return mapping
        raise Faulty(Fault("fault.mapping_gone", {"mapping": incoming.into}, incoming.name))
    table = house.rules.tables[incoming.table]
    if incoming.mapping and not is_plain(incoming.mapping, looked(incoming), table):
        return built(incoming.mapping)
    return incoming.table


def check(incoming: Incoming, told: Told) -> None:
    """Finds out what a load would do, and keeps it with the file."""
    house = workplace()
    try:
        where = into(incoming, house)
        incoming.preview = _told(house.preview(Source(path_of(incoming), where), told))
    except Faulty as error:
        incoming.preview = {"faults": [written(named(fault)) for fault in error.faults]}
    incoming.state = Incoming.State.CHECKED
    incoming.save()


def _told(found: Preview) -> dict[str, Any]:
    """A preview as JSON."""
    counts = ("rows_read", "rows_skipped", "new", "unchanged", "corrected", "quarantined")
    return {
        **{name: getattr(found, name) for name in counts},
        "columns": dict(found.columns),
        "unused": list(found.unused),
        "reasons": [[fault, column, count] for (fault, column), count in found.reasons.items()],
        "rows": [_row(row) for row in found.rows],
        "wrong": [_row(row) for row in found.wrong if row not in found.rows],
        "unmet": [written(named(fault)) for fault in found.unmet],
        "warnings": [written(named(fault)) for fault in found.warnings],
        "known": found.known,
        "months": dict(found.months),
        "form": form_told(found.form),
    }


def form_told(form: Any) -> dict[str, Any]:
    """How a file was read, as JSON."""
    return {
        "kind": form.kind,
        "encoding": form.encoding or "",
        "separator": form.separator or "",
        "sheet": form.sheet or "",
        "header_row": form.header_row,
        "decimal": form.decimal or "",
        "dates": sorted(set(form.date_formats.values())),
    }


def _row(row: RowSeen) -> dict[str, Any]:
    cells = {
        name: plain(value.isoformat() if isinstance(value, date) else value)
        for name, value in row.values.items()
        if value is not None
    }
    faults: dict[str, list[Any]] = {}
    for fault in row.faults:
        faults.setdefault(str(fault.values["column"]), []).append(written(replace(fault, file="", line=0)))
    return {"row": row.row, "cells": cells, "faults": faults, "texts": dict(row.texts)}


def load(incoming: Incoming, user: User | None, told: Told) -> LoadReport:
    """Loads the file and keeps what came of it. Raises Faulty, with nothing changed."""
    house = workplace()
    where = into(incoming, house)
    report = _loaded(house, Source(path_of(incoming), where), told, (), user)
    mapping = where.model_dump(mode="json", by_alias=True) if isinstance(where, FileMapping) else None
    incoming.state, incoming.source = Incoming.State.LOADED, report.load_id.partition(".")[0]
    incoming.table = report.table
    incoming.report = {**reported(report), "mapping": mapping}
    incoming.save()
    return report


def repair(incoming: Incoming, repairs: list[Repair], user: User | None, told: Told) -> LoadReport:
    """Tries the rows that wait once more, as repaired. Raises Faulty, with nothing changed."""
    house = workplace()
    mapping = incoming.report.get("mapping")
    where = FileMapping.model_validate(mapping) if mapping else incoming.table
    report = _loaded(house, Source(path_of(incoming), where), told, repairs, user)
    incoming.report = {**incoming.report, **_together(incoming.report, report)}
    incoming.save()
    return report


def _together(before: Mapping[str, Any], report: LoadReport) -> dict[str, Any]:
    """What a file's load and the repairs of its rows come to."""
    if "months" not in before:  # it came by another way
        return {"quarantined": report.quarantined}
    return {
        "quarantined": report.quarantined,
        "rows_loaded": before["rows_loaded"] + report.rows_loaded,
        "corrected": before["corrected"] + report.corrected,
        "left_out": before.get("left_out", 0) + report.left_out,
        "months": sorted({*before["months"], *report.partitions}),
        "repeated": False,
    }


def _loaded(house: Workplace, source: Source, told: Told, repairs: Any, user: User | None) -> LoadReport:
    with house.engine() as engine:
        report = house.load(source, lambda step, part: told(f"load.{step}", part), engine, repairs)
    if report.before == report.after:
        return report
    if report.table in BUILTIN:
        changed({report.table})
    actor = Actor(user.pk, user.get_username()) if user else Actor()
    Brought.objects.update_or_create(load=report.load_id, defaults={"by_name": actor.name})
    after: Mapping[str, Any] = {
        "table": report.table,
        "new": report.rows_loaded,
        "corrected": report.corrected,
        "quarantined": report.quarantined,
        "left_out": report.left_out,
    }
    record(actor, "facts_repaired" if repairs else "file_loaded", "load", report.load_id, after=after)
    return report


def reported(report: LoadReport) -> dict[str, Any]:
    """What a load did, as JSON."""
    counts = ("rows_read", "rows_skipped", "rows_loaded", "unchanged", "corrected", "quarantined", "left_out")
    return {
        **{name: getattr(report, name) for name in counts},
        "load": report.load_id,
        "control": plain(dict(report.control)),
        "unused": list(report.unused),
        "warnings": [written(named(fault)) for fault in report.warnings],
        "repeated": report.repeated,
        "months": list(report.partitions),
        "form": form_told(report.form),
    }


def named(fault: Fault) -> Fault:
    """The fault with the file's name alone: where it lies here is nobody's business."""
    return replace(fault, file=Path(fault.file).name if fault.file else "")
