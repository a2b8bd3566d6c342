"""Dated replacement: a new document beside the old, with no gap, no overlap, on a period's first day."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from attain.engine.faults import Fault
from attain.engine.period import Calendar, PeriodFault
from attain.rulebook.documents import Document


def dating_faults(documents: Iterable[Document], calendar: Calendar) -> list[Fault]:
    """Faults in the dates of all documents of one kind and name."""
    versions = sorted((d for d in documents if d.starts), key=lambda d: d.starts)
    faults = [fault for d in versions for fault in _own(d, calendar)]
    for one, other in pairwise(versions):
        faults += _pair(one, other)
    return faults


def twice_faults(documents: Iterable[Document]) -> list[Fault]:
    """Undated documents (facts, tables, posts, mappings) stand once."""
    first, *others = documents
    return [_twice(d, first) for d in others]


def _pair(one: Document, other: Document) -> list[Fault]:
    """The earlier of two versions ends where the later one begins, whether it says so or not."""
    if one.starts == other.starts:
        return [_twice(other, one)]
    until = one.rule.until
    if until is None or until == other.starts or until <= one.starts:
        return []
    id = "fault.version.gap" if until < other.starts else "fault.version.overlap"
    values = {"name": one.name, "until": until, "starts": other.starts, "other": other.place}
    return [one.fault(id, ("until",), **values)]


def _twice(document: Document, first: Document) -> Fault:
    values = {"kind": document.kind, "name": document.name, "other": first.place}
    if document.starts:
        return document.fault("fault.version.twice", ("from",), **values, starts=document.starts)
    return document.fault("fault.document.twice", (), **values)


def _own(document: Document, calendar: Calendar) -> list[Fault]:
    rule = document.rule
    if rule.until is not None and rule.until <= rule.starts:
        values = {"name": document.name, "starts": rule.starts, "until": rule.until}
        return [document.fault("fault.version.until", ("until",), **values)]
    cycle = getattr(rule, "cycle", None) or getattr(rule, "often", None)
    if document.library or document.kind in ("measure", "param") or cycle in (None, "day"):
        return []
    return [
        fault
        for key, day in (("from", rule.starts), ("until", rule.until))
        if day is not None
        for fault in _boundary(document, key, day, cycle, calendar)
    ]


def _boundary(document: Document, key: str, day: date, cycle: str, calendar: Calendar) -> list[Fault]:
    try:
        period = calendar.containing(day, cycle)
    except PeriodFault as error:
        return [document.fault(str(error), (key,), period=str(day), value=str(day))]
    if period.start == day:
        return []
    values = {"name": document.name, "day": day, "period": period.key}
    return [
        document.fault(
            f"fault.version.boundary.{cycle}", (key,), **values, before=period.start, after=period.end
        )
    ]
