"""The door of the app: a period's checklist, and how far it is."""

from attain.apps.closing.queries import Board, Standing, board, proposed, standings
from attain.apps.closing.rules import Item, State

__all__ = ["Board", "Item", "Standing", "State", "board", "proposed", "standings"]
