"""A person's pay for a period: components of each spell, then what is due, drawn and paid, once a person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import NamedTuple

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.known import UNKNOWN, Known
from attain.engine.decide.needs import expressions
from attain.engine.decide.pay_scope import PayScopeOf
from attain.engine.decide.pools import Pools
from attain.engine.decide.subject import Subject
from attain.engine.formulas import names
from attain.engine.money import exactly, settled
from attain.engine.pay.component import Component, Note, Undefined
from attain.engine.pay.limits import plan_limits
from attain.engine.pay.plan import Plan
from attain.engine.pay.scope import Line, Peer, PeerGroup
from attain.engine.pay.settle import ComponentResult, amount_of, earn
from attain.engine.trace import Node, Trace

ZERO = Decimal(0)


class SpellPay(NamedTuple):
    """What one spell earned: components in the plan's order, then guarantee and cap as further lines.

    earned is None while the pay is held, with the reasons.
    """

    subject: Subject
    plan: Plan
    components: tuple[ComponentResult, ...]
    limits: tuple[Line, ...]
    earned: Decimal | None
    held: tuple[Note, ...] = ()


class Payroll:
    """All pay of one period. Earnings are computed once a spell, in whatever order they are asked for."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.pools = Pools(self)
        self._ranked: set[tuple[str, str]] = set()
        self._peers: dict[tuple[str, str, tuple[str | None, ...]], PeerGroup] = {}
        self._plans: dict[str, list[Plan]] = {}
        self._ordered: dict[int, tuple[Plan, list[Component]]] = {}
        self._earned: dict[str, dict[tuple[str, str], SpellPay]] = {}
        self._totals: dict[str, Decimal | None] = {}
        self._known: Known | None = None
        self._sums_alone = False
        self._pays_at_once: dict[str, bool] = {}
        spells: dict[str, list[Subject]] = defaultdict(list)
        period = evaluation.period
        for spell in evaluation.world.spells:
            if spell.start < period.end and spell.end > period.start:
                spells[spell.id].append(spell)
        self._spells = {p: _by_start(spells[p]) for p in sorted(spells)}

    @property
    def people(self) -> list[str]:
        return list(self._spells)

    def spells(self, person: str | None = None) -> Sequence[Subject]:
        """Spells of the period, of one person or of all, in order of start."""
        if person:
            return self._spells.get(person, ())
        return [spell for own in self._spells.values() for spell in own]

    def plans(self, subject: Subject) -> list[Plan]:
        """The plans that pay this spell in the period."""
        found = self._plans.get(subject.post)
        if found is None:
            period = self.evaluation.period
            plans = self.evaluation.rules.plans(subject.post, period.last_day)
            found = self._plans[subject.post] = [plan for plan in plans if plan.cycle == period.cycle]
        return found

    def straight(self, person: str) -> bool:
        """Whether the plans of a person pay what is earned: none is drawn on, spreads, or waits for facts."""
        return all(map(self._straight, self._spells.get(person, ())))

    def _straight(self, subject: Subject) -> bool:
        found = self._pays_at_once.get(subject.post)
        if found is None:
            late = [
                plan for plan in self.plans(subject) if plan.draw is not None or plan.spreads or plan.waits
            ]
            found = self._pays_at_once[subject.post] = not late
        return found

    def sums_alone(self) -> None:
        """From now on earnings are asked for as sums: no line of them is kept for who is settled later."""
        self._sums_alone = True

    def ask(self, known: Known) -> None:
        """From now on `known` is asked before anything is computed of a person."""
        self._known = known
        self.evaluation.ask(known)

    def forget(self, person: str) -> None:
        """Lets go of a person who is settled and published, but for what others may still ask: the sum.

        Parts of pools and places among peers are kept by pool and by group. Asked again, all is computed
        again.
        """
        if person not in self._totals and person in self._earned:
            self.earnings_of(person)
        self._earned.pop(person, None)
        self.evaluation.forget(person)

    def earned(self, subject: Subject, plan: Plan, trace: Trace | None = None) -> SpellPay:
        """What a spell earned by a plan, after caps, before draws."""
        known = self._earned.get(subject.id)
        if known is None:
            known = self._earned[subject.id] = {}
        key = subject.spell, plan.plan
        if trace is None and key in known:
            return known[key]
        result = known[key] = exactly(self._earn, subject, plan, trace)
        return result

    def earned_in(self, subject: Subject, component: str) -> list[ComponentResult]:
        """What a spell earned by components of that name, with the bases from which later spells go on."""
        results = [r for plan in self.plans(subject) for r in self.earned(subject, plan).components]
        return [r for r in results if r.component == component and r.amount is not None and "base" in r.facts]

    def _in_order(self, plan: Plan) -> list[Component]:
        """The plan's components in the order of computing, found once. (The plan is kept for its id.)"""
        if id(plan) not in self._ordered:
            self._ordered[id(plan)] = plan, in_order(plan.components)
        return self._ordered[id(plan)][1]

    def _earn(self, subject: Subject, plan: Plan, trace: Trace | None) -> SpellPay:
        done: dict[str, Decimal | None] = {}
        found: dict[str, ComponentResult] = {}
        nodes: dict[str, Node] = {}
        scope = PayScopeOf(self, subject, plan, done, trace)
        known = self._amounts_known(subject) if trace is None else {}
        for component in self._in_order(plan):
            name = component.component
            result = ComponentResult(name, "", known[name]) if name in known else earn(component, scope)
            found[name], done[name] = result, result.amount
            if trace:
                (nodes[name],) = trace.take(1)
        results = tuple([found[c.component] for c in plan.components])
        held = tuple([r.held for r in results if r.held is not None])
        limits: tuple[Line, ...] = ()
        total = None
        if not held:
            total = before = sum([r.amount for r in results], Decimal(0))
            try:
                if plan.guarantee is not None or plan.cap is not None:
                    limits = tuple(self._limits(subject, plan, before, done))
                    total = before + sum([line.amount for line in limits], Decimal(0))
            except Undefined as reason:
                total, held = None, (Note(reason.id, reason.values),)
        if trace:
            self._told(trace, plan, [nodes[c.component] for c in plan.components], limits, total)
        return SpellPay(subject, plan, results, limits, total, held)

    def _amounts_known(self, subject: Subject) -> Mapping[str, Decimal]:
        if self._known is None:
            return {}
        plans = self.plans(subject)
        found = self._known.amounts(subject, plans)
        if len(self._spells.get(subject.id, ())) < 2:
            return found
        asked = {c.component for plan in plans for c in plan.components if getattr(c, "to_date", None)}
        return {name: amount for name, amount in found.items() if name not in asked}

    def _amount(self, subject: Subject, plan: Plan) -> Decimal | None:
        """What a spell earned by a plan, as `earned` has it and nothing else of it; None while it is held."""
        done: dict[str, Decimal | None] = {}
        scope = PayScopeOf(self, subject, plan, done, None)
        known = self._amounts_known(subject)
        for component in self._in_order(plan):
            name = component.component
            done[name] = known[name] if name in known else amount_of(component, scope)
        amounts = [*done.values()]
        if any(amount is None for amount in amounts):
            return None
        before = sum(amounts, ZERO)
        if plan.guarantee is None and plan.cap is None:
            return before
        try:
            return before + sum([line.amount for line in self._limits(subject, plan, before, done)], ZERO)
        except Undefined:
            return None

    def _limits(
        self, subject: Subject, plan: Plan, before: Decimal, done: Mapping[str, Decimal | None]
    ) -> Sequence[Line]:
        return plan_limits(plan.guarantee, plan.cap, before, PayScopeOf(self, subject, plan, done, None))

    def _told(
        self, trace: Trace, plan: Plan, nodes: Sequence[Node], limits: Sequence[Line], total: Decimal | None
    ) -> None:
        further = [Node(line.id, line.amount, "money", dict(line.facts)) for line in limits]
        facts = {"name": plan.plan, "title": plan.title, "rule_from": plan.starts}
        trace.put(Node("plan", total, "money", facts, (*nodes, *further)))

    def scope(self, subject: Subject, plan: Plan) -> PayScopeOf:
        """A shape's view of a spell before any component is computed."""
        return PayScopeOf(self, subject, plan, {}, None)

    def earnings_of(self, person: str) -> Decimal | None:
        """A person's earnings over all spells and plans (after caps, before draws)."""
        if person not in self._totals:
            known = UNKNOWN
            if self._known is not None and person in self._spells:
                known = self._known.earnings(person)
            if known is not UNKNOWN:
                self._totals[person] = known
                return known
            amount = self._amount if self._sums_alone else self._earned_amount
            parts = [
                amount(subject, plan)
                for subject in self._spells.get(person, ())
                for plan in self.plans(subject)
            ]
            held = any(part is None for part in parts)
            self._totals[person] = None if held else sum(parts, ZERO)
        return self._totals[person]

    def _earned_amount(self, subject: Subject, plan: Plan) -> Decimal | None:
        return self.earned(subject, plan).earned

    def peers(self, subject: Subject, plan: Plan, component: Component) -> PeerGroup:
        """Everyone whose plan has the same prize, in the same group as of period end, with their value.

        Who is not there any more when the period ends is in no group.
        """
        last = self.evaluation.period.last_day
        if not subject.start <= last < subject.end:
            return PeerGroup()
        group = getattr(component, "group", ()) or self._peer_group(component)
        first = plan.plan, component.component
        if first not in self._ranked:
            self._ranked.add(first)
            self._gather(plan, component, group)
        return self._peers[*first, _values_of(subject, group)]

    def _gather(self, plan: Plan, component: Component, group: Sequence[str]) -> None:
        """Everyone whose plan has the prize, by group: each is asked once, and not kept in mind for it."""
        last = self.evaluation.period.last_day
        found: dict[tuple[str | None, ...], list[Peer]] = defaultdict(list)
        for other in self.spells():
            if not other.start <= last < other.end:
                continue
            if all(each.plan != plan.plan for each in self.plans(other)):
                continue
            alike = found[_values_of(other, group)]
            new = not self.evaluation.knows(other.id)
            value = self.scope(other, plan).number(component.of)
            if value is not None:
                alike.append(Peer(other.id, settled(value)))
            if new:
                self.evaluation.forget(other.id)
        for values, peers in found.items():
            self._peers[plan.plan, component.component, values] = PeerGroup(peers)

    def _peer_group(self, component: Component) -> Sequence[str]:
        day = self.evaluation.period.last_day
        for name in names(component.of.tree):
            if self.evaluation.rules.kind_of(name) == "kpi":
                kpi = self.evaluation.rules.kpi(name, day)
                return kpi.peer_group if kpi else ()
        return ("post",)


def _by_start(spells: list[Subject]) -> tuple[Subject, ...]:
    return tuple(spells if len(spells) == 1 else sorted(spells, key=lambda spell: spell.start))


def _values_of(subject: Subject, group: Sequence[str]) -> tuple[str | None, ...]:
    return tuple(subject.attributes.get(name) for name in group)


def in_order(components: Sequence[Component]) -> list[Component]:
    """Components so that each comes after those it reads."""
    by_name = {c.component: c for c in components}
    reads = {
        c.component: [n for n in sorted(_read_by(c)) if n in by_name and n != c.component] for c in components
    }
    return [by_name[name] for name in TopologicalSorter(reads).static_order()]


def _read_by(component: Component) -> set[str]:
    found = set(component.needs())
    for expression in expressions(component):
        found.update(names(expression.tree))
    return found
