"""Dates in texts: which order of day and month a column uses, decided by all its values or asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_TAIL = rf"(?:[T ]\s*{_CLOCK}\s*(?:[AaPp]\.?[Mm]\.?|Z|[+-]\d{{2}}:?\d{{2}})?)?"


@dataclass(frozen=True, slots=True)
class DateForm:
    """One way to write a date. label: as people write it. shape: the pattern of the date part.

    even: whether every value of the column was seen to be of this form, with no time behind it.
    serials: whether a number is a day as workbooks count them (46027 is 2026-01-05).
    """

    label: str
    strptime: str
    shape: str
    even: bool = False
    serials: bool = False

    def parsed(self, text: str) -> str:
        """SQL: the DATE at the start of `text`, or NULL."""
        if self.even and self.label == ISO:
            return f"TRY_CAST({text} AS DATE)"
        if self.even and self.strptime != "serial":
            return f"CAST(TRY_STRPTIME({text}, {sql.text(self.strptime)}) AS DATE)"
        part = f"regexp_extract({text}, {sql.text('^(' + self.shape + ')' + _TAIL + '$')}, 1)"
        serial = f"(DATE '1899-12-30' + TRY_CAST(regexp_extract({text}, '^[0-9]{{5}}$') AS INTEGER))"
        if self.strptime == "serial":
            return serial
        day = f"CAST(TRY_STRPTIME(nullif({part}, ''), {sql.text(self.strptime)}) AS DATE)"
        return f"coalesce({day}, {serial})" if self.serials else day


def _form(label: str) -> DateForm:
    """The form that a label such as "dd/mm/yyyy" stands for."""
    strptime, shape = "", ""
    for part in re.findall(r"yyyy|yy|mmm|mm|m|dd|d|[^a-z]|[a-z]", label):
        directive, pattern = _PARTS.get(part, (part, re.escape(part)))
        strptime, shape = strptime + directive, shape + pattern
    return DateForm(label, strptime, shape)


_PARTS = {
    "yyyy": ("%Y", r"\d{4}"),
    "yy": ("%y", r"\d{2}"),
    "mmm": ("%b", r"[A-Za-z]{3}"),
    "mm": ("%m", r"\d{1,2}"),
    "m": ("%m", r"\d{1,2}"),
    "dd": ("%d", r"\d{1,2}"),
    "d": ("%d", r"\d{1,2}"),
}

ISO = "yyyy-mm-dd"
SERIAL = DateForm("serial", "serial", r"\d{5}")
COMPACT = DateForm("yyyymmdd", "%Y%m%d", r"\d{8}")
FORMS = (
    *map(
        _form,
        (
            ISO,
            "yyyy/mm/dd",
            "yyyy.mm.dd",
            "yyyy年mm月dd日",
            "dd/mm/yyyy",
            "mm/dd/yyyy",
            "dd.mm.yyyy",
            "mm.dd.yyyy",
            "dd-mm-yyyy",
            "mm-dd-yyyy",
            "dd-mmm-yyyy",
            "dd mmm yyyy",
            "dd/mm/yy",
            "mm/dd/yy",
            "yy/mm/dd",
            "dd.mm.yy",
            "dd-mm-yy",
            "dd-mmm-yy",
        ),
    ),
    COMPACT,
)
ALL_ISO = replace(FORMS[0], even=True)


def stated_form(label: str, file: str) -> DateForm:
    """The form that a mapping states, as "dd/mm/yyyy" or "%d/%m/%Y". Raises Faulty if it is neither."""
    directives = {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%d": "dd", "%b": "mmm"}
    plain = re.sub("%[Yymdb]", lambda match: directives[match[0]], label).lower()
    plain = re.sub(r"[t ]+hh?:.*$", "", plain)
    if plain in ("serial", "yyyymmdd"):
        return SERIAL if plain == "serial" else COMPACT
    parts = re.findall("y+|m+|d+", plain)
    if sorted(part[0] for part in parts) != ["d", "m", "y"] or re.search("[^ymd./ 年月日-]", plain):
        known = ", ".join(form.label for form in FORMS)
        raise Faulty(Fault("fault.date_form_unknown", {"form": label, "known": known}, file))
    return _form(plain)


def date_form(engine: DuckEngine, column: str, serials: bool, file: str) -> DateForm:
    """The form of a column of `texts` that reads the most of its values.

    serials: whether the file is a workbook, where days may stand as numbers.
    Raises Faulty if two forms read as many and mean different days: the mapping has to state it.
    """
    if _all_iso(engine, column):
        return ALL_ISO
    counts = ", ".join(f"count({form.parsed('t')})" for form in FORMS)
    texts = f"SELECT DISTINCT {sql.name(column)} AS t FROM texts WHERE {sql.name(column)} IS NOT NULL"
    (found,) = engine.query(f"SELECT {counts}, min(t), count(t), bool_or(contains(t, ':')) FROM ({texts})")
    *fitting, example, values, timed = found
    best = max(fitting)
    winners = [form for form, count in zip(FORMS, fitting, strict=True) if count == best]
    if not best or len(winners) == 1:
        return replace(winners[0], even=best == values and not timed, serials=serials)
    values = {"column": column, "example": example, "candidates": ", ".join(f.label for f in winners)}
    raise Faulty(Fault("fault.date_unsure", values, file))


def _all_iso(engine: DuckEngine, column: str) -> bool:
    """Whether every value is year-month-day: the quick question, which most columns answer."""
    iso = f"regexp_full_match({sql.name(column)}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')"
    parsed = f"TRY_CAST({sql.name(column)} AS DATE) IS NOT NULL"
    filled = f"WHERE {sql.name(column)} IS NOT NULL"
    return bool(
        engine.query(f"SELECT coalesce(bool_and({iso} AND {parsed}), true) FROM texts {filled}")[0][0]
    )


def has_times(engine: DuckEngine, columns: Sequence[str]) -> set[str]:
    """Those columns of `texts` in which a time of day stands behind a date."""
    if not columns:
        return set()
    asked = ", ".join(f"bool_or(contains({sql.name(column)}, ':'))" for column in columns)
    (found,) = engine.query(f"SELECT {asked} FROM texts")
    return {column for column, has in zip(columns, found, strict=True) if has}


def moment_of(text: str, form: DateForm, zone: str, source_zone: str | None) -> str:
    """SQL: the TIMESTAMP in `zone` that `text` stands for, or NULL.

    A time with its own offset keeps it; else it is of `source_zone`; a bare date stays that date.
    """
    time = f"regexp_extract({text}, '[T ]\\s*({_CLOCK})', 1)"
    offset = f"regexp_extract({text}, ':\\d{{2}}(?:\\.\\d+)?\\s*(Z|[+-]\\d{{2}}:?\\d{{2}})$', 1)"
    day = form.parsed(text)
    half = f"upper(regexp_extract({text}, '([AaPp])\\.?[Mm]\\.?$', 1))"
    clock = f"TRY_CAST(CASE WHEN length({time}) % 3 = 1 THEN '0' ELSE '' END || {time} AS TIME)"
    noon = (
        f"(CASE WHEN {half} = 'P' AND hour({clock}) < 12 THEN 12 "
        f"WHEN {half} = 'A' AND hour({clock}) = 12 THEN -12 ELSE 0 END)"
    )
    naive = f"({day} + {clock} + to_hours({noon}))"
    minutes = (
        f"(CASE WHEN {offset} = 'Z' THEN 0 ELSE (CASE WHEN {offset}[1] = '-' THEN -1 ELSE 1 END) * "
        f"(CAST({offset}[2:3] AS INTEGER) * 60 + CAST({offset}[-2:] AS INTEGER)) END)"
    )
    universal = f"({naive} - to_minutes({minutes})) AT TIME ZONE 'UTC' AT TIME ZONE {sql.text(zone)}"
    local = naive
    if source_zone is not None and source_zone != zone:
        local = f"{naive} AT TIME ZONE {sql.text(source_zone)} AT TIME ZONE {sql.text(zone)}"
    return (
        f"CASE WHEN {time} = '' THEN CAST({day} AS TIMESTAMP) "
        f"WHEN {offset} <> '' THEN {universal} ELSE {local} END"
    )


def known_zone(zone: str, file: str) -> str:
    """The time zone, if there is one of this name. Raises Faulty if not."""
    try:
        return ZoneInfo(zone).key
    except (KeyError, ValueError, OSError):
        raise Faulty(Fault("fault.zone_unknown", {"zone": zone}, file)) from None
