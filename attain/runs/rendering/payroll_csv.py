"""Files for finance and for other programs: the payroll, and every published result."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from attain.engine.decide.publish import Published, canonical
from attain.engine.decide.settlement import PersonPay
from attain.runs.pieces import pieces
from attain.runs.rendering.defused import defused
from attain.runs.results import COLUMNS, PIECE

HEAD = ("person", "period", "for_period", "component", "amount", "currency")

#: What a hand adjustment of no component is called.
ADJUSTMENT = "adjustment"

#: (person, for-period, component, amount)
Posting = tuple[str, str, str, Decimal]


@dataclass(frozen=True, slots=True)
class PayrollFile:
    """content: UTF-8, commas, one line an amount. rows and total: the control sums that finance compares.

    held: whose pay waits, and who is therefore not in the file.
    """

    content: bytes
    rows: int
    total: Decimal
    held: tuple[str, ...]


def payroll_file(pays: Mapping[str, PersonPay], period: str, currency: str) -> PayrollFile:
    """What the period pays, by person, for-period and component; of a person the sum is what is paid."""
    found = [each for _, pay in sorted(pays.items()) for each in postings(pay, period)]
    rows = [
        (person, period, about, component, canonical(amount), currency)
        for person, about, component, amount in found
    ]
    held = tuple(person for person, pay in sorted(pays.items()) if pay.paid is None)
    total = sum((amount for *_, amount in found), Decimal(0))
    return PayrollFile(_written(HEAD, rows), len(rows), total, held)


def postings(pay: PersonPay, period: str) -> Iterator[Posting]:
    """A person's amounts that are not zero; nothing while the pay is held."""
    if pay.paid is None:
        return
    found: list[Posting] = []
    moved: dict[str, Decimal] = {}
    for part in (*pay.released, *pay.freed):
        found.append((pay.person, part.for_period, part.component, part.amount))
        moved[part.component] = moved.get(part.component, Decimal(0)) + part.amount
    for component, amount in pieces(pay).items():
        found.append((pay.person, period, component, amount - moved.get(component, Decimal(0))))
    for part in (*pay.adjustments, *pay.differences):
        found.append((pay.person, part.for_period, part.component or ADJUSTMENT, part.amount))
    summed: dict[tuple[str, str], Decimal] = {}
    for _, about, component, amount in found:
        summed[about, component] = summed.get((about, component), Decimal(0)) + amount
    for (about, component), amount in sorted(summed.items()):
        if amount:
            yield pay.person, about, component, amount


def results_export(published: Iterable[Published]) -> Iterator[bytes]:
    """Every published number as CSV for people and spreadsheets, piece by piece: texts are defused."""
    rows = (node.cells for node in published)
    yield _written(COLUMNS, ())
    while piece := list(islice(rows, PIECE)):
        yield _lines(piece)


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    return _lines([head]) + _lines(rows)


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
