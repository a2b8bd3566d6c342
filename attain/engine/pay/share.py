"""The shape `share`: a part of a pool that a unit earned, the secondary distribution."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import Field, field_validator, model_validator

from attain.engine.declare import Key, Number, number
from attain.engine.formulas import Expression
from attain.engine.made import made
from attain.engine.pay.component import (
    Component,
    Computed,
    Note,
    Prorate,
    Undefined,
    line,
    number_of,
    required,
)
from attain.engine.pay.refused import refused
from attain.engine.pay.scope import PayScope


class Stake(NamedTuple):
    """What a person brings to a distribution. weight: None = set by hand; floor, cap: money or None."""

    weight: Decimal | None
    floor: Decimal | None = None
    cap: Decimal | None = None


class Share(Component):
    """Pays each person's part of a pool; the parts equal the pool to the cent.

    pool: the pool's name.
    by: what weighs: "weight" (the formula `weight`), "score" (the formula `of`), "grade" (points for the
        grade of the scorecard `of`), "head" (everyone alike), "hand" (weights set by hand).
    floor, cap: least and most money a person. least, most: the same as a part of the pool.
    prorate: the weight counts for the days of the person's spell.

    Limits and proration work inside the distribution, so what one is denied goes to the others. Cents that
    don't divide go to the largest remainder, then by person key. `when` says who takes part.
    """

    shape: Literal["share"] = "share"
    prorate: Prorate | None = Field(default_factory=Prorate)
    pool: Key
    by: Literal["weight", "score", "grade", "head", "hand"] = "weight"
    weight: Expression | None = None
    of: Expression | None = None
    points: dict[str, Number] = Field(default_factory=dict)
    least: Number | None = Field(default=None, ge=0, le=1)
    most: Number | None = Field(default=None, gt=0, le=1)

    limits_inside: ClassVar = True
    line_ids: ClassVar = ("pay.share.part", "pay.share.floored", "pay.share.capped")
    example: ClassVar = """\
component: branch_pool
shape: share
pool: branch_bonus
by: grade
of: account_manager_month
points: {A: 1.2, B: 1, C: 0.8, D: 0}
most: 40%
"""
    worked: ClassVar = (
        "a pool of 3 000.00, grades A, B and C: weights 1.2 + 1 + 0.8 = 3, so 1 200.00, 1 000.00 and 800.00"
    )

    @model_validator(mode="before")
    @classmethod
    def _shorthand(cls, given: Any) -> Any:
        """`weight: head` or `weight: hand` say the same as `by: …`."""
        if isinstance(given, dict) and given.get("weight") in ("head", "hand") and "by" not in given:
            return {key: value for key, value in given.items() if key != "weight"} | {"by": given["weight"]}
        return given

    @field_validator("points", mode="before")
    @classmethod
    def _grade_names(cls, given: Any) -> Any:
        return {str(k): number(v) for k, v in given.items()} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _weighed(self) -> "Share":
        needed = {"weight": ("weight",), "score": ("of",), "grade": ("of", "points")}.get(self.by, ())
        given = {name for name in ("weight", "of", "points") if getattr(self, name)}
        for name in needed:
            if name not in given:
                raise refused("fault.share.needs", by=self.by, setting=name)
        for name in sorted(given - set(needed)):
            raise refused("fault.share.unused", (name,), by=self.by, setting=name)
        if any(points < 0 for points in self.points.values()):
            raise refused("fault.share.negative", ("points",), component=self.component)
        if self.decimals is not None:
            raise refused("fault.share.decimals", ("decimals",), component=self.component)
        if self.least is not None and self.most is not None and self.least > self.most:
            raise refused("fault.share.limits", ("most",), least=self.least, most=self.most)
        return self

    def stake(self, scope: PayScope) -> Stake | None:
        """What this person brings; None where `when` keeps them out. Raises Undefined."""
        if self.when is not None:
            holds = scope.holds(self.when)
            if holds is None:
                raise Undefined("pay.held.condition", condition=self.when.text)
            if not holds:
                return None
        floor = None if self.floor is None else number_of(scope, self.floor)
        cap = None if self.cap is None else number_of(scope, self.cap)
        return Stake(self._weight(scope), floor, cap)

    def limits(self, pool: Decimal, stake: Stake) -> tuple[Decimal | None, Decimal | None]:
        """The floor and the cap of one person in money: the tighter of those in money and in parts."""
        if self.least is self.most is stake.floor is stake.cap is None:
            return None, None
        floors = [stake.floor, None if self.least is None else self.least * pool]
        caps = [stake.cap, None if self.most is None else self.most * pool]
        return (
            max((x for x in floors if x is not None), default=None),
            min((x for x in caps if x is not None), default=None),
        )

    def _weight(self, scope: PayScope) -> Decimal | None:
        if self.by == "hand":
            return None
        weight = max(self._own_weight(scope), Decimal(0))
        if self.prorate is None:
            return weight
        days, of_days = scope.spell_part(self.prorate.days)
        return weight * days / of_days if of_days else Decimal(0)

    def _own_weight(self, scope: PayScope) -> Decimal:
        if self.by == "head":
            return Decimal(1)
        if self.by == "grade":
            return self._grade_points(scope)
        return number_of(scope, self.weight if self.by == "weight" else self.of)

    def _grade_points(self, scope: PayScope) -> Decimal:
        name = f"{self.of.text.strip().removesuffix('.grade')}.grade"
        grade = scope.value(name, ())
        points = None if grade is None else self.points.get(str(grade))
        return required(points, name if grade is None else f"{name} = {grade}")

    def compute(self, scope: PayScope) -> Computed:
        part = scope.pool_part(self.component)
        if part is None:
            raise Undefined("pay.held.pool", pool=self.pool)
        facts: Mapping[str, Any] = {
            "pool": part.amount,
            "weight": part.weight,
            "weights": part.weights,
            "members": part.members,
            "of_unit": part.unit,
        }
        if not part.members:
            return Computed((), facts, (Note("pay.none.pool", {"pool": self.pool}),))
        id = "capped" if part.capped else "floored" if part.floored else "part"
        told = line(f"pay.share.{id}", part.part, self.places(scope), **facts)
        return made(Computed, ((told,), facts, ()))
