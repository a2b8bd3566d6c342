"""The door of the app: what keeps a period open, carrying it over, and what waits for whom."""

from django.db import transaction
from django.http import HttpRequest

from attain.apps.adjusting.api import choice
from attain.apps.disputes.actions import Refused, carried
from attain.apps.disputes.models import Dispute
from attain.apps.disputes.queries import OpenDispute, for_me, open_disputes, waiting_count
from attain.apps.disputes.recording import catch_up
from attain.apps.disputes.rules import State
from attain.apps.house.api import rules_now


def carry(request: HttpRequest, period: str, reason: str, into: str = "") -> int:
    """The disputes that keep a period open wait in a later one from now on; how many.

    into: which one, else the period that follows. The same again carries nothing. Raises Refused without a
    reason.
    """
    if not reason.strip():
        raise Refused("disputes.refused.text")
    if not into:
        calendar = rules_now().calendar
        end = calendar.period(period).end
        into = f"{end:%Y-%m}" if calendar.kind == "months" else ""
        later = [key for key in choice().open if calendar.period(key).start >= end]
        into = into or min(later, default="")
    if not into:
        raise Refused("disputes.refused.carry")
    with transaction.atomic():
        rows = Dispute.objects.select_for_update(of=("self",)).filter(counts_in=period)
        found = list(rows.exclude(state=State.SETTLED).order_by("pk"))
        for row in found:
            carried(request, row, into, reason)
    return len(found)


__all__ = [
    "OpenDispute",
    "Refused",
    "carry",
    "catch_up",
    "for_me",
    "open_disputes",
    "waiting_count",
]
