"""One published number opened: its tree in words, the rule in force, and the facts behind it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from attain.apps.house.api import rules_of
from attain.apps.people import api as people
from attain.apps.results.contracts import RunView
from attain.apps.results.explaining import explaining
from attain.engine.decide.rules import Rules
from attain.engine.formulas import names
from attain.engine.measures.rows import SHARE
from attain.engine.trace import Node
from attain.runs import rendering
from attain.runs.explain import PAID, named
from attain.runs.explaining import Explaining
from attain.runs.source_rows import SOURCE, SourceRows
from attain.runs.statement import PEOPLE, Person, titles
from attain.wording import Wording
from attain.wording.columns import named as named_column

#: Rows of a page of facts; rows of an export at most (a workbook's sheet has no more).
PAGE, MOST = 20, 100_000


@dataclass(frozen=True)
class Rule:
    """The dated document by which a number was computed. others: from when those that did not apply hold."""

    kind: str
    name: str
    since: date
    until: date
    others: tuple[date, ...]
    place: str


@dataclass(frozen=True)
class Opened:
    """An explanation in the reader's words. behind: (measure, title) of the facts that can be looked at."""

    title: str
    value: str
    root: rendering.Branch
    rule: Rule | None
    behind: tuple[tuple[str, str], ...]
    as_published: bool


def opened(run: RunView, kind: str, subject: str, line: str, wording: Wording) -> Opened:
    """The number explained. Raises Faulty for an unknown subject or line."""
    with explaining(run.key) as held:
        node = _tree(held, kind, subject, line)
        computed = held.computed
        known = titles(computed, [node])
        same = held.as_published(subject, line, node)
    told = rendering.branch(node, wording, known, names_in(node))
    rules = rules_of(run.bundle)
    measures = dict.fromkeys(each.facts["name"] for each in _walk(node) if each.id == "measure")
    return Opened(
        title=title_of(rules, line, wording),
        value=told.value,
        root=told,
        rule=_rule(rules, line, run),
        behind=tuple((name, wording.title(rules.title(name), name)) for name in measures),
        as_published=same,
    )


def source_rows(
    run: RunView, kind: str, subject: str, line: str, measure: str, limit: int, offset: int
) -> SourceRows | None:
    """The facts behind one measure of a number; None where the number has no such measure."""
    with explaining(run.key) as held:
        found = held.rows(_tree(held, kind, subject, line), limit, offset)
    return next((each for each in found if each.measure == measure), None)


def laid_out(found: SourceRows) -> SourceRows:
    """The rows as a page shows them: where each came from and what is added up stand first.

    Columns with nothing in them are left out.
    """
    added = names(found.question.measure.value.tree)
    beside = [column for column in (SOURCE, *added, SHARE) if column in found.columns]
    filled = {
        column
        for column, *values in zip(found.columns, *found.rows, strict=True)
        if any(value not in (None, "") for value in values)
    }
    columns = [*beside, *(each for each in found.columns if each in filled and each not in beside)]
    places = [found.columns.index(column) for column in columns]
    rows = tuple(tuple(row[place] for place in places) for row in found.rows)
    return replace(found, columns=tuple(columns), rows=rows)


def heads(found: SourceRows, wording: Wording) -> list[str]:
    """Columns in words; as the source calls them where there are none."""
    own = {SHARE: "cli.explain.credited_share", SOURCE: "cli.explain.source"}
    return [
        wording.say(own[column]) if column in own else named_column(column, wording) or column
        for column in found.columns
    ]


def cells(found: SourceRows, wording: Wording) -> list[list[tuple[str, bool]]]:
    """The cells of the rows as (text, whether it is a figure)."""
    return [
        [
            (_cell(column, value, wording), isinstance(value, (Decimal, int)) and not isinstance(value, bool))
            for column, value in zip(found.columns, row, strict=True)
        ]
        for row in found.rows
    ]


def _cell(column: str, value: Any, wording: Wording) -> str:
    if value is None:
        return ""
    return wording.percent(value) if column == SHARE else wording.value(value)


def _tree(held: Explaining, kind: str, subject: str, line: str) -> Node:
    return held.tree(subject, line) if kind == "person" else held.unit_tree(subject, line)


def title_of(rules: Rules, line: str, wording: Wording) -> str:
    name = named(line)
    if name == PAID:
        return wording.say("statement.paid")
    return wording.title(rules.title(name), name)


def _rule(rules: Rules, line: str, run: RunView) -> Rule | None:
    name = named(line)
    kind = rules.kind_of(name)
    if kind not in ("measure", "kpi", "scorecard", "plan", "param", "pool"):
        return None
    version = rules.version(kind, name, run.last_day)
    if version is None:
        return None
    others = rules.versions_passed_over(kind, name, run.last_day)
    return Rule(kind, name, version.starts, version.ends, others, version.place)


def names_in(node: Node) -> dict[str, Person]:
    """The people whom the tree mentions."""
    keys = {str(each.facts[name]) for each in _walk(node) for name in PEOPLE if each.facts.get(name)}
    return {
        key: Person(key, view.name, view.given_name, view.family_name, view.language)
        for key, view in people.people(keys).items()
    }


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)
