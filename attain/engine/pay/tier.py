"""One tier as written, and whether tiers make a scale: no gap, no overlap, ascending, the open one last."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from attain.engine.declare import Declaration
from attain.engine.formulas import Expression
from attain.engine.pay.component import Undefined
from attain.engine.pay.figure import Figure, figure_of
from attain.engine.pay.refused import refused
from attain.engine.pay.scale import Scale, Step
from attain.engine.pay.scope import PayScope


class Tier(Declaration):
    """A tier ends with `to` (exclusive) or `through` (inclusive); the last may have no end.

    from: where the first tier starts (0 unless said); in later ones only the end of the one before.
    rate: part of the base. amount: a sum. One of the two.
    """

    low: Figure | None = Field(default=None, alias="from")
    to: Figure | None = None
    through: Figure | None = None
    rate: Figure | None = None
    amount: Figure | None = None

    @model_validator(mode="after")
    def _one_each(self) -> "Tier":
        if self.to is not None and self.through is not None:
            raise refused("fault.tiers.to_or_through", to=shown(self.to), through=shown(self.through))
        if (self.rate is None) == (self.amount is None):
            raise refused("fault.tiers.rate_or_amount")
        return self

    @property
    def high(self) -> Decimal | Expression | None:
        return self.through if self.to is None else self.to

    @property
    def figure(self) -> Decimal | Expression:
        return self.amount if self.rate is None else self.rate


def shown(given: Decimal | Expression | None) -> str:
    """A bound as its author would write it."""
    if given is None:
        return ""
    return given.text if isinstance(given, Expression) else f"{given:f}"


def check_tiers(tiers: Sequence[Tier], apply: str) -> None:
    """Raises a fault where the tiers, as far as their bounds are literals, make no scale."""
    _alike(tiers)
    for number, (before, after) in enumerate(pairwise(tiers), 2):
        if before.high is None:
            raise refused("fault.tiers.after_open", ("tiers", number - 1), tier=number)
        _joined(before.high, after.low, ("tiers", number - 1, "from"))
    _ascending(tiers)
    _open_end(tiers, apply)


def _alike(tiers: Sequence[Tier]) -> None:
    if len({tier.rate is None for tier in tiers}) > 1:
        odd = next(n for n, tier in enumerate(tiers) if (tier.rate is None) != (tiers[0].rate is None))
        raise refused("fault.tiers.mixed", ("tiers", odd))


def _ascending(tiers: Sequence[Tier]) -> None:
    low = Decimal(0) if tiers[0].low is None else tiers[0].low
    for at, tier in enumerate(tiers):
        if isinstance(low, Decimal) and isinstance(tier.high, Decimal) and tier.high <= low:
            raise refused("fault.tiers.descending", ("tiers", at), low=shown(low), high=shown(tier.high))
        low = tier.high if isinstance(tier.high, Decimal) else low


def _joined(high: Decimal | Expression, low: Decimal | Expression | None, at: tuple[str | int, ...]) -> None:
    """A tier that says where it starts must start where the one before ends."""
    if low is None or low == high:
        return
    if not (isinstance(low, Decimal) and isinstance(high, Decimal)):
        raise refused("fault.tiers.from_differs", at, high=shown(high), low=shown(low))
    raise refused(f"fault.tiers.{'gap' if low > high else 'overlap'}", at, high=shown(high), low=shown(low))


def _open_end(tiers: Sequence[Tier], apply: str) -> None:
    """An open tier is never passed in full nor to a known part, so it can't pay by either."""
    last = tiers[-1]
    unpaid = apply == "prorated" or (apply == "slice" and last.rate is None)
    if last.high is None and unpaid and last.figure != 0:
        at = ("tiers", len(tiers) - 1)
        raise refused("fault.tiers.open_end", at, apply=apply, figure=shown(last.figure))


def scale_of(
    tiers: Sequence[Tier], apply: Literal["slice", "whole", "prorated"], scope: PayScope | None
) -> Scale:
    """The scale with its params looked up for this person; raises Undefined where its bounds don't ascend.

    scope: None will do where all is `literal`.
    """
    low = Decimal(0) if tiers[0].low is None else figure_of(scope, tiers[0].low)
    steps = []
    for number, tier in enumerate(tiers, 1):
        high = None if tier.high is None else figure_of(scope, tier.high)
        if high is not None and high <= low:
            raise Undefined("pay.held.tiers", low=low, high=high)
        steps.append(Step(number, low, high, figure_of(scope, tier.figure), tier.through is not None))
        low = high
    pays = "amount" if tiers[0].rate is None else "rate"
    in_percent = all(abs(step.figure) <= 1 for step in steps)
    return Scale(tuple(steps), pays, apply, tiers[0].low is not None, in_percent)


def literal(tiers: Sequence[Tier]) -> bool:
    """Whether every bound and figure is written as a number, so that the scale is the same for everyone."""
    figures = (figure for tier in tiers for figure in (tier.low, tier.high, tier.figure))
    return not any(isinstance(figure, Expression) for figure in figures)
