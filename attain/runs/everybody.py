"""What everybody is paid, worked out on every core: sums, and one amount a person; nothing is published."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from attain.engine.decide.settlement import paid
from attain.runs.compute import Computed
from attain.runs.known import Known
from attain.runs.later import NotHere
from attain.runs.pays import Totals
from attain.runs.sweep import FEW, FIRST, PART, in_order
from attain.runs.workers import cores, in_parts

ZERO = Decimal(0)

#: Person → what is paid, None while it is held.
Paid = dict[str, Decimal | None]

#: A person, what is paid before and what after; None while it is held.
Beside = tuple[str, Decimal | None, Decimal | None]

#: What a person earns and is paid; None while it is held.
Pay = tuple[Decimal | None, Decimal | None]

#: What a part of the people comes to, and texts of what each of them is paid, in their order.
_Done = tuple[int, Totals, tuple[str, ...]]


def all_paid(computed: Computed, workers: int | None = None) -> tuple[Totals, Paid]:
    """What all pay comes to, and what each person is paid."""
    totals, found = _all_of(computed, lambda person: (_paid(computed, person),), workers)
    return totals, dict(found)


def paid_beside(computed: Computed, known: Known, workers: int | None = None) -> tuple[Totals, list[Beside]]:
    """What all pay comes to, and what each person is paid by the run that `known` reads, and what now.

    Whose pay can't be another one, is paid what the run says.
    """
    computed.payroll.ask(known)

    def both(person: str) -> tuple[Pay, Pay]:
        before = known.paid(person)
        return before, _paid(computed, person) if person in known.differ else before

    return _all_of(computed, both, workers)


def _paid(computed: Computed, person: str) -> Pay:
    found = paid(computed.payroll, person)
    computed.payroll.forget(person)
    return found


def _all_of(
    computed: Computed, of: Callable[[str], tuple[Pay, ...]], workers: int | None
) -> tuple[Totals, list[tuple[Any, ...]]]:
    """What everybody's pay comes to by the last that `of` gives; each person with what is paid by each."""
    asked = in_order(computed)
    computed.payroll.sums_alone()
    parts = [asked[:FIRST]] + [asked[at : at + PART] for at in range(FIRST, len(asked), PART)]
    late = computed.evaluation.world.differences_of

    def part(number: int) -> _Done:
        found = [of(person) for person in parts[number]]
        pays = [each[-1] for each in found]
        held = [person for person, (_, paid) in zip(parts[number], pays, strict=True) if paid is None]
        totals = Totals(
            len(pays),
            0,
            sum([len(late.get(person, ())) for person in parts[number]]) if late else 0,
            sum([earned for earned, _ in pays if earned is not None], ZERO),
            sum([paid for _, paid in pays if paid is not None], ZERO),
            tuple(sorted(held)),
        )
        return number, totals, tuple(_texts(paid for _, paid in way) for way in zip(*found, strict=True))

    first = part(0)
    workers = workers or (cores() if len(asked) >= FEW else 1)
    try:
        done = [first, *in_parts(lambda number: part(number + 1), len(parts) - 1, workers)]
    except NotHere:
        computed.read_now()
        done = [first, *in_parts(lambda number: part(number + 1), len(parts) - 1, workers)]
    rows: list[tuple[Any, ...]] = []
    for number, _, texts in sorted(done, key=lambda each: each[0]):
        rows += zip(parts[number], *map(_amounts, texts), strict=True)
    return reduce(add, (totals for _, totals, _ in done)), rows


def _texts(amounts: Iterable[Decimal | None]) -> str:
    """Amounts as a text, which goes from one process to another faster than they do."""
    return "\t".join(["" if amount is None else str(amount) for amount in amounts])


def _amounts(text: str) -> list[Decimal | None]:
    """The amounts of which `_texts` made a text."""
    return [Decimal(amount) if amount else None for amount in text.split("\t")]
