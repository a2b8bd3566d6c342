"""Pools in two steps: the company's amount to its units, a unit's part to its people, equal to the cent."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from attain.engine.decide.pay_scope import PayScopeOf
from attain.engine.decide.subject import Subject, company_subject, unit_subject
from attain.engine.money import rounded
from attain.engine.pay.plan import Plan, Pool
from attain.engine.pay.scope import PoolPart
from attain.engine.pay.share import Share, distribute
from attain.engine.trace import Trace

if TYPE_CHECKING:
    from attain.engine.decide.payroll import Payroll

Member = tuple[Subject, Plan, Share]


@dataclass(frozen=True)
class Distribution:
    """One unit's pool: its amount, everyone's weight and part (cents), and what nobody could be given."""

    pool: Pool
    unit: str
    amount: Decimal | None
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    parts: Mapping[str, int] = field(default_factory=dict)
    left: Decimal = Decimal(0)


class Pools:
    """Every pool of the period, each distributed once."""

    def __init__(self, payroll: "Payroll") -> None:
        self.payroll = payroll
        self._done: dict[tuple[str, str], Distribution] = {}
        self._amounts: dict[str, dict[str, Decimal | None]] = {}
        self._members: dict[str, dict[str, list[Member]]] = {}

    def part(self, subject: Subject, plan: Plan, component: str, trace: Trace | None) -> PoolPart | None:
        """A person's part of the pool that the component shares."""
        share = next(c for c in plan.components if c.component == component)
        unit = self._pool_unit(self.pool(share.pool), subject)
        done = self.distribution(share.pool, unit)
        if trace:
            self._tell(done, trace)
        if done.amount is None or any(weight is None for weight in done.weights.values()):
            return None
        key = member_key(subject)
        decimals = self.payroll.evaluation.rules.settings.currency_decimals
        cents = done.parts.get(key, 0)
        total = sum(done.weights.values(), Decimal(0))
        return PoolPart(
            part=Decimal(cents).scaleb(-decimals),
            amount=done.amount,
            weight=done.weights.get(key, Decimal(0)),
            weights=total,
            members=len(done.weights),
            unit=unit,
        )

    def pool(self, name: str) -> Pool:
        """The pool's declaration in force."""
        return self.payroll.evaluation.rules.pool(name, self.payroll.evaluation.period.last_day)

    def distributions(self) -> list[Distribution]:
        """Every unit's distribution of every pool of the period's cycle."""
        evaluation = self.payroll.evaluation
        found = []
        for pool in evaluation.rules.pools(evaluation.period.last_day):
            if pool.cycle == evaluation.period.cycle:
                found += [self.distribution(pool.pool, unit) for unit in sorted(self.members(pool.pool))]
        return found

    def distribution(self, name: str, unit: str) -> Distribution:
        """The pool of one unit, shared among its people."""
        if (name, unit) not in self._done:
            self._done[name, unit] = self._distribute(self.pool(name), unit)
        return self._done[name, unit]

    def _distribute(self, pool: Pool, unit: str) -> Distribution:
        decimals = self.payroll.evaluation.rules.settings.currency_decimals
        amount = self.amounts(pool.pool).get(unit)
        members = self.members(pool.pool).get(unit, [])
        weights = {member_key(s): self._weight(s, plan, share) for s, plan, share in members}
        if amount is None or any(weight is None for weight in weights.values()):
            return Distribution(pool, unit, amount, weights)
        whole = int(amount.scaleb(decimals))
        share = members[0][2] if members else None
        limits = self._limits(share, amount, decimals) if share else (None, None)
        parts = distribute(whole, weights, *limits)
        left = Decimal(whole - sum(parts.values())).scaleb(-decimals)
        return Distribution(pool, unit, amount, weights, parts, left)

    def _limits(self, share: Share, amount: Decimal, decimals: int) -> tuple[int | None, int | None]:
        return share.limits(amount, decimals)

    def _weight(self, subject: Subject, plan: Plan, share: Share) -> Decimal | None:
        """The member's weight, for the part of the period that the spell lasted."""
        scope = PayScopeOf(self.payroll, subject, plan, {}, None)
        weight = share.weight_in(scope)
        days, of_days = scope.spell_part("calendar")
        if weight is None or days == of_days:
            return weight
        return rounded(weight * days / of_days, 6)

    def members(self, name: str) -> Mapping[str, list[Member]]:
        """Who shares the pool, by the unit whose pool it is."""
        if name not in self._members:
            pool = self.pool(name)
            found: dict[str, list[Member]] = defaultdict(list)
            for subject in self.payroll.spells():
                for plan in self.payroll.plans(subject):
                    for component in plan.components:
                        if isinstance(component, Share) and component.pool == name:
                            found[self._pool_unit(pool, subject)].append((subject, plan, component))
            self._members[name] = dict(found)
        return self._members[name]

    def _pool_unit(self, pool: Pool, subject: Subject) -> str:
        world = self.payroll.evaluation.world
        kind = pool.units.kind if pool.units else pool.kind
        if pool.level == "company" and pool.units is None:
            return ""
        for unit in world.units_above(subject.unit):
            if not kind or world.unit_kinds.get(unit) == kind:
                return unit
        return subject.unit

    def amounts(self, name: str) -> Mapping[str, Decimal | None]:
        """Each unit's amount: its own formula, or its part of the company's pool."""
        if name not in self._amounts:
            pool = self.pool(name)
            units = sorted(self.members(name))
            if pool.level == "unit":
                self._amounts[name] = {unit: self._own_amount(pool, unit) for unit in units}
            else:
                self._amounts[name] = self._split(pool, units)
        return self._amounts[name]

    def _own_amount(self, pool: Pool, unit: str, trace: Trace | None = None) -> Decimal | None:
        evaluation = self.payroll.evaluation
        subject = unit_subject(unit) if unit else company_subject()
        amount = evaluation.scope(subject, evaluation.period, trace).number(pool.amount)
        decimals = evaluation.rules.settings.currency_decimals if pool.decimals is None else pool.decimals
        return None if amount is None else rounded(amount, decimals)

    def _split(self, pool: Pool, units: list[str]) -> dict[str, Decimal | None]:
        whole = self._own_amount(pool, "")
        if pool.units is None or whole is None:
            return dict.fromkeys(units, whole)
        evaluation = self.payroll.evaluation
        weights = {
            unit: evaluation.scope(unit_subject(unit), evaluation.period).number(pool.units.weight)
            for unit in units
        }
        if any(weight is None for weight in weights.values()):
            return dict.fromkeys(units)
        decimals = evaluation.rules.settings.currency_decimals
        cents = int(whole.scaleb(decimals))
        least = None if pool.units.floor is None else int(cents * pool.units.floor)
        most = None if pool.units.cap is None else int(cents * pool.units.cap)
        positive = {unit: max(weight, Decimal(0)) for unit, weight in weights.items()}
        parts = distribute(cents, positive, least, most)
        return {unit: Decimal(part).scaleb(-decimals) for unit, part in parts.items()}

    def _tell(self, done: Distribution, trace: Trace) -> None:
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
            rule_from=pool.starts,
        )


def member_key(subject: Subject) -> str:
    """A person and spell as one key; ties between equal remainders go by it."""
    return f"{subject.id}|{subject.spell}"
