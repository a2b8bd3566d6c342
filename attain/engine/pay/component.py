"""The manner that all shapes share: closed settings in, lines out whose sum is the amount."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple

from pydantic import Field, model_validator

from attain.engine.declare import Declaration, Key, Number, Text
from attain.engine.formulas import Expression
from attain.engine.made import made
from attain.engine.money import exactly, rounded, settled
from attain.engine.pay.refused import refused
from attain.engine.pay.scope import NO_FACTS, Event, Line, PayScope


class Undefined(Exception):
    """A value that pay needs is undefined: the pay is held, with this reason (message id and values)."""

    def __init__(self, id: str, **values: Any) -> None:
        self.id, self.values = id, values
        super().__init__(id)


class Prorate(Declaration):
    """Part of the amount for part of the period: by calendar or working days of the person's spell.

    Sums that are for a whole period (amount, curve, matrix, share) are prorated by calendar days unless
    `prorate: null` says otherwise; what comes from a person's own facts is not, unless said.
    """

    days: Literal["calendar", "working"] = "calendar"


class Spread(Declaration):
    """Paid in `periods` equal instalments from the period itself on, each only if the person is still there.

    vesting: "employed" (a leaver loses the rest, but is charged what is below zero) or "always".
    parts: how much each instalment is, instead of equal ones; they sum to 1.
    """

    periods: int = Field(ge=2, le=120)
    vesting: Literal["employed", "always"] = "employed"
    parts: tuple[Number, ...] = ()

    @model_validator(mode="after")
    def _parts(self) -> "Spread":
        if self.parts and (len(self.parts) != self.periods or sum(self.parts) != 1):
            raise refused("fault.spread.parts", ("parts",), periods=self.periods, parts=len(self.parts))
        return self


class Note(NamedTuple):
    """Something to be told beside the lines, such as why nothing is paid: message id and typed values."""

    id: str
    facts: Mapping[str, Any] = NO_FACTS


class Notes(Sequence[Note]):
    """Notes that are made when somebody reads them."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[Note, ...]]) -> None:
        self._make, self._made = make, None

    def _all(self) -> tuple[Note, ...]:
        if self._made is None:
            self._made = exactly(self._make)
        return self._made

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return self._all() == (other._all() if isinstance(other, Notes) else other)

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


class Computed(NamedTuple):
    """What a shape comes to before limits.

    facts: figures of the whole component that no single line has: the tier reached, the blended rate,
        how far the next tier is, the base that later periods accumulate.
    notes: why there are no lines; how far the next tier or point is.
    """

    lines: tuple[Line, ...] = ()
    facts: Mapping[str, Any] = NO_FACTS
    notes: Sequence[Note] = ()


class Component(Declaration):
    """One line of a plan. Subclasses declare their shape's settings and compute its lines.

    when: paid only if true. floor, cap: limits of the component's amount in the period, of
    each spell's where somebody changes within it. decimals: of each line (default: the currency's).
    hold_until: a date column of the fact; the amount is earned at credit and payable in that
    date's period (needs per: event).
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

    #: YAML of one component of this shape, and its arithmetic by hand: the reference page is made of them.
    example: ClassVar[str] = ""
    worked: ClassVar[str] = ""

    #: Message ids of this shape's lines, `pay.<shape>.<line>`.
    line_ids: ClassVar[tuple[str, ...]] = ()

    #: The shape itself keeps prorate, floor and cap (inside a distribution); no lines are added for them.
    limits_inside: ClassVar[bool] = False

    @abstractmethod
    def compute(self, scope: PayScope) -> Computed:
        """The lines of this component for one person, each rounded, before limits; raises Undefined."""

    def needs(self) -> set[str]:
        """Names of other components that must be computed first."""
        return set()

    @property
    def by_event(self) -> bool:
        """Whether each line pays one fact, so that the line can wait for that fact's hold date."""
        return False

    def places(self, scope: PayScope) -> int:
        """Decimals of each line."""
        return scope.currency_decimals if self.decimals is None else self.decimals

    @model_validator(mode="after")
    def _held_by_event(self) -> "Component":
        if self.hold_until and not self.by_event:
            told = {"component": self.component, "column": self.hold_until}
            raise refused("fault.component.hold_until", ("hold_until",), **told)
        return self


def line(id: str, exact: Decimal, places: int, event: Event | None = None, **facts: Any) -> Line:
    """A line of `exact` rounded to `places`; an event's line names it, what it reverses, when it is due."""
    amount = rounded(exact, places)
    if event is None:
        facts["amount"] = amount
        return made(Line, (id, amount, facts, "", "", None, ()))
    told = {"event": event.key, "on": event.on, "reverses": event.reverses}
    return Line(id, amount, {**told, **facts, "amount": amount}, event.key, event.reverses, event.due)


def required(value: Decimal | None, what: str) -> Decimal:
    """`value`, or the pay is held because `what` is undefined."""
    if value is None:
        raise Undefined("pay.held.undefined", what=what)
    return value


def number_of(scope: PayScope, formula: Expression) -> Decimal:
    """The number of a formula that pay can't do without; raises Undefined."""
    return settled(required(scope.number(formula), formula.text))
