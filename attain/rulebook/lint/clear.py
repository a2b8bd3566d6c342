"""Demand 1: clearly defined, so that the person can compute it."""

from collections.abc import Iterator

from attain.engine.decide.settings import LintSettings
from attain.engine.formulas import names
from attain.rulebook.lint.subject import Finding, Subject


def clear(subject: Subject, settings: LintSettings) -> Iterator[Finding]:
    """A title, a meaning in the languages asked for, titled inputs, and not too many steps."""
    kpi = subject.kpi
    if not any(kpi.title.values()):
        yield subject.finding("lint.clear.title", ("kpi",))
    if not any(kpi.meaning.values()):
        yield subject.finding("lint.clear.meaning", ("kpi",))
    elif not kpi.meaning.get(""):
        lacking = [language for language in settings.languages if not kpi.meaning.get(language)]
        if lacking:
            yield subject.finding("lint.clear.languages", ("meaning",), languages=", ".join(lacking))
    for name in names(kpi.formula.tree):
        rule = subject.rules.rule(name)
        if rule is not None and not any(rule.title.values()):
            yield subject.finding("lint.clear.untitled", ("formula",), name=name)
    depth = _depth(subject, kpi.kpi, frozenset())
    if depth > settings.deepest:
        yield subject.finding("lint.clear.deep", ("formula",), depth=depth, most=settings.deepest)


def _depth(subject: Subject, name: str, above: frozenset[str]) -> int:
    """How many KPIs stand on each other, this one included."""
    rule = subject.rules.rule(name, "kpi")
    if rule is None or name in above:
        return 0
    below = (_depth(subject, inner, above | {name}) for inner in names(rule.formula.tree))
    return 1 + max(below, default=0)
