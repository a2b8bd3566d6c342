"""A pay plan as its people know it: the documents that make it on a day, hashed, and told in sentences."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from attain.engine.decide.rules import Rules, Version
from attain.engine.formulas import names
from attain.engine.pay.share import Share
from attain.rulebook.bundle import publish
from attain.rulebook.load import Loaded
from attain.rulebook.sites import sites
from attain.wording import Wording
from attain.wording.rules import sentences

#: (kind, name, day from which it holds) of a document → digest of what it rules, without its words.
Digests = Mapping[tuple[str, str, str], str]

#: The order in which a plan's documents are read.
KINDS = ("plan", "pool", "scorecard", "param")

#: Of params only the figures are told, in the sentences of what names them.
TOLD = ("plan", "pool", "scorecard")


@dataclass(frozen=True)
class PlanVersion:
    """A plan as it is from a day on: with its pools, its scorecards and the figures that these name.

    since: the first day on which all of it holds. digest: of what its documents rule: the same in every
    rulebook in which they are the same. documents: (kind, name, from).
    """

    plan: str
    post: str
    since: date
    digest: str
    documents: tuple[tuple[str, str, date], ...]


@dataclass(frozen=True)
class Told:
    """A document in sentences. lines: (text, title of its part, depth)."""

    kind: str
    name: str
    title: str
    lines: tuple[tuple[str, str, int], ...]


def digests(loaded: Loaded) -> Digests:
    """Of every document of a rulebook. Raises Faulty for one with errors."""
    return {(kind, name, starts): digest for kind, name, starts, digest in publish(loaded).documents}


def versions(rules: Rules, known: Digests, post: str, day: date, until: date) -> list[PlanVersion]:
    """The plans of a post on a day, and what they become later, before `until`; the earliest first."""
    plans = [
        name
        for name in rules.names("plan")
        if any(each.rule.post == post for each in rules.versions("plan", name))
    ]
    found: list[PlanVersion] = []
    for plan in plans:
        seen, at = "", day
        while at is not None:
            made = _version(rules, known, plan, post, at)
            if made is not None and made.digest != seen:
                found.append(made)
                seen = made.digest
            elif made is None:
                seen = ""
            at = _next(rules, plan, made, at, until)
    return sorted(found, key=lambda each: (each.since, each.plan))


def _version(rules: Rules, known: Digests, plan: str, post: str, day: date) -> PlanVersion | None:
    """The plan on a day; None where it does not pay the post then."""
    own = rules.version("plan", plan, day)
    if own is None or own.rule.post != post:
        return None
    parts = _parts(rules, own, day)
    told = [[each.kind, each.name, _digest(known, each)] for each in parts]
    content = json.dumps([post, told], separators=(",", ":")).encode()
    return PlanVersion(
        plan,
        post,
        max(each.starts for each in parts),
        sha256(content).hexdigest(),
        tuple((each.kind, each.name, each.starts) for each in parts),
    )


def _digest(known: Digests, version: Version) -> str:
    return known[version.kind, version.name, version.starts.isoformat()]


def _parts(rules: Rules, plan: Version, day: date) -> list[Version]:
    """The plan's document and those it names, in the order of reading."""
    found = {("plan", plan.name): plan}
    pools = [part.pool for part in plan.rule.components if isinstance(part, Share)]
    for name in dict.fromkeys(pools):
        if (pool := rules.version("pool", name, day)) is not None:
            found["pool", name] = pool
    for name in _named(each.rule for each in list(found.values())):
        kind = rules.kind_of(name)
        if kind in ("scorecard", "param") and (version := rules.version(kind, name, day)) is not None:
            found[kind, name] = version
    return sorted(found.values(), key=lambda each: (KINDS.index(each.kind), each.name))


def _named(rules: Iterable[Any]) -> list[str]:
    """What the formulas of these declarations name; of card.grade the card."""
    read = (name for rule in rules for site in sites(rule) for name in names(site.formula.tree))
    return list(dict.fromkeys(name.partition(".")[0] for name in read))


def _next(rules: Rules, plan: str, made: PlanVersion | None, day: date, until: date) -> date | None:
    """The next day on which one of the documents is another."""
    keys = {("plan", plan)} | {(kind, name) for kind, name, _ in (made.documents if made else ())}
    days = [
        turn
        for kind, name in keys
        for each in rules.versions(kind, name)
        for turn in (each.starts, each.ends)
        if day < turn < until
    ]
    return min(days, default=None)


def told(
    version: PlanVersion, rules: Rules, wording: Wording, day: date, traits: Mapping[str, str]
) -> list[Told]:
    """The plan in sentences, with the figures of that day for somebody with these traits."""
    found = []
    for kind, name, starts in version.documents:
        each = rules.version(kind, name, starts)
        if kind not in TOLD or each is None:
            continue
        said = sentences(kind, each.rule, rules, wording, day, traits)
        lines = [(s.text, s.part, s.depth) for s in said if s.paths[0] != ("from",)]
        title = wording.title(rules.title(name), name.replace("_", " "))
        found.append(Told(kind, name, title, tuple(lines)))
    return found
