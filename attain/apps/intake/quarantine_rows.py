"""What the page of a quarantined source shows: faults that are alike, and its rows with cells to write in."""

from dataclasses import replace
from typing import Any

from django.utils.html import format_html

from attain.apps.intake import quarantine
from attain.apps.intake.outcomes import columns_words, reason_words
from attain.apps.intake.quarantine import Opened
from attain.engine.faults import Fault
from attain.engine.store import BadCell
from attain.shell.tables import Column
from attain.wording import Wording


def group(found: Opened, group: quarantine.Group, wording: Wording) -> dict[str, Any]:
    values = {
        "column": group.column,
        "value": group.value,
        "detail": group.detail,
        "table": found.waiting.table,
    }
    cell = found.cells is not None and len(group.sources) == 1 and not group.sums
    if cell:  # the fault's own sentence sends to the source, which here need not be touched
        named = columns_words(group.column, wording)
        told = wording.say("intake.in_column", value=group.value, column=named) if group.value else named
    else:
        told = "" if group.sums else wording.say(group.fault, **values)
    return {
        "group": group,
        "title": reason_words(group.fault, wording),
        "told": told,
        "count": len(group.rows),
        "some": group.rows[:5],
        "one": cell,
        "keeps": group.rows[0] if group.twins else None,
        "leaves": wording.list([str(row) for row in group.rows[1:]]) if group.twins else "",
        "suggestions": [(each.value, wording.say(each.why, **each.values)) for each in group.suggestions],
    }


def rows(found: Opened) -> list[dict[str, Any]]:
    cells = found.cells
    assert cells is not None
    sums = found.sums
    return [
        {
            "row": row,
            "cells": cells.rows.get(row, {}),
            "torn": cells.torn.get(row, ""),
            "bad": bad,
            "total": row in sums,
        }
        for row, bad in found.rows.items()
    ]


def search(rows: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    wanted = text.casefold()
    return [row for row in rows if any(wanted in cell.casefold() for cell in row["cells"].values())]


def columns(found: Opened, wording: Wording) -> list[Column]:
    """Row, reasons, each column of the file (bad cells to be written in), and whether the row is left out."""
    assert found.cells is not None
    bad_of = {
        (cell.row, source): cell for cell in found.bad for source in found.sources(cell.column)
    }  # fmt: skip
    several = {cell.row for cell in found.bad if not found.sources(cell.column)}

    def told(row: dict[str, Any]) -> str:
        words = [
            f"{reason_words(cell.fault, wording)} ({columns_words(cell.column, wording)})"
            for cell in row["bad"]
        ]
        return wording.say("intake.reason.row_sums") if row["total"] else ", ".join(words)

    def cell(at: int, name: str) -> Column:
        def drawn(row: dict[str, Any], wording: Wording) -> str:
            text = row["cells"].get(name, "")
            wrong = bad_of.get((row["row"], name))
            if wrong is None and not row["torn"] and row["row"] not in several:
                return text or "–"
            return format_html(
                '<input form="repairs" name="cell-{}-{}" value="{}" aria-label="{}"{} autocomplete="off">',
                row["row"],
                at,
                text,
                f"{name}, {row['row']}",
                format_html(' aria-invalid="true" title="{}"', _sentence(wrong, wording)) if wrong else "",
            )

        return Column(
            f"c{at}", name, value=lambda row: row["cells"].get(name, ""), shown=drawn, titles={"": name}
        )

    def left(row: dict[str, Any], wording: Wording) -> str:
        return format_html(
            '<input type="checkbox" form="repairs" name="out-row-{}" value="1" aria-label="{}">',
            row["row"],
            wording.say("intake.leave_row", row=row["row"]),
        )

    used = [name for name in found.cells.columns if name in set(found.waiting.columns.values())]
    shown = {*used, *(name for _, name in bad_of)}
    return [
        Column("row", "intake.row", unit="number", order="row"),
        Column("out", "intake.leave_out", value=lambda row: "", shown=left),
        Column("told", "intake.reasons", value=told),
        *(
            each if name in shown else _hidden(each)
            for name, each in ((name, cell(at, name)) for at, name in enumerate(found.cells.columns))
        ),
    ]


def _hidden(column: Column) -> Column:
    return replace(column, visible=False)


def _sentence(cell: BadCell, wording: Wording) -> str:
    values = {"row": cell.row, "column": cell.column, "value": cell.value, "detail": cell.detail, "table": ""}
    return wording.fault(Fault(cell.fault, values))
