"""Nodes made fit to be told: keys in their facts become titles in the reader's language, and names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attain.engine.trace import Node
from attain.runs.rendering.people import Names, named
from attain.runs.statement import PEOPLE
from attain.wording import Wording

Titles = Mapping[str, Mapping[str, str]]

#: Facts that hold the key of one rule, several keys, and formulas in which keys stand.
_KEYS = ("kpi", "card", "component", "of", "pool", "name", "unit_id", "subject")
_LISTS = ("missed", "lines")
_FORMULAS = ("condition", "what", "formula", "of", "rows", "columns", "where")

#: How people write what a formula's text must type.
_SIGNS = {">=": "≥", "<=": "≤", "<>": "≠", "*": "×", "/": "÷"}
_SIGN = re.compile(r">=|<=|<>|\*|/")

_NAME = re.compile(r"[^\W\d]\w*")


def titles_in(node: Node) -> dict[str, Mapping[str, str]]:
    """The titles that the nodes of a tree carry themselves."""
    found: dict[str, Mapping[str, str]] = {}
    waiting = [node]
    for each in waiting:
        waiting.extend(each.children)
        title = each.facts.get("title")
        name = each.facts.get("name") or each.facts.get("kpi") or each.facts.get("card")
        if isinstance(name, str) and isinstance(title, Mapping) and title:
            found.setdefault(name, title)
    return found


def titled(node: Node, titles: Titles, wording: Wording, names: Names) -> Node:
    """The same tree, its keys replaced by titles and names. Values and ids stay."""
    children = tuple(titled(child, titles, wording, names) for child in node.children)
    people = {
        key: named(who, names, wording)
        for key in PEOPLE
        if isinstance(who := node.facts.get(key), str) and who
    }
    facts = {**titled_facts(node.facts, titles, wording), **people}
    return replace(node, facts=facts, children=children)


def titled_facts(facts: Mapping[str, Any], titles: Titles, wording: Wording) -> dict[str, Any]:
    """The values of a sentence with every key that `titles` knows as its title."""
    found = dict(facts)
    name = next((facts[key] for key in ("name", "kpi", "card") if facts.get(key)), None)
    if not facts.get("title") and isinstance(name, str) and name in titles:
        found["title"] = _title(name, titles, wording)
    for key in _FORMULAS:
        if isinstance(facts.get(key), str):
            found[key] = in_words(facts[key], titles, wording)
    for key in _LISTS:
        if isinstance(facts.get(key), str) and facts[key]:
            parts = facts[key].split(", ")
            found[key] = wording.list([_title(part, titles, wording) for part in parts])
    for key in _KEYS:
        if isinstance(facts.get(key), str) and facts[key] in titles:
            found[key] = _title(facts[key], titles, wording)
    return found


def in_words(formula: str, titles: Titles, wording: Wording) -> str:
    """A formula with titles in the place of keys: visit_coverage >= 98% → Visit coverage ≥ 98%."""
    told = _NAME.sub(lambda found: _title(found[0], titles, wording), formula)
    return _SIGN.sub(lambda found: _SIGNS[found[0]], told)


def _title(key: str, titles: Titles, wording: Wording) -> str:
    return wording.title(titles[key], key) if titles.get(key) else key
