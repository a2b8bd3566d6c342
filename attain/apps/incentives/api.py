"""The door of the app: statements, and what pay would be otherwise."""

from attain.apps.incentives.statements import Slider, Tried, sheet, told, tried

__all__ = ["Slider", "Tried", "sheet", "told", "tried"]
