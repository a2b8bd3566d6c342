"""What would happen to a file's rows and what happened to them, as pages show it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from attain.apps.intake import drafts
from attain.apps.intake.loading import looked
from attain.apps.intake.models import Incoming
from attain.apps.intake.showing import mapping_name, pattern_of, title_of
from attain.apps.intake.uploads import is_kept
from attain.engine.facts import Table
from attain.engine.faults import Fault, Faulty
from attain.runs.workplace import Workplace
from attain.shell.work.performing import restored
from attain.wording import Wording
from attain.wording.columns import column_words


def sentence(told: dict[str, Any], wording: Wording) -> str:
    """A fault that JSON kept, in words."""
    return wording.fault(
        Fault(told["id"], restored(told["values"]), told.get("file", ""), told.get("line", 0))
    )


def reason_words(fault: str, wording: Wording) -> str:
    """A reason in a few words, for heads and counts."""
    return wording.say(f"intake.reason.{fault.removeprefix('fault.')}")


def check(
    request: HttpRequest, incoming: Incoming, house: Workplace, errors: dict[str, list[str]]
) -> dict[str, Any]:
    """The page that shows what a load would do."""
    wording, found = request.wording, incoming.preview
    table = house.rules.tables.get(incoming.table)
    given: dict[str, Any] = {
        "title": title_of(table, wording) if table else incoming.table,
        "faults": [sentence(each, wording) for each in found.get("faults", ())],
        "errors": errors,
    }
    if "faults" in found or table is None:
        return given
    unmet = [sentence(each, wording) for each in found["unmet"]]
    shown = [name for name in table.columns if name in found["columns"] or _filled(name, found)]
    plain = not incoming.into and _is_plain(incoming, table)
    return given | {
        "preview": found,
        "unmet": unmet,
        "warnings": [sentence(each, wording) for each in found["warnings"]],
        "counts": _counts(found),
        "reasons": [
            {
                "text": reason_words(fault, wording),
                "column": column_words(column, wording) or column,
                "count": count,
            }
            for fault, column, count in found["reasons"]
        ],
        "heads": [column_words(name, wording) or name for name in shown],
        "rows": [_cells(each, shown, table, wording) for each in found["rows"]],
        "wrong": [_cells(each, shown, table, wording) for each in found["wrong"]],
        "remembers": not incoming.into,
        "plain": plain,
        "name": request.POST.get("name", mapping_name(incoming)),
        "pattern": request.POST.get("pattern", pattern_of(incoming)),
        "remember": bool(request.POST.get("remember")) if request.method == "POST" else not plain,
        "may": not unmet and incoming.state != Incoming.State.LOADED,
    }


def _is_plain(incoming: Incoming, table: Table) -> bool:
    """Whether the command line would take the file as it is: by its name and those of its columns."""
    if not incoming.name.casefold().startswith(table.name.casefold()):
        return False
    try:
        return drafts.is_plain(incoming.mapping, looked(incoming), table)
    except (Faulty, OSError):
        return False


def _filled(name: str, found: dict[str, Any]) -> bool:
    return any(name in row["cells"] for row in found["rows"])


def _counts(found: dict[str, Any]) -> list[tuple[str, int, str]]:
    looks = {"new": "ok", "corrected": "warn", "quarantined": "bad"}
    names = ("rows_read", "new", "corrected", "unchanged", "rows_skipped", "quarantined")
    return [
        (f"intake.count.{name}", found[name], looks.get(name, "") if found[name] else "")
        for name in names
        if found[name] or name in ("rows_read", "new", "quarantined")
    ]


def _cells(row: dict[str, Any], shown: Sequence[str], table: Table, wording: Wording) -> dict[str, Any]:
    """A row as its table shows it. whole: faults of the row, or of several of its columns."""
    cells = []
    for name in shown:
        kind = table.columns[name]
        told = [reason_words(each["id"], wording) for each in row["faults"].get(name, ())]
        value = restored(row["cells"].get(name))
        text = row["texts"].get(name, "") if told else _text(value, kind.is_number, wording)
        cells.append(
            {
                "name": column_words(name, wording) or name,
                "text": text,
                "faults": told,
                "figures": kind.is_number,
            }
        )
    whole = [
        sentence(each, wording)
        for name, faults in row["faults"].items()
        if name not in shown
        for each in faults
    ]
    return {"row": row["row"], "cells": cells, "whole": whole, "bad": bool(row["faults"])}


def _text(value: Any, number: bool, wording: Wording) -> str:
    if value is None:
        return ""
    if number and isinstance(value, Decimal | int):
        return wording.number(Decimal(value))
    return wording.value(value) if isinstance(value, bool) else str(value)


def done(request: HttpRequest, incoming: Incoming, tables: Mapping[str, Table]) -> dict[str, Any]:
    """The page that shows what a load did."""
    wording, report = request.wording, incoming.report
    names = ("rows_read", "rows_loaded", "corrected", "unchanged", "rows_skipped", "left_out", "quarantined")
    looks = {"rows_loaded": "ok", "corrected": "warn", "quarantined": "bad"}
    table = tables.get(incoming.table)
    return {
        "title": title_of(table, wording) if table else incoming.table,
        "report": report,
        "counts": [
            (f"intake.count.{name}", report[name], looks.get(name, "") if report[name] else "")
            for name in names
            if report.get(name) or name in ("rows_read", "rows_loaded", "quarantined")
        ],
        "control": [(name, restored(value)) for name, value in report["control"].items()],
        "warnings": [sentence(each, wording) for each in report["warnings"]],
        "months": [wording.period(month) for month in report["months"]],
        "kept": is_kept(incoming),
        "waiting": reverse("facts:waiting", args=[incoming.source]) if report["quarantined"] else "",
        "rest": _rest(incoming),
    }


def _rest(incoming: Incoming) -> Iterable[Incoming]:
    """Files that came with it and are still to be loaded."""
    return [each for each in incoming.upload.files.exclude(pk=incoming.pk).order_by("pk") if not each.report]
