"""Results first, then process; the back office before the front; joint shortfalls carried by both."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from attain.engine.money import rounded
from attain.engine.scoring.declaration import Accountability, Scorecard
from attain.engine.scoring.result import BackLine, CardScope, Carried, LineResult, Story

FULL = Decimal(100)


def examine(
    card: Scorecard, lines: Sequence[LineResult], scope: CardScope
) -> tuple[list[LineResult], Story | None]:
    """Decide which process lines are examined, and tell why."""
    rules = card.accountability
    if rules is None:
        return list(lines), None
    judged = [r for name in rules.results for r in lines if r.line.kpi == name and r.score is not None]
    missed = tuple(dict.fromkeys(r.line.kpi for r in judged if r.score < rules.met))
    if not judged:
        return list(lines), Story("undefined", ())
    if not missed:
        return _unexamined(rules, lines), Story("met", ())
    back = tuple(scope.back_office(rules.back_office)) if rules.back_office else ()
    if not back:
        return list(lines), Story("no_back_office", missed)
    if any(not line.met for line in back):
        return _unexamined(rules, lines), Story("back_office", missed, back)
    return list(lines), Story("front", missed, back)


def _unexamined(rules: Accountability, lines: Sequence[LineResult]) -> list[LineResult]:
    def unexamined(result: LineResult) -> LineResult:
        if result.line.kpi not in rules.process or result.status == "held":
            return result
        if rules.unexamined == "full marks":
            return result._replace(score=FULL, status="excused", points=None)
        return LineResult(result.line, result.actual, None, "not examined", result.reading)

    return [unexamined(result) for result in lines]


def carry(card: Scorecard, lines: Sequence[LineResult], story: Story, scope: CardScope) -> Story:
    """Share the shortfall of each missed joint line between front and back office."""
    rules = card.accountability
    joint = [r for r in lines if rules and r.line.kpi in rules.joint and r.line.kpi in story.missed]
    if not rules or not joint or not story.back_lines:
        return story
    front, back = scope.number(rules.front), scope.number(rules.back)
    leader = scope.number(rules.leader) if rules.leader is not None else None
    if front is None or back is None or front + back <= 0:
        return story
    carried = []
    for result in joint:
        shortfall = result.effective - result.points
        by_back = rounded(shortfall * back / (front + back), card.decimals)
        part = rounded(front / (front + back), 4)
        carried.append(Carried(result.line.kpi, shortfall, shortfall - by_back, by_back, part, leader))
    return replace(story, carried=tuple(carried))


def back_line(person: str, kpi: str, score: Decimal | None, met: Decimal) -> BackLine:
    """A back-office line; an undefined score counts as met (nothing was asked of it)."""
    return BackLine(person, kpi, score, score is None or score >= met)
