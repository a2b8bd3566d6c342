"""What would happen to a file's rows and what happened to them, as pages show it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from attain.apps.house.api import register
from attain.apps.intake import drafts
from attain.apps.intake.loading import looked
from attain.apps.intake.models import Incoming
from attain.apps.intake.showing import mapping_name, pattern_of, title_of
from attain.apps.intake.uploads import is_kept
from attain.engine.decide.rules import Rules
from attain.engine.facts import ColumnType, Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import is_total
from attain.runs.register import Register
from attain.runs.workplace import Workplace
from attain.shell.permissions import allowed
from attain.shell.work.performing import restored
from attain.wording import Wording
from attain.wording.columns import named

#: In place of a fault: rows that look like the sums below a table.
SUMS = "row_sums"


def sentence(told: dict[str, Any], wording: Wording) -> str:
    """A fault that JSON kept, in words."""
    return wording.fault(
        Fault(told["id"], restored(told["values"]), told.get("file", ""), told.get("line", 0))
    )


def warned(told: dict[str, Any], rules: Rules, wording: Wording) -> str:
    """A warning in words; columns and measures that it lists are called by their titles."""
    if told["id"] != "fault.load.unsaid":
        return sentence(told, wording)
    columns, measures = (told["values"][name].split(", ") for name in ("columns", "measures"))
    versions = {name: rules.versions("measure", name) for name in measures}
    titles = [
        wording.title(versions[name][-1].rule.title if versions[name] else {}, name) for name in measures
    ]
    lists = {"columns": [named(each, wording) or each for each in columns], "measures": titles}
    return sentence({**told, "values": {name: wording.list(each) for name, each in lists.items()}}, wording)


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
        "warnings": [
            *(warned(each, house.rules, wording) for each in found["warnings"]),
            *_posts_unknown(found, house.rules.posts, wording),
        ],
        "counts": _counts(found),
        "reasons": [
            {"text": reason_words(fault, wording), "column": columns_words(column, wording), "count": count}
            for fault, column, count in _reasons(found)
        ],
        "closed": _closed(found.get("months", {}), house, wording),
        "form": _form(found["form"], wording),
        "heads": [columns_words(name, wording) for name in shown],
        "rows": [_cells(each, shown, table, wording) for each in found["rows"] if not each["faults"]],
        "wrong": [_cells(each, shown, table, wording) for each in _wrong(found)],
        "remembers": not incoming.into,
        "plain": plain,
        "name": request.POST.get("name", mapping_name(incoming, house)),
        "pattern": request.POST.get("pattern", pattern_of(incoming, house)),
        "remember": bool(request.POST.get("remember")) if request.method == "POST" else not plain,
        "may": not unmet and incoming.state != Incoming.State.LOADED,
    }


def _posts_unknown(found: Mapping[str, Any], posts: Mapping[str, Any], wording: Wording) -> list[str]:
    """That the rulebook has no post of a name, for each that is seen: it would pay nobody."""
    named = dict.fromkeys(row["cells"]["post"] for row in found["rows"] if row["cells"].get("post"))
    return [wording.say("intake.post_unknown", post=post) for post in named if posts and post not in posts]


def columns_words(columns: str, wording: Wording) -> str:
    """What one or several columns of a table are called."""
    return ", ".join(named(each, wording) or each for each in columns.split(", ") if each)


def _wrong(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that are set aside, of those that are shown."""
    return sorted(
        [*(row for row in found["rows"] if row["faults"]), *found["wrong"]], key=lambda row: row["row"]
    )


def _reasons(found: dict[str, Any]) -> list[tuple[str, str, int]]:
    """Reasons with their rows; a row of sums below the table is one thing, not a fault in each cell."""
    counts = {(fault, column): count for fault, column, count in found["reasons"]}
    sums = [
        row for row in _wrong(found) if is_total([*row["texts"].values(), *map(str, row["cells"].values())])
    ]
    for row in sums:
        for column, faults in row["faults"].items():
            for each in faults:
                counts[each["id"], column] = counts.get((each["id"], column), 1) - 1
    told = [(fault, column, count) for (fault, column), count in counts.items() if count > 0]
    return [*told, *([(SUMS, "", len(sums))] if sums else [])]


def _texts(row: dict[str, Any]) -> list[str]:
    return [value for value in row["cells"].values() if isinstance(value, str)]


def _closed(months: Mapping[str, int], house: Workplace, wording: Wording) -> dict[str, Any]:
    """The closed periods that rows fall into, and how many rows; {} for none."""
    calendar = house.rules.calendar
    closed = [calendar.period(key) for key in Register(house.store).closed_periods()]
    found = {
        month: [each for each in closed if each.start <= date.fromisoformat(f"{month}-01") < each.end]
        for month in months
    }
    periods = {min(each, key=lambda period: period.end - period.start).key for each in found.values() if each}
    if not periods:
        return {}
    rows = sum(count for month, count in months.items() if found[month])
    return {"periods": [wording.period(key) for key in sorted(periods)], "rows": rows}


def _form(form: Mapping[str, Any], wording: Wording) -> str:
    """How the file was read, in a line."""
    dates, mark = ", ".join(form["dates"]), form["decimal"]
    row = form.get("header_row", 1)
    named = wording.say("cli.load.header_row", value=row) if row > 1 else ""
    parts = (form["encoding"], form["sheet"], named, dates, f"0{mark}00" if mark else "")
    return " · ".join(each for each in parts if each)


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
        text = row["texts"].get(name, "") if told else _text(value, kind, wording)
        cells.append(
            {
                "name": columns_words(name, wording),
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


def _text(value: Any, kind: ColumnType, wording: Wording) -> str:
    """A value in the reader's language: whether 03/04 was read as in March or in April is seen here."""
    if value is None:
        return ""
    if kind.kind == "date" and isinstance(value, str):
        return wording.value(date.fromisoformat(value))
    if kind.is_number and isinstance(value, Decimal | int):
        return wording.number(Decimal(value))
    return wording.value(value) if isinstance(value, bool) else str(value)


def done(request: HttpRequest, incoming: Incoming, rules: Rules) -> dict[str, Any]:
    """The page that shows what a load did."""
    wording, report = request.wording, incoming.report
    names = ("rows_read", "rows_loaded", "corrected", "unchanged", "rows_skipped", "left_out", "quarantined")
    looks = {"rows_loaded": "ok", "corrected": "warn", "quarantined": "bad"}
    table = rules.tables.get(incoming.table)
    return {
        "title": title_of(table, wording) if table else incoming.table,
        "report": report,
        "counts": [
            (f"intake.count.{name}", report[name], looks.get(name, "") if report[name] else "")
            for name in names
            if report.get(name) or name in ("rows_read", "rows_loaded", "quarantined")
        ],
        "control": [(name, restored(value)) for name, value in report["control"].items()],
        "warnings": [warned(each, rules, wording) for each in report["warnings"]],
        "months": [wording.period(month) for month in report["months"]],
        "again": _again(request, report["months"]),
        "kept": is_kept(incoming),
        "waiting": reverse("facts:waiting", args=[incoming.source]) if report["quarantined"] else "",
        "rest": _rest(incoming),
    }


def _again(request: HttpRequest, months: Sequence[str]) -> list[str]:
    """Open months that changed and were computed before, the newest first, for who may compute them."""
    if not allowed("run:start", request.user.held_roles(on=timezone.localdate())):
        return []
    known = register()
    computed = {run.period for run in known.all()} - set(known.closed_periods())
    return sorted(computed & set(months), reverse=True)[:3]


def _rest(incoming: Incoming) -> Iterable[Incoming]:
    """Files that came with it and are still to be loaded."""
    return [each for each in incoming.upload.files.exclude(pk=incoming.pk).order_by("pk") if not each.report]
