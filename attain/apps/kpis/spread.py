"""How the last values of a KPI lie: so many people between these two values."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from attain.apps.results import api as results
from attain.engine.money import rounded

#: Of fewer people nothing is shown: single values would be seen. Of more than MOST, the first are looked at.
LEAST, MOST = 5, 5_000

#: So many bars at most, and the size of the drawing.
BARS, WIDTH, HEIGHT = 12, 480, 110


@dataclass(frozen=True)
class Bar:
    """From `low` to below `high` (the last bar: to it, too). mine: the reader's own value is in it."""

    low: Decimal
    high: Decimal
    count: int
    x: int
    width: int
    y: int
    height: int
    mine: bool


@dataclass(frozen=True)
class Spread:
    """posts: (post, people with a value), the most frequent first; all: whether everybody was looked at."""

    bars: tuple[Bar, ...]
    people: int
    low: Decimal
    median: Decimal
    high: Decimal
    posts: tuple[tuple[str, int], ...]
    all: bool


def spread(run: results.RunView, kpi: str, places: int, person: str) -> Spread | None:
    """The values of a run, in one query; None where too few people have one."""
    rows: QuerySet[Any] = results.people_sheets(run, None).exclude(post="")
    read = rows.order_by("pk").values_list("subject", "post", KeyTextTransform(kpi, "values"))
    found = [(who, post, Decimal(text)) for who, post, text in read[:MOST] if text]
    if len(found) < LEAST:
        return None
    values = sorted(value for _, _, value in found)
    own = next((value for who, _, value in found if person and who == person), None)
    posts: dict[str, int] = {}
    for _, post, _ in found:
        posts[post] = posts.get(post, 0) + 1
    order = tuple(sorted(posts.items(), key=lambda pair: (-pair[1], pair[0])))
    bars = tuple(_bars(values, places, own))
    middle = values[(len(values) - 1) // 2]
    return Spread(bars, len(values), values[0], middle, values[-1], order, run.people <= MOST)


def _bars(values: list[Decimal], places: int, own: Decimal | None) -> list[Bar]:
    low, high = values[0], values[-1]
    if low == high:
        return [Bar(low, high, len(values), 0, WIDTH, 0, HEIGHT, own is not None)]
    smallest = Decimal(1).scaleb(-places)
    step = max(rounded((high - low) / BARS, places), smallest)
    edges = [low]
    while edges[-1] < high:
        edges.append(edges[-1] + step)
    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[_at(value, low, step, len(counts))] += 1
    most, width = max(counts), WIDTH // len(counts)
    mine = _at(own, low, step, len(counts)) if own is not None else -1
    return [
        Bar(
            edges[at],
            edges[at + 1],
            count,
            at * width,
            width - 2,
            HEIGHT - _height(count, most),
            _height(count, most),
            at == mine,
        )
        for at, count in enumerate(counts)
    ]


def _at(value: Decimal, low: Decimal, step: Decimal, size: int) -> int:
    return min(int((value - low) / step), size - 1)


def _height(count: int, most: int) -> int:
    return max(HEIGHT * count // most, 1) if count else 0
