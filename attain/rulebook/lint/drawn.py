"""Demand 6: can be drawn over time. A value for every period, or there is no line to draw."""

from collections.abc import Iterator
from decimal import Decimal

from attain.engine.formulas import Modified, references
from attain.engine.kpis.declaration import CADENCE
from attain.rulebook.lint.attainable import FEWEST
from attain.rulebook.lint.subject import Finding, Past, Subject

#: The share of undefined values beyond which a line has more holes than shape.
MOST_MISSING = Decimal("0.20")


def drawn(subject: Subject, past: Past) -> Iterator[Finding]:
    """The formula reads something that moves, as often as it is judged, and mostly has a value."""
    kpi = subject.kpi
    if not _moves(subject):
        yield subject.finding("lint.drawn.constant", ("formula",))
    for use in subject.lines:
        cycle = use.card.rule.cycle
        if CADENCE.index(kpi.often) > CADENCE.index(cycle):
            told = {"card": use.card.name, "often": kpi.often, "cycle": cycle}
            yield subject.finding("lint.drawn.seldom", use.path, use.card, **told)
    values = past(kpi.kpi)
    if len(values) >= FEWEST:
        missing = Decimal(sum(each.value is None for each in values)) / len(values)
        if missing > MOST_MISSING:
            told = {"share": missing, "most": MOST_MISSING, "count": len(values)}
            yield subject.finding("lint.drawn.missing", ("formula",), **told)


def _moves(subject: Subject) -> bool:
    """Whether the formula reads any measure, KPI or scorecard itself, not only params and targets."""
    for node in references(subject.kpi.formula.tree):
        modified = isinstance(node, Modified)
        name = (node.name if modified else node).key.partition(".")[0]
        known = subject.rules.rule(name, "measure", "kpi", "scorecard") is not None
        if known and not (modified and "target" in node.modifiers):
            return True
    return False
