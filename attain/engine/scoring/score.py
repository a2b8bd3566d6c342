"""From KPIs to a scorecard's total and grade: read, examine, gate, weigh, add, limit, grade."""

from collections.abc import Sequence
from decimal import Decimal

from attain.engine.made import made
from attain.engine.money import rounded, shared_out
from attain.engine.scoring.accountability import carry, examine
from attain.engine.scoring.declaration import Extra, Scorecard, ScoreLine
from attain.engine.scoring.result import (
    CardResult,
    CardScope,
    ExtraResult,
    GateResult,
    LineResult,
    Story,
)
from attain.engine.scoring.telling import tell

ZERO = Decimal(0)
HUNDRED = Decimal(100)
HUNDREDTH = Decimal("0.01")

#: What so many values of a KPI come to on a line is remembered: rounded, a country has few others.
MOST = 20_000


def read_line(line: ScoreLine, scope: CardScope, decimals: int) -> LineResult:
    """Score one line: the KPI read off its curve or stairs, rounded to the card's decimals.

    Its points are those of its declared weight, which holds where all lines have a score.
    """
    kpi, actual = scope.kpi(line.kpi, line.group)
    if actual is None:
        treatment = kpi.undefined if kpi else ""
        status = {"hold": "held", "full marks": "full marks"}.get(treatment, "undefined")
        if status == "full marks":
            return LineResult(
                line, None, HUNDRED, status, None, line.weight, _points(line, HUNDRED, decimals)
            )
        return LineResult(line, None, None, status)
    known = line.judged[decimals]
    judged = known.get(actual)
    if judged is None:
        reading = line.read(actual)
        score = rounded(reading.value, decimals)
        if len(known) >= MOST:
            known.clear()
        judged = known[actual] = score, reading, _points(line, score, decimals)
    score, reading, points = judged
    return made(LineResult, (line, actual, score, "scored", reading, line.weight, points))


def _points(line: ScoreLine, score: Decimal, decimals: int) -> Decimal:
    return rounded(score * line.part, decimals)


def score_card(card: Scorecard, scope: CardScope) -> CardResult:
    """The whole card for one person. Leaves one node while tracing."""
    before = scope.trace.mark() if scope.trace else 0
    lines = [read_line(line, scope, card.decimals) for line in card.lines]
    lines, story = examine(card, lines, scope)
    gates = [GateResult(gate, scope.holds(gate.when)) for gate in card.gates]
    lines = _weigh(card, _gate_lines(lines, gates))
    held = _held(lines, gates)
    if story and not held:
        story = carry(card, lines, story, scope)
    extras = _extras(card, story, scope)
    total = None if held else _total(card, lines, extras, gates)
    if total is None and not held:
        held = "scorecard.held.no_line"
    result = CardResult(
        card, total, _grade(card, total), tuple(lines), tuple(gates), tuple(extras), story, held
    )
    if scope.trace:
        tell(result, scope.trace, scope.trace.mark() - before)
    return result


def _gate_lines(lines: Sequence[LineResult], gates: Sequence[GateResult]) -> Sequence[LineResult]:
    gated = lines
    for found in gates:
        if not found.closed or found.gate.lines == "all":
            continue
        gated = [_gated(result, found) for result in gated]
    return gated


def _gated(result: LineResult, found: GateResult) -> LineResult:
    if result.score is None or result.line.kpi not in found.gate.lines:
        return result
    return result._replace(score=_limited(result.score, found), status="gated", points=None)


def _limited(value: Decimal, found: GateResult) -> Decimal:
    if found.gate.then is not None:
        return found.gate.then
    return min(value, found.gate.at_most)


def _weigh(card: Scorecard, lines: Sequence[LineResult]) -> list[LineResult]:
    """Scale the weights of the scored lines up to the card's total; points = score × weight ÷ 100."""
    as_read = [points is not None and weight is line.weight for line, _, _, _, _, weight, points in lines]
    if False not in as_read:
        return list(lines)  # all are scored, and nothing has changed a weight or a score
    weighed = []
    for result, weight in zip(lines, _effective(card, lines), strict=True):
        if result.score is None or (result.points is not None and result.effective is weight):
            weighed.append(result)
            continue
        points = rounded(result.score * weight * HUNDREDTH, card.decimals)
        weighed.append(result._replace(effective=weight, points=points))
    return weighed


def _effective(card: Scorecard, lines: Sequence[LineResult]) -> Sequence[Decimal]:
    """The weights that count, by line: as declared, or scaled up to the total by largest remainder.

    Of lines that have no score they mean nothing.
    """
    weights = [result.line.weight for result in lines]
    if not [result for result in lines if result.score is None]:
        return weights
    scored = {f"{at:04d}": weights[at] for at, result in enumerate(lines) if result.score is not None}
    if sum(scored.values(), ZERO) == card.total:
        return weights
    parts = shared_out(int(card.total.scaleb(card.decimals)), scored)
    return [Decimal(parts.get(f"{at:04d}", 0)).scaleb(-card.decimals) for at in range(len(lines))]


def _held(lines: Sequence[LineResult], gates: Sequence[GateResult]) -> str:
    if "held" in [result.status for result in lines]:
        return "scorecard.held.kpi"
    if [found for found in gates if found.closed is None]:
        return "scorecard.held.gate"
    return ""


def _extras(card: Scorecard, story: Story | None, scope: CardScope) -> list[ExtraResult]:
    found = [_extra("merit", extra, card, scope) for extra in card.merits]
    found += [_extra("deduction", extra, card, scope) for extra in card.deductions]
    for carried in story.carried if story else ():
        found.append(ExtraResult("carried_by_back", carried.kpi, carried.back, carried.back, {}, {}))
    for kpi, points in scope.carried_for_front(card):
        lost = -rounded(points, card.decimals)
        found.append(ExtraResult("carried_for_front", kpi, lost, lost, {}, {}))
    return found


def _extra(kind: str, extra: Extra, card: Scorecard, scope: CardScope) -> ExtraResult:
    applies = True if extra.when is None else bool(scope.holds(extra.when))
    points = (scope.number(extra.points) if applies else None) or ZERO
    unlimited = rounded(max(points, ZERO), card.decimals)
    limit = extra.limit
    limited = unlimited if limit is None else min(unlimited, limit)
    sign = -1 if kind == "deduction" else 1
    return ExtraResult(kind, extra.name, sign * limited, sign * unlimited, extra.title, extra.because)


def _total(
    card: Scorecard,
    lines: Sequence[LineResult],
    extras: Sequence[ExtraResult],
    gates: Sequence[GateResult],
) -> Decimal | None:
    total = _before_gates(card, lines, extras)
    for found in gates:
        if found.closed and found.gate.lines == "all":
            total = found.gate.then if total is None else _limited(total, found)
    return None if total is None else rounded(total, card.decimals)


def _before_gates(
    card: Scorecard, lines: Sequence[LineResult], extras: Sequence[ExtraResult]
) -> Decimal | None:
    """The points added up, within the card's limits; None where no line has any."""
    points = [result.points for result in lines if result.points is not None]
    if not points:
        return None
    total = sum(points, ZERO) + sum([extra.points for extra in extras], ZERO)
    if card.floor is not None:
        total = max(total, card.floor)
    if card.cap is not None:
        total = min(total, card.cap)
    return total


def _grade(card: Scorecard, total: Decimal | None) -> str | None:
    if total is None:
        return None
    return next((grade for grade, bound in card.grades if total >= bound), None)
