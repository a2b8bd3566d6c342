"""Samples of the pages of closing for the walk over all addresses (see addresses.py)."""

from typing import Any

from attain.apps.results import api as results


def _group(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """The account managers of the newest period."""
    return None if foreign else {"period": results.runs()[0].period, "post": "account_manager"}


PAGES = {"closing:group": _group}

SOMETIMES = {"closing:group": "who reaches all units of a post"}
