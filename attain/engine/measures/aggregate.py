"""Stage A: declared measures over a snapshot, as exact figures at every level."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
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
from attain.engine.measures.uncredited import credited_alike, uncredited_query
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
    questions = [Question(each.measure, each.period, schema, calendar, traits) for each in asked]
    found = _Found({}, {}, {})
    for number, (request, question) in enumerate(zip(asked, questions, strict=True), 1):
        _measure(engine, question, request, found)
        if progress is not None:
            progress(number, len(asked))
    groups = grouped_by_subject(iter(found.values))
    lacking = tuple(uncredited(engine, questions, found.worths))
    return Figures(found.values, found.worths, found.events, lacking, groups)


@dataclass(frozen=True, slots=True)
class _Found:
    values: dict[FigureKey, Decimal | date | None]
    worths: dict[tuple[str, str], Worth]
    events: dict[tuple[str, str, str, str], tuple[Event, ...]]


def _measure(engine: Engine, question: Question, request: Request, found: _Found) -> None:
    measure, period = request.measure, request.period.key
    value = found.worths[measure.measure, period] = worth(measure, question.schema)
    for level, subject, spell, group, number in engine.query(measure_query(question)):
        key = FigureKey(measure.measure, level, subject, spell, group, period)
        found.values[key] = value.published(number)
    if measure.per == "event":
        found.events.update(_events(engine, question, request.due, value))


def uncredited(
    engine: Engine, questions: Iterable[Question], worths: Mapping[tuple[str, str], Worth]
) -> Iterator[Lacking]:
    """What each measure's facts lack of credit; measures of the same facts are answered together."""
    alike: dict[Hashable, list[Question]] = {}
    for question in questions:
        alike.setdefault(credited_alike(question), []).append(question)
    for together in alike.values():
        for number, *row in engine.query(uncredited_query(together)):
            question = together[number]
            worth = worths[question.measure.measure, question.period.key]
            yield _lacking(question, worth, *row)


def _lacking(
    question: Question, worth: Worth, unit: str, reason: str, facts: int, share: int, value: int
) -> Lacking:
    scale = worth.scale + (0 if worth.shared else SHARE_SCALE)
    exact = rounded(scaled(int(value), scale), worth.decimals) if worth.additive else None
    return Lacking(
        question.measure.measure,
        question.period.key,
        unit,
        reason,
        int(facts),
        scaled(int(share), SHARE_SCALE),
        exact,
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
