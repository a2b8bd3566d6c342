"""Scorecards from published numbers: no engine, no database. What is shown is what was published."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from attain.apps.results.api import RunView, SheetView
from attain.engine.decide.rules import Rules
from attain.engine.formulas.tree import Binary, Expr, Modified, Name
from attain.engine.kpis.declaration import Kpi
from attain.engine.money import rounded
from attain.engine.scoring.declaration import Scorecard, ScoreLine
from attain.engine.scoring.result import LineResult
from attain.runs import rendering
from attain.wording import Wording

FULL = Decimal(100)


@dataclass(frozen=True)
class Past:
    """A line's score in an earlier period; None where there was none."""

    period: str
    actual: Decimal | None
    score: Decimal | None


@dataclass(frozen=True)
class Line:
    """A line of a scorecard. node, score_node: what explains the actual and the points.

    told: title, figures, curve and next step in the reader's words. reach: what the next step takes of the
    measure above the fraction line; "" where the formula is not a plain quotient. past: the same line before.
    """

    kpi: str
    node: str
    points_node: str
    told: rendering.ScoreLine
    result: LineResult
    reach: str
    past: tuple[Past, ...]
    trend: Decimal | None
    target: Decimal | None
    unit: str
    decimals: int

    @property
    def next_points(self) -> Decimal | None:
        """The points of the card that the next corner of the curve brings; None where there is none."""
        corner = rendering.corner_ahead(self.result)
        if corner is None or self.result.score is None:
            return None
        return rounded((corner.at - self.result.score) * self.result.effective / FULL, 2)

    @property
    def spark(self) -> str:
        """The scores of the periods as points of a small line, 96 × 26; "" for fewer than two."""
        return _spark([each.score for each in self.past])


@dataclass(frozen=True)
class Extra:
    """Points beside the lines. kind: merit, deduction, carried_by_back, carried_for_front."""

    kind: str
    title: str
    points: Decimal
    node: str


@dataclass(frozen=True)
class Card:
    """A scorecard of one spell. total: None where it is held. outcome: of the story of accountability."""

    name: str
    title: str
    spell: str
    post: str
    unit: str
    total: Decimal | None
    grade: str
    lines: tuple[Line, ...]
    extras: tuple[Extra, ...]
    outcome: str
    past: tuple[Past, ...]
    next_grade: tuple[str, Decimal] | None

    @property
    def ring(self) -> str:
        """How far the ring is filled, of 100; "" where there is no total."""
        return "" if self.total is None else f"{rounded(min(max(self.total, Decimal(0)), FULL), 1):f}"

    @property
    def whole(self) -> str:
        """The total without decimals, for the middle of the ring."""
        return "" if self.total is None else f"{rounded(self.total, 0):f}"

    @property
    def trend(self) -> Decimal | None:
        """The change of the total since the period before."""
        before = next((each.score for each in reversed(self.past[:-1])), None)
        return self.total - before if self.total is not None and before is not None else None


def cards(
    sheet: SheetView, rules: Rules, run: RunView, history: Sequence[SheetView], wording: Wording
) -> list[Card]:
    """Every scorecard that the sheet publishes. history: the same subject before and now, in order."""
    declared = rules.scorecards(sheet.post, run.cycle, run.last_day)
    return [
        _card(card, sheet, rules, run, history, wording) for card in declared if sheet.knows(card.scorecard)
    ]


def _card(
    card: Scorecard,
    sheet: SheetView,
    rules: Rules,
    run: RunView,
    history: Sequence[SheetView],
    wording: Wording,
) -> Card:
    name = card.scorecard
    total = sheet.number(name)
    return Card(
        name=name,
        title=wording.title(card.title, name),
        spell=sheet.spell,
        post=sheet.post,
        unit=sheet.unit,
        total=total,
        grade=sheet.text(f"{name}.grade"),
        lines=tuple(_line(card, line, sheet, rules, run, history, wording) for line in card.lines),
        extras=tuple(_extras(card, sheet, wording, rules)),
        outcome=sheet.text(f"{name}.accountability"),
        past=tuple(Past(each.period, None, each.number(name)) for each in history),
        next_grade=_next_grade(card, total),
    )


def _line(
    card: Scorecard,
    line: ScoreLine,
    sheet: SheetView,
    rules: Rules,
    run: RunView,
    history: Sequence[SheetView],
    wording: Wording,
) -> Line:
    at = f"{card.scorecard}.{line.kpi}" + (f".{line.group}" if line.group else "")
    kpi = rules.kpi(line.kpi, run.last_day)
    unit, decimals = (kpi.unit, kpi.decimals) if kpi else (rules.unit_word(line.kpi, run.last_day), 2)
    actual = sheet.number(line.kpi, line.group)
    result = _result(card, line, sheet, at, actual)
    title = wording.title(rules.title(line.kpi), line.kpi) + (f" · {line.group}" if line.group else "")
    reader = rendering.Reader(wording, {}, rules.settings.currency_decimals)
    past = tuple(
        Past(each.period, each.number(line.kpi, line.group), each.number(f"{at}.score")) for each in history
    )
    before = next((each.score for each in reversed(past[:-1]) if each.score is not None), None)
    return Line(
        kpi=line.kpi,
        node=line.kpi,
        points_node=f"{at}.points",
        told=rendering.score_line(result, title, (unit, decimals), reader),
        result=result,
        reach=_reach(result, kpi, sheet, rules, run, wording) if kpi and not line.group else "",
        past=past,
        trend=result.score - before if result.score is not None and before is not None else None,
        target=sheet.number(f"target.{line.kpi}"),
        unit=unit,
        decimals=decimals,
    )


def _result(
    card: Scorecard, line: ScoreLine, sheet: SheetView, at: str, actual: Decimal | None
) -> LineResult:
    """The line as it was published. Why a score differs from its curve is told by the card's own rules."""
    score, weight = sheet.number(f"{at}.score"), sheet.number(f"{at}.weight") or Decimal(0)
    reading = line.read(actual) if actual is not None else None
    return LineResult(
        line=line,
        actual=actual,
        score=score,
        status=_status(card, line, score, weight, rounded(reading.value, card.decimals) if reading else None),
        reading=reading,
        effective=weight,
        points=sheet.number(f"{at}.points"),
    )


def _status(
    card: Scorecard, line: ScoreLine, score: Decimal | None, weight: Decimal, read: Decimal | None
) -> str:
    process = line.kpi in card.accountability.process if card.accountability else False
    if score is None:
        return "held" if weight else ("not examined" if process and read is not None else "undefined")
    if read is None:
        return "full marks"
    if score != read:
        return "excused" if process and score == FULL else "gated"
    return "scored"


def _extras(card: Scorecard, sheet: SheetView, wording: Wording, rules: Rules) -> list[Extra]:
    titles = {extra.name: extra.title for extra in (*card.merits, *card.deductions)}
    found = []
    for node in sheet.values:
        parts = node.split(".")
        kinds = ("merit", "deduction", "carried_by_back", "carried_for_front")
        if len(parts) > 2 and parts[0] == card.scorecard and parts[1] in kinds:
            name, points = parts[2], sheet.number(node)
            if points:
                title = wording.title(titles.get(name) or rules.title(name), name)
                found.append(Extra(parts[1], title, -points if parts[1] == "deduction" else points, node))
    return found


def _spark(scores: Sequence[Decimal | None]) -> str:
    known = [(at, score) for at, score in enumerate(scores) if score is not None]
    if len(known) < 2:
        return ""
    low, high = min(score for _, score in known), max(score for _, score in known)
    room = high - low or Decimal(1)
    last = len(scores) - 1
    spots = [(at * Decimal(92) / last + 2, 23 - (score - low) * 20 / room) for at, score in known]
    return " ".join(f"{rounded(x, 1)},{rounded(y, 1)}" for x, y in spots)


def _next_grade(card: Scorecard, total: Decimal | None) -> tuple[str, Decimal] | None:
    """The next better grade and how many points it is away."""
    if total is None:
        return None
    better = [(bound, grade) for grade, bound in card.grades if bound > total]
    return (min(better)[1], min(better)[0] - total) if better else None


def _reach(
    result: LineResult, kpi: Kpi, sheet: SheetView, rules: Rules, run: RunView, wording: Wording
) -> str:
    """What the next step takes of the measure above the fraction line, where the KPI is a plain quotient."""
    corner, parts = rendering.corner_ahead(result), _quotient(kpi.formula.tree)
    if corner is None or parts is None:
        return ""
    above, below = parts
    of, by = _value(above, sheet), _value(below, sheet)
    if of is None or by is None or by <= 0 or not isinstance(above, Name):
        return ""
    away = corner.x * by - of
    if not away:
        return ""
    unit = rules.unit_word(above.key, run.last_day)
    decimals = rules.settings.currency_decimals if unit == "money" else 0
    step = _outwards(abs(away), decimals)
    shown = wording.value(step, unit, decimals)
    title = wording.title(rules.title(above.key), above.key)
    id = "scorecards.reach.more" if away > 0 else "scorecards.reach.less"
    return wording.say(id, amount=shown, measure=title)


def _outwards(value: Decimal, decimals: int) -> Decimal:
    """Rounded up: with less the step would not be reached."""
    near = rounded(value, decimals)
    return near if near >= value else near + Decimal(1).scaleb(-decimals)


def _quotient(tree: Expr) -> tuple[Expr, Expr] | None:
    return (tree.left, tree.right) if isinstance(tree, Binary) and tree.operator == "/" else None


def _value(tree: Expr, sheet: SheetView) -> Decimal | None:
    """A name's or a target's published value."""
    if isinstance(tree, Name):
        return sheet.number(tree.key)
    if isinstance(tree, Modified) and tree.modifiers == ("target",):
        return sheet.number(f"target.{tree.name.key}")
    return None
