"""Stage A: declared measures over a snapshot, as exact figures at every level."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.measures.declaration import Measure
from attain.engine.measures.events import due_columns, events_query
from attain.engine.measures.figures import FigureKey, Figures, Lacking, grouped_by_subject
from attain.engine.measures.parts import SHARE_SCALE
from attain.engine.measures.query import measure_query
from attain.engine.measures.relations import Engine, prepare
from attain.engine.measures.schema import Schema
from attain.engine.measures.selection import Question
from attain.engine.measures.traits import Traits
from attain.engine.measures.uncredited import uncredited_query
from attain.engine.measures.worth import Worth, worth
from attain.engine.money import rounded, scaled
from attain.engine.pay.scope import Event
from attain.engine.period import Calendar, Period

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Request:
    """A measure, as declared for the period, and the period. due: the date that its events wait for."""

    measure: Measure
    period: Period
    due: str = ""


def aggregate(
    engine: Engine,
    snapshot: Any,
    requests: Iterable[Request],
    schema: Schema,
    calendar: Calendar,
    progress: Progress | None = None,
) -> Figures:
    """The figures of all requests, from facts in `snapshot`.

    progress: told how many requests are done, and of how many. Raises Faulty where the organisation's
    tables contradict themselves, FormulaError or KeyError for measures that `measure_faults` faults.
    """
    return measured(engine, requests, schema, calendar, prepare(engine, snapshot, schema), progress)


def measured(
    engine: Engine,
    requests: Iterable[Request],
    schema: Schema,
    calendar: Calendar,
    traits: Traits,
    progress: Progress | None = None,
) -> Figures:
    """The figures of all requests, where `prepare` has registered what they read."""
    asked = list({(r.measure.measure, r.measure.starts, r.period.key): r for r in requests}.values())
    found = _Found({}, {}, {}, [])
    for number, request in enumerate(asked, 1):
        question = Question(request.measure, request.period, schema, calendar, traits)
        _measure(engine, question, request, found)
        if progress is not None:
            progress(number, len(asked))
    groups = grouped_by_subject(iter(found.values))
    return Figures(found.values, found.worths, found.events, tuple(found.lacking), groups)


@dataclass(frozen=True, slots=True)
class _Found:
    values: dict[FigureKey, Decimal | date | None]
    worths: dict[tuple[str, str], Worth]
    events: dict[tuple[str, str, str, str], tuple[Event, ...]]
    lacking: list[Lacking]


def _measure(engine: Engine, question: Question, request: Request, found: _Found) -> None:
    measure, period = request.measure, request.period.key
    value = found.worths[measure.measure, period] = worth(measure, question.schema)
    for level, subject, spell, group, number in engine.query(measure_query(question)):
        key = FigureKey(measure.measure, level, subject, spell, group, period)
        found.values[key] = value.published(number)
    found.lacking.extend(_lacking(engine, question, value))
    if measure.per == "event":
        found.events.update(_events(engine, question, request.due, value))


def _lacking(engine: Engine, question: Question, worth: Worth) -> Iterable[Lacking]:
    own = worth.scale + (0 if worth.shared else SHARE_SCALE)
    for unit, reason, facts, share, value in engine.query(uncredited_query(question)):
        yield Lacking(
            question.measure.measure,
            question.period.key,
            unit,
            reason,
            facts,
            scaled(int(share), SHARE_SCALE),
            rounded(scaled(int(value), own), worth.decimals) if worth.additive else None,
        )


def _events(
    engine: Engine, question: Question, due: str, worth: Worth
) -> dict[tuple[str, str, str, str], tuple[Event, ...]]:
    by, dues = question.measure.by, due_columns(question.fact)
    found: dict[tuple[str, str, str, str], list[Event]] = {}
    for row in engine.query(events_query(question)):
        person, spell, key, on, value, reverses = row[:6]
        attributes = dict(zip(by, row[6 : 6 + len(by)], strict=True))
        event = Event(
            key, on, worth.published(value), attributes, reverses, _due(row[6 + len(by) :], dues, due)
        )
        found.setdefault((question.measure.measure, person, spell, question.period.key), []).append(event)
    return {key: tuple(events) for key, events in found.items()}


def _due(row: Sequence[date | None], columns: Sequence[str], due: str) -> date | None:
    return row[columns.index(due)] if due else None
