"""Demand 2: attainable and yet a stimulus. Only experience can tell, so it is asked where there is some."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from attain.engine.pay.curve import CurvePay
from attain.engine.scoring.declaration import ScoreLine
from attain.rulebook.documents import Document
from attain.rulebook.lint.subject import Finding, Line, Past, Subject

#: Fewer values say nothing.
FEWEST = 20

#: Shares of people who reach full marks, between which a target is attainable and yet a stimulus.
LEAST, MOST = Decimal("0.10"), Decimal("0.95")

#: A sound pay spread: 90 % reach the threshold, 60–70 % the target, about 10 % excellence; with some leeway.
THRESHOLD = Decimal("0.80")
TARGET = (Decimal("0.50"), Decimal("0.80"))
EXCELLENCE = Decimal("0.20")

FULL = Decimal(100)
ZERO = Decimal(0)


def attainable(subject: Subject, past: Past) -> Iterator[Finding]:
    """Full marks neither out of reach nor a gift; pay neither for all nor for none."""
    values = [each.value for each in past(subject.kpi.kpi) if each.value is not None]
    for use in subject.lines:
        if highest(use.line) <= ZERO:
            yield subject.finding("lint.attainable.nothing", use.path, use.card, card=use.card.name)
        elif len(values) >= FEWEST:
            yield from _marks(subject, use, values)
    for plan, at in subject.components:
        part = plan.rule.components[at]
        if isinstance(part, CurvePay) and part.of.text.strip() == subject.kpi.kpi and len(values) >= FEWEST:
            yield from _spread(subject, (plan, at), [_factor(part, value) for value in values])


def highest(line: ScoreLine) -> Decimal:
    """The most points that a line's picture shows."""
    return max(max(point.below, point.at) for point in (line.curve or line.steps).points)


def _marks(subject: Subject, use: Line, values: Sequence[Decimal]) -> Iterator[Finding]:
    full = min(FULL, highest(use.line))
    reached = _share([_score(use.line, value) >= full for value in values])
    told = {"card": use.card.name, "share": reached, "count": len(values)}
    if reached < LEAST:
        yield subject.finding("lint.attainable.too_hard", use.path, use.card, **told, least=LEAST)
    elif reached > MOST:
        yield subject.finding("lint.attainable.too_easy", use.path, use.card, **told, most=MOST)


def _spread(subject: Subject, place: tuple[Document, int], factors: Sequence[Decimal]) -> Iterator[Finding]:
    plan, at = place
    threshold = _share([factor > ZERO for factor in factors])
    target = _share([factor >= 1 for factor in factors])
    excellence = _share([factor > 1 for factor in factors])
    sound = threshold >= THRESHOLD and TARGET[0] <= target <= TARGET[1] and excellence <= EXCELLENCE
    if sound:
        return
    told = {"threshold": threshold, "target": target, "excellence": excellence}
    part = plan.rule.components[at].component
    yield subject.finding("lint.attainable.spread", ("components", at), plan, component=part, **told)


def _score(line: ScoreLine, value: Decimal) -> Decimal:
    if line.steps is not None:
        return line.steps.stairs(value).value
    return line.curve.straight(value, line.beyond).value


def _factor(part: CurvePay, value: Decimal) -> Decimal:
    if part.steps is not None:
        return part.steps.stairs(value).value
    return part.curve.straight(value, part.beyond).value


def _share(reached: Sequence[bool]) -> Decimal:
    return Decimal(sum(reached)) / len(reached)
