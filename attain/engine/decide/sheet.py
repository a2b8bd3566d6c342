"""What the people of a post publish: the columns once, then one row of values a subject."""

from collections.abc import Iterator, Mapping, Sequence
from operator import is_
from typing import Any, NamedTuple

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.known import known_as
from attain.engine.decide.needs import Needs
from attain.engine.decide.place import Place, ValueScope
from attain.engine.decide.readers import target
from attain.engine.decide.spelling import canonical, spelled
from attain.engine.decide.subject import Subject
from attain.engine.decide.targets import shown
from attain.engine.decide.world import column
from attain.engine.money import exactly
from attain.engine.period import Period
from attain.engine.scoring.declaration import Scorecard
from attain.engine.scoring.result import CardResult
from attain.engine.trace import Value

#: for_period, node, group, unit and value of a number that stands in no column.
Further = tuple[str, str, str, str, str]

#: The views of some subjects by key of period.
Scopes = Mapping[str, Sequence[ValueScope]]

#: A subject's values in the order of a sheet's columns (None: not published), and what has no column.
Values = tuple[list[str | None], list[Further]]

#: Parts of a scorecard that are published beside its lines: a KPI of such a name could be taken for one.
_BESIDE = frozenset({"grade", "accountability", "merit", "deduction", "carried_by_back", "carried_for_front"})


class Column(NamedTuple):
    """What the values of a column are: for_period, node, group and unit as in Published."""

    for_period: str
    node: str
    group: str
    unit: str


class _Named(NamedTuple):
    """A measure, target or KPI in a period. grouped: whether it has values by group, too.

    read: gives one, or a measure's column. known_as: what an evaluation knows a measure's value as.
    """

    name: str
    period: Period
    unit: str
    grouped: bool = False
    read: Any = None
    known_as: str = ""


class _Card(NamedTuple):
    """A scorecard in a period. card: the one in force. plain: its lines stand in columns of their own."""

    name: str
    period: Period
    card: Scorecard
    plain: bool


class Sheet:
    """The columns of one post's people (or, without a post, of units and the company), and their values.

    Rules are looked up once here; a subject only gives values.
    """

    def __init__(self, evaluation: Evaluation, needs: Needs, post: str | None = None) -> None:
        self._evaluation = evaluation
        self._measures = list(_measures(evaluation, needs))
        self._targets = list(_targets(evaluation, needs))
        self._kpis = list(_kpis(evaluation, needs))
        self._cards = list(_cards(evaluation, needs, post)) if post is not None else []
        named = (*self._measures, *self._kpis, *self._targets)
        self._periods = [*{each.period.key: each.period for each in named}.values()]
        self.columns = tuple(self._columns())
        self.names = frozenset(column.node for column in self.columns)
        self._sure = len(self._measures) + len(self._kpis)

    def _columns(self) -> Iterator[Column]:
        for each in (*self._measures, *self._kpis):
            yield Column(each.period.key, each.name, "", each.unit)
        for each in self._targets:
            yield Column(each.period.key, f"target.{each.name}", "", each.unit)
        for each in self._cards:
            for part, unit in _parts(each):
                yield Column(each.period.key, f"{each.name}{part}", "", unit)

    def published(self, values: Sequence[str | None]) -> int:
        """How many of a subject's values are there: measures and KPIs always are."""
        return len(values) - values[self._sure :].count(None)

    def begin(self, subjects: Sequence[Subject]) -> list[Values]:
        """What subjects have before scorecards: measures, KPIs and targets, each of all subjects at once."""
        return exactly(self._begin, subjects)

    def finish(self, subject: Subject, begun: Values) -> Values:
        """The same with the subject's scorecards."""
        values, further = begun
        for each in self._cards:
            result = self._evaluation.card(subject, each.name, each.period)
            _scored(each, result, values, further)
        return begun

    def _begin(self, subjects: Sequence[Subject]) -> list[Values]:
        scope, periods = self._evaluation.scope, self._periods
        scopes = {period.key: [scope(subject, period) for subject in subjects] for period in periods}
        further: list[list[Further]] = [[] for _ in subjects]
        columns = [*self._measured(subjects, scopes, further), *self._judged(subjects, scopes, further)]
        for each in self._targets:
            found = [*map(each.read, scopes[each.period.key])]
            columns.append([None if value is None else canonical(shown(value)) for value in found])
        rows = zip(*columns, strict=True) if columns else [()] * len(subjects)
        return [(list(row), own) for row, own in zip(rows, further, strict=True)]

    def _measured(
        self, subjects: Sequence[Subject], scopes: Scopes, further: Sequence[list[Further]]
    ) -> Iterator[list[str]]:
        figures = self._evaluation.world.figures
        keys, places = [subject.key for subject in subjects], dict[int, list[int]]()
        for name, period, unit, grouped, values, known in self._measures:
            found = values.several(keys, places)
            for scope, value in zip(scopes[period.key], found, strict=True):
                scope.values[known] = value  # the KPIs will read it again
            yield spelled(found)
            for key, own in zip(keys, further, strict=True) if grouped else ():
                for group in figures.groups(name, *key, period.key):
                    own.append((period.key, name, group, unit, canonical(values.at(*key, group))))

    def _judged(
        self, subjects: Sequence[Subject], scopes: Scopes, further: Sequence[list[Further]]
    ) -> Iterator[list[str]]:
        evaluation = self._evaluation
        for name, period, unit, grouped, read, _ in self._kpis:
            yield spelled([*map(read, scopes[period.key])])
            for subject, own in zip(subjects, further, strict=True) if grouped else ():
                for group in evaluation.kpi_groups(Place(subject, period), name):
                    value = evaluation.kpi(None, Place(subject, period, group=group), name)[1]
                    own.append((period.key, name, group, unit, canonical(value)))


def _ordered(names: set[tuple[str, Period]]) -> list[tuple[str, Period]]:
    return sorted(names, key=lambda each: (each[1], each[0]))


def _measures(evaluation: Evaluation, needs: Needs) -> Iterator[_Named]:
    for name, period in _ordered(needs.measures):
        measure = evaluation.rules.measure(name, period.last_day)
        if measure is not None:
            values = column(evaluation.world.figures, name, period.key)
            by = bool(measure.by)
            yield _Named(name, period, evaluation.unit_of(name), by, values, known_as("measure", name))


def _targets(evaluation: Evaluation, needs: Needs) -> Iterator[_Named]:
    for name, period in _ordered(needs.targets):
        read = target(evaluation.in_period(period), name)
        yield _Named(name, period, evaluation.unit_of(name), False, read)


def _kpis(evaluation: Evaluation, needs: Needs) -> Iterator[_Named]:
    for name, period in _ordered(needs.kpis):
        kpi = evaluation.rules.kpi(name, period.last_day)
        if kpi is not None:
            read = evaluation.in_period(period).kpi_reader(name)
            yield _Named(name, period, kpi.unit, bool(kpi.by), read)


def _cards(evaluation: Evaluation, needs: Needs, post: str) -> Iterator[_Card]:
    for name, period in _ordered(needs.cards):
        card = evaluation.rules.scorecard(name, period.last_day)
        if card is None or card.post != post:
            continue
        own = period
        if card.cycle != period.cycle:
            own = evaluation.calendar.containing(period.last_day, card.cycle)
        card = evaluation.rules.scorecard(name, own.last_day) or card
        lines = [(line.kpi, line.group) for line in card.lines]
        plain = len({*lines}) == len(lines) and _BESIDE.isdisjoint(kpi for kpi, _ in lines)
        yield _Card(name, period, card, plain)


def _parts(each: _Card) -> Iterator[tuple[str, str]]:
    """What stands in columns: the total, the grade and each line's score, weight and points."""
    yield "", "points"
    if each.card.grades:
        yield ".grade", "text"
    for line in each.card.lines if each.plain else ():
        at = line.kpi + (f".{line.group}" if line.group else "")
        for part in ("score", "weight", "points"):
            yield f".{at}.{part}", "points"


def _scored(each: _Card, result: CardResult | None, values: list[str | None], further: list[Further]) -> None:
    """A scorecard's values. Lines that are not those of the sheet are published as further ones."""
    width = 1 + bool(each.card.grades) + (3 * len(each.card.lines) if each.plain else 0)
    if result is None:
        values += [None] * width
        return
    declared = each.card.lines
    as_declared = each.plain and result.card is each.card and len(result.lines) == len(declared)
    if as_declared:
        as_declared = all(map(is_, [line.line for line in result.lines], declared))
    if not as_declared:
        values += [None] * width
        parts = {"": (result.total, "points")} | {f".{n}": found for n, found in result.parts().items()}
        further += [_part(each, part, value, unit) for part, (value, unit) in parts.items()]
        return
    values.append(canonical(result.total))
    if each.card.grades:
        values.append(canonical(result.grade))
    values += spelled([each for line in result.lines for each in (line.score, line.effective, line.points)])
    if result.extras:
        extras = {(x.kind, x.name): x.points for x in result.extras}
        further += [
            _part(each, f".{kind}.{name}", points, "points") for (kind, name), points in extras.items()
        ]
    if result.story:
        further.append(_part(each, ".accountability", result.story.outcome, "text"))


def _part(each: _Card, part: str, value: Value, unit: str) -> Further:
    return each.period.key, f"{each.name}{part}", "", unit, canonical(value)
