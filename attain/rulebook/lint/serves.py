"""Demand 7: has a meaning that serves analysis. Administrative cost ÷ profit is measurable, meaningless."""

from collections.abc import Iterator

from attain.engine.formulas import Expr, Modified, Name, walk
from attain.engine.formulas.tree import Aggregate, Binary, Unary
from attain.rulebook.lint.responsible import WIDTHS, width
from attain.rulebook.lint.subject import Finding, Subject


def serves(subject: Subject) -> Iterator[Finding]:
    """Someone decides something by it; a ratio's two sides belong together and its base stays above zero.

    `serves:` (the decision that the KPI serves) answers for a ratio that is meant as it is.
    """
    kpi = subject.kpi
    if not kpi.used_for and not any(kpi.serves.values()):
        yield subject.finding("lint.serves.nothing", ("kpi",))
    if any(kpi.serves.values()):
        return
    for node in walk(kpi.formula.tree):
        if isinstance(node, Binary) and node.operator == "/":
            yield from _ratio(subject, node)


def _ratio(subject: Subject, ratio: Binary) -> Iterator[Finding]:
    above, below = ratio.left, ratio.right
    if may_be_negative(subject, below, frozenset()) and not _alike(subject, above, below):
        yield subject.finding("lint.serves.denominator", ("formula",), base=_text(subject, below))
    elif _wider(subject, below) and not _wider(subject, above):
        yield subject.finding("lint.serves.mixed", ("formula",), base=_text(subject, below))


def may_be_negative(subject: Subject, expr: Expr, above: frozenset[str]) -> bool:
    """Whether something is taken away in the expression, or in what its names stand for, so that it can
    fall to zero and below. Targets are set by people, above zero."""
    match expr:
        case Name():
            return _named(subject, expr.key, above)
        case Modified():
            return "target" not in expr.modifiers and _named(subject, expr.name.key, above)
        case Unary():
            return True
        case Binary(operator="-"):
            return True
        case Binary(operator="+"):
            return any(may_be_negative(subject, side, above) for side in (expr.left, expr.right))
        case Binary():
            return may_be_negative(subject, expr.left, above)
        case Aggregate():
            return expr.argument is not None and may_be_negative(subject, expr.argument, above)
    return False


def _named(subject: Subject, name: str, above: frozenset[str]) -> bool:
    if name in above:
        return False
    rule = subject.rules.rule(name, "kpi", "measure")
    if rule is None:
        return False
    tree = rule.formula.tree if hasattr(rule, "kpi") else rule.value.tree
    return may_be_negative(subject, tree, above | {name})


def _alike(subject: Subject, above: Expr, below: Expr) -> bool:
    """Whether both sides are the same figure at two times, or part and whole: growth, share of a total."""
    return bool(_names(above) & _names(below))


def _names(expr: Expr) -> set[str]:
    return {
        (node.name if isinstance(node, Modified) else node).key
        for node in walk(expr)
        if isinstance(node, (Name, Modified))
    }


def _wider(subject: Subject, expr: Expr) -> bool:
    """Whether every figure of the expression is one that only the company moves, and says so."""
    named = [node for node in walk(expr) if isinstance(node, Name)]
    found = [width(subject, node.key, frozenset()) for node in named]
    return bool(found) and min(found, key=WIDTHS.index) == "company"


def _text(subject: Subject, expr: Expr) -> str:
    return subject.kpi.formula.text[expr.start : expr.end]
