"""What was paid of a hand-over: files of payroll, compared person by person, and posted once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.ledger import api as ledger
from attain.apps.payroll.contracts import PAID, Refused
from attain.apps.payroll.handovers import rest_of, step
from attain.apps.payroll.mappings import numbers
from attain.apps.payroll.models import Difference, HandOver, PaidFile
from attain.engine.decide.publish import canonical
from attain.runs import paying, payroll_paid
from attain.runs.target_sheets import MOST_COLUMNS, MOST_ROWS, NoSheet, rows_of
from attain.shell.audit import record

ZERO = Decimal(0)

#: The largest file that is taken, in bytes.
LARGEST = 20 * 2**20


@dataclass(frozen=True)
class Comparison:
    """A file beside what is open of its hand-over. paid: what it says; posting: what of it can be posted."""

    paid: payroll_paid.Paid
    differences: Sequence[paying.Difference]
    open_people: int
    open_total: Decimal
    posting: Decimal


def sheet(content: bytes) -> list[list[str]]:
    """A file's cells. Raises Refused for what is no sheet."""
    try:
        rows = payroll_paid.texts(rows_of(content))
    except NoSheet:
        raise Refused("payroll.paid.refused.unreadable") from None
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise Refused("payroll.paid.refused.large")
    return rows


def bring(request: HttpRequest, row: HandOver, name: str, content: bytes) -> PaidFile:
    """Keeps a file; the same bytes again are the one that is there. Raises Refused where it can't be."""
    if row.sent_at is None or row.cancelled_at is not None:
        raise Refused("payroll.refused.not_sent")
    digest = sha256(content).hexdigest()
    there = PaidFile.objects.filter(handover=row, sha256=digest).first()
    if there is not None:
        return there
    other = PaidFile.objects.filter(sha256=digest, posted_at__isnull=False).first()
    if other is not None:
        raise Refused("payroll.paid.refused.elsewhere", handover=other.handover.key)
    rows = sheet(content)
    people = sorted(
        {cell[0] for cell in ledger.cells("bank", keys=row.key)} | {c[0] for c in rest_of(row.key)}
    )
    ids = payroll_paid.known_ids(numbers(people), people)
    person, amount = payroll_paid.guessed(rows, ids, _sums(rest_of(row.key)), _mark(row))
    try:
        with transaction.atomic():
            made = PaidFile.objects.create(
                handover=row,
                sha256=digest,
                name=name[-200:],
                rows=rows,
                person=person,
                amount=amount,
                made_by=request.user.shown_name,
                made_at=timezone.now(),
            )
            record(request, "payroll_paid_brought", "handover", row.key, after={"sha256": digest})
    except IntegrityError:
        return PaidFile.objects.get(handover=row, sha256=digest)
    return made


def compared(file: PaidFile) -> Comparison:
    """The file beside what is open of its hand-over now."""
    rest = rest_of(file.handover.key)
    handed = sorted(
        {cell[0] for cell in rest} | {cell[0] for cell in ledger.cells("bank", keys=file.handover.key)}
    )
    ids = payroll_paid.known_ids(numbers(handed), handed)
    found = payroll_paid.read(file.rows, file.person, file.amount, ids, _mark(file.handover))
    posting = paying.paid_out(rest, found.amounts)
    total = sum((-each.amount if each.reversed else each.amount for each in posting), ZERO)
    open_people = len({cell[0] for cell in rest})
    return Comparison(
        found, paying.compared(rest, found.amounts), open_people, sum(rest.values(), ZERO), total
    )


def check(found: Comparison, notes: Mapping[str, str]) -> None:
    """Raises Refused where rows can't be read, or a difference has no note."""
    if found.paid.wrong:
        raise Refused("payroll.paid.refused.wrong", count=len(found.paid.wrong))
    if any(not notes.get(each.person, "").strip() for each in found.differences):
        raise Refused("payroll.paid.refused.notes")


def post(request: HttpRequest, file: PaidFile, notes: Mapping[str, str]) -> None:
    """Posts what was paid, once. notes: person → what is known about the difference; each needs one.

    Raises Refused where notes lack, rows can't be read, or somebody else posts just now.
    """
    with transaction.atomic():
        mine = PaidFile.objects.filter(pk=file.pk, posted_at__isnull=True)
        if not mine.update(posted_at=timezone.now(), posted_by=request.user.shown_name):
            return
        row = HandOver.objects.select_for_update().get(pk=file.handover_id)
        found = compared(file)
        check(found, notes)
        moves = lambda: paying.paid_out(rest_of(row.key), found.paid.amounts)  # noqa: E731
        try:
            ledger.transfer(PAID, f"{row.key}/p{file.pk}", row.period, moves, request)
        except ledger.Refused:
            raise Refused("payroll.refused.busy") from None
        Difference.objects.bulk_create(
            Difference(
                paid_file=file,
                person=each.person[:200],
                kind=each.kind,
                handed=each.handed,
                paid=each.paid,
                note=notes[each.person].strip(),
            )
            for each in found.differences
        )
        told = {"total": canonical(found.posting), "differences": len(found.differences)}
        step(row, "paid", request, told)
        record(request, "payroll_paid", "handover", row.key, after=told)


def counted(row: HandOver, content: bytes) -> tuple[int, Decimal]:
    """How many lines a file of payroll has, and what they come to. Raises Refused for what is no sheet."""
    rows, cells = sheet(content), rest_of(row.key)
    people = sorted({cell[0] for cell in cells})
    ids = payroll_paid.known_ids(numbers(people), people)
    person, amount = payroll_paid.guessed(rows, ids, _sums(cells), _mark(row))
    found = payroll_paid.read(rows, person, amount, ids, _mark(row))
    return found.lines, found.total


def _sums(cells: Mapping[paying.Cell, Decimal]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for (person, *_), amount in cells.items():
        sums[person] = sums.get(person, ZERO) + amount
    return sums


def _mark(row: HandOver) -> str:
    return str(row.mapping.get("decimal_mark", "point"))
