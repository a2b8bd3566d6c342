"""Published nodes: every number that a run stands for, rounded as people read it, in one total order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.needs import Needs
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.place import Place
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.subject import Subject, company_subject, unit_subject
from attain.engine.period import Period
from attain.engine.scoring.result import CardResult
from attain.engine.trace import Value


@dataclass(frozen=True, slots=True, order=True)
class Published:
    """One published number or word.

    value: canonical text ("" = undefined). for_period: what it is about; in_period: what pays it.
    """

    kind: str
    subject: str
    spell: str
    for_period: str
    in_period: str
    node: str
    group: str
    value: str
    unit: str

    @property
    def cells(self) -> tuple[str, ...]:
        """All fields in their order, as exports write them."""
        return _CELLS(self)


_CELLS = attrgetter(*(each.name for each in fields(Published)))


def canonical(value: Value) -> str:
    """The one spelling of a value: plain digits, no exponent, published decimals kept; "" when undefined."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value + 0 if value else abs(value), "f")
    return str(value)


def publish(payroll: Payroll, pays: Mapping[str, PersonPay]) -> list[Published]:
    """Everything that the period's run publishes, sorted."""
    evaluation = payroll.evaluation
    found: set[Published] = set()
    names_of: dict[str, Needs] = {}
    everything = Needs(evaluation.rules)
    for subject in payroll.spells():
        if subject.post not in names_of:
            names_of[subject.post] = needs = Needs(evaluation.rules)
            needs.post(subject.post, evaluation.period)
            everything.post(subject.post, evaluation.period)
        found.update(_figures(evaluation, subject, names_of[subject.post]))
        found.update(_cards(evaluation, subject, names_of[subject.post]))
    units = {unit for s in payroll.spells() for unit in evaluation.world.units_above(s.unit)}
    for subject in [*map(unit_subject, sorted(units)), company_subject()]:
        found.update(_figures(evaluation, subject, everything))
    for pay in pays.values():
        found.update(_pay(evaluation.period, pay))
    return sorted(found)


def _figures(evaluation: Evaluation, subject: Subject, needs: Needs) -> Iterator[Published]:
    """Measures, targets and KPIs of one subject, in every period that its rules look at."""

    def node(period: Period, name: str, value: Value, unit: str, group: str = "") -> Published:
        own = evaluation.period.key
        return Published(*subject.key, period.key, own, name, group, canonical(value), unit)

    for name, period in needs.measures:
        if evaluation.rules.measure(name, period.last_day) is None:
            continue
        level, who, spell = Place(subject, period).grain
        unit = evaluation.unit_of(name)
        for group in ("", *evaluation.world.figures.groups(name, level, who, spell, period.key)):
            value = evaluation.world.figures.value(name, level, who, spell, group, period.key)
            yield node(period, name, value, unit, group)
    for name, period in needs.targets:
        target = evaluation.target(Place(subject, period), name)
        if target.value is not None:
            yield node(period, f"target.{name}", target.value.normalize(), evaluation.unit_of(name))
    for name, period in needs.kpis:
        if evaluation.rules.kpi(name, period.last_day) is None:
            continue
        for group in ("", *evaluation.kpi_groups(Place(subject, period), name)):
            kpi, value = evaluation.kpi(None, Place(subject, period, group=group), name)
            yield node(period, name, value, kpi.unit, group)


def _cards(evaluation: Evaluation, subject: Subject, needs: Needs) -> Iterator[Published]:
    for name, period in needs.cards:
        card = evaluation.rules.scorecard(name, period.last_day)
        if card is None or card.post != subject.post:
            continue
        if (result := evaluation.card(subject, name, period)) is not None:
            yield from _card(evaluation.period, subject, period, result)


def _card(own: Period, subject: Subject, period: Period, result: CardResult) -> Iterator[Published]:
    name = result.card.scorecard

    def node(part: str, value: Value, unit: str = "points") -> Published:
        return Published(*subject.key, period.key, own.key, f"{name}{part}", "", canonical(value), unit)

    yield node("", result.total)
    for part, (value, unit) in result.parts().items():
        yield node(f".{part}", value, unit)


def _pay(period: Period, pay: PersonPay) -> Iterator[Published]:
    def node(spell: str, name: str, value: Value, for_period: str = "") -> Published:
        about = for_period or period.key
        return Published("person", pay.person, spell, about, period.key, name, "", canonical(value), "money")

    for spell in pay.spells:
        at = spell.subject.spell
        for result in spell.components:
            yield node(at, result.component, result.amount)
            for number, line in enumerate(result.lines, 1):
                yield node(at, f"{result.component}.{number}", line.amount)
        for number, line in enumerate(spell.limits, 1):
            yield node(at, f"{spell.plan.plan}.limit.{number}", line.amount)
        yield node(at, spell.plan.plan, spell.earned)
    for part in (*pay.deferred, *pay.still_deferred):
        yield node("", f"deferred.{part.component}.{part.due}", part.amount, part.for_period)
    for part in (*pay.waiting, *pay.still_waiting):
        yield node("", f"held.{part.component}.{part.event}", part.amount, part.for_period)
    for part in pay.released:
        yield node("", f"released.{part.component}.{part.number}", part.amount, part.for_period)
    for part in pay.freed:
        yield node("", f"freed.{part.component}.{part.event}", part.amount, part.for_period)
    for part in pay.forfeited:
        yield node("", f"forfeited.{part.component}.{part.number}", part.amount, part.for_period)
    if pay.draw is not None:
        yield node("", "draw.adjustment", pay.draw.adjustment)
        yield node("", "draw.balance", pay.draw.balance)
    for part in pay.adjustments:
        yield node("", f"adjustment.{part.key}", part.amount, part.for_period)
    for part in pay.differences:
        yield node("", f"difference.{part.component}", part.amount, part.for_period)
    yield node("", "earned", pay.earned)
    yield node("", "paid", pay.paid)
