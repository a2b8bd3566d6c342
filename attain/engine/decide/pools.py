"""Pools in two steps: the company's amount to its units, a unit's part to its people, equal to the cent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.pay_scope import PayScopeOf
from attain.engine.decide.pool_shared import PoolShared, PoolSplit, split_among
from attain.engine.decide.subject import Subject, company_subject, unit_subject
from attain.engine.made import made
from attain.engine.money import exactly, rounded
from attain.engine.pay.component import Note, Undefined
from attain.engine.pay.distribute import by_person
from attain.engine.pay.plan import Plan, Pool, Split
from attain.engine.pay.scope import PoolPart
from attain.engine.pay.share import Share, Stake
from attain.engine.trace import Trace

if TYPE_CHECKING:
    from attain.engine.decide.payroll import Payroll

Member = tuple[Subject, Plan, Share]

ZERO = Decimal(0)


class Pools:
    """Every pool of the period, each distributed once."""

    def __init__(self, payroll: "Payroll") -> None:
        self.payroll = payroll
        self._done: dict[tuple[str, str], PoolShared] = {}
        self._splits: dict[str, PoolSplit] = {}
        self._members: dict[str, dict[str, list[Member]]] = {}
        self._declared: dict[str, Pool] = {}
        self._units: dict[tuple[str, str], str] = {}
        self._shares: dict[tuple[str, str], list[tuple[Plan, Share]]] = {}

    def part(self, subject: Subject, plan: Plan, component: str, trace: Trace | None) -> PoolPart | None:
        """A person's part of the pool that the component shares."""
        name = self._shared_by(plan, component)
        unit = self._pool_unit(self.pool(name), subject)
        done = self.distribution(name, unit)
        if trace:
            self._tell(done, trace)
        if done.held is not None:
            return None
        key = self._key(name, subject, plan, component)
        weights = done.weights
        own = done.parts.get(key, ZERO), done.amount, weights.get(key, ZERO), done.weight, len(weights), unit
        return made(PoolPart, (*own, key in done.floored, key in done.capped))

    def _shared_by(self, plan: Plan, component: str) -> str:
        """The pool that a plan's component shares."""
        for each in plan.components:
            if each.component == component:
                return each.pool
        raise KeyError(component)

    def pool(self, name: str) -> Pool:
        """The pool's declaration in force."""
        found = self._declared.get(name)
        if found is None:
            evaluation = self.payroll.evaluation
            found = self._declared[name] = evaluation.rules.pool(name, evaluation.period.last_day)
        return found

    def declared(self) -> list[str]:
        """The names of all pools of the period's cycle."""
        evaluation = self.payroll.evaluation
        pools = evaluation.rules.pools(evaluation.period.last_day)
        return [pool.pool for pool in pools if pool.cycle == evaluation.period.cycle]

    def distributions(self) -> list[PoolShared]:
        """Every unit's distribution of every pool of the period's cycle."""
        return [
            self.distribution(pool, unit) for pool in self.declared() for unit in sorted(self.members(pool))
        ]

    def done(self) -> list[PoolShared]:
        """What was distributed so far."""
        return list(self._done.values())

    def distribution(self, name: str, unit: str) -> PoolShared:
        """The pool of one unit, shared among its people."""
        if (name, unit) not in self._done:
            self._done[name, unit] = self._distribute(self.pool(name), unit)
        return self._done[name, unit]

    def tried(self, name: str, unit: str, by_hand: Mapping[str, Decimal]) -> PoolShared:
        """What the pool's distribution would be with these weights by hand (person → weight); not kept."""
        return exactly(self._distribute, self.pool(name), unit, by_hand)

    def _distribute(self, pool: Pool, unit: str, by_hand: Mapping[str, Decimal] | None = None) -> PoolShared:
        decimals = self.payroll.evaluation.rules.settings.currency_decimals
        amount = self.amount(pool.pool, unit)
        if amount is None:
            return PoolShared(pool, unit, None, held=Note("pay.held.pool", {"pool": pool.pool}))
        weights: dict[str, Decimal] = {}
        floors: dict[str, int] = {}
        caps: dict[str, int] = {}
        first: dict[str, str] = {}
        try:
            staked = [
                (self._key(pool.pool, subject, plan, share.component), scope, share, stake)
                for subject, plan, share in self.members(pool.pool).get(unit, [])
                if (stake := share.stake(scope := self.payroll.scope(subject, plan))) is not None
            ]
            spells: dict[str, list[tuple[str, int]]] = defaultdict(list)
            for key, scope, _, stake in staked:
                if stake.weight is None:
                    spells[scope.person].append((key, scope.spell_part("calendar")[0]))
            ones: dict[tuple[str, int], str] = {}
            for key, scope, share, stake in staked:
                first[key] = ones.setdefault((scope.person, id(share)), key)
                weights[key] = self._weight(scope, pool, stake, key, by_hand, spells.get(scope.person, ()))
                floor, cap = share.limits(amount, stake)
                if floor is not None:
                    floors[key] = int(rounded(floor, decimals).scaleb(decimals))
                if cap is not None:
                    caps[key] = int(rounded(cap, decimals).scaleb(decimals))
        except Undefined as reason:
            if not amount:
                return PoolShared(pool, unit, amount)  # of nothing everybody's part is known
            return PoolShared(pool, unit, amount, weights, held=Note(reason.id, reason.values))
        shared = by_person(int(amount.scaleb(decimals)), weights, floors, caps, first)
        return PoolShared(
            pool,
            unit,
            amount,
            weights,
            {key: Decimal(part).scaleb(-decimals) for key, part in shared.parts.items()},
            Decimal(shared.rest).scaleb(-decimals),
            shared.floored,
            shared.capped,
        )

    def _key(self, pool: str, subject: Subject, plan: Plan, component: str) -> str:
        """The member's key; who shares a pool by several components has one for each."""
        shares = self._shares_of(pool, subject)
        first = not shares or (shares[0][0] is plan and shares[0][1].component == component)
        return member_key(subject) if first else f"{member_key(subject)}|{plan.plan}|{component}"

    def _shares_of(self, pool: str, subject: Subject) -> list[tuple[Plan, Share]]:
        """The components by which the people of a post share a pool."""
        key = pool, subject.post
        if key not in self._shares:
            self._shares[key] = [
                (plan, part)
                for plan in self.payroll.plans(subject)
                for part in plan.components
                if isinstance(part, Share) and part.pool == pool
            ]
        return self._shares[key]

    def _weight(
        self,
        scope: PayScopeOf,
        pool: Pool,
        stake: Stake,
        key: str,
        tried: Mapping[str, Decimal] | None,
        spells: Sequence[tuple[str, int]],
    ) -> Decimal:
        """The weight as accepted when the period was closed, else as set by hand, else as the rule says."""
        accepted = self.payroll.evaluation.world.accepted_weights.get((pool.pool, key))
        if accepted is not None:
            return accepted
        if stake.weight is not None:
            return rounded(stake.weight, 6)
        by_hand = scope.hand_weight(pool.pool) if tried is None else tried.get(scope.person)
        if by_hand is None:
            raise Undefined("pay.held.hand_weight", pool=pool.pool, person=scope.person)
        return by_days(by_hand, spells, key)

    def members(self, name: str) -> Mapping[str, list[Member]]:
        """Who shares the pool, by the unit whose pool it is."""
        if name not in self._members:
            pool = self.pool(name)
            found: dict[str, list[Member]] = defaultdict(list)
            shares: dict[str, list[tuple[Plan, Share]]] = {}
            for subject in self.payroll.spells():
                own = shares.get(subject.post)
                if own is None:
                    own = shares[subject.post] = self._shares_of(name, subject)
                for plan, share in own:
                    found[self._pool_unit(pool, subject)].append((subject, plan, share))
            self._members[name] = dict(found)
        return self._members[name]

    def _pool_unit(self, pool: Pool, subject: Subject) -> str:
        key = pool.pool, subject.unit
        if key not in self._units:
            self._units[key] = self._found_unit(pool, subject.unit)
        return self._units[key]

    def _found_unit(self, pool: Pool, own: str) -> str:
        """The nearest unit of the pool's kind, from the member's own upwards."""
        world = self.payroll.evaluation.world
        kind = pool.units.kind if pool.units else pool.kind
        if pool.level == "company" and pool.units is None:
            return ""
        above = world.units_above(own)
        return next((unit for unit in above if not kind or world.unit_kinds.get(unit) == kind), own)

    def amount(self, name: str, unit: str) -> Decimal | None:
        """A unit's amount: by its own formula, asked for it alone, or its part of the company's pool."""
        pool = self.pool(name)
        if unit not in self.members(name):
            return None
        if pool.level == "unit":
            return exactly(self._own_amount, pool, unit)
        split = self.split(name)
        return exactly(self._own_amount, pool, "") if split is None else split.parts.get(unit)

    def _own_amount(self, pool: Pool, unit: str, trace: Trace | None = None) -> Decimal | None:
        evaluation = self.payroll.evaluation
        subject = unit_subject(unit) if unit else company_subject()
        amount = evaluation.scope(subject, evaluation.period, trace).number(pool.amount)
        finest = evaluation.rules.settings.currency_decimals
        decimals = finest if pool.decimals is None else min(pool.decimals, finest)
        return None if amount is None else rounded(amount, decimals)

    def split(self, name: str) -> PoolSplit | None:
        """How the company's pool goes to units; None for a pool that is not split."""
        pool = self.pool(name)
        if pool.level == "unit" or pool.units is None:
            return None
        if name not in self._splits:
            self._splits[name] = self._split(pool, pool.units, sorted(self.members(name)))
        return self._splits[name]

    def _split(self, pool: Pool, rule: Split, units: list[str]) -> PoolSplit:
        whole = self._own_amount(pool, "")
        if whole is None:
            return PoolSplit(None, dict.fromkeys(units))
        evaluation = self.payroll.evaluation
        kinds = evaluation.world.unit_kinds
        weights = {
            unit: evaluation.scope(unit_subject(unit), evaluation.period).number(rule.weight)
            for unit in units
            if not rule.kind or kinds.get(unit, rule.kind) == rule.kind
        }
        decimals = evaluation.rules.settings.currency_decimals
        return split_among(whole, rule, units, weights, decimals)

    def _tell(self, done: PoolShared, trace: Trace) -> None:
        """How the pool came to its amount: the unit's formula, or the company's and the unit's weight."""
        before = trace.mark()
        pool = done.pool
        if pool.level == "unit":
            self._own_amount(pool, done.unit, trace)
        else:
            self._own_amount(pool, "", trace)
            if pool.units is not None:
                evaluation = self.payroll.evaluation
                subject = unit_subject(done.unit)
                evaluation.scope(subject, evaluation.period, trace).number(pool.units.weight)
        trace.push(
            "pool",
            done.amount,
            trace.mark() - before,
            "money",
            name=pool.pool,
            title=pool.title,
            unit_id=done.unit,
            members=len(done.weights),
            left=done.left,
            undivided=split.left if (split := self.split(pool.pool)) else Decimal(0),
            rule_from=pool.starts,
        )


def member_key(subject: Subject) -> str:
    """A person and spell as one key; ties between equal remainders go by it."""
    return f"{subject.id}|{subject.spell}"


def by_days(weight: Decimal, spells: Sequence[tuple[str, int]], key: str) -> Decimal:
    """What of a person's weight by hand falls to one of their spells (key, days); all together are it."""
    whole, done = sum(days for _, days in spells), 0
    for each, days in spells if whole and len(spells) > 1 else ():
        before, done = done, done + days
        if each == key:
            return rounded(weight * done / whole, 6) - rounded(weight * before / whole, 6)
    return weight
