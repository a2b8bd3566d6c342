"""What the app hands out: frozen, without a database behind it."""

from dataclasses import dataclass, field
from decimal import Decimal

#: How far the sharing of a pool is.
STATES = ("rule", "open", "draft", "waiting", "approved")


@dataclass(frozen=True)
class OpenPool:
    """A unit's pool that keeps a period from being closed. unit: "" is the company's own.

    people: those whose weight nobody has set, or whose weights wait for approval.
    state: open, draft, waiting.
    """

    pool: str
    unit: str
    people: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class PoolRow:
    """A unit's pool in a list; of a pool that units share first, the company's, too.

    rule: how it is shared, in sentences. left: what nobody gets of it.
    """

    pool: str
    title: str
    unit: str
    unit_title: str
    amount: Decimal | None
    people: int
    rule: str
    state: str
    url: str
    left: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """A person on the sheet of a pool. weight: as typed; weight_shown: as the reader writes it.

    suggested: what is suggested, as the reader writes it, "" for nothing.
    moved: whether the weight departs from it. of_pool: the part as a ratio. width: of its bar, 0–100.
    moves: what a limit takes from the person (above zero) or gives. own: whether the reader is this person.
    unfounded: what is wrong is that the weight has no reason, not the weight.
    """

    at: int
    person: str
    name: str
    posts: str
    days: int
    of_days: int
    score: Decimal | None
    grade: str
    by_hand: bool
    weight: str
    weight_shown: str
    suggested: str
    reason: str
    part: Decimal | None
    of_pool: Decimal | None
    width: str
    floor: Decimal | None = None
    cap: Decimal | None = None
    moves: Decimal | None = None
    own: bool = False
    moved: bool = False
    errors: tuple[str, ...] = field(default=())
    unfounded: bool = False

    @property
    def lifted(self) -> Decimal | None:
        """What a floor gives the person."""
        return None if self.moves is None else -self.moves
