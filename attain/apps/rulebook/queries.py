"""What the pages ask: the rulebook as it is, versions that runs used, whose rules the reader's are."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from attain.apps.house import api as house
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.rulebook.links import Links
from attain.engine.faults import Fault, Faulty
from attain.rulebook.bundle import Bundle, publish, read_bundle
from attain.rulebook.load import Loaded


class Now(NamedTuple):
    """The rulebook as it is, who names whom in it, its hash, and what would be published."""

    loaded: Loaded
    links: Links
    hash: str
    bundle: Bundle


#: The last two that were read: one may be on its way out while a page still shows it.
_READ: list[Now] = []


def now() -> Now:
    """The rulebook of the folder, read once. Raises Faulty with all its errors."""
    loaded = house.loaded_now()
    for kept in _READ:
        if kept.loaded is loaded:
            return kept
    made = publish(loaded)
    found = Now(loaded, Links(loaded), made.hash, made)
    _READ[:] = [found, *_READ[:1]]
    return found


@dataclass(frozen=True)
class Published:
    """A published version of the whole rulebook. runs: that used it, the newest first; now: it is in force.

    documents: how many it has; None where the store no longer has it.
    """

    hash: str
    runs: tuple[results.RunView, ...]
    now: bool
    documents: int | None = None


def published() -> list[Published]:
    """The version in force, then those that runs used, the newest first."""
    current = now().hash
    used: dict[str, list[results.RunView]] = defaultdict(list)
    for run in sorted(results.all_runs(), key=lambda each: each.published_at, reverse=True):
        used[run.bundle].append(run)
    order = [current, *(each for each in used if each != current)]
    return [Published(each, tuple(used.get(each, ())), each == current, _size(each)) for each in order]


def _size(hash: str) -> int | None:
    try:
        return len(bundle(hash).documents)
    except Faulty:
        return None


def bundle(hash: str) -> Bundle:
    """What a version consists of, its rules unread. Raises Faulty for one that the store does not have."""
    current = now()
    if hash in ("now", current.hash):
        return current.bundle
    return _bundle(str(house.store().place.path("")), hash)


@lru_cache(maxsize=64)
def _bundle(_store: str, hash: str) -> Bundle:
    if not re.fullmatch(r"[0-9a-f]{64}", hash):
        raise Faulty(Fault("fault.bundle.unreadable"))
    return read_bundle(house.store().place.read(f"bundles/{hash}.json"))


def version(hash: str) -> tuple[Loaded, Bundle]:
    """The rules of a version: the one in force, or one that the store has. Raises Faulty for another."""
    found, current = bundle(hash), now()
    return (current.loaded if found.hash == current.hash else house.loaded_of(hash)), found


def first_run_with(kind: str, name: str) -> dict[date | None, results.RunView]:
    """Start of a document → the first run whose version of the rulebook had it."""
    found: dict[date | None, results.RunView] = {}
    for run in sorted(results.all_runs(), key=lambda each: each.published_at):
        try:
            documents = bundle(run.bundle).documents
        except Faulty:
            continue
        for of, own, starts, _ in documents:
            if (of, own) == (kind, name):
                found.setdefault(date.fromisoformat(starts) if starts else None, run)
    return found


def posts_of(person: str, today: date) -> dict[str, dict[str, str]]:
    """The posts that a person holds today and that have rules, with the traits that figures go by.

    Where no post is held, the last one counts.
    """
    if not person:
        return {}
    rules = now().loaded.rules
    assert rules is not None
    ruled = {rule.post for kind in ("plan", "scorecard") for rule in rules.in_force(kind, today)}
    known = people.assignments(person)
    held = [each for each in known if each.holds(today)] or known[-1:]
    return {
        each.post: {"class": each.grade, "market_type": each.market_type, "unit": each.unit}
        for each in held
        if each.post in ruled
    }
