"""A person's pay for a period: components of each spell, then what is due, drawn and paid, once a person."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from graphlib import TopologicalSorter

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.needs import expressions
from attain.engine.decide.pay_scope import PayScopeOf
from attain.engine.decide.pools import Pools
from attain.engine.decide.subject import Subject
from attain.engine.formulas import names
from attain.engine.money import CONTEXT
from attain.engine.pay.component import Component, Note, Undefined
from attain.engine.pay.limits import plan_limits
from attain.engine.pay.plan import Plan
from attain.engine.pay.scope import Line, Peer, PeerGroup
from attain.engine.pay.settle import ComponentResult, earn
from attain.engine.trace import Node, Trace


@dataclass(frozen=True, slots=True)
class SpellPay:
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
        self._earned: dict[tuple[tuple[str, str, str], str], SpellPay] = {}
        self._spells: dict[str, list[Subject]] = defaultdict(list)
        period = evaluation.period
        for spell in evaluation.world.spells:
            if spell.start < period.end and spell.end > period.start:
                self._spells[spell.id].append(spell)

    @property
    def people(self) -> list[str]:
        return sorted(self._spells)

    def spells(self, person: str | None = None) -> list[Subject]:
        """Spells of the period, of one person or of all, in order of start."""
        people = [person] if person else self.people
        return [s for p in people for s in sorted(self._spells.get(p, ()), key=lambda s: s.start)]

    def plans(self, subject: Subject) -> list[Plan]:
        """The plans that pay this spell in the period."""
        period = self.evaluation.period
        found = self.evaluation.rules.plans(subject.post, period.last_day)
        return [plan for plan in found if plan.cycle == period.cycle]

    def earned(self, subject: Subject, plan: Plan, trace: Trace | None = None) -> SpellPay:
        """What a spell earned by a plan, after caps, before draws."""
        key = subject.key, plan.plan
        if trace is None and key in self._earned:
            return self._earned[key]
        with localcontext(CONTEXT):
            result = self._earn(subject, plan, trace)
        self._earned[key] = result
        return result

    def _earn(self, subject: Subject, plan: Plan, trace: Trace | None) -> SpellPay:
        done: dict[str, ComponentResult] = {}
        nodes: dict[str, Node] = {}
        for component in in_order(plan.components):
            scope = PayScopeOf(self, subject, plan, done, trace)
            done[component.component] = earn(component, scope)
            if trace:
                (nodes[component.component],) = trace.take(1)
        results = tuple(done[c.component] for c in plan.components)
        held = tuple(r.held for r in results if r.held is not None)
        limits: tuple[Line, ...] = ()
        total = None
        if not held:
            before = sum((r.amount for r in results), Decimal(0))
            try:
                limits = tuple(self._limits(subject, plan, before, done))
                total = before + sum((line.amount for line in limits), Decimal(0))
            except Undefined as reason:
                held = (Note(reason.id, reason.values),)
        if trace:
            self._tell(trace, plan, [nodes[c.component] for c in plan.components], limits, total)
        return SpellPay(subject, plan, results, limits, total, held)

    def _limits(
        self, subject: Subject, plan: Plan, before: Decimal, done: Mapping[str, ComponentResult]
    ) -> Sequence[Line]:
        return plan_limits(plan.guarantee, plan.cap, before, PayScopeOf(self, subject, plan, done, None))

    def _tell(
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
        total = Decimal(0)
        for subject in self.spells(person):
            for plan in self.plans(subject):
                earned = self.earned(subject, plan).earned
                if earned is None:
                    return None
                total += earned
        return total

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
        """Everyone whose plan has the prize, by group: each is asked once."""
        last = self.evaluation.period.last_day
        found: dict[tuple[str | None, ...], list[Peer]] = defaultdict(list)
        for other in self.spells():
            if not other.start <= last < other.end:
                continue
            if plan.plan not in {p.plan for p in self.plans(other)}:
                continue
            alike = found[_values_of(other, group)]
            value = self.scope(other, plan).number(component.of)
            if value is not None:
                alike.append(Peer(other.id, value))
        for values, peers in found.items():
            self._peers[plan.plan, component.component, values] = PeerGroup(peers)

    def _peer_group(self, component: Component) -> Sequence[str]:
        day = self.evaluation.period.last_day
        for name in names(component.of.tree):
            if self.evaluation.rules.kind_of(name) == "kpi":
                kpi = self.evaluation.rules.kpi(name, day)
                return kpi.peer_group if kpi else ()
        return ("post",)


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
