"""Samples of the pages of payroll for the walk over all addresses (see addresses.py)."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.utils import timezone

from attain.apps.payroll.models import Content, HandOver, Hold, PaidFile
from attain.runs.payroll_mapping import STANDARD, document


def _handover(_asker: Any = None, foreign: bool = False) -> HandOver | None:
    """A hand-over of nothing, released."""
    if foreign:
        return None
    number = HandOver.objects.count() + 1
    moment = timezone.now()
    sums = {"lines": 0, "people": 0, "total": "0", "components": {}, "sha256": "0" * 64}
    made = HandOver.objects.create(
        key=f"2000-01/{number}",
        period="2000-01",
        number=number,
        pay_date=date(2000, 2, 5),
        mapping=document(STANDARD),
        bundle="",
        file_name="payroll.csv",
        control=sums,
        lines=0,
        people=0,
        total=0,
        proposal=900_000_000 + number,
        made_by="walk",
        made_at=moment,
        released_by="walk",
        released_at=moment,
    )
    Content.objects.create(handover=made, content=b"")
    return made


def _one(asker: Any, foreign: bool) -> dict[str, object] | None:
    made = _handover(asker, foreign)
    return {"period": made.period, "number": made.number} if made else None


def _paid(asker: Any, foreign: bool) -> dict[str, object] | None:
    """A file of what was paid, not posted."""
    made = _handover(asker, foreign)
    if made is None:
        return None
    told = {"name": "paid.csv", "rows": [], "person": 0, "amount": 1, "made_by": "walk"}
    row = PaidFile.objects.create(handover=made, sha256=uuid4().hex, made_at=timezone.now(), **told)
    return {"file": row.pk}


def _hold(_asker: Any, foreign: bool) -> dict[str, object] | None:
    if foreign:
        return None
    told = {"since": "2000-01", "reason": "walk", "made_by": "walk", "made_at": timezone.now()}
    count = Hold.objects.count()
    return {"hold": Hold.objects.create(person=f"walk{count}", proposal=910_000_000 + count, **told).pk}


def _layout(_asker: Any, foreign: bool) -> dict[str, object] | None:
    return None if foreign else {"name": STANDARD.mapping}


PAGES = {
    **{f"payroll:{page}": _one for page in ("one", "file", "control", "acknowledge", "back", "bring")},
    **{f"payroll:{page}": _paid for page in ("paid", "post_paid")},
    **{f"payroll:{page}": _layout for page in ("layout", "yaml")},
    "payroll:let_go": _hold,
}
