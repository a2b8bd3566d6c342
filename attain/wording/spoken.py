"""A step's facts, completed for its sentence: always a title, and what follows from the facts."""

from collections.abc import Mapping
from typing import Any

from attain.engine.trace import Node
from attain.wording.speech import Wording

#: What a step without a title is called by: the first of these that it has.
_NAMED = ("name", "kpi", "card", "component", "measure")

_LEVELS = {
    "team": "explanation.of_team",
    "unit": "explanation.of_unit",
    "company": "explanation.of_company",
}


def spoken(node: Node, wording: Wording) -> Mapping[str, Any]:
    """The values for the sentence of `node`: its facts, value and unit, and

    title: in the reader's language, or the name. whose: the team, unit or company that a figure is of,
    "" for a person's own. limited: whether a limit changed the value.
    """
    facts = node.facts
    return {
        "value": node.value,
        "unit": node.unit,
        "whose": _whose(facts, wording),
        "limited": facts.get("unlimited") not in (None, node.value),
        **facts,
        "title": _title(node, wording),
    }


def _title(node: Node, wording: Wording) -> str:
    title = node.facts.get("title")
    if isinstance(title, Mapping):
        title = wording.title(title)
    return title or next((str(node.facts[name]) for name in _NAMED if node.facts.get(name)), node.id)


def _whose(facts: Mapping[str, Any], wording: Wording) -> str:
    level = _LEVELS.get(facts.get("level", ""))
    return wording.say(level, subject=facts.get("subject", "")) if level else ""
