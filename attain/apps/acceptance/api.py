"""The door of the app: what somebody has still to accept."""

from attain.apps.acceptance.contracts import Pending
from attain.apps.acceptance.plans import pending

__all__ = ["Pending", "pending"]
