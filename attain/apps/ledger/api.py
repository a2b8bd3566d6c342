"""The door of the app: posting closed periods, where people stand, and whether all is as it was posted."""

from attain.apps.ledger.actions import after_post, catch_up, post
from attain.apps.ledger.contracts import BatchView, Broken, Refused
from attain.apps.ledger.moving import newest, transfer
from attain.apps.ledger.notices import Notice, add_notices, notices
from attain.apps.ledger.queries import (
    Cell,
    accounts,
    batches,
    cells,
    components,
    entries,
    handed_over,
    standing,
    totals,
)
from attain.apps.ledger.sums import by_component, by_person, exact
from attain.apps.ledger.titles import component_title
from attain.apps.ledger.verifying import verify
from attain.apps.ledger.writing import last_digest

__all__ = [
    "BatchView",
    "Broken",
    "Cell",
    "Notice",
    "Refused",
    "accounts",
    "add_notices",
    "after_post",
    "batches",
    "by_component",
    "by_person",
    "catch_up",
    "cells",
    "component_title",
    "components",
    "entries",
    "exact",
    "handed_over",
    "last_digest",
    "newest",
    "notices",
    "post",
    "standing",
    "totals",
    "transfer",
    "verify",
]
