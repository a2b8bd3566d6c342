"""Which column of the source feeds which column of the table."""

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from attain.engine.facts.mapping import Feed, Mapping
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.formulas import RowExpression
from attain.engine.store import sql

#: What counts as blank around a value: spaces of every script, tabs, line ends, a stray byte-order mark.
BLANKS = " \t\r\n\u00a0\u3000\u2009\u202f\ufeff"


EMPTY = "CAST(NULL AS VARCHAR)"


@dataclass(frozen=True, slots=True)
class Header:
    """The source's columns: name → where it stands in `raw`. twice: names that occur more than once."""

    places: MappingOf[str, str]
    twice: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Feeding:
    """How each column of the table is fed.

    texts: target column → SQL of its text over `raw`. formulas: target column → its formula.
    defaults: target column → what an empty cell means, as the rulebook writes it (2026-10-31, 0.5, 100%).
    named: target column → source column, for the report. absent: columns that the source does not have.
    straight: target column → where its cells stand in `raw`, if they are taken as they are.
    """

    texts: dict[str, str] = field(default_factory=dict)
    formulas: dict[str, RowExpression] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    straight: dict[str, str] = field(default_factory=dict)


def header_places(header: Sequence[str], prefix: str = "") -> Header:
    """Where the columns of a file stand: name → "c0", …"""
    places: dict[str, str] = {}
    twice = set()
    for position, column in enumerate(header):
        if column in places:
            twice.add(column)
        elif column:
            places[column] = f"{prefix}c{position}"
    return Header(places, frozenset(twice))


def feeding(table: Table, header: Header, mapping: Mapping | None, file: str) -> Feeding:
    """Feeds for every column, by the mapping first, by name otherwise. Raises Faulty with all that miss."""
    stated = mapping.columns if mapping else {}
    faults = [
        Fault("fault.mapping_target", _unknown(target, table.columns, table=table.name), file)
        for target in stated
        if target not in table.columns
    ]
    found = Feeding()
    absent = []
    for column, kind in table.columns.items():
        if kind.default is not None:
            found.defaults[column] = kind.default
        feed = stated.get(column) or _by_name(column, header)
        if feed is None:
            absent.append(column)
            if not kind.optional and kind.default is None:
                faults.append(_missing(column, table, header, file))
            continue
        faults += _connect(found, column, feed, header, file)
    if faults:
        raise Faulty(*faults)
    return replace(found, absent=tuple(absent))


def _connect(found: Feeding, column: str, feed: Feed, header: Header, file: str) -> list[Fault]:
    if feed.formula is not None:
        found.formulas[column] = feed.formula
        found.named[column] = f"= {feed.formula}"
        return []
    if feed.constant is not None:
        found.defaults[column] = feed.constant
        found.named[column] = f"“{feed.constant}”"
        return []
    source = str(feed.source)
    if fault := unknown_source(source, header, file):
        return [fault]
    if feed.default is not None:
        found.defaults[column] = feed.default
    found.texts[column] = _text(header.places[source], feed)
    if not feed.values:
        found.straight[column] = header.places[source]
    found.named[column] = source
    return []


def unknown_source(source: str, header: Header, file: str) -> Fault | None:
    """The fault of naming a source column that is not there, or there twice."""
    if source in header.twice:
        return Fault("fault.header_twice", {"column": source}, file, 1)
    if source not in header.places:
        return Fault("fault.mapping_source", _unknown(source, header.places), file, 1)
    return None


def source_text(place: str, trim: bool = True) -> str:
    """SQL: the text of a source column in normal form; NULL where it is empty.

    Almost no text needs it, so that a quick question is put before the slow work.
    """
    text = f"CASE WHEN strlen({place}) = length({place}) THEN {place} ELSE nfc_normalize({place}) END"
    if trim:
        trimmed = f"trim(nfc_normalize({place}), {sql.text(BLANKS)})"
        text = f"CASE WHEN {untidy(place)} THEN {trimmed} ELSE {place} END"
    return f"nullif({text}, '')"


def untidy(place: str) -> str:
    """SQL: whether a text may begin or end with a blank, or be in another form than the normal one."""
    outer = f"(ascii({place}) <= 32 OR ascii(right({place}, 1)) <= 32)"
    return f"strlen({place}) <> length({place}) OR {outer}"


def _text(place: str, feed: Feed) -> str:
    text = source_text(place, feed.trim)
    if feed.values:
        keys, values = sql.texts(feed.values), sql.texts(feed.values.values())
        text = f"coalesce(map({keys}, {values})[{text}], {text})"
    return text


def _by_name(column: str, header: Header) -> Feed | None:
    """The source column of the same name, case, blanks, underscores and hyphens aside."""
    if column in header.places:
        return Feed(**{"from": column})
    matches = [source for source in header.places if _folded(source) == _folded(column)]
    return Feed(**{"from": matches[0]}) if len(matches) == 1 else None


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.casefold())


def _missing(column: str, table: Table, header: Header, file: str) -> Fault:
    return Fault("fault.column_missing", _unknown(column, header.places, table=table.name), file, 1)


def _unknown(name: str, known: MappingOf[str, object], **facts: str) -> dict[str, str]:
    return {
        "column": name,
        "nearest": nearest(name, dict(known)),
        "known": ", ".join(known),
        **facts,
    }
