"""A unit's pool and how it is shared: who takes part, what weighs, what each gets, by the run's own code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.engine.decide.pool_shared import PoolShared, PoolSplit
from attain.engine.decide.pools import Member, Pools
from attain.engine.decide.rules import Rules
from attain.engine.decide.subject import Subject
from attain.engine.faults import Fault, Faulty
from attain.engine.money import exactly, rounded, shared_out
from attain.engine.pay.component import Note, Undefined
from attain.engine.pay.plan import Plan, Pool
from attain.engine.pay.share import Share
from attain.runs.compute import Computed

#: How weights can be suggested: by the scorecard's total, alike, or as they were in the period before.
SUGGESTED = ("score", "alike", "last")

#: Decimals of a suggested weight.
PLACES = 2

ZERO = Decimal(0)


@dataclass(frozen=True)
class Person:
    """Who shares a pool. posts: in the order of spells. days, of_days: of their spells, and of the period.

    score, grade: of the period's scorecard. weight: what weighs, None where a hand has yet to set it.
    part: what they get, None while the pool is held. plain: what it would be without limits.
    floor, cap: the limits in money. floored, capped: whether the part stands at one.
    """

    person: str
    posts: tuple[str, ...]
    days: int
    of_days: int
    by_hand: bool
    score: Decimal | None
    grade: str
    weight: Decimal | None
    part: Decimal | None
    plain: Decimal | None
    floor: Decimal | None = None
    cap: Decimal | None = None
    floored: bool = False
    capped: bool = False


@dataclass(frozen=True)
class Sheet:
    """A unit's pool of a period. by: how its components share it. weights: of all together.

    left: what limits let nobody have. held: why it can't be shared yet.
    """

    pool: Pool
    unit: str
    period: str
    by: tuple[str, ...]
    amount: Decimal | None
    people: tuple[Person, ...]
    weights: Decimal
    left: Decimal
    held: Note | None
    shares: tuple[tuple[Plan, Share], ...]

    @property
    def by_hand(self) -> bool:
        return "hand" in self.by

    @property
    def given(self) -> Decimal:
        """All parts together."""
        return sum((each.part for each in self.people if each.part is not None), ZERO)


def shares_of(rules: Rules, day: date, cycle: str) -> dict[str, list[tuple[Plan, Share]]]:
    """The components that share each pool, by the pool's name."""
    found: dict[str, list[tuple[Plan, Share]]] = {}
    for plan in rules.in_force("plan", day):
        for part in plan.components if plan.cycle == cycle else ():
            pool = rules.pool(part.pool, day) if isinstance(part, Share) else None
            if pool is not None and pool.cycle == cycle:
                found.setdefault(part.pool, []).append((plan, part))
    return found


def by_hand(rules: Rules, day: date, cycle: str) -> dict[str, frozenset[str]]:
    """Pool → the posts whose weights a hand sets."""
    return {
        pool: posts
        for pool, shares in shares_of(rules, day, cycle).items()
        if (posts := frozenset(plan.post for plan, share in shares if share.by == "hand"))
    }


def units_of(computed: Computed) -> list[tuple[Pool, str, Decimal | None, int]]:
    """Every unit's pool of the period: (pool, unit, amount, people who can share it)."""
    return exactly(_units_of, computed.payroll.pools)


def _units_of(pools: Pools) -> list[tuple[Pool, str, Decimal | None, int]]:
    return [
        (pools.pool(name), unit, pools.amount(name, unit), len({subject.id for subject, *_ in members}))
        for name in pools.declared()
        for unit, members in sorted(pools.members(name).items())
    ]


def splits_of(computed: Computed) -> list[tuple[Pool, PoolSplit]]:
    """The company's pools that units share first, each with what became of it."""
    return exactly(_splits_of, computed.payroll.pools)


def _splits_of(pools: Pools) -> list[tuple[Pool, PoolSplit]]:
    found = ((pools.pool(name), pools.split(name)) for name in pools.declared())
    return [(pool, split) for pool, split in found if split is not None and split.parts]


def sheet(
    computed: Computed, pool: str, unit: str, weights: Mapping[str, Decimal] | None = None
) -> Sheet | None:
    """A unit's pool, with these weights by hand (None: those that the run has). None where there is none."""
    return exactly(_sheet, computed, pool, unit, weights)


def _sheet(computed: Computed, name: str, unit: str, weights: Mapping[str, Decimal] | None) -> Sheet | None:
    pools = computed.payroll.pools
    if name not in pools.declared() or unit not in pools.members(name):
        return None
    shared = pools.distribution(name, unit) if weights is None else pools.tried(name, unit, weights)
    members = pools.members(name)[unit]
    plain = _plain(shared, computed.rules.settings.currency_decimals)
    keys: dict[str, list[str]] = {}
    for key in shared.weights:
        keys.setdefault(key.split("|", 1)[0], []).append(key)
    by_person: dict[str, list[Member]] = {}
    for member in members:
        by_person.setdefault(member[0].id, []).append(member)
    people = [
        found
        for person, own in by_person.items()
        if (found := _person(computed, shared, plain, person, own, keys.get(person, ()))) is not None
    ]
    shares = tuple({(plan.plan, share.component): (plan, share) for _, plan, share in members}.values())
    return Sheet(
        pool=pools.pool(name),
        unit=unit,
        period=computed.period.key,
        by=tuple(dict.fromkeys(share.by for _, share in shares)),
        amount=shared.amount,
        people=tuple(people),
        weights=shared.weight,
        left=shared.left,
        held=shared.held,
        shares=shares,
    )


def _plain(shared: PoolShared, decimals: int) -> Mapping[str, Decimal]:
    """Everyone's part without floors and caps."""
    if shared.held is not None or shared.amount is None:
        return {}
    parts = shared_out(int(shared.amount.scaleb(decimals)), shared.weights)
    return {key: Decimal(part).scaleb(-decimals) for key, part in parts.items()}


def _person(
    computed: Computed,
    shared: PoolShared,
    plain: Mapping[str, Decimal],
    person: str,
    own: Sequence[Member],
    keys: Sequence[str],
) -> Person | None:
    """One who shares; None for somebody whom the condition of the component keeps out.

    keys: those of the person among the pool's weights.
    """
    hand = any(share.by == "hand" for *_, share in own)
    if not keys and not (shared.held is not None and _takes_part(computed, own)):
        return None
    held = shared.held is not None
    spells = list(dict.fromkeys(subject for subject, *_ in own))
    days = [spell.part_of(computed.period, computed.evaluation.calendar, "calendar") for spell in spells]
    limits = [_limits(computed, shared, member) for member in own]
    floors = [floor for floor, _ in limits if floor is not None]
    caps = [cap for _, cap in limits if cap is not None]
    score, grade = _score(computed, spells[-1])
    return Person(
        person=person,
        posts=tuple(dict.fromkeys(spell.post for spell in spells)),
        days=sum(part for part, _ in days),
        of_days=days[0][1],
        by_hand=hand,
        score=score,
        grade=grade,
        weight=sum((shared.weights[key] for key in keys), ZERO) if keys else None,
        part=None if held else sum((shared.parts[key] for key in keys), ZERO),
        plain=None if held else sum((plain[key] for key in keys), ZERO),
        floor=max(floors) if floors else None,
        cap=min(caps) if caps else None,
        floored=any(key in shared.floored for key in keys),
        capped=any(key in shared.capped for key in keys),
    )


def _takes_part(computed: Computed, own: Sequence[Member]) -> bool:
    """Whether the component's condition lets somebody share; where it is not known, they may."""
    for subject, plan, share in own:
        try:
            if share.stake(computed.payroll.scope(subject, plan)) is not None:
                return True
        except Undefined:
            return True
    return False


def _limits(computed: Computed, shared: PoolShared, member: Member) -> tuple[Decimal | None, Decimal | None]:
    subject, plan, share = member
    if shared.amount is None:
        return None, None
    try:
        stake = share.stake(computed.payroll.scope(subject, plan))
    except Undefined:
        return None, None
    decimals = computed.rules.settings.currency_decimals
    floor, cap = share.limits(shared.amount, stake) if stake else (None, None)
    return (
        None if floor is None else rounded(floor, decimals),
        None if cap is None else rounded(cap, decimals),
    )


def _score(computed: Computed, subject: Subject) -> tuple[Decimal | None, str]:
    """The total and the grade of the first scorecard of the period's cycle."""
    period = computed.period
    for card in computed.rules.scorecards(subject.post, period.cycle, period.last_day):
        result = computed.evaluation.card(subject, card.scorecard, period)
        if result is not None:
            return result.total, result.grade or ""
    return None, ""


def suggested(people: Iterable[Person], how: str, last: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Weights that are suggested: nobody's is where nothing is known. last: those of the period before.

    Alike and by score, a part of the period counts for its days.
    """
    found: dict[str, Decimal] = {}
    for each in people:
        if how == "last":
            base = last.get(each.person)
            if base is not None:
                found[each.person] = base
            continue
        whole = Decimal(1) if how == "alike" else each.score
        if whole is not None and each.of_days:
            found[each.person] = rounded(max(whole, ZERO) * each.days / each.of_days, PLACES)
    return found


def holding(computed: Computed, pool: str, unit: str) -> dict[str, tuple[str, ...]]:
    """Who shares a unit's pool → the units at which their weight for it is looked for, the nearest first.

    Who changes unit within the period has a weight in each one's pool: only the spells of this pool count.
    """
    above = computed.evaluation.world.units_above
    found: dict[str, dict[str, None]] = {}
    for subject, *_ in computed.payroll.pools.members(pool).get(unit, ()):
        found.setdefault(subject.id, {}).update(dict.fromkeys(above(subject.unit)))
    return {person: tuple(line) or (unit,) for person, line in found.items()}


def entry_unit(lines: Iterable[Sequence[str]], unit: str) -> str:
    """The unit that rows name: the pool's own; of the company's pool, the one that stands above all lines."""
    if unit:
        return unit
    tops = {line[-1] for line in lines}
    if len(tops) != 1:
        raise Faulty(Fault("fault.sharing.no_top", {"count": len(tops)}))
    return next(iter(tops))


def units_for(computed: Computed, pool: str, person: str) -> list[str]:
    """The units whose part of a pool a person shares in."""
    members = computed.payroll.pools.members(pool) if pool in computed.payroll.pools.declared() else {}
    return [unit for unit, own in sorted(members.items()) if any(each[0].id == person for each in own)]


def before(computed: Computed) -> str:
    """The key of the period before."""
    return computed.rules.calendar.before(computed.period).key
