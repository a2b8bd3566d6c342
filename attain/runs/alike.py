"""What two rulebooks give alike, whatever the facts are: KPIs, scorecards, measures, and lines of pay.

Whatever reads something that differs differs itself, by whatever way it reads it; the rest is the same under
both to the last digit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from attain.engine.decide.needs import expressions
from attain.engine.decide.rules import Rules
from attain.engine.formulas import names
from attain.engine.pay.component import Component
from attain.engine.pay.override import Override
from attain.engine.pay.plan import Plan
from attain.engine.pay.share import Share
from attain.engine.scoring.declaration import Scorecard

#: Stands for what everybody earns, which an override reads of whoever reports to somebody.
EARNINGS = ("earnings of others",)


@dataclass(frozen=True)
class Alike:
    """Names of what is the same under both.

    lines: plan → its components that earn everybody the same. posts: those whose people are paid by a plan
    that is not the same as a whole; None for every post.
    """

    kpis: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)
    posts: frozenset[str] | None = None

    def asked_for(self, rules: Rules) -> frozenset[str]:
        """Those of the KPIs, scorecards and measures that something reads which is not the same."""
        kept = {"kpi": self.kpis, "scorecard": self.cards}
        lines = self.lines
        read: set[object] = set()
        for kind, name in rules.documents:
            if name in kept.get(kind, ()):
                continue
            for version in rules.versions(kind, name):
                parts = [version.rule]
                if kind == "plan":
                    parts = [c for c in version.rule.components if c.component not in lines.get(name, ())]
                    read.update(_names_in(_around(version.rule)))
                read.update(chain.from_iterable(map(_read_by, parts)))
        return (self.kpis | self.cards | self.measures) & read


def alike(before: Rules, after: Rules) -> Alike:
    """What is the same under both."""
    if (before.settings, before.facts, before.tables) != (after.settings, after.facts, after.tables):
        return Alike()
    keys = {*before.documents, *after.documents}
    plans = sorted(name for kind, name in keys if kind == "plan")
    differ: set[object] = {
        name
        for kind, name in keys
        if kind != "plan" and _told(before, kind, name) != _told(after, kind, name)
    }
    for name in plans:
        differ |= _differing_lines(before, after, name)
    reads = _reads(keys, before, after)
    cards = frozenset(name for kind, name in keys if kind == "scorecard")
    while True:
        if not differ.isdisjoint(cards):  # who answers for a miss is found on other people's cards
            differ |= cards
        more = {name for name, read in reads.items() if name not in differ and not read.isdisjoint(differ)}
        if not more:
            break
        differ |= more
    lines = {name: frozenset(_lines(before, name)) - differ for name in plans}
    changed = [p for p in plans if _whole(before, p) != _whole(after, p) or ("plan", p) in differ]
    posts = {
        v.rule.post for plan in changed for rules in (before, after) for v in rules.versions("plan", plan)
    }
    kinds = {of: frozenset(name for kind, name in keys if kind == of) for of in ("kpi", "measure")}
    return Alike(kinds["kpi"] - differ, cards - differ, kinds["measure"] - differ, lines, frozenset(posts))


def lines_of(alike: Alike, plans: Iterable[Plan]) -> frozenset[str]:
    """The components of somebody's plans that earn the same, where their names tell them from each other.

    Left out: those whose lines wait for the dates of facts.
    """
    declared = [(plan.plan, part) for plan in plans for part in plan.components]
    times = Counter(part.component for _, part in declared)
    return frozenset(
        part.component
        for plan, part in declared
        if part.component in alike.lines.get(plan, ()) and times[part.component] == 1 and not part.hold_until
    )


def _told(rules: Rules, kind: str, name: str) -> list[tuple[object, ...]]:
    """What the rule's documents say, wherever they stand."""
    return [(each.starts, each.ends, each.rule) for each in rules.versions(kind, name)]


def _whole(rules: Rules, plan: str) -> list[tuple[object, ...]]:
    """Whom a plan's documents pay when, and what they say beside their components."""
    return [
        (v.starts, v.ends, v.rule.post, v.rule.cycle, v.rule.draw, v.rule.guarantee, v.rule.cap)
        for v in rules.versions("plan", plan)
    ]


def _lines(rules: Rules, plan: str) -> dict[str, list[tuple[object, Component]]]:
    """The declarations of each component in all documents of the plan."""
    found: dict[str, list[tuple[object, Component]]] = defaultdict(list)
    for each in rules.versions("plan", plan):
        for part in each.rule.components:
            found[part.component].append((each.starts, part))
    return found


def _differing_lines(before: Rules, after: Rules, plan: str) -> set[object]:
    """The plan's components that are declared otherwise, and the pools whose shares are; all of a plan that
    pays others or at other times.
    """
    old, new = _lines(before, plan), _lines(after, plan)
    whom = [[row[:4] for row in _whole(rules, plan)] for rules in (before, after)]
    found = {name for name in {*old, *new} if whom[0] != whom[1] or old.get(name) != new.get(name)}
    parts = (part for name in found for _, part in (*old.get(name, ()), *new.get(name, ())))
    pools = {part.pool for part in parts if isinstance(part, Share)}
    return {*found, *pools, ("plan", plan), EARNINGS} if found else _around_differs(before, after, plan)


def _around_differs(before: Rules, after: Rules, plan: str) -> set[object]:
    return {("plan", plan), EARNINGS} if _whole(before, plan) != _whole(after, plan) else set()


def _reads(keys: Iterable[tuple[str, str]], before: Rules, after: Rules) -> dict[object, set[object]]:
    """Name → the names that it reads under either. ("plan", name): all that the plan pays."""
    found: dict[object, set[object]] = defaultdict(set)
    found[EARNINGS] = {("plan", name) for kind, name in keys if kind == "plan"}
    for kind, name in keys:
        for version in (*before.versions(kind, name), *after.versions(kind, name)):
            if kind != "plan":
                found[name].update(_read_by(version.rule))
                continue
            found["plan", name].update(_names_in(_around(version.rule)))
            for part in version.rule.components:
                found["plan", name].add(part.component)
                found[part.component].update(_read_by(part))
                if isinstance(part, Share):  # whoever shares a pool weighs against all others
                    found[part.pool].add(part.component)
    return found


def _read_by(rule: object) -> Iterator[object]:
    """The names that a rule or a component reads."""
    yield from _names_in(expressions(rule))
    if isinstance(rule, Scorecard):
        yield from (line.kpi for line in rule.lines)
    if not isinstance(rule, Component):
        return
    yield from rule.needs()
    yield from (said for at in ("of", "base") if isinstance(said := getattr(rule, at, None), str))
    if isinstance(rule, Share):
        yield rule.pool
    if isinstance(rule, Override) and rule.of is None:
        yield EARNINGS


def _around(plan: Plan) -> Iterator:
    """The formulas of a plan beside its components."""
    for each in (plan.guarantee, plan.cap):
        if each is not None:
            yield each
    if plan.draw is not None:
        yield from expressions(plan.draw)


def _names_in(formulas: Iterable) -> Iterator[str]:
    for formula in formulas:
        yield from (name.partition(".")[0] for name in names(formula.tree))
