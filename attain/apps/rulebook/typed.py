"""What is typed in a form of a document: its numbers and rows, as documents write them."""

import re
from collections.abc import Sequence

from django.http import QueryDict

from attain.rulebook.editing import Row
from attain.rulebook.numbers import Table, fields, is_number
from attain.rulebook.yaml_source import Path

#: What may stand between the digits of a number that is typed or pasted.
_BLANKS = re.compile("[\u00a0\u202f\u2009']|(?<=[0-9]) (?=[0-9])")

#: A decimal comma that cannot part thousands.
_COMMA = re.compile(r"(-?(?:0|\d+(?=,(?:\d\d?|\d{4,})(?!\d)))),(\d+%?)")


def name_of(path: Path, at: int = -1) -> str:
    """The name of an input: components/0/tiers, components/2/factor#0."""
    told = "/".join(str(step).replace("%", "%25").replace("/", "%2F") for step in path)
    return f"{told}#{at}" if at >= 0 else told


def read(text: str, typed: QueryDict) -> tuple[dict[tuple, str], dict[Path, list[Row]]]:
    """The numbers and rows of a sent form, of those fields that the text has."""
    numbers: dict[tuple, str] = {}
    tables: dict[Path, list[Row]] = {}
    for each in fields(text):
        if isinstance(each, Table):
            name = name_of(each.path)
            if f"{name}:row" in typed:
                tables[each.path] = rows_of(typed, name, each.columns)
        elif (name := name_of(each.path, each.at)) in typed:
            numbers[(*each.path, each.at)] = figure(typed[name])
    return numbers, tables


def rows_of(typed: QueryDict, name: str, columns: Sequence[str]) -> list[Row]:
    """The rows of a sent table; those in which nothing stands are left out."""
    origins = typed.getlist(f"{name}:row")
    cells = {column: typed.getlist(f"{name}:{column}") for column in columns}
    found = []
    for at, origin in enumerate(origins):
        row = {column: figure(own[at]) if at < len(own) else "" for column, own in cells.items()}
        if any(row.values()):
            found.append(Row(row, int(origin) if origin.isdigit() else None))
    return found


def figure(typed: str) -> str:
    """A number as it is typed or pasted, as documents write it: no blanks between digits, % without one.

    12,50 is 12.50; 1,234 could be two numbers and stays as it is.
    """
    text = typed.strip()
    plain = _BLANKS.sub("", text).replace(" %", "%").replace("％", "%").replace("−", "-")
    if found := _COMMA.fullmatch(plain):
        plain = ".".join(found.groups())
    return plain if is_number(plain) or plain.startswith("above ") else text
