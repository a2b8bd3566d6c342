"""The door of the app: rulebook and store opened, rows entered, and what follows a change."""

from attain.apps.house.following import Follower, changed, follow
from attain.apps.house.opened import (
    bundle_now,
    loaded_now,
    loaded_of,
    register,
    rules_now,
    rules_of,
    store,
    workplace,
)
from attain.runs.entries import Entered, Entry, enter

__all__ = [
    "Entered",
    "Entry",
    "Follower",
    "bundle_now",
    "changed",
    "enter",
    "follow",
    "loaded_now",
    "loaded_of",
    "register",
    "rules_now",
    "rules_of",
    "store",
    "workplace",
]
