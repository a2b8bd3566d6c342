"""A person's statement and what it would be otherwise, from the run that is kept open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.money import rounded
from attain.engine.scoring.result import CardResult, LineResult
from attain.runs import rendering
from attain.runs.estimate import estimate
from attain.runs.statement import Person, Statement, statement
from attain.runs.writing import origin_of
from attain.wording import Wording

FULL = Decimal(100)

#: A slider has so many steps from one end to the other.
STEPS = 100


@dataclass(frozen=True)
class Slider:
    """One of the person's own KPIs that may be tried otherwise. low, high, step: of the slider.

    at: where it stands, was: as it was; both of the KPI's own unit. excused: whatever it is, all is scored.
    """

    kpi: str
    title: str
    low: Decimal
    high: Decimal
    step: Decimal
    at: Decimal
    was: Decimal
    shown: str
    was_shown: str
    weight: str
    score: Decimal | None
    excused: bool


@dataclass(frozen=True)
class Tried:
    """What would be paid. parts: (component, title, as it is, as it would be)."""

    sliders: tuple[Slider, ...]
    paid: Decimal | None
    was_paid: Decimal | None
    total: Decimal | None
    was_total: Decimal | None
    parts: tuple[tuple[str, str, Decimal | None, Decimal | None], ...]
    at_plan: Decimal | None


def told(run: results.RunView, person: str) -> Statement:
    """The person's statement. Raises Faulty for somebody whom the run does not know."""
    with results.explaining(run.key) as held:
        held.tree(person)  # tells who is unknown
        origin = origin_of(held.store, held.engine, held.run, held.computed.rules, held.computed.period)
        made = statement(held.computed, _person(person), origin, _Everybody())
    return made


def tried(run: results.RunView, person: str, given: Mapping[str, Decimal], wording: Wording) -> Tried:
    """The person's pay with some of their KPIs otherwise; only those that a scorecard of theirs has."""
    with results.explaining(run.key) as held:
        computed = held.computed
        before = estimate(computed, person, {})
        lines = [line for card in before.cards.values() for line in card.lines if not line.line.group]
        own = {line.line.kpi: line for line in lines}
        chosen = {
            kpi: rounded(value, _places(computed.rules, kpi, run))
            for kpi, value in given.items()
            if kpi in own
        }
        after = estimate(computed, person, chosen) if chosen else before
        full = {kpi: corner for kpi, line in own.items() if (corner := _full(line)) is not None}
        at_plan = estimate(computed, person, full)
        rules = computed.rules
    sliders = [_slider(line, chosen, after.cards, rules, wording, run) for line in own.values()]
    amounts = {r.component: r.amount for spell in before.pay.spells for r in spell.components}
    new = {r.component: r.amount for spell in after.pay.spells for r in spell.components}
    return Tried(
        sliders=tuple(each for each in sliders if each is not None),
        paid=after.pay.paid,
        was_paid=before.pay.paid,
        total=_total(after.cards),
        was_total=_total(before.cards),
        parts=tuple(
            (name, wording.title(rules.title(name), name), amount, new.get(name))
            for name, amount in amounts.items()
        ),
        at_plan=at_plan.pay.paid,
    )


def _places(rules: Rules, kpi: str, run: results.RunView) -> int:
    """Decimals that a KPI is published with."""
    declared = rules.kpi(kpi, run.last_day)
    return declared.places if declared else 2


def _total(cards: Mapping[str, CardResult]) -> Decimal | None:
    return next((card.total for card in cards.values()), None)


def _full(line: LineResult) -> Decimal | None:
    """What of the KPI scores 100, nearest to what was achieved."""
    picture = line.line.steps or line.line.curve
    full = [point.x for point in picture.points if max(point.at, point.below) >= FULL]
    if not full:
        return None
    here = line.actual if line.actual is not None else full[0]
    return min(full, key=lambda x: abs(x - here))


def _slider(
    line: LineResult,
    chosen: Mapping[str, Decimal],
    cards: Mapping[str, CardResult],
    rules: Rules,
    wording: Wording,
    run: results.RunView,
) -> Slider | None:
    """None for a line without a value of its own: there is nothing to move."""
    if line.actual is None or line.status not in ("scored", "excused", "gated"):
        return None
    kpi = line.line.kpi
    declared = rules.kpi(kpi, run.last_day)
    unit, decimals, places = (
        (declared.unit, declared.decimals, declared.places) if declared else ("number", 2, 2)
    )
    xs = [point.x for point in (line.line.steps or line.line.curve).points] + [line.actual]
    room = (max(xs) - min(xs)) / 4 or Decimal(1)
    low, high = min(xs) - room, max(xs) + room
    low = max(low, Decimal(0)) if min(xs) >= 0 else low
    unit_step = Decimal(1).scaleb(-places)
    step = max(((high - low) / STEPS).quantize(unit_step), unit_step)
    at = chosen.get(kpi, line.actual)
    now = next((each for card in cards.values() for each in card.lines if each.line.kpi == kpi), None)
    return Slider(
        kpi=kpi,
        title=wording.title(rules.title(kpi), kpi),
        low=low.quantize(unit_step),
        high=high.quantize(unit_step),
        step=step,
        at=at,
        was=line.actual,
        shown=wording.value(at, unit, decimals),
        was_shown=wording.value(line.actual, unit, decimals),
        weight=wording.number(line.effective or line.line.weight),
        score=now.score if now else None,
        excused=now is not None and now.status == "excused",
    )


def _person(key: str) -> Person:
    view = people.person(key)
    if view is None:
        return Person(key)
    return Person(key, view.name, view.given_name, view.family_name, view.language)


class _Everybody(Mapping[str, Person]):
    """Other people's names, read when a sentence mentions them."""

    def __getitem__(self, key: str) -> Person:
        if people.person(key) is None:
            raise KeyError(key)
        return _person(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())  # nobody goes through everybody

    def __len__(self) -> int:
        return 0


def sheet(made: Statement, wording: Wording) -> rendering.Sheet:
    """The statement in words and figures."""
    return rendering.sheet_of(made, wording)
