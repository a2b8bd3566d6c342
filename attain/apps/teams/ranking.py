"""Ranks within a peer group, with the ranks that small counts leave open, drawn as dots with whiskers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.teams.counts import interval
from attain.apps.teams.drawing import Scale, written
from attain.apps.teams.heat import Head, heads, peer_traits, trait_words
from attain.apps.teams.places import Place
from attain.apps.teams.ranks import Peer, Ranked, ranked

#: More people than these are not ranked at once: a smaller unit is asked for.
MOST = 5_000

#: So many are shown: the first and the last of a longer list.
SHOWN = 200

#: The width of the drawing, and where its scale begins and ends.
WIDTH, LEFT, RIGHT = 320, 10, 310


@dataclass(frozen=True)
class Group:
    """A peer group. key: its traits' values, as the address has them."""

    key: str
    title: str
    size: int
    chosen: bool


@dataclass(frozen=True)
class Row:
    """A person in the list. place: the whiskers' ends and the dot; ends are "" where nothing is uncertain."""

    ranked: Ranked
    name: str
    x: str
    low: str
    high: str


@dataclass(frozen=True)
class Ranking:
    """choices: (key, title) of what can be ranked by. too_many: how many people there are, where too many."""

    choices: tuple[tuple[str, str], ...]
    chosen: str
    title: str
    unit: str
    decimals: int
    better: str
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    left_out: int
    unknown: int
    sure: bool
    too_many: int = 0


def ranking(place: Place, kpi: str, group: str) -> Ranking:
    """A fixed number of queries. What the address asks for and there is not gives way to the first."""
    found = [head for head in heads(place) if not head.group and _better(place, head) != "near"]
    choices = (("", place.wording.say("teams.total")), *((head.kpi, head.title) for head in found))
    head = next((head for head in found if head.kpi == kpi), None)
    traits = head.peers if head else peer_traits(found)
    traits = tuple(trait for trait in traits if trait != "post")
    rows = results.people_sheets(place.run, place.around.keys, place.post)
    better = _better(place, head) if head else "higher"
    shape = (
        (head.title, "number" if head.unit == "points" else head.unit, head.decimals, better)
        if head
        else (place.wording.say("teams.total"), "number", 2, better)
    )
    count = rows.count()
    if count > MOST:
        return Ranking(choices, head.kpi if head else "", *shape, (), (), 0, 0, False, count)
    by_group, unknown = _peers(rows, head, traits)
    groups = _groups(by_group, traits, group, place)
    chosen = next((each.key for each in groups if each.chosen), "")
    order = ranked(by_group.get(chosen, []), better)
    shown = order if len(order) <= SHOWN else [*order[: SHOWN // 2], *order[-SHOWN // 2 :]]
    return Ranking(
        choices,
        head.kpi if head else "",
        *shape,
        groups,
        tuple(_rows(shown, place)),
        len(order) - len(shown),
        unknown.get(chosen, 0),
        any(each.peer.sure for each in order),
    )


def _better(place: Place, head: Head) -> str:
    kpi = place.rules.kpi(head.kpi, place.run.last_day)
    return kpi.better if kpi else "higher"


def _peers(
    rows: "QuerySet[Any]", head: Head | None, traits: Iterable[str]
) -> tuple[dict[str, list[Peer]], dict[str, int]]:
    """Everybody by peer group, and how many of each group have no value."""
    names = [head.kpi, *(head.counts or ())] if head else []
    read = {f"value_{at}": KeyTextTransform(name, "values") for at, name in enumerate(names)}
    groups: dict[str, list[Peer]] = defaultdict(list)
    unknown: dict[str, int] = defaultdict(int)
    found = rows.order_by("subject", "spell").values_list("subject", "traits", "total", *read.values())
    for subject, own, total, *texts in found:
        key = "|".join(own.get(trait, "") for trait in traits)
        value = total if head is None else _number(texts[0])
        if value is None:
            unknown[key] += 1
            continue
        counts = [_number(text) for text in texts[1:]]
        sure = interval(*counts) if len(counts) == 2 and None not in counts else None
        groups[key].append(Peer(subject, value, sure))
    return groups, unknown


def _groups(
    found: dict[str, list[Peer]], traits: tuple[str, ...], asked: str, place: Place
) -> tuple[Group, ...]:
    """The groups by size, the greatest first."""
    order = sorted(found, key=lambda key: (-len(found[key]), key))
    chosen = asked if asked in found else (order[0] if order else "")
    return tuple(
        Group(
            key,
            " · ".join(
                trait_words(trait, value, place.wording)
                for trait, value in zip(traits, key.split("|"), strict=True)
            )
            if traits
            else place.post_title,
            len(found[key]),
            key == chosen,
        )
        for key in order
    )


def _rows(order: list[Ranked], place: Place) -> Iterable[Row]:
    names = people.people(each.peer.subject for each in order)
    ends = [end for each in order for end in (each.peer.value, *(each.peer.sure or ()))]
    scale = Scale(min(ends, default=Decimal(0)), max(ends, default=Decimal(1)), Decimal(LEFT), Decimal(RIGHT))
    for each in order:
        view = names.get(each.peer.subject)
        sure = each.peer.sure
        yield Row(
            each,
            view.shown(place.wording) if view else each.peer.subject,
            written(scale.at(each.peer.value)),
            written(scale.at(sure.low)) if sure else "",
            written(scale.at(sure.high)) if sure else "",
        )


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text and text[-1].isdigit() else None
