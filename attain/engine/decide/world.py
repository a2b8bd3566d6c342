"""All that stage B knows beside the rules: figures, people, targets and the opening state. Immutable."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Protocol

from attain.engine.decide.organisation import Organisation, ReportRow, by_person
from attain.engine.decide.subject import Subject
from attain.engine.decide.target_table import TargetRow
from attain.engine.pay.scope import Earned, Event


class Figures(Protocol):
    """What stage A measured. A missing row is 0 for sums and counts, undefined for min and max."""

    def value(
        self, measure: str, level: str, subject: str, spell: str, group: str, period: str
    ) -> Decimal | None: ...

    def events(self, measure: str, subject: str, spell: str, period: str) -> Sequence[Event]: ...

    def groups(self, measure: str, level: str, subject: str, spell: str, period: str) -> Sequence[str]: ...


class Column(Protocol):
    """One measure in one period, found once and asked for every subject."""

    def at(self, level: str, subject: str, spell: str, group: str) -> Decimal | date | None: ...

    def several(
        self, whose: Sequence[tuple[str, str, str]], places: dict[int, list[int]]
    ) -> Sequence[Decimal | date | None]:
        """Values of many (level, subject, spell). places: kept for the next column that is asked."""


@dataclass(frozen=True, slots=True)
class _OneByOne:
    """A column of figures that offer none."""

    figures: Figures
    measure: str
    period: str

    def at(self, level: str, subject: str, spell: str, group: str) -> Decimal | date | None:
        return self.figures.value(self.measure, level, subject, spell, group, self.period)

    def several(
        self, whose: Sequence[tuple[str, str, str]], places: dict[int, list[int]]
    ) -> Sequence[Decimal | date | None]:
        return [self.at(*who, "") for who in whose]


def column(figures: Figures, measure: str, period: str) -> Column:
    """The measure's column. Figures that have columns offer `column(measure, period)`; others are asked
    value by value. Raises KeyError where the measure was not asked for."""
    offered = getattr(figures, "column", None)
    return _OneByOne(figures, measure, period) if offered is None else offered(measure, period)


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of an earlier component that is paid in a later period.

    vesting: "employed", "always", or "never": a hand has taken it back. event: of an amount that waited for
    its fact's hold date until a hand said when it is paid.
    """

    component: str
    for_period: str
    number: int
    of: int
    amount: Decimal
    due: str
    vesting: str = "employed"
    event: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """An amount that is earned but waits for its fact's hold date."""

    component: str
    for_period: str
    event: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A hand adjustment in the period that pays it."""

    key: str
    person: str
    component: str
    for_period: str
    amount: Decimal
    reason: str
    made_by: str
    approved_by: str
    confirmed_by: str = ""

    @property
    def approved(self) -> bool:
        """Whether someone else than its maker approved it, and nobody twice: only then it is paid."""
        by = [name for name in (self.made_by, self.approved_by, self.confirmed_by) if name]
        return bool(self.approved_by) and len(set(by)) == len(by)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a recomputed earlier period gives more or less than was paid for it.

    causes: what changed since: facts, coverage, targets, rules, adjustments, state (of periods before).
    """

    person: str
    for_period: str
    component: str
    amount: Decimal
    was: Decimal
    now: Decimal
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a hand sets of a person's state at the start of a period: a row of `openings`.

    value: what it is from then on; None: what it was. due: the period that pays it, "" as it was.
    """

    person: str
    name: str
    value: Decimal | None
    due: str = ""
    reason: str = ""
    made_by: str = ""
    approved_by: str = ""

    @property
    def decided(self) -> bool:
        """Whether somebody decided it; otherwise it is what a start in mid-year brings along."""
        return bool(self.made_by)

    @property
    def holds(self) -> bool:
        """Whether someone else than its maker approved it, where it has a maker."""
        return not self.made_by or (bool(self.approved_by) and self.approved_by != self.made_by)


@dataclass(frozen=True)
class Opening:
    """The state before the period: balances, earlier earnings of the running year, what is still due.

    forgiven: by how much a hand set what somebody owes of draws lower (higher: below zero) for this period.
    recover: what a hand takes back of it from this period's pay, beyond the plan's terms.
    """

    draws: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    earned: Mapping[tuple[str, str, str], Earned] = field(default_factory=dict)
    instalments: Mapping[str, tuple[Instalment, ...]] = field(default_factory=dict)
    held: Mapping[str, tuple[Held, ...]] = field(default_factory=dict)
    forgiven: Mapping[str, Decimal] = field(default_factory=dict)
    recover: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """Inputs of stage B for one run (or one case).

    spells: every person–post–unit spell that the periods in question touch.
    leaders: (person, leader, from, to, depth) rows of the reporting closure; depth 0 = oneself. direct: the
        lines that it is the closure of, (person, leader, from, to), where they are at hand.
    unit_parents: unit → parent ("" at the top); unit_kinds: unit → kind; unit_attributes: unit → what params
        and conditions tell it from others by.
    adjustments: approved ones, which are paid; unapproved ones are only told.
    given: values set by hand, for cases: (subject id, name, modifiers) → value.
    accepted_weights: (pool, member) → weight as accepted when the period was closed, for differences.
    due_dates: (component, event key) → hold date as known now.
    by_hand: what hands set of the opening state, with their reasons, to be told.
    """

    figures: Figures
    spells: tuple[Subject, ...] = ()
    leaders: Iterable[tuple[str, str, date, date, int]] = ()
    direct: Iterable[ReportRow] | None = None
    unit_parents: Mapping[str, str] = field(default_factory=dict)
    unit_kinds: Mapping[str, str] = field(default_factory=dict)
    unit_attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    targets: Iterable[TargetRow] = ()
    seasons: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    hand_weights: Mapping[tuple[str, str, str], Decimal] = field(default_factory=dict)
    opening: Opening = field(default_factory=Opening)
    adjustments: tuple[Adjustment, ...] = ()
    unapproved: tuple[Adjustment, ...] = ()
    differences: tuple[Difference, ...] = ()
    due_dates: Mapping[tuple[str, str], date] = field(default_factory=dict)
    accepted_weights: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    by_hand: tuple[Setting, ...] = ()
    given: Mapping[tuple[str, str, tuple[str, ...]], object] = field(default_factory=dict)

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def organisation(self) -> Organisation:
        """Who works where and reports to whom."""
        return Organisation(self.spells, self.leaders, self.units_above, self.direct)

    @cached_property
    def adjustments_of(self) -> Mapping[str, tuple[Adjustment, ...]]:
        """Approved adjustments by person."""
        return by_person(self.adjustments)

    @cached_property
    def differences_of(self) -> Mapping[str, tuple[Difference, ...]]:
        """Differences of earlier periods by person."""
        return by_person(self.differences)

    @cached_property
    def by_hand_of(self) -> Mapping[str, tuple[Setting, ...]]:
        """What hands set, by person."""
        return by_person(self.by_hand)

    @cached_property
    def carried(self) -> frozenset[str]:
        """Everybody for whom something stands between what is earned and what is paid, whatever the plan."""
        state = self.opening
        people = {person for person, _ in state.draws}
        people |= {*state.instalments, *state.held, *state.forgiven, *state.recover}
        return frozenset(people | {*self.adjustments_of, *self.differences_of})

    def units_above(self, unit: str) -> Sequence[str]:
        """The unit and all units above it, nearest first."""
        found = self._above.get(unit)
        if found is None:
            chain: dict[str, None] = {}
            above = unit
            while above and above not in chain:
                chain[above] = None
                above = self.unit_parents.get(above, "")
            found = self._above[unit] = tuple(chain)
        return found
