"""What is on hold, what is handed over, and what of it was paid: arithmetic on the cells of the ledger.

A cell is (person, component, for-period, in-period); an account holds an amount by cell, zero ones left out.
All that is said here moves amounts between accounts as they stand: nothing is made, nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from attain.runs.postings import Posting

ZERO = Decimal(0)

#: (person, component, for-period, in-period)
Cell = tuple[str, str, str, str]
Cells = Mapping[Cell, Decimal]


@dataclass(frozen=True)
class Hold:
    """Pay that is not to be paid out. component: "" for all. periods: in-periods whose pay it holds."""

    person: str
    component: str
    periods: frozenset[str]

    def covers(self, cell: Cell) -> bool:
        person, component, _, period = cell
        return person == self.person and period in self.periods and self.component in ("", component)


@dataclass(frozen=True)
class Payable:
    """lines: what is handed over, by cell. carried: who is below zero, by how much: carried on."""

    lines: dict[Cell, Decimal] = field(default_factory=dict)
    carried: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.lines.values(), ZERO)


@dataclass(frozen=True)
class Difference:
    """What was paid otherwise than handed over. kind: "unpaid", "less", "more" or "unknown"."""

    person: str
    kind: str
    handed: Decimal
    paid: Decimal


def holding(owed: Cells, held: Cells, holds: Sequence[Hold]) -> list[Posting]:
    """What brings the account of holds to what they say: covered pay goes in, what none covers comes out.

    A person's covered pay goes in where it is above zero: a debt is never put on hold.
    """
    by_person: dict[str, list[Hold]] = defaultdict(list)
    for hold in holds:
        by_person[hold.person].append(hold)
    found: list[Posting] = []
    for cell, amount in sorted(held.items()):
        if not any(hold.covers(cell) for hold in by_person[cell[0]]):
            found.append(moved(cell, "let_go", amount))
    covered: dict[tuple[str, str], dict[Cell, Decimal]] = defaultdict(dict)
    for cell, amount in sorted(owed.items()):
        whole = [hold.component for hold in by_person.get(cell[0], ()) if hold.covers(cell)]
        if whole:  # a hold of all pay is judged by all of it, one of a component by that
            covered[cell[0], min(whole)][cell] = amount
    for parts in covered.values():
        if sum(parts.values(), ZERO) > 0:
            found += [moved(cell, "held", amount) for cell, amount in parts.items()]
    return found


def payable(owed: Cells) -> Payable:
    """What can be handed over: all that is owed to those to whom more than nothing is owed."""
    sums = _by_person(owed)
    lines = {cell: amount for cell, amount in sorted(owed.items()) if amount and sums[cell[0]] > 0}
    return Payable(lines, {person: total for person, total in sorted(sums.items()) if total < 0})


def handed_over(lines: Cells) -> list[Posting]:
    """The entries of a hand-over."""
    return [moved(cell, "approved", amount) for cell, amount in sorted(lines.items())]


def given_back(approved: Cells, people: Iterable[str] | None = None) -> list[Posting]:
    """The contrary entries of what is handed over and not paid; of some people, or of all."""
    wanted = None if people is None else set(people)
    rest = (
        (cell, amount) for cell, amount in sorted(approved.items()) if wanted is None or cell[0] in wanted
    )
    return [moved(cell, "approved", -amount) for cell, amount in rest]


def compared(handed: Cells, paid: Mapping[str, Decimal]) -> list[Difference]:
    """Who was paid otherwise than was handed over, by person."""
    sums = _by_person(handed)
    found = []
    for person in sorted({*sums, *paid}):
        due, got = sums.get(person, ZERO), paid.get(person, ZERO)
        if due == got:
            continue
        kind = "unknown" if person not in sums else "unpaid" if not got else "less" if got < due else "more"
        found.append(Difference(person, kind, due, got))
    return found


def paid_out(approved: Cells, paid: Mapping[str, Decimal]) -> list[Posting]:
    """The entries of what was paid, at most what is handed over; the earliest cells first."""
    found: list[Posting] = []
    by_person: dict[str, dict[Cell, Decimal]] = defaultdict(dict)
    for cell, amount in sorted(approved.items(), key=lambda each: (each[0][3], each[0][2], each[0])):
        by_person[cell[0]][cell] = amount
    for person, cells in sorted(by_person.items()):
        rest = min(paid.get(person, ZERO), sum(cells.values(), ZERO))
        if rest > 0:
            found += _taken(cells, rest)
    return found


def _taken(cells: dict[Cell, Decimal], rest: Decimal) -> Iterator[Posting]:
    """Amounts below zero as a whole, then those above it as far as it goes."""
    for cell, amount in cells.items():
        if amount < 0:
            rest -= amount
            yield moved(cell, "paid", amount)
    for cell, amount in cells.items():
        if amount > 0 and (part := min(amount, rest)):
            rest -= part
            yield moved(cell, "paid", part)


def moved(cell: Cell, kind: str, amount: Decimal) -> Posting:
    """An entry of a cell; of an amount below zero, the other way round."""
    person, component, for_period, in_period = cell
    return Posting(person, component, for_period, kind, abs(amount), amount < 0, in_period)


def _by_person(cells: Cells) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for cell, amount in cells.items():
        sums[cell[0]] += amount
    return dict(sums)
