"""An explanation as JSON: ids for programs, sentences for people, figures as canonical text."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.decide.publish import canonical
from attain.engine.trace import Node
from attain.runs.rendering.people import Names
from attain.runs.rendering.titled import Titles, titled, titles_in
from attain.wording import Wording
from attain.wording.tree import sentence, value_text


def tree_json(
    node: Node, wording: Wording, titles: Titles | None = None, names: Names | None = None
) -> dict[str, Any]:
    """A node with its children as plain values for `json.dumps`.

    sentence: as the explanation tells it. value: canonical text, None where undefined. shown: as it is
    written for the reader. facts: as the calculation knows them, by keys. children: every step.
    """
    known = {**titles_in(node), **(titles or {})}
    return _node(node, titled(node, known, wording, names or {}), wording, None)


def _node(node: Node, told: Node, wording: Wording, parent: Node | None) -> dict[str, Any]:
    """told: the same node with titles in the place of keys."""
    pairs = zip(node.children, told.children, strict=True)
    return {
        "id": node.id,
        "sentence": sentence(told, wording, parent),
        "value": None if node.value is None else canonical(node.value),
        "shown": value_text(told, wording),
        "unit": node.unit,
        "facts": {name: _plain(value) for name, value in node.facts.items()},
        "children": [_node(child, other, wording, told) for child, other in pairs],
    }


def _plain(value: Any) -> Any:
    """A fact as JSON knows it: numbers as canonical text, so that no reader makes them floats."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(each) for each in value]
    if isinstance(value, (Decimal, date)) and not isinstance(value, bool):
        return canonical(value)
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
