"""A KPI as its card shows it: what it is, how it is computed, where it is used, since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from attain.apps.kpis.readable import readable
from attain.apps.results import api as results
from attain.engine.decide.rules import Rules
from attain.engine.declare import OPEN_END
from attain.engine.formulas import names
from attain.engine.kpis.declaration import Kpi
from attain.rulebook.sites import sites
from attain.wording import Wording


@dataclass(frozen=True)
class Use:
    """Where a KPI counts. weight: on a scorecard; None in a plan. post: whose card or plan it is."""

    kind: str
    name: str
    title: str
    post: str
    cycle: str
    weight: Decimal | None


@dataclass(frozen=True)
class Reads:
    """Something that the formula reads. kind: measure, kpi, param, …"""

    kind: str
    name: str
    title: str


@dataclass(frozen=True)
class Dated:
    """A version. until: None while it is in force or not ended."""

    since: date
    until: date | None
    formula: str
    text: str
    now: bool
    place: str


@dataclass(frozen=True)
class Card:
    """Everything that the rules say of a KPI."""

    kpi: Kpi
    title: str
    meaning: str
    formula: str
    example: str
    serves: str
    source: str
    judges: tuple[tuple[str, str], ...]
    purposes: tuple[str, ...]
    peers: tuple[str, ...]
    reads: tuple[Reads, ...]
    read_by: tuple[Reads, ...]
    uses: tuple[Use, ...]
    versions: tuple[Dated, ...]


def card(key: str, run: results.RunView, rules: Rules, wording: Wording) -> Card | None:
    """None for a KPI that is not in force at the run's end."""
    day = run.last_day
    kpi = rules.kpi(key, day)
    if kpi is None:
        return None
    return Card(
        kpi=kpi,
        title=wording.title(kpi.title, key),
        meaning=wording.title(kpi.meaning),
        formula=readable(kpi.formula.tree, rules, wording),
        example=wording.title(kpi.example),
        serves=wording.title(kpi.serves),
        source=wording.title(kpi.source),
        judges=tuple((post, post_title(rules, post, wording)) for post in kpi.judges),
        purposes=tuple(purpose(each, wording) for each in kpi.used_for),
        peers=tuple(trait(each, wording) for each in kpi.peer_group),
        reads=tuple(_named(name, rules, wording) for name in names(kpi.formula.tree)),
        read_by=tuple(_readers(key, rules, day, wording)),
        uses=tuple(_uses(key, rules, day, wording)),
        versions=tuple(_versions(key, rules, day, wording)),
    )


def post_title(rules: Rules, post: str, wording: Wording) -> str:
    return wording.title(rules.posts.get(post) or {}, post)


def purpose(text: str, wording: Wording) -> str:
    """A purpose in the reader's words where Attain knows it; else as the rulebook has it."""
    id = f"kpis.purpose.{text.replace(' ', '_').replace('-', '_')}"
    return wording.say(id) if wording.knows(id) else text


def trait(name: str, wording: Wording) -> str:
    id = f"teams.trait.{name}"
    return wording.say(id) if wording.knows(id) else name


def _named(name: str, rules: Rules, wording: Wording) -> Reads:
    return Reads(rules.kind_of(name), name, wording.title(rules.title(name), name))


def _readers(key: str, rules: Rules, day: date, wording: Wording) -> Iterator[Reads]:
    """Other KPIs whose formulas read it."""
    for other in rules.in_force("kpi", day):
        if key in names(other.formula.tree):
            yield _named(other.kpi, rules, wording)


def _uses(key: str, rules: Rules, day: date, wording: Wording) -> Iterator[Use]:
    """Scorecards with a line of it, and plans that pay by it."""
    for found in rules.in_force("scorecard", day):
        for line in found.lines:
            if line.kpi == key:
                title = wording.title(found.title, found.scorecard)
                post = post_title(rules, found.post, wording)
                yield Use("scorecard", found.scorecard, title, post, found.cycle, line.weight)
                break
    for plan in rules.in_force("plan", day):
        if any(key in names(site.formula.tree) for site in sites(plan)):
            title, post = wording.title(plan.title, plan.plan), post_title(rules, plan.post, wording)
            yield Use("plan", plan.plan, title, post, plan.cycle, None)


def _versions(key: str, rules: Rules, day: date, wording: Wording) -> Iterator[Dated]:
    for each in reversed(rules.versions("kpi", key)):
        yield Dated(
            each.starts,
            None if each.ends >= OPEN_END else each.ends,
            readable(each.rule.formula.tree, rules, wording),
            each.rule.formula.text,
            each.holds(day),
            each.place,
        )
