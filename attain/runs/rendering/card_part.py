"""Scorecards in words and figures: weight, score, points, the story, the gates, the next step."""

from decimal import Decimal

from attain.engine.decide.subject import Subject
from attain.engine.scoring.curve import Curve, Point
from attain.engine.scoring.result import CardResult, LineResult
from attain.engine.trace import Node
from attain.runs.rendering.branch import Branch
from attain.runs.rendering.curve_picture import curve_picture
from attain.runs.rendering.pay_part import in_force, whose
from attain.runs.rendering.picture import Bar, Picture, bar
from attain.runs.rendering.reader import NOTHING, Reader
from attain.runs.rendering.sheet import CardPart, GatePart, Row, ScoreLine
from attain.runs.statement import Statement

FULL = Decimal(100)
NO_TREE = Branch("", "")
GATE = "scorecard.gate."

#: What is said of a line without a score of its own.
_REMARKS = {
    "undefined": "statement.line.undefined",
    "full marks": "statement.line.full_marks",
    "excused": "statement.line.excused",
    "not examined": "statement.line.not_examined",
    "gated": "statement.line.gated",
    "held": "statement.line.held",
}


def card_parts(slip: Statement, reader: Reader) -> tuple[CardPart, ...]:
    """Every scorecard of the person's spells."""
    return tuple(_card(subject, result, node, slip, reader) for subject, result, node in slip.cards)


def _card(subject: Subject, result: CardResult, node: Node, slip: Statement, reader: Reader) -> CardPart:
    size = len(result.lines)
    story = next((child for child in node.children if child.id.startswith("scorecard.story.")), None)
    gates = [child for child in node.children if child.id.startswith(GATE)]
    told = {
        "scorecard.merit",
        "scorecard.deduction",
        "scorecard.carried_by_back",
        "scorecard.carried_for_front",
    }
    return CardPart(
        title=reader.wording.title(result.card.title, result.card.scorecard),
        whose=whose(subject, slip, reader),
        rule=in_force(result.card.scorecard, result.card.starts, slip, reader),
        total=_points(result.total, reader),
        number=result.total,
        grade=result.grade or "",
        held=reader.say(result.held) if result.held else "",
        lines=tuple(
            _line(line, tree, reader) for line, tree in zip(result.lines, node.children[:size], strict=True)
        ),
        story=reader.branch(story) if story else None,
        gates=tuple(GatePart(gate.id.removeprefix(GATE), reader.branch(gate)) for gate in gates),
        extras=tuple(_extra(child, reader) for child in node.children if child.id in told),
    )


def _extra(node: Node, reader: Reader) -> Row:
    return Row(reader.branch(node).text, reader.value(node.value, "points", 2), node.value)


def _points(value: Decimal | None, reader: Reader) -> str:
    return NOTHING if value is None else reader.wording.number(value, 2)


def _line(line: LineResult, tree: Node, reader: Reader) -> ScoreLine:
    unit, decimals = tree.facts["actual_unit"], tree.children[0].facts.get("decimals")
    return score_line(line, _title(tree, reader), (unit, decimals), reader, reader.branch(tree))


def score_line(
    line: LineResult,
    title: str,
    worth: tuple[str, int | None],
    reader: Reader,
    tree: Branch = NO_TREE,
) -> ScoreLine:
    """A line in words and figures. worth: unit and decimals of its KPI. tree: its explanation."""
    unit, decimals = worth
    picture = line.line.steps or line.line.curve
    full = _full_at(picture, line.actual)
    remark = _REMARKS.get(line.status)
    return ScoreLine(
        title=title,
        actual=reader.value(line.actual, unit, decimals),
        full_at=NOTHING if full is None else reader.value(full, unit),
        score=_points(line.score, reader),
        weight=reader.wording.number(line.effective or line.line.weight),
        points=_points(line.points, reader),
        mark=_mark(line),
        remark=reader.say(remark) if remark else "",
        next=_next(line, unit, reader),
        bar=_bar(line, picture),
        picture=_drawn(line, picture, unit, decimals, reader),
        tree=tree,
        numbers=(line.actual, line.score, line.effective or line.line.weight, line.points),
        actual_unit=unit,
        actual_decimals=decimals,
    )


def _title(tree: Node, reader: Reader) -> str:
    title = reader.wording.title(tree.facts["title"], tree.facts["kpi"])
    group = tree.children[0].facts.get("group")
    return f"{title} · {group}" if group else title


def _mark(line: LineResult) -> str:
    """Whether 100 was reached; nothing where marks were given without looking at what was achieved."""
    if line.score is None or line.status in ("full marks", "excused"):
        return ""
    return "met" if line.score >= FULL else "missed"


def _bar(line: LineResult, picture: Curve) -> Bar | None:
    if line.score is None:
        return None
    return bar(line.score, max(point.at for point in picture.points))


def _full_at(picture: Curve, actual: Decimal | None) -> Decimal | None:
    """The corner that scores 100, or least above it; of several the one nearest to what was achieved."""
    full = [point for point in picture.points if max(point.at, point.below) >= FULL]
    here = full[0].x if full and actual is None else actual
    nearest = min(full, key=lambda point: (point.at, abs(point.x - here)), default=None)
    return nearest.x if nearest else None


def corner_ahead(line: LineResult) -> Point | None:
    """The nearest corner that scores more than the line does now: to the right, or to the left."""
    if line.status != "scored" or line.actual is None:
        return None
    picture = line.line.steps or line.line.curve
    better = [p for p in picture.points if p.at > line.score and p.x != line.actual]
    return min(better, key=lambda point: abs(point.x - line.actual), default=None)


def _next(line: LineResult, unit: str, reader: Reader) -> str:
    """How far the next corner is and how many points of the card it is worth."""
    corner = corner_ahead(line)
    if corner is None:
        return ""
    away = corner.x - line.actual
    shown = reader.value(abs(away), unit)
    worth = (corner.at - line.score) * line.effective / FULL
    return reader.say(
        "statement.next_step",
        step=f"{'+' if away > 0 else '−'}{shown}",
        points=reader.wording.number(worth, 2),
    )


def _drawn(
    line: LineResult, picture: Curve, unit: str, decimals: int | None, reader: Reader
) -> Picture | None:
    if line.actual is None or line.reading is None:
        return None
    ahead = corner_ahead(line)
    score = line.reading.value
    return curve_picture(
        picture,
        line.line.steps is not None,
        (line.actual, score),
        ahead.x if ahead else None,
        reader.say(
            "statement.curve",
            x=reader.value(line.actual, unit, decimals),
            y=reader.wording.number(score, 2),
        ),
        lambda value: reader.value(value, unit, None if value != line.actual else decimals),
        lambda value: reader.wording.number(value, None if value == value.to_integral_value() else 2),
    )
