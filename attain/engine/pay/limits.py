"""Limits as lines: what is added or taken off stands as a line of its own, so that sums hold."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from attain.engine.formulas import Expression
from attain.engine.money import rounded
from attain.engine.pay.component import Component, number_of
from attain.engine.pay.scope import Line, PayScope

ZERO = Decimal(0)


class _Wait(NamedTuple):
    """The fact whose hold date a line waits for; a line that waits for none is due at once."""

    event: str = ""
    due: date | None = None


NO_FACT = _Wait()


def total(lines: Sequence[Line]) -> Decimal:
    """The amount of lines: their sum."""
    return sum([line.amount for line in lines], ZERO)


def limited(component: Component, scope: PayScope, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines, then those of proration, of no clawback, of the floor and of the cap."""
    if component.limits_inside:
        return lines
    found = lines
    if component.prorate is not None:
        found = (*found, *_prorated(component, scope, found))
    if not component.clawback:
        found = (*found, *_not_below_zero(component, found))
    if component.floor is not None:
        found = (*found, *_bounded(component, scope, found, component.floor, "pay.limit.floor", max))
    if component.cap is not None:
        found = (*found, *_bounded(component, scope, found, component.cap, "pay.limit.cap", min))
    return found


def _prorated(component: Component, scope: PayScope, lines: Sequence[Line]) -> list[Line]:
    """Part of the amount for part of the period; of held lines, of each fact by itself."""
    days, of_days = scope.spell_part(component.prorate.days)
    if days == of_days:
        return []
    found = []
    for wait, before in _sums(component, lines).items():
        after = rounded(before * days / of_days, component.places(scope)) if of_days else ZERO
        facts = {"days": days, "of_days": of_days, "before": before, "after": after}
        if after != before:
            found.append(_line("pay.limit.prorated", after - before, facts, wait))
    return found


def _not_below_zero(component: Component, lines: Sequence[Line]) -> list[Line]:
    before = total(lines)
    if before >= 0:
        return []
    return _spread(component, lines, "pay.limit.no_clawback", before, ZERO, {})


def _bounded(
    component: Component,
    scope: PayScope,
    lines: Sequence[Line],
    limit: Expression,
    id: str,
    choose: Callable[[Decimal, Decimal], Decimal],
) -> list[Line]:
    bound = rounded(number_of(scope, limit), component.places(scope))
    before = total(lines)
    after = choose(before, bound)
    return _spread(component, lines, id, before, after, {"limit": bound}) if after != before else []


def _spread(
    component: Component,
    lines: Sequence[Line],
    id: str,
    before: Decimal,
    after: Decimal,
    facts: dict[str, Any],
) -> list[Line]:
    """The change from before to after, by the facts that it concerns.

    A cut is taken from the facts that are due last. A raise first makes good facts below zero; what is
    left of it waits for no fact.
    """
    facts = {**facts, "before": before, "after": after}
    left, found = after - before, {}
    sums = list(_sums(component, lines).items())
    for wait, held in reversed(sums) if left < 0 else sums:
        part = max(left, -max(held, ZERO)) if left < 0 else min(left, -min(held, ZERO))
        found[wait], left = part, left - part
    nobody = _Wait(due=date.min) if component.hold_until else NO_FACT
    found[nobody] = found.get(nobody, ZERO) + left
    return [_line(id, part, facts, wait) for wait, part in found.items() if part]


def _sums(component: Component, lines: Sequence[Line]) -> dict[_Wait, Decimal]:
    """Sums by fact, the earliest due first, those not known yet last; one sum where nothing is held."""
    if not component.hold_until:
        return {NO_FACT: total(lines)}
    sums: dict[_Wait, Decimal] = {}
    for line in sorted(lines, key=lambda line: (line.due is None, line.due or date.min)):
        wait = _Wait(line.event, line.due)
        sums[wait] = sums.get(wait, ZERO) + line.amount
    return sums


def _line(id: str, amount: Decimal, facts: dict[str, Any], wait: _Wait = NO_FACT) -> Line:
    return Line(id, amount, {**facts, "amount": amount}, event=wait.event, due=wait.due)


def plan_limits(
    guarantee: Expression | None, cap: Expression | None, earned: Decimal, scope: PayScope
) -> list[Line]:
    """The lines by which a plan's guarantee lifts, then its cap cuts, what its components earned.

    Both are for a whole period: a spell of part of it has that part of them, by calendar days.
    """
    found: list[Line] = []
    days, of_days = scope.spell_part("calendar")
    for id, formula, choose in (("pay.plan.guarantee", guarantee, max), ("pay.plan.cap", cap, min)):
        if formula is None:
            continue
        before = earned + total(found)
        exact = number_of(scope, formula)
        bound = rounded(exact * days / of_days if of_days else ZERO, scope.currency_decimals)
        after = choose(before, bound)
        if after != before:
            found.append(_line(id, after - before, {"before": before, "after": after, "limit": bound}))
    return found
