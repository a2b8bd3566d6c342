"""The file handed out, and what payroll says that it got: sent once, copies told, then acknowledged."""

from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from attain.apps.payroll.contracts import Refused
from attain.apps.payroll.handovers import step
from attain.apps.payroll.models import Content, HandOver
from attain.shell.audit import record


def handed_out(request: HttpRequest, row: HandOver) -> bytes:
    """The file's bytes. The first time marks it as sent, each later one is a copy. Refused once cancelled."""
    content = bytes(Content.objects.get(handover=row).content)
    with transaction.atomic():
        mine = HandOver.objects.filter(pk=row.pk, cancelled_at__isnull=True)
        first = mine.filter(sent_at__isnull=True).update(sent_at=timezone.now())
        if not first and not mine.exists():
            raise Refused("payroll.refused.cancelled")
        what = "sent" if first else "copied"
        step(row, what, request, {"sha256": row.control["sha256"]})
        record(request, f"payroll_{what}", "handover", row.key, after={"sha256": row.control["sha256"]})
    return content


def acknowledge(request: HttpRequest, row: HandOver, lines: int, total: Decimal, name: str = "") -> None:
    """Payroll got so many lines that come to this. Raises Refused where that is not what was sent.

    What differs is kept as a step, too. name: of the file that says so, "" for typed figures.
    """
    if row.cancelled_at is not None or row.sent_at is None:
        raise Refused("payroll.refused.not_sent")
    figures = {"lines": lines, "total": format(total, "f")}
    told = {**figures, "file": name}
    if lines != row.lines or total != row.total:
        with transaction.atomic():
            step(row, "disagreed", request, told)
            record(request, "payroll_disagreed", "handover", row.key, after=figures)
        raise Refused(
            "payroll.refused.differs",
            lines=lines - row.lines,
            total=total - row.total,
        )
    with transaction.atomic():
        rows = HandOver.objects.filter(pk=row.pk, acknowledged_at__isnull=True)
        if rows.update(acknowledged_at=timezone.now()):
            step(row, "acknowledged", request, told)
            record(request, "payroll_acknowledged", "handover", row.key, after=figures)
