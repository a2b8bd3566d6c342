"""The manner that all shapes share: closed settings in, lines out whose sum is the amount."""

from abc import abstractmethod
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from attain.engine.declare import Declaration, Key, Number, Text
from attain.engine.formulas import Expression
from attain.engine.pay.scope import Line, PayScope


class Undefined(Exception):
    """A value that pay needs is undefined: the pay is held, with this reason (message id and values)."""

    def __init__(self, id: str, **values: Any) -> None:
        self.id, self.values = id, values
        super().__init__(id)


class Prorate(Declaration):
    """Part of the amount for part of the period: by calendar or working days of the person's spell."""

    days: Literal["calendar", "working"] = "calendar"


class Spread(Declaration):
    """Paid in `periods` equal instalments from the period itself on, each only if the person is still there.

    vesting: "employed" (a leaver loses the rest) or "always". parts: instalments by hand instead of equal ones.
    """

    periods: int = Field(ge=2, le=120)
    vesting: Literal["employed", "always"] = "employed"
    parts: tuple[Number, ...] = ()

    @model_validator(mode="after")
    def _parts(self) -> "Spread":
        if self.parts and (len(self.parts) != self.periods or sum(self.parts) != 1):
            raise ValueError("fault.spread.parts")
        return self


class Component(Declaration):
    """One line of a plan. Subclasses declare their shape's settings and compute its lines.

    when: paid only if true. floor, cap: limits of the component's amount in the period.
    decimals: of each line (default: the currency's). hold_until: a date column of the fact; the
    amount is earned at credit and payable in that date's period (needs per: event).
    clawback: whether negative lines are charged (True) or stop at zero for the component.
    """

    shape: str
    component: Key
    title: Text = Field(default_factory=dict)
    when: Expression | None = None
    floor: Expression | None = None
    cap: Expression | None = None
    decimals: int | None = Field(default=None, ge=-6, le=6)
    prorate: Prorate | None = None
    hold_until: str = ""
    spread: Spread | None = None
    clawback: bool = True

    #: Message ids of this shape's lines, in the manner of `pay.<shape>.<line>`.
    line_ids: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def lines(self, scope: PayScope) -> list[Line]:
        """The lines of this component for one person, each rounded; raises Undefined."""

    def needs(self) -> set[str]:
        """Names of other components that must be computed first."""
        return set()

    def places(self, scope: PayScope) -> int:
        """Decimals of each line."""
        return scope.currency_decimals if self.decimals is None else self.decimals


def required(value: Decimal | None, what: str) -> Decimal:
    """`value`, or the pay is held because `what` is undefined."""
    if value is None:
        raise Undefined("pay.undefined", what=what)
    return value
