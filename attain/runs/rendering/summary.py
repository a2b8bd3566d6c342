"""A run at a glance: everybody with score, grade, components and pay; totals; facts without an owner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from attain.engine.decide.settlement import PersonPay
from attain.engine.decide.subject import Subject
from attain.runs.compute import Computed
from attain.runs.control import Control
from attain.runs.pieces import DRAW, pieces
from attain.runs.rendering.titled import Titles
from attain.runs.statement import Origin, Person

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a run.

    scores: card → (total, grade). components: component → what the period itself pays of it (DRAW for the
    draw). other: adjustments and differences for earlier periods. paid: their sum; None while held.
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
    """A run's results, by person key. titles: of cards, components, measures, posts and units."""

    period: str
    origin: Origin
    entries: tuple[Entry, ...]
    control: Control
    titles: Titles = field(default_factory=dict)

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
    computed: Computed, people: Mapping[str, Person], origin: Origin, titles: Titles | None = None
) -> Summary:
    """The summary of a computation. people: names by key; whoever is not in it is called by the key."""
    entries = tuple(
        _entry(computed, pay, people.get(person) or Person(person)) for person, pay in computed.pays.items()
    )
    names = {name for entry in entries for name in (*entry.scores, *entry.components)}
    names |= {each.measure for each in (*computed.control.sums, *computed.control.lacking)}
    known = {name: computed.rules.title(name) for name in sorted(names - {DRAW})}
    return Summary(computed.period.key, origin, entries, computed.control, {**known, **(titles or {})})


def _entry(computed: Computed, pay: PersonPay, person: Person) -> Entry:
    spells = computed.payroll.spells(pay.person)
    own = sum((part.amount for part in (*pay.adjustments, *pay.differences)), ZERO)
    return Entry(
        person,
        _in_order(spell.post for spell in spells),
        _in_order(spell.unit for spell in spells),
        _scores(computed, spells),
        {} if pay.paid is None else pieces(pay),
        pay.earned,
        own,
        pay.paid,
    )


def _scores(computed: Computed, spells: Iterable[Subject]) -> dict[str, tuple[Decimal | None, str]]:
    """Each card of the period's cycle; of several spells, the last one's."""
    period, found = computed.period, {}
    for spell in spells:
        for card in computed.rules.scorecards(spell.post, period.cycle, period.last_day):
            result = computed.evaluation.card(spell, card.scorecard, period)
            found[card.scorecard] = result.total, result.grade or ""
    return found


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
