"""The board as its template has it: lines of the checklist, and groups with a cell for each of theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from attain.apps.approvals import api as approvals
from attain.apps.closing.queries import Board
from attain.apps.closing.reviews import TO_SEND, Review
from attain.apps.closing.rules import Item, State
from attain.apps.house.api import loaded_now
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.engine.faults import Faulty
from attain.wording import Wording

#: Where a line of the checklist is looked after: url name; runs:one needs the run.
PLACES = {
    "facts": "facts:quality",
    "quarantine": "facts:quarantine",
    "targets": "targets:grid",
    "lint": "rulebook:check",
    "calculated": "runs:start",
    "current": "runs:start",
    "held": "runs:one",
    "adjustments": "adjusting:list",
    "unpaid": "runs:start",
    "uncredited": "runs:one",
    "pools": "sharing:pools",
    "disputes": "disputes:list",
    "proposals": "approvals:list",
    "groups": "",
    "earlier": "closing:board",
}
WITH_PERIOD = frozenset({"runs:start", "sharing:pools", "adjusting:list"})

#: Whose turn it is where a line is not as it should be: roles of attain.shell.roles.
TURNS = {
    "facts": ("operations",),
    "quarantine": ("operations", "back_office"),
    "targets": ("leader", "operations"),
    "lint": ("operations",),
    "calculated": ("operations",),
    "current": ("operations",),
    "held": ("operations",),
    "adjustments": ("finance",),
    "unpaid": ("operations",),
    "uncredited": ("operations",),
    "pools": ("leader",),
    "disputes": ("leader", "operations"),
    "proposals": ("operations", "finance"),
    "groups": ("leader", "finance"),
    "earlier": ("operations", "finance"),
}

LOOKS = {"ok": ("circle-check", "ok"), "open": ("alert-triangle", "warn"), "missing": ("circle-x", "bad")}

#: The lines that tell of people, and so of groups.
OF_GROUPS = ("targets", "held", "adjustments", "pools", "disputes")

#: States of groups, the one that is furthest from approved first, with their looks.
STATES = {
    "refused": ("circle-x", "bad"),
    "changed": ("refresh", "warn"),
    "calculated": ("minus", "soft"),
    "review": ("clock", "warn"),
    "approved": ("circle-check", "ok"),
}
ZERO = Decimal(0)

#: So many units are named in a line of the checklist.
MOST = 6


@dataclass(frozen=True)
class Cell:
    """name: the line of the checklist. count: of how many something is missing; 0 is as it should be."""

    name: str
    count: int
    icon: str
    look: str
    url: str


@dataclass(frozen=True)
class Row:
    """A group, or one of its units. reviews: what it consists of; sendable, approvable: how many of them."""

    key: str
    title: str
    people: int
    paid: Decimal
    cells: tuple[Cell, ...]
    state: str
    icon: str
    look: str
    reviews: Sequence[Review]
    sendable: int
    approvable: int
    below: tuple["Row", ...] = field(default=())

    @property
    def one(self) -> Review | None:
        """The only unit's review, of which who and when can be told."""
        return self.reviews[0] if len(self.reviews) == 1 else None

    @property
    def approved(self) -> int:
        return sum(1 for each in self.reviews if each.state == "approved")


def shown(item: Item, run: results.RunView | None, wording: Wording, period: str = "") -> dict[str, Any]:
    """A line of the checklist with its look, whose turn it is and where it is looked after."""
    icon, look = LOOKS[item.state]
    names = ", ".join(item.names)
    if item.name == "facts" and item.names:
        names = wording.list(_table(each, wording) for each in item.names)
    elif item.name == "earlier":
        names = wording.list(wording.period(each) for each in item.names)
    elif item.name == "uncredited":
        named = people.unit_titles(item.names)
        told = [named.get(each, each) or wording.say("index.unknown_unit") for each in item.names[:MOST]]
        left = len(item.names) - len(told)
        names = wording.say("closing.more", names=", ".join(told), count=left) if left else wording.list(told)
    turns = [wording.say(f"shell.role.{role}") for role in TURNS[item.name]]
    return {
        "item": item,
        "icon": icon,
        "look": look,
        "url": _url(item.name, run.key if run else "", run.period if run else period),
        "id": f"closing.item.{item.name}",
        "told": f"closing.told.{item.name}{'_in' if item.name == 'uncredited' and names else ''}",
        "names": names,
        "turn": wording.list(turns) if item.state != State.OK else "",
    }


def _table(name: str, wording: Wording) -> str:
    """The title of a fact table; its key while the rulebook has errors."""
    with suppress(Faulty, KeyError):
        return wording.title(loaded_now().rules.facts[name].title, name)
    return name


def rows(request: HttpRequest, board: Board) -> list[Row]:
    """The groups by post, each with its units."""
    rules = results.rules_of(board.run.bundle)
    titles = people.unit_titles({each.group.unit for each in board.groups})
    states = {item.name: item.state for item in board.items}
    by_post: dict[str, list[Review]] = {}
    for each in board.groups:
        by_post.setdefault(each.group.post, []).append(each)
    found = []
    for post, own in by_post.items():
        below = [
            _row(request, board, states, titles.get(each.group.unit, each.group.unit), each.group.key, [each])
            for each in own
        ]
        title = request.wording.title(rules.posts.get(post) or {}, post)
        units = tuple(sorted(below, key=lambda row: row.title)) if len(own) > 1 else ()
        found.append(_row(request, board, states, title, f"{board.run.period}|{post}", own, units))
    return sorted(found, key=lambda row: row.title)


def places(board: Board, wanted: Iterable[str]) -> set[tuple[str, str]]:
    """The groups that keys name: "2026-10|post|unit", "2026-10|post" for all of a post; none: all of them."""
    keys = set(wanted)
    return {
        each.group.place
        for each in board.groups
        if not keys or each.group.key in keys or each.group.key.rpartition("|")[0] in keys
    }


def _row(
    request: HttpRequest,
    board: Board,
    states: Mapping[str, State],
    title: str,
    key: str,
    own: Collection[Review],
    below: tuple[Row, ...] = (),
) -> Row:
    counts = {name: sum(board.by_group[name][r.group.place] for r in own) for name in board.by_group}
    counts["held"] = sum(each.group.held for each in own)
    state = next(name for name in STATES if any(each.state == name for each in own))
    icon, look = STATES[state]
    return Row(
        key,
        title,
        sum(each.group.people for each in own),
        sum((each.group.paid for each in own), ZERO),
        tuple(_cell(name, counts.get(name, 0), states, board) for name in OF_GROUPS if name in states),
        state,
        icon,
        look,
        list(own),
        sum(1 for each in own if each.state in TO_SEND and not each.group.held),
        sum(1 for each in own if each.state == "review" and approvals.may_approve(each.proposal, request)),
        below,
    )


def _cell(name: str, count: int, states: Mapping[str, State], board: Board) -> Cell:
    icon, look = LOOKS[states[name] if count else State.OK]
    return Cell(name, count, icon, look, _url(name, board.run.key, board.run.period))


def _url(name: str, run: str, period: str) -> str:
    place = PLACES[name]
    if not place or (place == "runs:one" and not run):
        return ""
    url = reverse(place, args=[run]) if place == "runs:one" else reverse(place)
    return f"{url}?period={period}" if place in WITH_PERIOD else url
