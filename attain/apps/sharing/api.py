"""The door of the app: the pools of a run that nobody has shared yet, and how many wait for a reader."""

from attain.apps.sharing.contracts import OpenPool
from attain.apps.sharing.queries import open_pools, to_share

__all__ = ["OpenPool", "open_pools", "to_share"]
