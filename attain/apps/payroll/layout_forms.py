"""The form of a file's layout: what was typed as a document, and a document as the form shows it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from attain.runs.payroll_mapping import MOST, PayrollMapping

#: Fields of a column, and of the whole.
OF_COLUMN = ("source", "header", "column", "text", "decimals", "sign", "width", "pad")
OF_FILE = (
    *("mapping", "title", "file", "format", "grain", "separator", "quotes", "encoding"),
    *("lines", "decimal_mark", "dates", "other"),
)
NUMBERS = ("decimals", "width")


def typed(post: QueryDict) -> dict[str, Any]:
    """The document that the form describes, not checked yet. A step (add, up:2, down:2, remove:2) is done."""
    given: dict[str, Any] = {
        name: post.get(name, "").strip() for name in OF_FILE if post.get(name, "").strip()
    }
    given["header"] = post.get("header") == "on"
    given["wage_types"] = {
        name.removeprefix("wage-"): value.strip()
        for name, value in post.items()
        if name.startswith("wage-") and str(value).strip()
    }
    count = min(int(post.get("count", "")[:4]) if post.get("count", "").isdecimal() else 0, MOST)
    columns = [_column(post, at) for at in range(count)]
    given["columns"] = _stepped(columns, post.get("do", ""))
    return given


def _column(post: QueryDict, at: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in OF_COLUMN:
        value = post.get(f"{name}-{at}", "").strip()
        if value:
            found[name] = int(value) if name in NUMBERS and value.isdecimal() and len(value) < 5 else value
    return found


def _stepped(columns: list[dict[str, Any]], do: str) -> list[dict[str, Any]]:
    step, _, number = do.partition(":")
    at = int(number[:4]) if number.isdecimal() else -1
    if step == "add":
        return [*columns, {"source": "text"}]
    if not 0 <= at < len(columns):
        return columns
    if step == "remove":
        return columns[:at] + columns[at + 1 :]
    to = {"up": at - 1, "down": at + 1}.get(step, -1)
    if 0 <= to < len(columns):
        columns[at], columns[to] = columns[to], columns[at]
    return columns


def given_of(mapping: PayrollMapping) -> dict[str, Any]:
    """A mapping as the form has it."""
    found: dict[str, Any] = mapping.model_dump(mode="json")
    return found


def columns_shown(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns with what their source and the format ask for."""
    shown = []
    for at, column in enumerate(given.get("columns", ())):
        source = column.get("source", "")
        shown.append(
            {
                **{name: column.get(name, "") for name in OF_COLUMN},
                "decimals": "" if column.get("decimals") is None else column["decimals"],
                "width": column.get("width") or "",
                "at": at,
                "number": at + 1,
                "asks_column": source == "column",
                "asks_text": source == "text",
                "asks_amount": source == "amount",
                "asks_width": given.get("format") == "fixed",
            }
        )
    return shown
