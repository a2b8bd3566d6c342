"""Nodes made fit to be told: keys in their facts become titles in the reader's language, and names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from attain.engine.trace import Node
from attain.runs.rendering.people import Names, named
from attain.runs.statement import PEOPLE
from attain.wording import Wording
from attain.wording.columns import choice_words, column_words

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
    if node.id == "param":
        facts |= _rows_in_words(node, titles, wording)
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


def _rows_in_words(node: Node, titles: Titles, wording: Wording) -> dict[str, str]:
    """The row that was chosen, and the less specific ones with their values."""
    rows = node.facts["rows"]
    chosen = _row(rows[0][0], titles, wording) if rows and rows[0][0] else ""
    over = [
        f"{_row(where, titles, wording)} → {wording.value(value, node.unit)}" for where, value in rows[1:]
    ]
    return {"where": chosen, "passed_over": "; ".join(over)}


def _row(where: Mapping[str, str], titles: Titles, wording: Wording) -> str:
    """Whose row of a param it is: post seller, class senior → post Seller and class senior."""
    if not where:
        return wording.say("param.everybody")
    told = []
    for trait, key in where.items():
        value = _title(key, titles, wording) if key in titles else choice_words(trait, key, wording) or key
        told.append(wording.say("rules.where", trait=column_words(trait, wording) or trait, value=value))
    return wording.say("rules.where.and").join(told)


def in_words(formula: str, titles: Titles, wording: Wording) -> str:
    """A formula with titles in the place of keys: visit_coverage >= 98% → Visit coverage ≥ 98%."""
    told = _NAME.sub(lambda found: _title(found[0], titles, wording), formula)
    return _SIGN.sub(lambda found: _SIGNS[found[0]], told)


def _title(key: str, titles: Titles, wording: Wording) -> str:
    return wording.title(titles[key], key) if titles.get(key) else key
