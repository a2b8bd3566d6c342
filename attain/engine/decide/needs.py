"""What a period's rules need: which measures in which periods, and which names belong to a post."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pydantic import BaseModel

from attain.engine.decide.attributes import attributes_in
from attain.engine.decide.rules import Rules
from attain.engine.formulas import Expression, Modified, names, references
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.engine.period import Period
from attain.engine.scoring.declaration import Scorecard


def expressions(declaration: BaseModel) -> Iterator[Expression]:
    """Every formula inside a declaration, however deep."""
    for name in type(declaration).model_fields:
        yield from _inside(getattr(declaration, name))


def _inside(value: object) -> Iterator[Expression]:
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, BaseModel):
        yield from expressions(value)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)


def attributes_read(rules: Rules) -> set[str]:
    """The attributes of people and units that some rule reads."""
    read: set[str] = set()
    for kind, name in rules.documents:
        for each in rules.versions(kind, name):
            parts = (each.rule, *getattr(each.rule, "components", ()))
            for part in parts:
                read.update(getattr(part, "peer_group", ()), getattr(part, "group", ()))
            if isinstance(each.rule, Param):
                read.update(each.rule.by, *(row.where for row in each.rule.values))
            for formula in expressions(each.rule):
                read.update(names(formula.tree))
    return read & attributes_in(rules.tables).keys()


@dataclass
class Needs:
    """Collected by walking from what a post is judged and paid by.

    measures: (name, period) that stage A must give; beside: the same, for others' numbers that are looked
    at. kpis, cards: names with the period they are wanted in.
    """

    rules: Rules
    measures: set[tuple[str, Period]] = field(default_factory=set)
    kpis: set[tuple[str, Period]] = field(default_factory=set)
    cards: set[tuple[str, Period]] = field(default_factory=set)
    targets: set[tuple[str, Period]] = field(default_factory=set)
    beside: set[tuple[str, Period]] = field(default_factory=set)
    _others: set[tuple[str, Period]] = field(default_factory=set)

    def post(self, post: str, period: Period) -> None:
        """All that people of a post need in a period: KPIs that judge them, scorecards, plans."""
        day = period.last_day
        for kpi in judged(self.rules, post, period):
            self.name(kpi.kpi, (), period)
        for card in self.rules.scorecards(post, period.cycle, day):
            self.name(card.scorecard, (), period)
        for plan in self.rules.plans(post, day):
            if plan.cycle == period.cycle:
                self.formulas(plan, period)
        for pool in self.rules.pools(day):
            if pool.cycle == period.cycle:
                self.formulas(pool, period)

    def formulas(self, declaration: BaseModel, period: Period) -> None:
        """The names in every formula of a declaration."""
        for expression in expressions(declaration):
            for reference in references(expression.tree):
                modified = isinstance(reference, Modified)
                name = reference.name.key if modified else reference.key
                self.name(name, reference.modifiers if modified else (), period)
        for component in getattr(declaration, "components", ()):
            for attribute in ("of", "base"):
                if isinstance(plain := getattr(component, attribute, None), str):
                    self.name(plain, (), period)

    def name(self, name: str, modifiers: tuple[str, ...], period: Period) -> None:
        """One name as a formula says it."""
        calendar = self.rules.calendar
        for modifier in modifiers:
            if modifier == "previous":
                period = calendar.before(period)
            elif modifier == "same_period_last_year":
                period = calendar.year_before(period)
        head = name.partition(".")[0]
        if "target" in modifiers:
            self.targets.add((name, period))
            return
        kind = self.rules.kind_of(head)
        if kind == "measure":
            self.measures.add((name, period))
        elif kind == "kpi":
            self._kpi(name, period)
        elif kind == "scorecard":
            self._card(head, period)

    def _kpi(self, name: str, period: Period) -> None:
        if (name, period) in self.kpis:
            return
        self.kpis.add((name, period))
        if kpi := self.rules.kpi(name, period.last_day):
            self.formulas(kpi, period)

    def _card(self, name: str, period: Period) -> None:
        card = self.rules.scorecard(name, period.last_day)
        if card is None:
            return
        if card.cycle != period.cycle:
            period = self.rules.calendar.containing(period.last_day, card.cycle)
        if (name, period) in self.cards:
            return
        self.cards.add((name, period))
        for line in card.lines:
            self._kpi(line.kpi, period)
        self.formulas(card, period)
        self._accountability(card, period)

    def _accountability(self, card: Scorecard, period: Period) -> None:
        """Measures of the cards that this one looks at: its back office's, or those of the fronts it serves.

        They are the other post's own numbers, so that nothing but their measures is wanted here.
        """
        if (card.scorecard, period) in self._others:
            return
        self._others.add((card.scorecard, period))
        other = Needs(self.rules, _others=self._others)
        for seen in self.rules.all_scorecards(period.cycle, period.last_day):
            if _looks_at(card, seen) or _looks_at(seen, card):
                other._card(seen.scorecard, period)
        self.beside |= other.measures | other.beside


def _looks_at(card: Scorecard, other: Scorecard) -> bool:
    """Whether the card's process is judged after that of the other card's post."""
    rules = card.accountability
    return rules is not None and rules.back_office is not None and rules.back_office.post == other.post


def judged(rules: Rules, post: str, period: Period) -> Iterable[Kpi]:
    """The KPIs that say that they judge this post."""
    return [kpi for kpi in rules.in_force("kpi", period.last_day) if post in kpi.judges]
