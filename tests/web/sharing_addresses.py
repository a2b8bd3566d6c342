"""Samples of the pages of pools and of accepted plans for the walk over all addresses (see addresses.py)."""

from typing import Any

from attain.apps.acceptance.models import Question
from attain.apps.results import api as results


def _pool(asker: Any, foreign: bool) -> dict[str, object] | None:
    """The pool of the team of somebody whom the asker reaches, or does not."""
    person = asker.persons()[1 if foreign else 0]
    run = results.runs()[0]
    sheets = results.sheets_of(person, run) if person else []
    return {"period": run.period, "pool": "service_pool", "unit": sheets[-1].unit} if sheets else None


def _part(asker: Any, foreign: bool) -> dict[str, object] | None:
    person = asker.persons()[1 if foreign else 0]
    return {"key": person, "component": "pool_share"} if person else None


def _question(asker: Any, foreign: bool) -> dict[str, object] | None:
    """A question of somebody whom the asker reaches, or does not."""
    person = asker.persons()[1 if foreign else 0]
    told = {
        "person": person,
        "plan": "account_manager_pay",
        "digest": "d",
        "fingerprint": asker.user.username,
    }
    return {"question": Question.objects.create(**told, text="Why?").pk} if person else None


PAGES = {"sharing:pool": _pool, "sharing:part": _part, "acceptance:answer": _question}

SOMETIMES = {
    "sharing:part": "who shares a pool",
    "acceptance:accept": "who is paid by a plan",
    "acceptance:ask": "who is paid by a plan",
}
