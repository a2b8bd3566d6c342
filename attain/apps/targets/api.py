"""The door of the app. Apps above tell it what was achieved."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from attain.apps.targets.figures import plain
from attain.runs.target_grid import Who

#: name, group, subjects, periods → (subject, period) → what was published.
Actuals = Callable[[str, str, Sequence[Who], Iterable[str]], Mapping[tuple[Who, str], Decimal]]

_SOURCES: list[Actuals] = []


def actuals_from(source: Actuals) -> None:
    """Says where published numbers are had; called when apps are ready."""
    _SOURCES[:] = [source]


def actuals(
    name: str, group: str, whos: Sequence[Who], periods: Iterable[str]
) -> Mapping[tuple[Who, str], Decimal]:
    """What was achieved, as runs have published it; nothing where no app says."""
    return _SOURCES[0](name, group, whos, periods) if _SOURCES else {}


__all__ = ["Actuals", "actuals", "actuals_from", "plain"]
