"""What a person is paid: earned, less what waits, plus what is released, drawn, adjusted and corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from attain.engine.decide.payroll import Payroll, SpellPay
from attain.engine.decide.world import Adjustment, Difference, Held, Instalment, Setting
from attain.engine.money import exactly, rounded
from attain.engine.pay.component import Component, Note, Undefined
from attain.engine.pay.draw import (
    DrawResult,
    may_draw,
    may_recover,
    recovered_by_hand,
    settle_draw,
    terms_of,
)
from attain.engine.pay.scope import Line
from attain.engine.pay.settle import ComponentResult
from attain.engine.pay.spread import instalments, payable

ZERO = Decimal(0)


class PersonPay(NamedTuple):
    """A person's pay for one period.

    earned: components of all spells, after caps. deferred, waiting: earned now, payable later.
    released, freed: earned before, payable now. forfeited: instalments lost by leaving.
    due = earned − deferred − waiting + released + freed; draw: top-up or recovery on it.
    paid = due + draw adjustment + adjustments + differences; None while the pay is held.
    forgiven: by how much a hand set what the person owes of draws lower. by_hand: all that hands set.
    """

    person: str
    spells: tuple[SpellPay, ...]
    earned: Decimal | None
    deferred: tuple[Instalment, ...] = ()
    waiting: tuple[Held, ...] = ()
    released: tuple[Instalment, ...] = ()
    freed: tuple[Held, ...] = ()
    forfeited: tuple[Instalment, ...] = ()
    still_deferred: tuple[Instalment, ...] = ()
    still_waiting: tuple[Held, ...] = ()
    due: Decimal | None = None
    draw: DrawResult | None = None
    draw_plan: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    differences: tuple[Difference, ...] = ()
    paid: Decimal | None = None
    held: tuple[Note, ...] = ()
    forgiven: Decimal = ZERO
    by_hand: tuple[Setting, ...] = ()

    def component(self, name: str) -> Decimal | None:
        """What a component earned over all spells; None where nobody has it."""
        found = [r.amount for s in self.spells for r in s.components if r.component == name]
        return sum(found, ZERO) if found else None


def settle(payroll: Payroll, person: str) -> PersonPay:
    """Everything about one person's pay in the period."""
    return exactly(_settle, payroll, person)


def paid(payroll: Payroll, person: str) -> tuple[Decimal | None, Decimal | None]:
    """What somebody earns and is paid, None while it is held: as `settle` has it, without the rest.

    Where nothing stands between the two, earnings alone are worked out.
    """
    if person in payroll.evaluation.world.carried or not payroll.straight(person):
        pay = settle(payroll, person)
        return pay.earned, pay.paid
    earned = exactly(payroll.earnings_of, person)
    return earned, earned


def _settle(payroll: Payroll, person: str) -> PersonPay:
    world = payroll.evaluation.world
    spells = tuple(
        [
            payroll.earned(subject, plan)
            for subject in payroll.spells(person)
            for plan in payroll.plans(subject)
        ]
    )
    corrections = world.differences_of.get(person, ())
    by_hand = world.adjustments_of.get(person, ())
    held = tuple([note for spell in spells for note in spell.held])
    if held:
        return _held(payroll, person, spells, None, held)
    earned = sum([spell.earned for spell in spells], ZERO)
    deferred = [i for spell in spells if spell.plan.spreads for i in _deferred(payroll, spell)]
    waiting = [h for spell in spells if spell.plan.waits for h in _waiting(payroll, spell)]
    released, forfeited, still = _instalments(payroll, person)
    freed, still_waiting = _freed(payroll, person)
    due = earned - _sum(deferred) - _sum(waiting) + _sum(released) + _sum(freed)
    try:
        draw, plan = _drawn(payroll, person, due)
    except Undefined as reason:
        return _held(payroll, person, spells, earned, (Note(reason.id, reason.values),))
    paid = due + (draw.adjustment if draw else ZERO) + _sum(by_hand) + _sum(corrections)
    return PersonPay(
        person, spells, earned, tuple(deferred), tuple(waiting), released, freed, forfeited, still,
        still_waiting, due, draw, plan, by_hand, corrections, paid,
        forgiven=world.opening.forgiven.get(person, ZERO), by_hand=world.by_hand_of.get(person, ()),
    )  # fmt: skip


def _held(
    payroll: Payroll, person: str, spells: tuple[SpellPay, ...], earned: Decimal | None, why: tuple[Note, ...]
) -> PersonPay:
    """Pay that waits for an undefined value: nothing is paid, and what was still to come stays to come."""
    world = payroll.evaluation.world
    return PersonPay(
        person,
        spells,
        earned,
        still_deferred=world.opening.instalments.get(person, ()),
        still_waiting=world.opening.held.get(person, ()),
        adjustments=world.adjustments_of.get(person, ()),
        differences=world.differences_of.get(person, ()),
        held=why,
        forgiven=world.opening.forgiven.get(person, ZERO),
        by_hand=world.by_hand_of.get(person, ()),
    )


def _sum(parts: Sequence[Instalment | Held | Adjustment | Difference]) -> Decimal:
    return sum([part.amount for part in parts], ZERO) if parts else ZERO


def _declared(spell: SpellPay) -> Iterable[tuple[Component, ComponentResult]]:
    return zip(spell.plan.components, spell.components, strict=True)


def _deferred(payroll: Payroll, spell: SpellPay) -> list[Instalment]:
    """The later instalments of spread components; the first is paid in the period itself."""
    evaluation = payroll.evaluation
    later = []
    for declared, result in _declared(spell):
        spread = declared.spread
        if spread is None or not result.amount:
            continue
        decimals = evaluation.rules.settings.currency_decimals
        parts = instalments(result.amount, spread, decimals)
        for number, amount in enumerate(parts[1:], 2):
            due = evaluation.calendar.after(evaluation.period, number - 1)
            made = Instalment(
                result.component, evaluation.period.key, number, len(parts), amount, due.key, spread.vesting
            )
            later.append(made)
    return later


def _waiting(payroll: Payroll, spell: SpellPay) -> list[Held]:
    """Lines that are earned but whose hold date is not reached in the period."""
    period = payroll.evaluation.period
    waiting = []
    for declared, result in _declared(spell):
        if not declared.hold_until:
            continue
        for line in result.lines:
            if not _reached(line, period.end):
                waiting.append(Held(result.component, period.key, line.event, line.amount))
    return waiting


def _reached(line: Line, end: object) -> bool:
    return line.due is not None and line.due < end


def _instalments(
    payroll: Payroll, person: str
) -> tuple[tuple[Instalment, ...], tuple[Instalment, ...], tuple[Instalment, ...]]:
    """Earlier instalments that are due now, those lost by leaving, and those still to come."""
    period = payroll.evaluation.period
    opening = payroll.evaluation.world.opening.instalments.get(person)
    if not opening:
        return (), (), ()
    due = [i for i in opening if payroll.evaluation.calendar.period(i.due).start < period.end]
    there = any(s.end > period.last_day for s in payroll.spells(person))
    released = tuple(i for i in due if payable(i.amount, i.vesting, there) == i.amount)
    forfeited = tuple(i for i in due if i not in released)
    return released, forfeited, tuple(i for i in opening if i not in due)


def _freed(payroll: Payroll, person: str) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    """Earlier amounts whose hold date is now known and reached, and those that still wait."""
    world, period = payroll.evaluation.world, payroll.evaluation.period
    opening = world.opening.held.get(person)
    if not opening:
        return (), ()

    def reached(part: Held) -> bool:
        day = world.due_dates.get((part.component, part.event))
        return day is not None and day < period.end

    return tuple(h for h in opening if reached(h)), tuple(h for h in opening if not reached(h))


def _drawn(payroll: Payroll, person: str, due: Decimal) -> tuple[DrawResult | None, str]:
    """The draw of the person's plan, with what a hand takes back of it beside; and which plan's it is."""
    draw, plan = _by_plan(payroll, person, due)
    opening = payroll.evaluation.world.opening
    most = opening.recover.get(person)
    if most is None:
        return draw, plan
    if draw is None:
        owed = sorted((key[1], sum_) for key, sum_ in opening.draws.items() if key[0] == person)
        plan, balance = owed[0] if owed else ("", ZERO)
        draw = DrawResult(due, ZERO, ZERO, ZERO, balance)
    return recovered_by_hand(draw, most), plan


def _by_plan(payroll: Payroll, person: str, due: Decimal) -> tuple[DrawResult | None, str]:
    """The draw of the plan of the person's last spell, its minimum for the days on the plan."""
    found = [(s, p) for s in payroll.spells(person) for p in payroll.plans(s) if p.draw is not None]
    if not found:
        return None, ""
    balances = payroll.evaluation.world.opening.draws
    subject, plan = found[-1]
    period = payroll.evaluation.period
    balance = balances.get((person, plan.plan), balances.get((person, ""), ZERO))
    terms = terms_of(plan.draw, payroll.scope(subject, plan))
    days = sum(s.part_of(period, payroll.evaluation.calendar)[0] for s, p in found if p.plan == plan.plan)
    if days < period.days:
        terms = replace(terms, minimum=rounded(terms.minimum * days / period.days, terms.decimals))
    draw = settle_draw(
        terms,
        due,
        balance,
        may_draw=may_draw(plan.draw, period),
        may_recover=may_recover(plan.draw, period),
    )
    return draw, plan.plan
