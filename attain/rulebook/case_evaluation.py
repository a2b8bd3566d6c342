"""Computes what a case expects, by the evaluator that computes everybody's pay."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.opening import closing, named
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.rules import Rules
from attain.engine.decide.settlement import PersonPay, settle
from attain.engine.decide.subject import Subject, company_subject
from attain.engine.decide.world import Opening
from attain.engine.faults import Fault, Faulty
from attain.engine.formulas import FormulaError, compile_formula, evaluate, parse
from attain.engine.pay.settle import ComponentResult
from attain.engine.period import Period, PeriodFault
from attain.engine.trace import Value
from attain.rulebook.case_values import Given
from attain.rulebook.case_world import SOMEONE, case_world
from attain.rulebook.cases import Case, period_of

_MISSING = object()


def evaluate_case(rules: Rules, case: Case) -> dict[str, Value | tuple[Value, ...]]:
    """The nodes that the case expects and that there are. Raises Faulty where the case can't be tried."""
    kind, name = case.tried
    if not rules.versions(kind, name):
        raise Faulty(Fault("fault.case.nothing", {"kind": kind, "name": name}))
    try:
        period = period_of(case, rules)
    except PeriodFault:
        raise Faulty(Fault("fault.period", {"period": case.period or ""})) from None
    found: dict[str, Any] = {}
    for prefix, nodes, expected in _periods(rules, case, period):
        for node in expected:
            value = nodes.find(node)
            if value is not _MISSING:
                found[f"{prefix}{node}"] = value
    return found


def _periods(rules: Rules, case: Case, period: Period) -> Iterator[tuple[str, "Nodes", Mapping[str, Any]]]:
    """Each period of the case in turn, handing on its state."""
    opening = named(dict.fromkeys(case.people or {SOMEONE: None}, case.opening))
    if not case.periods:
        yield "", _computed(rules, case, period, case.given, opening, True)[0], case.expect
        return
    for number, step in enumerate(case.periods, 1):
        given = _joined(case.given, step.given)
        nodes, opening = _computed(rules, case, period, given, opening, step.active)
        yield f"{number}/", nodes, step.expect
        if number == len(case.periods):
            yield "", nodes, case.expect
        period = rules.calendar.after(period)


def _joined(common: Given, own: Given) -> Given:
    return Given(
        {**common.values, **own.values},
        {**common.attributes, **own.attributes},
        {**common.events, **own.events},
    )


def _computed(
    rules: Rules, case: Case, period: Period, given: Given, opening: Opening, active: bool
) -> tuple["Nodes", Opening]:
    world = case_world(rules, case, period, given, opening, active)
    world = replace(world, due_dates=_due_dates(world.due_dates, opening))
    payroll = Payroll(Evaluation(rules, world, period))
    people = sorted({*payroll.people, *(case.people or {SOMEONE: None})})
    pays = {person: settle(payroll, person) for person in people} if case.plan or case.pool else {}
    return Nodes(payroll, pays, case), closing(rules.calendar, period, pays, opening)


def _due_dates(known: Mapping[tuple[str, str], Any], opening: Opening) -> dict[tuple[str, str], Any]:
    """A case tells an event's hold date once; whatever waits for it learns it."""
    waiting = [held for parts in opening.held.values() for held in parts]
    return {(h.component, h.event): known["", h.event] for h in waiting if ("", h.event) in known}


class Nodes:
    """Finds the nodes of a computed period by the names that cases use."""

    def __init__(self, payroll: Payroll, pays: Mapping[str, PersonPay], case: Case) -> None:
        self.payroll, self.pays, self.case = payroll, pays, case

    def find(self, node: str) -> Any:
        """The value of a node, or _MISSING."""
        person, name = SOMEONE, node
        if self.case.people:
            person, _, name = node.partition(".")
            if person not in self.case.people:
                person, name = next(iter(self.case.people)), node
        found = self._of_pay(self.pays[person], name) if person in self.pays else _MISSING
        if found is _MISSING:
            found = self._of_pool(node)
        return self._of_formula(person, name) if found is _MISSING else found

    def _of_pay(self, pay: PersonPay, name: str) -> Any:
        if name in ("earned", "paid", "due"):
            return getattr(pay, name)
        if name in ("draw.balance", "draw.adjustment", "draw.recovered", "draw.drawn", "draw.paid"):
            return getattr(pay.draw, name.partition(".")[2]) if pay.draw else Decimal(0)
        if name in ("deferred", "waiting", "released", "freed", "forfeited"):
            return sum((part.amount for part in getattr(pay, name)), Decimal(0))
        head, _, part = name.partition(".")
        for spell in pay.spells:
            if spell.plan.plan == head:
                return pay.paid if part == "paid" else spell.earned
        parts = self._parts(pay, head)
        if not parts:
            return _MISSING
        if not part:
            amounts = [r.amount for r in parts]
            return None if None in amounts else sum(amounts, Decimal(0))
        value = parts[-1].node(part)
        return _MISSING if value is None and part not in parts[-1].facts else value

    def _parts(self, pay: PersonPay, component: str) -> list[ComponentResult]:
        """The component of the plan that the case tries, else of whichever plan of the person has it."""
        found = [(s.plan.plan, r) for s in pay.spells for r in s.components if r.component == component]
        tried = [r for plan, r in found if plan == self.case.plan]
        return tried or [r for _, r in found]

    def _of_pool(self, node: str) -> Any:
        """`pool` = the whole amount, `pool.UNIT` = a unit's part, `pool.UNIT.left` = what nobody got."""
        name, _, rest = node.partition(".")
        if self.payroll.evaluation.rules.kind_of(name) != "pool":
            return _MISSING
        shared = {s.unit: s for s in self.payroll.pools.distributions() if s.pool.pool == name}
        if not rest:
            amounts = [s.amount for s in shared.values()]
            return None if None in amounts else sum(amounts, Decimal(0))
        unit, _, left = rest.partition(".")
        if unit not in shared:
            return _MISSING
        return shared[unit].left if left == "left" else shared[unit].amount

    def _of_formula(self, person: str, name: str) -> Any:
        """Anything that a formula may name, and formulas themselves."""
        evaluation = self.payroll.evaluation
        head = name.partition(".")[0]
        try:
            tree = parse(name)
        except FormulaError:
            return _MISSING
        known = evaluation.rules.kind_of(head) in ("measure", "kpi", "param", "scorecard")
        if not known and name.isidentifier():
            return _MISSING
        scope = evaluation.scope(self._subject(person), evaluation.period)
        return evaluate(compile_formula(tree), scope)

    def _subject(self, person: str) -> Subject:
        for spell in self.payroll.evaluation.world.spells:
            if spell.id == person:
                return spell
        return company_subject()
