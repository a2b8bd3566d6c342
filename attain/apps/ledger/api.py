"""The door of the app: posting closed periods, where people stand, and whether all is as it was posted."""

from attain.apps.ledger.actions import catch_up, post
from attain.apps.ledger.contracts import BatchView, Broken, Refused
from attain.apps.ledger.queries import accounts, batches, entries, standing
from attain.apps.ledger.verifying import verify

__all__ = [
    "BatchView",
    "Broken",
    "Refused",
    "accounts",
    "batches",
    "catch_up",
    "entries",
    "post",
    "standing",
    "verify",
]
