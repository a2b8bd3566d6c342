"""What the rules call for targets of: names that scorecards and plans of some posts read as target(…)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from attain.engine.decide.rules import Rules
from attain.engine.formulas import Modified, names, references
from attain.rulebook.sites import sites


def called_for(rules: Rules, posts: Iterable[str], on: date) -> dict[str, tuple[str, ...]]:
    """Name → the posts whose scorecards or plans reckon with its target, in the order of their lines."""
    found: dict[str, list[str]] = {}
    for post in posts:
        for name in dict.fromkeys(_of_post(rules, post, on)):
            found.setdefault(name, []).append(post)
    return {name: tuple(each) for name, each in found.items()}


def _of_post(rules: Rules, post: str, on: date) -> Iterator[str]:
    cards = [card for card in rules.in_force("scorecard", on) if card.post == post]
    cards.sort(key=lambda card: card.cycle != "month")
    asked = [line.kpi for card in cards for line in card.lines]
    for plan in rules.in_force("plan", on):
        if plan.post == post:
            yield from _aimed(plan)
            asked += [name for site in sites(plan) for name in names(site.formula.tree)]
    seen: set[str] = set()
    while asked:
        name, *asked = asked
        rule = rules.kpi(name, on) if name not in seen else None
        seen.add(name)
        if rule is not None:
            yield from _aimed(rule)
            asked += [read for site in sites(rule) for read in names(site.formula.tree)]


def _aimed(rule: Any) -> Iterator[str]:
    for site in sites(rule):
        for node in references(site.formula.tree):
            if isinstance(node, Modified) and "target" in node.modifiers:
                yield node.name.key
