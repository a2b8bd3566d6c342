"""What a shape may ask while it computes a person's pay: all that shapes know of the evaluator."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from attain.engine.formulas import Expression
from attain.engine.money import exactly
from attain.engine.trace import Trace, Value

#: Formula → the unit word of what it comes to.
UnitsOf = Callable[[Expression], str]

#: No figures. Nobody writes into it.
NO_FACTS: Mapping[str, Any] = {}


class Told(Mapping[str, Any]):
    """Figures that are worked out when somebody reads them: pay itself needs few.

    known: those that are at hand. more: gives the others, computed exactly. lacks: names that none has.
    """

    __slots__ = ("_known", "_lacks", "_more")

    def __init__(
        self, known: dict[str, Any], more: Callable[[], Mapping[str, Any]], lacks: tuple[str, ...] = ()
    ) -> None:
        self._known, self._lacks = known, lacks
        self._more: Callable[[], Mapping[str, Any]] | None = more

    def _all(self) -> dict[str, Any]:
        if self._more is not None:
            self._known, self._more = self._known | exactly(self._more), None
        return self._known

    def __contains__(self, name: object) -> bool:
        return name in self._known or (name not in self._lacks and name in self._all())

    def __getitem__(self, name: str) -> Any:
        return self._known[name] if name in self._known else self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


@dataclass(frozen=True, slots=True)
class Event:
    """One credited fact, for rules that pay per event.

    key: the fact's key (columns joined with "|"); on: its credit date; value: the measure's value for it;
    attributes: the `by` groups of the measure ("product.group": "Tea"); reverses: key of the original fact
    that this one takes back ("" if none); due: the hold date (hold_until), None when not known yet.
    """

    key: str
    on: date
    value: Decimal
    attributes: Mapping[str, str] = field(default_factory=dict)
    reverses: str = ""
    due: date | None = None


class Line(NamedTuple):
    """One line of a component. The component's amount is the sum of its lines.

    id: message id of its sentence; amount: rounded money; facts: typed values for the sentence;
    event: key of the fact it pays; points_to: key of the original that it claws back.
    due: hold date of the event, for components that hold until a date; None while it isn't known.
    steps: how the amount came about in smaller parts, where one sentence can't say it.
    """

    id: str
    amount: Decimal
    facts: Mapping[str, Any] = NO_FACTS
    event: str = ""
    points_to: str = ""
    due: date | None = None
    steps: "tuple[Line, ...]" = ()


class Earned(NamedTuple):
    """What one component (or one earlier computation of it) earned in money."""

    base: Decimal
    paid: Decimal


class PoolPart(NamedTuple):
    """A person's part of a pool and the arithmetic of the whole: parts sum to `amount` to the cent."""

    part: Decimal
    amount: Decimal
    weight: Decimal
    weights: Decimal
    members: int
    unit: str
    floored: bool = False
    capped: bool = False


class Peer(NamedTuple):
    """Someone in the same peer group with the value that ranks them."""

    person: str
    value: Decimal


class PeerGroup(tuple[Peer, ...]):
    """A peer group that all in it share. ranked: what one of them worked out for all of them, kept."""

    def __init__(self, peers: Iterable[Peer] = ()) -> None:
        self.ranked: dict[Any, Any] = {}

    @cached_property
    def by_person(self) -> dict[str, Peer]:
        """Each peer by the person's key."""
        return {peer.person: peer for peer in reversed(self)}


class PayScope(Protocol):
    """The evaluator as a shape sees it. While tracing, every `number`/`value` call leaves one node."""

    trace: Trace | None
    person: str
    currency_decimals: int

    @property
    def units(self) -> "UnitsOf":
        """Tells the unit word of a formula. It knows no person: what is told later may keep it."""

    def value(self, name: str, modifiers: tuple[str, ...]) -> Value:
        """A named value of this person (measure, KPI, target, param, scorecard, component …)."""

    def number(self, formula: Expression) -> Decimal | None:
        """A formula's number here; None when undefined. Leaves one node while tracing."""

    def holds(self, formula: Expression) -> bool | None:
        """Whether a condition is true here; None when undefined. Leaves one node while tracing."""

    def events(self, base: Expression) -> Sequence[tuple[Event, "PayScope"]] | None:
        """The events of the one measure with `per: event` that `base` names, in order of date and key,
        each with a scope in which that measure is the event's own value and in which params and dated
        rates are chosen by the event's attributes and credit date. Event scopes do not trace.
        None where `base` names no measure with `per: event`."""

    def spell_part(self, days: str) -> tuple[int, int]:
        """Days ("calendar" or "working") of the person's spell in the period, and of the whole period."""

    def to_date(self, component: str, cycle: str) -> Earned:
        """Base and pay of `component` in the earlier periods of the running quarter or year."""

    def pool_part(self, component: str) -> PoolPart | None:
        """This person's part of the pool that `component` shares; None when the pool is undefined."""

    def peers(self, component: str) -> Sequence[Peer]:
        """Everyone in this person's peer group for the prize `component`, this person included."""

    def reports(self, depth: int) -> Sequence[tuple[str, Decimal]]:
        """Earnings (after caps, before draws) of the people who report to this person, down to `depth`."""

    def component(self, name: str) -> Decimal | None:
        """The amount of another component of the same plan, computed before this one."""
