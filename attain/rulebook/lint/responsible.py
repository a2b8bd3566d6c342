"""Demand 3: within the person's responsibility. Nobody is judged by what others move."""

from collections.abc import Iterator

from attain.engine.formulas import Modified, Name, references
from attain.rulebook.lint.subject import Finding, Subject

#: From what one person moves to what only the whole company moves.
WIDTHS = ("own", "team", "unit", "company")


def responsible(subject: Subject) -> Iterator[Finding]:
    """The KPI is moved by nothing wider than what each post that it judges answers for."""
    moved_by = width(subject, subject.kpi.kpi, frozenset())
    for post in subject.posts:
        reach = _reach(subject, post)
        if WIDTHS.index(moved_by) > WIDTHS.index(reach):
            id = f"lint.responsible.{moved_by}"
            yield subject.finding(id, _path(subject), post=post)


def width(subject: Subject, name: str, above: frozenset[str]) -> str:
    """Who moves a KPI: as declared, or wider where its formula reads nothing but wider figures."""
    rule = subject.rules.rule(name, "kpi")
    if rule is None or name in above:
        return "own"
    read = [_width_of(subject, node, above | {name}) for node in references(rule.formula.tree)]
    narrowest = min(read, key=WIDTHS.index, default="own")
    return max(rule.influence, narrowest, key=WIDTHS.index)


def _width_of(subject: Subject, node: Name | Modified, above: frozenset[str]) -> str:
    if isinstance(node, Modified):
        for modifier in ("company", "unit", "team"):
            if modifier in node.modifiers:
                return modifier
        if "target" in node.modifiers:
            return "company"
        return width(subject, node.name.key, above)
    return width(subject, node.key, above)


def _reach(subject: Subject, post: str) -> str:
    """How far a declared post answers; one that is not declared answers for its unit at most."""
    declared = subject.rules.rule(post, "post")
    return declared.answers_for if declared is not None else "unit"


def _path(subject: Subject) -> tuple[str, ...]:
    return ("influence",) if "influence" in subject.document.written.value else ("kpi",)
