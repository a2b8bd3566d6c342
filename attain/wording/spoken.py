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


#: Facts that are names, or several joined by commas; readers want their titles.
_NAMES = ("kpi", "missed", "lines", "of", "person", "component")

#: Name → title by language, or the one title that there is (a person's name).
Titles = Mapping[str, Mapping[str, str] | str]


def spoken(node: Node, wording: Wording, titles: Titles) -> Mapping[str, Any]:
    """The values for the sentence of `node`: its facts with names as titles, value and unit, and

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
        **{name: _titled(facts[name], wording, titles) for name in _NAMES if facts.get(name)},
        "title": _title(node, wording, titles),
    }


def _title(node: Node, wording: Wording, titles: Titles) -> str:
    title = node.facts.get("title")
    if isinstance(title, Mapping):
        title = wording.title(title)
    name = next((node.facts[name] for name in _NAMED if node.facts.get(name)), node.id)
    return title or _titled(name, wording, titles)


def _titled(names: Any, wording: Wording, titles: Titles) -> Any:
    """The titles of one name, or of several joined by commas; a value of another kind as it is."""
    if not isinstance(names, str):
        return names
    return ", ".join(_one(name, wording, titles) for name in names.split(", "))


def _one(name: str, wording: Wording, titles: Titles) -> str:
    title = titles.get(name, "")
    return (title if isinstance(title, str) else wording.title(title)) or name


def _whose(facts: Mapping[str, Any], wording: Wording) -> str:
    level = _LEVELS.get(facts.get("level", ""))
    return wording.say(level, subject=facts.get("subject", "")) if level else ""
