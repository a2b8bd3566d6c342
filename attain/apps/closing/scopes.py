"""By which units a group of people is divided for review: the first level at which they differ. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

#: A post and a unit: of a person, the unit in which they work; of a scope, the one that stands for it.
Place = tuple[str, str]


def scopes(places: Iterable[Place], paths: Mapping[str, Sequence[str]]) -> dict[Place, Place]:
    """Each place's scope. paths: unit → its line from the top down to itself."""
    leaves: dict[str, set[str]] = defaultdict(set)
    for post, unit in places:
        leaves[post].add(unit)
    found = {}
    for post, units in leaves.items():
        lines = {unit: tuple(paths.get(unit) or (unit,)) for unit in units}
        level = _alike(list(lines.values()))
        for unit, line in lines.items():
            found[post, unit] = (post, line[min(level, len(line) - 1)])
    return found


def _alike(lines: Sequence[Sequence[str]]) -> int:
    """How many units from the top all lines begin with."""
    count = 0
    for units in zip(*lines, strict=False):
        if len(set(units)) > 1:
            break
        count += 1
    return count
