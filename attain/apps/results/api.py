"""The door of the app: runs, published numbers, explanations, statements."""

from attain.apps.house.api import register, rules_of, store, workplace
from attain.apps.results.actions import publish
from attain.apps.results.contracts import RunView, SheetView
from attain.apps.results.explaining import explaining
from attain.apps.results.explanation import names_in, source_rows
from attain.apps.results.queries import (
    all_runs,
    before,
    earlier,
    histories,
    history,
    overtaken,
    peers,
    people_sheets,
    run,
    run_by_key,
    runs,
    sheets_of,
    viewed,
)
from attain.apps.results.tasks import EXPORT, EXPORTS, RUN, after_run

__all__ = [
    "EXPORT",
    "EXPORTS",
    "RUN",
    "RunView",
    "SheetView",
    "after_run",
    "all_runs",
    "before",
    "earlier",
    "explaining",
    "histories",
    "history",
    "names_in",
    "overtaken",
    "peers",
    "people_sheets",
    "publish",
    "register",
    "rules_of",
    "run",
    "run_by_key",
    "runs",
    "sheets_of",
    "source_rows",
    "store",
    "viewed",
    "workplace",
]
