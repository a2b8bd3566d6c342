"""A person's pay for a period as it was known on a day, with the score of the run of that time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from attain.apps.house.api import register, rules_of
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.runs.known_on import Basis, Step, all_amounts, amounts_of, basis, end_of, story

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A component then and now."""

    name: str
    then: Decimal | None
    now: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.now or ZERO) - (self.then or ZERO)


@dataclass(frozen=True)
class Known:
    """lines: components. scores: (scorecard, points then, points now). steps: the earliest first."""

    on: date
    then: Basis
    now: Basis
    lines: tuple[Line, ...]
    scores: tuple[tuple[str, Decimal | None, Decimal | None], ...]
    steps: tuple[Step, ...]

    @property
    def total(self) -> Line:
        then = None if self.then.run is None else sum((line.then or ZERO for line in self.lines), ZERO)
        return Line("", then, sum((line.now or ZERO for line in self.lines), ZERO))


def limit(text: str, zone: str, default: date) -> tuple[date, datetime]:
    """The day that an address names, and the first moment that is not known of; or a moment itself.

    Raises ValueError for what is neither.
    """
    if "T" in text:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None or not 1990 < moment.year < 2200:
            raise ValueError(text)
        return moment.date(), moment.astimezone(UTC)
    day = date.fromisoformat(text) if text else default
    if not 1990 < day.year < 2200:
        raise ValueError(text)
    return day, end_of(day, zone)


def known(run: results.RunView, person: str, on: date, until: datetime) -> Known:
    """The person's pay for the run's period."""
    house, period = register(), run.period
    then, now = basis(house, period, until), basis(house, period, datetime.max.replace(tzinfo=UTC))
    was, is_ = amounts_of(house, then, period, person), amounts_of(house, now, period, person)
    rules = rules_of(run.bundle)
    names = list(dict.fromkeys([*_order(rules, run), *was, *is_]))
    lines = tuple(
        Line(name, was.get(name) if then.run else None, is_.get(name))
        for name in names
        if was.get(name) or is_.get(name)
    )
    cards = [card.scorecard for card in rules.all_scorecards(run.cycle, run.last_day)]
    first, last = _numbers(then, person, cards), _numbers(now, person, cards)
    scores = tuple((card, first.get(card), last.get(card)) for card in cards if card in first or card in last)
    return Known(on, then, now, lines, scores, tuple(story(house, period, person)))


def _order(rules: Rules, run: results.RunView) -> list[str]:
    return [part.component for plan in rules.in_force("plan", run.last_day) for part in plan.components]


def _numbers(found: Basis, person: str, names: list[str]) -> dict[str, Decimal]:
    """The last published value of each of the nodes, of the run's own period."""
    if found.run is None:
        return {}
    rows = register().results(found.run).of("person", person)
    return {
        row.node: Decimal(row.value)
        for row in rows
        if row.node in names and not row.group and row.for_period == found.run.period and row.value
    }


def by_unit(period: str, until: datetime, units: Mapping[str, str]) -> tuple[Basis, dict[str, Decimal]]:
    """What a period came to for each unit's people. units: person → unit."""
    house = register()
    found = basis(house, period, until)
    sums: dict[str, Decimal] = {}
    for (person, _), amount in all_amounts(house, found, period).items():
        unit = units.get(person, "")
        sums[unit] = sums.get(unit, ZERO) + amount
    return found, sums
