"""Computes what a case expects, by the evaluator that computes everybody's pay."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from attain.engine.decide.by_hand import applied
from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.opening import closing
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.rules import Rules
from attain.engine.decide.settlement import PersonPay, settle
from attain.engine.decide.subject import Subject, company_subject
from attain.engine.decide.world import Opening, Setting
from attain.engine.faults import Fault, Faulty
from attain.engine.formulas import FormulaError, compile_formula, evaluate, parse
from attain.engine.period import Period, PeriodFault
from attain.engine.trace import Value
from attain.rulebook.case_pay import MISSING, pay_node, pool_node
from attain.rulebook.case_values import Given, Opened
from attain.rulebook.case_world import SOMEONE, case_world
from attain.rulebook.cases import Case, period_of


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
            if value is not MISSING:
                found[f"{prefix}{node}"] = value
    return found


def _periods(rules: Rules, case: Case, period: Period) -> Iterator[tuple[str, "Nodes", Mapping[str, Any]]]:
    """Each period of the case in turn, handing on its state."""
    opening = _opened(rules, case, Opening(), case.opening, period, "")
    if not case.periods:
        yield "", _computed(rules, case, period, case.given, opening, True)[0], case.expect
        return
    for number, step in enumerate(case.periods, 1):
        given = _joined(case.given, step.given)
        opening = _opened(rules, case, opening, step.opening, period, "approved")
        nodes, opening = _computed(rules, case, period, given, opening, step.active)
        yield f"{number}/", nodes, step.expect
        if number == len(case.periods):
            yield "", nodes, case.expect
        period = rules.calendar.after(period)


def _opened(
    rules: Rules, case: Case, before: Opening, by_hand: Mapping[str, Opened], period: Period, approved: str
) -> Opening:
    """The state before a period with what the case sets of it, of everybody."""
    made = approved and "made"
    settings = [
        Setting(person, name, each.value, each.due, made_by=made, approved_by=approved)
        for person in case.people or {SOMEONE: None}
        for name, each in by_hand.items()
    ]
    return applied(before, settings, period.key, rules.settings.currency_decimals)


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
        """The value of a node, or MISSING."""
        person, name = SOMEONE, node
        if self.case.people:
            person, _, name = node.partition(".")
            if person not in self.case.people:
                person, name = next(iter(self.case.people)), node
        found = pay_node(self.pays[person], name, self.case.plan) if person in self.pays else MISSING
        if found is MISSING:
            found = pool_node(self.payroll, node)
        return self._of_formula(person, name) if found is MISSING else found

    def _of_formula(self, person: str, name: str) -> Any:
        """Anything that a formula may name, and formulas themselves."""
        evaluation = self.payroll.evaluation
        head = name.partition(".")[0]
        try:
            tree = parse(name)
        except FormulaError:
            return MISSING
        known = evaluation.rules.kind_of(head) in ("measure", "kpi", "param", "scorecard")
        if not known and name.isidentifier():
            return MISSING
        scope = evaluation.scope(self._subject(person), evaluation.period)
        return evaluate(compile_formula(tree), scope)

    def _subject(self, person: str) -> Subject:
        for spell in self.payroll.evaluation.world.spells:
            if spell.id == person:
                return spell
        return company_subject()
