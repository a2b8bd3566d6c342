"""The names that cases use for pay: of a person, of a component and its lines, of a pool and its parts."""

from decimal import Decimal
from typing import Any

from attain.engine.decide.payroll import Payroll
from attain.engine.decide.settlement import PersonPay
from attain.engine.pay.settle import ComponentResult

#: There is no such node; None is a node that is undefined.
MISSING = object()

OF_PERSON = ("earned", "paid", "due")
OF_DRAW = ("balance", "adjustment", "recovered", "drawn", "paid")
LATER = ("deferred", "waiting", "released", "freed", "forfeited")


def pay_node(pay: PersonPay, name: str, plan: str | None) -> Any:
    """`earned`, `draw.balance`, `deferred`, `a_plan.paid`, `commission`, `commission.lines`; or MISSING.

    plan: the plan that the case tries; its component is meant where several plans have one of that name.
    """
    head, _, part = name.partition(".")
    if name in OF_PERSON:
        return getattr(pay, name)
    if name == "draw.forgiven":
        return pay.forgiven
    if head == "draw" and part in OF_DRAW:
        return getattr(pay.draw, part) if pay.draw else Decimal(0)
    if name in LATER:
        return sum((instalment.amount for instalment in getattr(pay, name)), Decimal(0))
    for spell in pay.spells:
        if spell.plan.plan == head:
            return pay.paid if part == "paid" else spell.earned
    return _component(_results(pay, head, plan), part)


def _results(pay: PersonPay, component: str, plan: str | None) -> list[ComponentResult]:
    found = [(s.plan.plan, r) for s in pay.spells for r in s.components if r.component == component]
    return [r for name, r in found if name == plan] or [r for _, r in found]


def _component(results: list[ComponentResult], part: str) -> Any:
    if not results:
        return MISSING
    if not part:
        amounts = [result.amount for result in results]
        return None if None in amounts else sum(amounts, Decimal(0))
    value = results[-1].node(part)
    return MISSING if value is None and part not in results[-1].facts else value


def pool_node(payroll: Payroll, node: str) -> Any:
    """`pool` = the whole amount, `pool.UNIT` = its part, `pool.UNIT.left` = what nobody got; or MISSING."""
    name, _, rest = node.partition(".")
    if payroll.evaluation.rules.kind_of(name) != "pool":
        return MISSING
    shared = {s.unit: s for s in payroll.pools.distributions() if s.pool.pool == name}
    if not rest:
        amounts = [s.amount for s in shared.values()]
        return None if None in amounts else sum(amounts, Decimal(0))
    unit, _, left = rest.partition(".")
    if unit not in shared:
        return MISSING
    return shared[unit].left if left == "left" else shared[unit].amount
