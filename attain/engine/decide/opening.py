"""Closing state, purely: what a period leaves to the next."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attain.engine.decide.by_hand import CYCLES
from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.world import Held, Instalment, Opening
from attain.engine.pay.scope import NO_FACTS, Earned
from attain.engine.period import Calendar, Period

NOTHING = Earned(Decimal(0), Decimal(0))


def closing(calendar: Calendar, period: Period, pays: Mapping[str, PersonPay], opening: Opening) -> Opening:
    """The state after a period, for the next one."""
    return after(kept_cycles(calendar, period), pays, opening)


def kept_cycles(calendar: Calendar, period: Period) -> tuple[str, ...]:
    """The cycles in which the next period still is: what is earned to date in them is handed on."""
    following = calendar.after(period)
    return tuple(
        cycle
        for cycle in CYCLES
        if calendar.containing(period.start, cycle) == calendar.containing(following.start, cycle)
    )


def after(cycles: Sequence[str], pays: Mapping[str, PersonPay], opening: Opening) -> Opening:
    """The state that pay leaves, of everybody or of a few with their own part of the opening state."""
    draws = dict(opening.draws)
    instalments: dict[str, tuple[Instalment, ...]] = {}
    held: dict[str, tuple[Held, ...]] = {}
    for person, pay in pays.items():
        if pay.draw is not None:
            draws.pop((person, ""), None)
            draws[person, pay.draw_plan] = pay.draw.balance
        if later := (*pay.still_deferred, *pay.deferred):
            instalments[person] = later
        if waits := (*pay.still_waiting, *pay.waiting):
            held[person] = waits
    draws = {key: balance for key, balance in draws.items() if balance}
    return Opening(draws, _to_date(cycles, pays, opening), instalments, held)


def _to_date(
    cycles: Sequence[str], pays: Mapping[str, PersonPay], opening: Opening
) -> dict[tuple[str, str, str], Earned]:
    """Base and pay to date in the cycles."""
    found = {key: earned for key, earned in opening.earned.items() if key[2] in cycles}
    for person, pay in pays.items():
        for spell in pay.spells:
            for name, _, amount, _, facts, _, _ in spell.components:
                if amount is None or not _has_base(facts):
                    continue
                first = Earned(NOTHING.base + facts["base"], NOTHING.paid + amount)
                for cycle in cycles:
                    before = found.get((person, name, cycle))
                    found[person, name, cycle] = first if before is None else _sum(before, first)
    return found


def _sum(before: Earned, more: Earned) -> Earned:
    return Earned(before.base + more.base, before.paid + more.paid)


def _has_base(facts: Mapping[str, Any]) -> bool:
    """Whether the facts have a base that later periods go on from; what has no facts at all has none."""
    return facts is not NO_FACTS and "base" in facts
