"""Samples of the pages of boards and parallel runs for the walk over all addresses (see addresses.py)."""

from typing import Any
from uuid import uuid4

from attain.apps.parallel.models import Upload
from attain.apps.results import api as results


def _upload(_asker: Any, foreign: bool) -> dict[str, object] | None:
    """A file that was brought and not compared yet."""
    if foreign:
        return None
    content = b"person,component,amount\nE011,salary,1.00\nE012,salary,2.00\n"
    told = {"name": "old.csv", "digest": uuid4().hex, "content": content}
    return {"upload": Upload.objects.create(period=results.runs()[0].period, **told).pk}


PAGES = {"parallel:columns": _upload}
