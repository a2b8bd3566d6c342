"""What would be right in place of a cell that was not taken: suggestions, in the manner of its file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from attain.engine.facts import ColumnType

#: Orders of day, month and year that are tried, each with its parts.
_READINGS = ("%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y", "%d-%b-%Y", "%b-%d-%Y", "%Y%m%d")

#: How a label of a date's form is written.
_PARTS = {"yyyy": "%Y", "yy": "%y", "mmm": "%b", "mm": "%m", "dd": "%d"}

#: How like a text must be to be suggested: a key, one of a few words.
ALIKE, SOMEWHAT = Fraction(72, 100), Fraction(30, 100)

#: So many keys are compared with by likeness; with more of them only equal names are found.
MOST_KEYS = 200_000


@dataclass(frozen=True)
class Suggestion:
    """value: to be written into the file's cell. why: a message id, with `values` for it."""

    value: str
    why: str
    values: Mapping[str, Any]


def suggested(
    value: str, fault: str, kind: ColumnType, form: str, mark: str, keys: "Keys"
) -> list[Suggestion]:
    """What the cell may have been meant to be, the likeliest first. form, mark: how the file writes."""
    if fault.startswith("fault.unknown_") and kind.references:
        return keys.near(value, kind.references)
    if fault in ("fault.cell_date", "fault.cell_date_far"):
        return _dates(value, form)
    if fault in ("fault.cell_number", "fault.cell_precision"):
        return _numbers(value, kind, mark)
    if fault == "fault.cell_boolean":
        return [Suggestion(each, "intake.suggest.choice", {}) for each in ("true", "false")]
    if fault == "fault.cell_choice":
        near = get_close_matches(value.casefold(), kind.choices, n=1, cutoff=SOMEWHAT)
        rest = [each for each in kind.choices if each not in near]
        return [Suggestion(each, "intake.suggest.choice", {}) for each in (*near, *rest)][:4]
    return []


class Keys:
    """Keys of built-in tables with their names. read: table → {key: name or ""}."""

    def __init__(self, read: Callable[[str], Mapping[str, str]]) -> None:
        self._read = read
        self._known: dict[str, Mapping[str, str]] = {}

    def near(self, value: str, table: str) -> list[Suggestion]:
        known = self._known.setdefault(table, self._read(table))
        wanted = _plain(value)
        if not wanted:
            return []
        same = [key for key, name in known.items() if wanted in (_plain(key), _plain(name))]
        if not same and len(known) <= MOST_KEYS:
            by_name = {_plain(text): key for key, name in known.items() for text in (key, name) if text}
            near = get_close_matches(wanted, by_name, n=3, cutoff=ALIKE)
            same = list(dict.fromkeys(by_name[text] for text in near))
        return [
            Suggestion(
                key, "intake.suggest.key" if known[key] else "intake.suggest.near", {"name": known[key]}
            )
            for key in same[:3]
        ]


def _plain(text: str) -> str:
    """Without case, blanks and signs, and without zeros before a number."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]", "", text.casefold()))


def _dates(value: str, form: str) -> list[Suggestion]:
    text = re.sub(r"[T ]\d{1,2}:.*$", "", value.strip())
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b|\bof\b|,", "", text, flags=re.IGNORECASE)
    text = re.sub(r"[年月/.\s-]+", "-", text.replace("日", "")).strip("-")
    found: dict[date, str] = {}
    for reading in _READINGS:
        try:
            day = datetime.strptime(text, reading).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 1990 <= day.year <= 2099:
            found.setdefault(day, reading)
    if not found and re.fullmatch(r"\d{5}", text):
        found[date.fromordinal(date(1899, 12, 30).toordinal() + int(text))] = "serial"
    return [Suggestion(in_form(day, form), "intake.suggest.date", {"day": day}) for day in found]


def in_form(day: date, form: str) -> str:
    """The day as the file writes days; form: a label such as "dd/mm/yyyy"."""
    if form in ("", "serial"):
        return day.isoformat()
    return re.sub("yyyy|yy|mmm|mm|dd", lambda part: day.strftime(_PARTS[part[0]]), form)


def as_file_writes(value: str, kind: ColumnType, form: str) -> str:
    """A day that was typed or picked as 2026-10-31, as the file writes days; anything else as it is."""
    if kind.kind in ("date", "timestamp") and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            return in_form(date.fromisoformat(value.strip()), form)
        except ValueError:
            return value
    return value


def _numbers(value: str, kind: ColumnType, mark: str) -> list[Suggestion]:
    """The digits alone, with either sign as the decimal mark."""
    text = re.sub(r"[^\d.,()-]", "", value)
    if not re.search(r"\d", text) or re.search(r"[=*/+]|\d\s*-\s*\d", value):
        return []
    found = []
    for point in dict.fromkeys((mark, ".", ",")):
        group = "," if point == "." else "."
        plain = text.replace(group, "").replace(point, ".")
        if re.fullmatch(r"-?\d+(\.\d+)?", plain) and _grouped(text, group, point):
            number = Decimal(plain)
            exact = number if kind.decimals is None else round(number, kind.decimals)
            found.append(format(exact, "f").replace(".", mark))
    most = 2 if kind.kind == "money" and kind.decimals is None else kind.scale(2)
    likely = sorted(dict.fromkeys(found), key=lambda each: len(each.partition(mark)[2]) > most)
    return [Suggestion(each, "intake.suggest.number", {}) for each in likely]


def _grouped(text: str, group: str, point: str) -> bool:
    """Whether signs stand where thousands and decimals are parted."""
    whole, _, _ = text.partition(point)
    parts = whole.lstrip("-").split(group)
    return len(parts) == 1 or (1 <= len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:]))
