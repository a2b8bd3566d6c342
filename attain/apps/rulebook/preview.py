"""What a change would have done to a known period, as the work that computed it has left it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
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

#: So many of the largest changes are shown at once.
LARGEST = 10


@dataclass(frozen=True)
class Line:
    """One person's pay without the change and with it; None while it is held. post, unit: keys.

    name, post_title, unit_title: how pages call them.
    """

    person: str
    before: Decimal | None
    after: Decimal | None
    post: str = ""
    unit: str = ""
    name: str = ""
    post_title: str = ""
    unit_title: str = ""

    @property
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


@dataclass(frozen=True)
class Preview:
    """A period with a change and without it. lines: everybody's; those who gain most first."""

    digest: str
    period: str
    currency: str
    made_at: datetime
    lines: tuple[Line, ...]

    @property
    def before(self) -> Decimal:
        return sum((line.before or ZERO for line in self.lines), ZERO)

    @property
    def after(self) -> Decimal:
        return sum((line.after or ZERO for line in self.lines), ZERO)

    @property
    def change(self) -> Decimal:
        return self.after - self.before

    @property
    def part(self) -> Decimal | None:
        return self.change / self.before if self.before else None

    @property
    def gain(self) -> int:
        return sum(1 for line in self.lines if line.change > 0)

    @property
    def lose(self) -> int:
        return sum(1 for line in self.lines if line.change < 0)

    @property
    def same(self) -> int:
        return len(self.lines) - self.gain - self.lose

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.change or line.before != line.after]

    @property
    def largest(self) -> list[Line]:
        return sorted(self.changed, key=lambda line: (-abs(line.change), line.person))[:LARGEST]

    def untouched(self, by: str) -> int:
        """How many posts or units there are besides, in which nothing changes."""
        every = {getattr(line, by) for line in self.lines}
        return len(every) - len({getattr(line, by) for line in self.changed if line.change})

    def groups(self, by: str, titles: Mapping[str, str]) -> list[Group]:
        """By "post" or "unit", those of the largest change first; none of which nobody's pay changes."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(getattr(line, by), []).append(line)
        groups = [
            _group(key, titles.get(key) or key or "–", lines)
            for key, lines in found.items()
            if any(line.change for line in lines)
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
    return _preview(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


@dataclass(frozen=True)
class Names:
    """What people, posts and units are called, each read once for a page."""

    wording: Wording
    posts: Mapping[str, str]
    units: Mapping[str, str]
    people: Mapping[str, str]

    @classmethod
    def of(cls, persons: Iterable[str], rules: Rules, wording: Wording) -> "Names":
        known = people.people(persons)
        return cls(
            wording,
            {key: wording.title(title, key) for key, title in rules.posts.items()},
            {unit.key: unit.title for unit in people.units()},
            {key: each.shown(wording) for key, each in known.items()},
        )

    def line(self, line: Line) -> Line:
        return replace(
            line,
            name=self.people.get(line.person, line.person),
            post_title=self.posts.get(line.post) or line.post or "–",
            unit_title=self.units.get(line.unit) or line.unit or "–",
        )


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
