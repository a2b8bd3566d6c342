"""Samples of the pages of disputes and adjustments for the walk over all addresses (see addresses.py)."""

from typing import Any

from django.utils import timezone

from attain.apps.disputes.models import Dispute
from attain.apps.results import api as results


def _dispute(asker: Any, foreign: bool) -> dict[str, object] | None:
    """A dispute of somebody whom the asker reaches, or doesn't."""
    person = asker.persons()[1 if foreign else 0]
    if not person:
        return None
    run, today = results.runs()[0], timezone.localdate()
    same = {"person": person, "period": run.period, "line": "paid"}
    told = {"counts_in": run.period, "kind": "rule", "reason": "r", "run": run.key, "desk": "operations"}
    return {
        "dispute": Dispute.objects.get_or_create(
            **same, defaults={**told, "opened_on": today, "due_on": today}
        )[0].pk
    }


def _attached(asker: Any, foreign: bool) -> dict[str, object] | None:
    found = _dispute(asker, foreign)
    return found and {**found, "attachment": 1}


PAGES = {
    **dict.fromkeys(("disputes:one", "disputes:do"), _dispute),
    "disputes:attached": _attached,
    "adjusting:attached": lambda _, foreign: None if foreign else {"attachment": 1},
}

SOMETIMES = {
    "disputes:new": "who is paid",
    "disputes:attached": "a file that is attached",
    "adjusting:attached": "a file that is attached",
}
