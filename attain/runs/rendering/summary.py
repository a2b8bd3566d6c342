"""A run at a glance: everybody with score, grade, components and pay; totals; facts without an owner."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from attain.runs.control import Control
from attain.runs.left_over import LeftOver
from attain.runs.pieces import DRAW, pieces
from attain.runs.rendering.titled import Titles
from attain.runs.statement import Origin, Person, Statement

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a run.

    scores: card → (total, grade), of several spells the last one's. components: component → what the period
    itself pays of it (DRAW for the draw). other: adjustments, and differences for earlier periods.
    paid: their sum; None while held.
    """

    person: Person
    posts: tuple[str, ...]
    units: tuple[str, ...]
    scores: Mapping[str, tuple[Decimal | None, str]]
    components: Mapping[str, Decimal]
    earned: Decimal | None
    other: Decimal
    paid: Decimal | None


@dataclass(frozen=True)
class Summary:
    """A run's results, by person key. titles: of cards, components, measures, posts and units.

    left: what pools leave over.
    """

    period: str
    origin: Origin
    entries: tuple[Entry, ...]
    control: Control
    titles: Titles = field(default_factory=dict)
    left: Sequence[LeftOver] = ()

    @property
    def paid(self) -> Decimal:
        """The sum of all that is paid; held pay counts as nothing yet."""
        return sum((entry.paid for entry in self.entries if entry.paid is not None), ZERO)

    @property
    def held(self) -> int:
        return sum(entry.paid is None for entry in self.entries)

    @property
    def cards(self) -> tuple[str, ...]:
        """Every scorecard that somebody has, in the order in which they are met."""
        return _in_order(name for entry in self.entries for name in entry.scores)

    @property
    def components(self) -> tuple[str, ...]:
        """Every component that somebody is paid, the draw last."""
        found = _in_order(name for entry in self.entries for name in entry.components)
        return tuple(sorted(found, key=lambda name: name == DRAW))


def summary_of(
    slips: Sequence[Statement],
    control: Control,
    titles: Titles | None = None,
    left: Sequence[LeftOver] = (),
) -> Summary:
    """The summary of a run's statements, at least one. titles: of measures that no statement mentions.

    left: what pools leave over.
    """
    known: dict[str, Mapping[str, str]] = dict(titles or {})
    for slip in slips:
        known.update(slip.titles)
    first = slips[0]
    return Summary(first.period.key, first.origin, tuple(map(_entry, slips)), control, known, left)


def _entry(slip: Statement) -> Entry:
    pay = slip.pay
    own = sum((part.amount for part in (*pay.adjustments, *pay.differences)), ZERO)
    return Entry(
        slip.person,
        _in_order(spell.post for spell in slip.spells),
        _in_order(spell.unit for spell in slip.spells),
        {result.card.scorecard: (result.total, result.grade or "") for _, result, _ in slip.cards},
        {} if pay.paid is None else pieces(pay),
        pay.earned,
        own,
        pay.paid,
    )


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
