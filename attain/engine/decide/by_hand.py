"""What hands set of the opening state: balances, and amounts that come later, kept, paid, moved or forfeited.

Names: draw.balance[.PLAN], draw.recover, COMPONENT.to_date.base, COMPONENT.to_date.paid,
COMPONENT.deferred[.FOR_PERIOD] and COMPONENT.waiting[.EVENT]. Applying the same settings to a state to which
they were applied already changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from attain.engine.decide.world import Held, Instalment, Opening, Setting
from attain.engine.money import exactly, rounded
from attain.engine.pay.scope import Earned
from attain.engine.pay.spread import NEVER, schedule

DRAW, RECOVER = "draw.balance", "draw.recover"
BASE, PAID = ".to_date.base", ".to_date.paid"
DEFERRED, WAITING = "deferred", "waiting"
CYCLES = ("quarter", "half_year", "year")
ZERO = Decimal(0)


def known(name: str) -> bool:
    """Whether a hand can set a state of this name."""
    if name in (DRAW, RECOVER) or name.startswith(f"{DRAW}."):
        return True
    component, _, rest = name.partition(".")
    return bool(component) and (rest in (BASE[1:], PAID[1:]) or rest.partition(".")[0] in (DEFERRED, WAITING))


def comes_later(name: str) -> bool:
    """Whether the name is that of amounts that come later: only these have a period that pays them."""
    return name.partition(".")[2].partition(".")[0] in (DEFERRED, WAITING)


def about(setting: Setting, part: Instalment | Held) -> bool:
    """Whether a setting speaks of a part of what comes later."""
    component, _, rest = setting.name.partition(".")
    kind, _, which = rest.partition(".")
    if component != part.component:
        return False
    event = part.event if isinstance(part, Held) or part.event else ""
    if kind == WAITING:
        return bool(event) and which in ("", event)
    return kind == DEFERRED and not event and which in ("", part.for_period)


def applied(stored: Opening, settings: Iterable[Setting], period: str, decimals: int) -> Opening:
    """The state of the period before, with what hands set for `period` in its place. decimals: of money."""
    found = exactly(_applied, stored, [each for each in settings if each.holds], period, decimals)
    return found


def _applied(stored: Opening, settings: Sequence[Setting], period: str, decimals: int) -> Opening:
    if not settings:
        return stored
    later = defaultdict(list)
    for each in settings:
        if comes_later(each.name):
            later[each.person].append(each)
    instalments, held = dict(stored.instalments), dict(stored.held)
    for person, own in later.items():
        parts = instalments.pop(person, ()), held.pop(person, ())
        for each in own:
            parts = _set(each, *parts, period, decimals)
        for name, kept in ((instalments, parts[0]), (held, parts[1])):
            if kept:
                name[person] = kept
    draws, forgiven = _draws(stored, settings)
    recover = {each.person: each.value for each in settings if each.name == RECOVER and each.value}
    earned = {**stored.earned, **_earned(settings)}
    return Opening(draws, earned, instalments, held, forgiven, {**stored.recover, **recover})


def _draws(
    stored: Opening, settings: Sequence[Setting]
) -> tuple[dict[tuple[str, str], Decimal], dict[str, Decimal]]:
    """Balances of draws, and by how much somebody's decision set them lower.

    A balance that names no plan stands for all that the person owed.
    """
    set_now = [s for s in settings if s.value is not None and (s.name + ".").startswith(f"{DRAW}.")]
    new = {(s.person, s.name.removeprefix(DRAW).removeprefix(".")): s.value for s in set_now}
    whole = {person for person, plan in new if not plan}
    draws = {key: sum_ for key, sum_ in stored.draws.items() if key[0] not in whole} | new
    forgiven = dict(stored.forgiven)
    for person in {s.person for s in set_now if s.decided}:
        before = _owed(stored.draws, person) + stored.forgiven.get(person, ZERO)
        forgiven[person] = before - _owed(draws, person)
    return draws, {person: amount for person, amount in forgiven.items() if amount}


def _owed(draws: Iterable, person: str) -> Decimal:
    return sum((draws[key] for key in draws if key[0] == person), ZERO)


def _earned(settings: Sequence[Setting]) -> dict[tuple[str, str, str], Earned]:
    """Base and pay to date, in every cycle in which the period may lie."""
    values = {(s.person, s.name): s.value or ZERO for s in settings if s.name.endswith((BASE, PAID))}
    named = {(person, name.removesuffix(BASE).removesuffix(PAID)) for person, name in values}
    return {
        (person, name, cycle): Earned(
            values.get((person, name + BASE), ZERO), values.get((person, name + PAID), ZERO)
        )
        for person, name in named
        for cycle in CYCLES
    }


def _set(
    setting: Setting,
    instalments: tuple[Instalment, ...],
    held: tuple[Held, ...],
    period: str,
    decimals: int,
) -> tuple[tuple[Instalment, ...], tuple[Held, ...]]:
    """What comes later of one person, with one setting. What waits and is not moved waits on."""
    asked = [i for i in instalments if _asked(setting, i)]
    asked += [_fixed(h) for h in held if about(setting, h)]
    others = [i for i in instalments if not _asked(setting, i)]
    kept, lost = _shared(setting, asked, period, decimals)
    if not asked and not any(i.vesting == NEVER and about(setting, i) for i in others):
        kept = _brought(setting, period, decimals)
    if setting.due:
        kept = [_moved(i, setting.due, period) for i in kept]
    fixed = [*others, *(i for i in kept if i.due), *(replace(i, due=period, vesting=NEVER) for i in lost)]
    waits = [h for h in held if not about(setting, h)]
    waits += [Held(i.component, i.for_period, i.event, i.amount) for i in kept if not i.due]
    return tuple(sorted(fixed, key=_order)), tuple(waits)


def _asked(setting: Setting, part: Instalment) -> bool:
    """Whether a setting changes the part: there is something to come, and it is about it."""
    return bool(part.amount) and part.vesting != NEVER and about(setting, part)


def _fixed(part: Held) -> Instalment:
    """An amount that waits, as one that is paid whenever a hand says."""
    return Instalment(part.component, part.for_period, 1, 1, part.amount, "", "always", part.event)


def _moved(part: Instalment, due: str, period: str) -> Instalment:
    """What a hand pays at once is paid to leavers as well; what it moves keeps its terms."""
    return replace(part, due=due, vesting="always" if due == period else part.vesting)


def _shared(
    setting: Setting, asked: list[Instalment], period: str, decimals: int
) -> tuple[list[Instalment], list[Instalment]]:
    """What is kept of the parts and what is lost; each keeps the same share."""
    if setting.value is None or not asked:
        return asked, []
    value, whole = rounded(setting.value, decimals), sum((i.amount for i in asked), ZERO)
    if value == whole:
        return asked, []
    if not value:
        return [], asked
    if any(i.amount <= 0 for i in asked):
        return [replace(asked[0], number=1, of=1, amount=value, due=asked[0].due or period)], asked
    shares = schedule(value, len(asked), [i.amount for i in asked], decimals)
    kept = [replace(i, amount=share) for i, share in zip(asked, shares, strict=True) if share]
    lost = [replace(i, amount=i.amount - s) for i, s in zip(asked, shares, strict=True) if s < i.amount]
    return kept, lost


def _brought(setting: Setting, period: str, decimals: int) -> list[Instalment]:
    """What a start in mid-year brings along: for the period that the name tells, else for its own."""
    component, _, rest = setting.name.partition(".")
    kind, _, which = rest.partition(".")
    amount = rounded(setting.value or ZERO, decimals)
    if not amount or (kind == WAITING and not which):
        return []
    if kind == WAITING:
        return [Instalment(component, period, 1, 1, amount, "", "always", which)]
    return [Instalment(component, which or period, 1, 1, amount, setting.due or period)]


def _order(part: Instalment) -> tuple:
    return part.component, part.for_period, part.number, part.event, part.due, part.vesting, part.amount
