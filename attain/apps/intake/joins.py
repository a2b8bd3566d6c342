"""Columns looked up in other files of the same upload: from the mapping to fields, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from attain.apps.intake.models import Incoming
from attain.apps.intake.uploads import look, others
from attain.engine.faults import Faulty
from attain.engine.store import Stated

#: A form has so many joins at most.
MOST = 12

#: What a mapping says of how a joined file is written; the form keeps it and does not show it.
KEPT = ("encoding", "separator", "sheet")


@dataclass(frozen=True)
class Field:
    """A join as the form shows it. on: a column, or lines of "here = there". there: the file's columns."""

    number: int
    file: str = ""
    on: str = ""
    columns: str = ""
    there: str = ""


def pairs(text: str) -> dict[str, str]:
    """Lines of "a = b"."""
    found = {}
    for line in text.splitlines():
        left, sign, right = line.partition(" = ") if " = " in line else line.partition("=")
        if sign and left.strip():
            found[left.strip()] = right.strip()
    return found


def lines(given: Mapping[str, Any]) -> str:
    return "\n".join(f"{left} = {right}" for left, right in given.items())


def joins_from(post: QueryDict) -> list[dict[str, Any]]:
    """What was typed, in the order of the fields, which is the order in which files are looked up."""
    found = []
    for number in range(MOST):
        if file := post.get(f"join_file-{number}", ""):
            text = post.get(f"join_on-{number}", "")
            columns = [each.strip() for each in post.get(f"join_columns-{number}", "").split(",")]
            on = pairs(text) or text.strip()
            found.append({"file": file, "on": on, "columns": [each for each in columns if each]})
    return found


def completed(
    joins: Sequence[dict[str, Any]], before: Mapping[str, Any], incoming: Incoming, header: Sequence[str]
) -> list[dict[str, Any]]:
    """Joins with what their file says of them: the key where none is typed, the columns that it could bring.

    The key is the columns that both sides have; the columns are those that nobody has brought before.
    """
    stated = {each["file"]: {name: each[name] for name in KEPT if each.get(name)} for each in _of(before)}
    known, found = list(header), []
    for given in joins:
        join = {**given, **stated.get(given["file"], {})}
        there = columns_of(incoming, join)
        if not join["on"]:
            common = [name for name in there if name in known]
            join["on"] = common[0] if len(common) == 1 else {name: name for name in common} or ""
        if not join["columns"] and join["on"]:
            join["columns"] = [name for name in there if name not in known]
        known += join["columns"]
        found.append(join)
    return found


def columns_of(incoming: Incoming, join: Mapping[str, Any]) -> list[str]:
    """The columns of a file that came with it; none where it did not, or can't be read."""
    file = next((each for each in others(incoming) if each.name == join["file"]), None)
    if file is None:
        return []
    try:
        found = look(file, Stated(*(join.get(name) for name in KEPT)))
    except Faulty:
        return []
    return [each.name for each in found.columns]


def shown(mapping: Mapping[str, Any], incoming: Incoming) -> list[Field]:
    """The fields of a draft's joins, and empty ones for a further file where one came with it."""
    found = [
        Field(
            number,
            each.get("file", ""),
            on if isinstance(on := each.get("on", ""), str) else lines(on),
            ", ".join(each.get("columns", [])),
            ", ".join(columns_of(incoming, each)),
        )
        for number, each in enumerate(_of(mapping))
    ]
    left = {each.name for each in others(incoming)} - {each.file for each in found}
    return [*found, Field(len(found))] if left and len(found) < MOST else found


def brought(mapping: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The columns that joins bring, each with its file."""
    return [(name, each.get("file", "")) for each in _of(mapping) for name in each.get("columns", [])]


def _of(mapping: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return mapping.get("join") or ()
