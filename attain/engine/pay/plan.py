"""What a plan is: the dated pay rules of a post, and the pools that its people share."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from attain.engine.declare import Dated, Declaration, Key, Number
from attain.engine.formulas import Expression
from attain.engine.pay.refused import NotEmpty
from attain.engine.pay.shapes import AnyComponent


class Draw(Declaration):
    """A minimum paid in bad periods and recovered in good ones.

    minimum: what is paid at least. recover: the part of earnings above the minimum that repays the
    balance ("0%" = never recovered: a guarantee). recover_from: day from which recovery starts; until: day
    after whose period no more draw is paid (recovery goes on). paid: "top_up" = only the difference to
    the minimum; "advance" = the minimum is paid ahead and recovered from all earnings, and earnings below
    zero are added to what is owed. limit: the most that one period recovers.
    """

    minimum: Expression
    recover: Number = Field(default="100%", validate_default=True, ge=0, le=1)
    recover_from: date | None = None
    until: date | None = None
    paid: Literal["top_up", "advance"] = "top_up"
    limit: Expression | None = None


class Plan(Dated):
    """plans/*.yaml. guarantee: least that a period pays, never recovered; cap: most that it pays."""

    plan: Key
    post: Key
    cycle: Literal["week", "month", "quarter", "half_year", "year"] = "month"
    components: Annotated[tuple[AnyComponent, ...], NotEmpty]
    draw: Draw | None = None
    guarantee: Expression | None = None
    cap: Expression | None = None

    @cached_property
    def spreads(self) -> bool:
        """Whether a part of some component is paid later."""
        return any(component.spread is not None for component in self.components)

    @cached_property
    def waits(self) -> bool:
        """Whether some component's lines wait for the dates of facts."""
        return any(component.hold_until for component in self.components)


class Split(Declaration):
    """The first distribution of a pool: company → units, by `weight` computed for each unit.

    kind: which units take part (units.kind; "" = every unit that has people who share). Who is in
        none of them takes nothing.
    floor, cap: limits of a unit's part, as a part of the pool.
    """

    kind: str = ""
    weight: Expression
    floor: Number | None = None
    cap: Number | None = None


class Pool(Dated):
    """pools/*.yaml: an amount that a unit (or the whole company, then its units) earns and shares.

    level: "unit" = `amount` is computed for each unit; "company" = once, then split among units.
    """

    pool: Key
    cycle: Literal["week", "month", "quarter", "half_year", "year"] = "month"
    level: Literal["unit", "company"] = "unit"
    kind: str = ""
    amount: Expression
    decimals: int | None = None
    units: Split | None = None
