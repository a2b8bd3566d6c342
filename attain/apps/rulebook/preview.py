"""What a change would have done to a known period, as the work that computed it has left it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.utils import timezone

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.results.api import RunView
from attain.engine.decide.rules import Rules
from attain.runs.page import write_page
from attain.runs.whatif import WhatIf
from attain.wording import Wording

ZERO = Decimal(0)

#: So many names are asked for at a time.
PIECE = 10_000

#: So many of the largest changes are shown at once.
LARGEST = 10


@dataclass(frozen=True)
class Line:
    """One person's pay without the change and with it; None while it is held. post, unit: keys."""

    person: str
    before: Decimal | None
    after: Decimal | None
    post: str = ""
    unit: str = ""

    @cached_property
    def change(self) -> Decimal:
        return (self.after or ZERO) - (self.before or ZERO)

    @property
    def part(self) -> Decimal | None:
        """The change as a part of what is paid without it."""
        return self.change / self.before if self.before else None


@dataclass(frozen=True)
class Group:
    """A post or a unit: how many of its people gain and lose, what it costs, and how far changes spread."""

    key: str
    title: str
    people: int
    gain: int
    lose: int
    before: Decimal
    after: Decimal
    least: Decimal
    middle: Decimal
    most: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def moves(self) -> bool:
        """Whether anybody's pay changes."""
        return bool(self.gain or self.lose)


@dataclass(frozen=True)
class Preview:
    """A period with a change and without it. lines: everybody's; those who gain most first."""

    digest: str
    period: str
    currency: str
    made_at: datetime
    lines: tuple[Line, ...]

    @cached_property
    def before(self) -> Decimal:
        return sum((line.before or ZERO for line in self.lines), ZERO)

    @cached_property
    def after(self) -> Decimal:
        return sum((line.after or ZERO for line in self.lines), ZERO)

    @cached_property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def part(self) -> Decimal | None:
        return self.change / self.before if self.before else None

    @cached_property
    def gain(self) -> int:
        return sum(1 for line in self.lines if line.change > 0)

    @cached_property
    def lose(self) -> int:
        return sum(1 for line in self.lines if line.change < 0)

    @property
    def same(self) -> int:
        return len(self.lines) - self.gain - self.lose

    @cached_property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.change or line.before != line.after]

    @cached_property
    def largest(self) -> list[Line]:
        return sorted(self.changed, key=lambda line: (-abs(line.change), line.person))[:LARGEST]

    def untouched(self, by: str) -> int:
        """How many posts or units there are besides, in which nothing changes."""
        return sum(1 for each in self.grouped[by] if not each.moves)

    @cached_property
    def grouped(self) -> dict[str, list[Group]]:
        """All posts and all units, without titles."""
        found: dict[str, dict[str, list[Line]]] = {"post": {}, "unit": {}}
        for line in self.lines:
            found["post"].setdefault(line.post, []).append(line)
            found["unit"].setdefault(line.unit, []).append(line)
        return {by: [_group(key, "", lines) for key, lines in own.items()] for by, own in found.items()}

    def groups(self, by: str, titles: Mapping[str, str]) -> list[Group]:
        """By "post" or "unit", those of the largest change first; none of which nobody's pay changes."""
        found = self.grouped[by]
        groups = [
            replace(each, title=titles.get(each.key) or each.key or "–") for each in found if each.moves
        ]
        return sorted(groups, key=lambda group: (-abs(group.change), group.title))


def _group(key: str, title: str, lines: list[Line]) -> Group:
    changes = [line.change for line in lines]
    return Group(
        key,
        title,
        len(lines),
        sum(1 for change in changes if change > 0),
        sum(1 for change in changes if change < 0),
        sum((line.before or ZERO for line in lines), ZERO),
        sum((line.after or ZERO for line in lines), ZERO),
        min(changes),
        median(changes),
        max(changes),
    )


def previewed_run(cycle: str = "month") -> RunView | None:
    """The newest run that a change can be tried on: of a rule's own cycle where there is one."""
    return next(iter(results.runs(cycle) or results.runs()), None)


def keep(digest: str, period: str, found: WhatIf) -> Preview:
    """Keeps what was computed beside the pages' files, for whoever looks at the proposal later."""
    traits = _traits(period)
    lines = [
        {
            "person": each.person,
            "before": _text(each.before),
            "after": _text(each.after),
            "post": traits.get(each.person, ("", ""))[0],
            "unit": traits.get(each.person, ("", ""))[1],
        }
        for each in found.comparison.changes
    ]
    told = {
        "digest": digest,
        "period": period,
        "currency": found.comparison.currency,
        "made_at": timezone.now().isoformat(),
        "lines": lines,
    }
    write_page(_path(digest, period), json.dumps(told))
    return _preview(told)


def kept(digest: str, period: str) -> Preview | None:
    """What was computed for a change and a period, if anything was."""
    path = _path(digest, period)
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=4)
def _read(path: Path, changed_at: int) -> Preview:
    return _preview(json.loads(path.read_text(encoding="utf-8")))


class Names:
    """What people, posts and units are called. People's names are read for a page, or once for all of them.

    persons: all whose names may be asked for, as when rows are sorted by them.
    """

    def __init__(self, persons: Iterable[str], rules: Rules, wording: Wording) -> None:
        self._persons, self._wording = list(persons), wording
        self._known: dict[str, str] = {}
        self.posts = {key: wording.title(title, key) for key, title in rules.posts.items()}
        self.units = {unit.key: unit.title for unit in people.units()}

    def load(self, persons: Iterable[str]) -> None:
        """Reads the names of some, in pieces that a database takes."""
        wanted = list(dict.fromkeys(person for person in persons if person not in self._known))
        for at in range(0, len(wanted), PIECE):
            piece = wanted[at : at + PIECE]
            found = people.people(piece)
            self._known |= {
                each: found[each].shown(self._wording) if each in found else each for each in piece
            }

    def person(self, key: str) -> str:
        if key not in self._known:
            self.load([key, *self._persons])
        return self._known[key]

    def post(self, key: str) -> str:
        return self.posts.get(key) or key or "–"

    def unit(self, key: str) -> str:
        return self.units.get(key) or key or "–"


def _traits(period: str) -> dict[str, tuple[str, str]]:
    run = results.run(period)
    if run is None:
        return {}
    rows = results.people_sheets(run, None).order_by("spell").values_list("subject", "post", "unit")
    return {person: (post, unit) for person, post, unit in rows}


def _preview(told: Mapping[str, Any]) -> Preview:
    lines = (
        Line(each["person"], _number(each["before"]), _number(each["after"]), each["post"], each["unit"])
        for each in told["lines"]
    )
    made_at = datetime.fromisoformat(told["made_at"])
    return Preview(told["digest"], told["period"], told["currency"], made_at, tuple(lines))


def _path(digest: str, period: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "previews" / f"{digest}-{period}.json"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
