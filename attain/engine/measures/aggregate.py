"""Stage A: declared measures over a snapshot, as exact figures at every level.

Measures that need no more than sums for each client or person are answered in families, from one reading of
their facts (`shared`); the others one by one (`query`).
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import Any

from attain.engine.measures.across import across, across_query
from attain.engine.measures.cells import Cells
from attain.engine.measures.cells import asked as asked_of
from attain.engine.measures.declaration import Measure
from attain.engine.measures.events import due_columns, events_query
from attain.engine.measures.family import families
from attain.engine.measures.figures import IN_ORDER, Column, Figures, Lacking, Slot, Who
from attain.engine.measures.parts import SHARE_SCALE
from attain.engine.measures.query import measure_query
from attain.engine.measures.relations import Engine, organised, registered, who_is_who
from attain.engine.measures.schema import Schema
from attain.engine.measures.selection import Question
from attain.engine.measures.shared import Answer, Lack, Shared
from attain.engine.measures.traits import Traits
from attain.engine.measures.uncredited import credited_alike, uncredited_query
from attain.engine.measures.worth import Worth, worth
from attain.engine.money import rounded, scaled
from attain.engine.pay.scope import Event
from attain.engine.period import Calendar, Period

Progress = Callable[[int, int], None]

#: Whose row it is: level, subject and spell.
_WHO = itemgetter(0, 1, 2)


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
    meanwhile: Callable[[], object] = tuple,
) -> Figures:
    """The figures of all requests, from facts in `snapshot`.

    progress: told how far it is, and of how much. meanwhile: what may be done while facts are read. Raises
    Faulty where the organisation's tables contradict themselves, FormulaError or KeyError for measures that
    `measure_faults` faults.
    """
    requests = list(requests)
    traits = registered(engine, snapshot, schema, {request.measure.of for request in requests})

    def organise() -> None:
        organised(engine, snapshot)
        meanwhile()

    return measured(engine, requests, schema, calendar, traits, progress, snapshot, organise=organise)


def measured(
    engine: Engine,
    requests: Iterable[Request],
    schema: Schema,
    calendar: Calendar,
    traits: Traits,
    progress: Progress | None = None,
    snapshot: Any = None,
    together: bool = True,
    organise: Callable[[], None] = lambda: None,
) -> Figures:
    """The figures of all requests, where `prepare` has registered what they read.

    snapshot: whose files are read piece by piece; None: the tables as they are registered. together: whether
    measures share their scans, which changes nothing but the time it takes. organise: makes the relations
    about the organisation, if they are not there yet, while files are read.
    """
    asked = list({(r.measure.measure, r.measure.starts, r.period.key): r for r in requests}.values())
    questions = [Question(each.measure, each.period, schema, calendar, traits) for each in asked]
    told = progress or (lambda done, of: None)
    found = Found(len(asked), told, lambda: engine.query(who_is_who()))
    shared, alone = families(questions) if together else ([], questions)
    grouped, others = across(alone) if together else ([], alone)
    with ThreadPoolExecutor(1, "taking") as thread:
        taken = []
        with closing(Shared(engine, snapshot, shared, found.read, organise).answers()) as answers:
            for part in chain(answers, _across(engine, grouped)):
                found.expect(part)
                taken.append(thread.submit(found.take, part))
    for each in taken:
        each.result()
    for question in others:
        found.take_alone(question, engine.answer(measure_query(question)))
    lacking = [*found.lacking, *uncredited(engine, alone, found.worth)]
    events = {}
    for request, question in zip(asked, questions, strict=True):
        if request.measure.per == "event":
            events |= _events(engine, question, request.due, found.worth(question))
    return Figures(found.columns, events, lambda: tuple(sorted(lacking, key=IN_ORDER)))


def _across(engine: Engine, grouped: Iterable[Sequence[Question]]) -> Iterator[Answer]:
    for alike in grouped:
        cells = Cells()
        each = [asked_of(question, cells) for question in alike]
        yield Answer(tuple(alike), engine.answer(across_query(cells, each)))


class Found:
    """Columns as they come in. of: how many questions. everyone: whom numbers from 1 on stand for.

    Families' rows are taken in a thread while the engine works on the next: that is Python's work alone.
    """

    def __init__(self, of: int, told: Progress, everyone: Callable[[], Sequence[Who]] = tuple) -> None:
        self.index: dict[Who, int] = {}
        self._everyone = everyone
        self._names: Sequence[Who] = ()
        self._numbered: list[int] = []
        self.columns: dict[Slot, Column] = {}
        self.lacking: list[Lacking] = []
        self._of, self._told, self._answered, self._read = of, told, 0, 0

    def read(self, done: int, of: int) -> None:
        """So much is read of all that is read before questions are answered: half of the way."""
        self._read = self._of * done // of
        self._told(self._read, 2 * self._of)

    def worth(self, question: Question) -> Worth:
        """What a measure's integers are worth."""
        return self._column(question).worth

    def expect(self, part: Answer | Lack) -> None:
        """What taking a part needs of the engine and tells of it, for its own thread."""
        if not isinstance(part, Answer):
            return
        if part.rows and not self._names:
            self._names = self._everyone()
            self._numbered = [-1] * (len(self._names) + 1)
        self._done(len(part.questions))

    def take(self, part: Answer | Lack) -> None:
        """Rows of a family, of which it was told what to expect."""
        if isinstance(part, Lack):
            self.lacking += self._lacking(part)
        elif part.rows:
            columns = list(zip(*self._in_order(part.rows), strict=True))
            for question, values in zip(part.questions, columns[1:], strict=True):
                self._column(question).fill(values)
        else:
            for question in part.questions:
                self._column(question)

    def take_alone(self, question: Question, rows: Sequence[Sequence[Any]]) -> None:
        """Rows (level, subject, spell, group, value) of one question."""
        column = self._column(question)
        whole = [row for row in rows if not row[3]]
        positions = self._positions([*map(_WHO, whole)])
        column.put(positions, [row[4] for row in whole])
        for level, subject, spell, group, value in rows:
            if group:
                column.put_group((level, subject, spell), group, value)
        self._done(1)

    def _done(self, questions: int) -> None:
        self._answered += questions
        self._told(self._read + self._answered, 2 * self._of)

    def _in_order(self, rows: Sequence[tuple[Any, ...]]) -> Sequence[Sequence[Any]]:
        """A row for each position up to the last, without values where there is none."""
        known = len(self.index)
        positions = self._numbers([row[0] for row in rows])
        if not known and len(self.index) == len(rows):
            return rows
        found: list[Sequence[Any]] = [(None,) * len(rows[0])] * len(self.index)
        for position, row in zip(positions, rows, strict=True):
            found[position] = row
        return found

    def _numbers(self, numbers: Sequence[int]) -> Sequence[int]:
        """The positions of those for whom numbers stand; who is new comes after all others."""
        at, index = self._numbered, self.index
        positions = [at[number] for number in numbers]
        if -1 not in positions:
            return positions
        for number in numbers:
            if at[number] < 0:
                at[number] = index.setdefault(self._names[number - 1], len(index))
        return [at[number] for number in numbers]

    def _positions(self, people: Sequence[Who]) -> list[int]:
        index = self.index
        try:
            return [*map(index.__getitem__, people)]
        except KeyError:  # somebody is new
            return [index.setdefault(who, len(index)) for who in people]

    def _column(self, question: Question) -> Column:
        key = question.measure.measure, question.period.key
        if key not in self.columns:
            self.columns[key] = Column(worth(question.measure, question.schema), self.index)
        return self.columns[key]

    def _lacking(self, part: Lack) -> Iterator[Lacking]:
        for unit, reason, *numbers in part.rows:
            for at, question in enumerate(part.questions):
                facts, share, value = numbers[3 * at : 3 * at + 3]
                if facts:
                    yield _lacking(question, self.worth(question), unit, reason, facts, share, value)


def uncredited(
    engine: Engine, questions: Iterable[Question], worth_of: Callable[[Question], Worth]
) -> Iterator[Lacking]:
    """What each measure's facts lack of credit; measures of the same facts are answered together."""
    alike: dict[Hashable, list[Question]] = {}
    for question in questions:
        alike.setdefault(credited_alike(question), []).append(question)
    for together in alike.values():
        for number, *row in engine.answer(uncredited_query(together)):
            yield _lacking(together[number], worth_of(together[number]), *row)


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
) -> Mapping[tuple[str, str, str, str], tuple[Event, ...]]:
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
