"""The door of the app: the kind of its proposals, and where a person stands before the open period."""

from attain.apps.balances.queries import BALANCE, Now, now, standing, standings

__all__ = ["BALANCE", "Now", "now", "standing", "standings"]
