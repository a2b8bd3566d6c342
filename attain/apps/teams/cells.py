"""The heat map's cells as HTML: score, sign, trend, and the actual that opens its explanation."""

from decimal import Decimal

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from attain.apps.teams.drawing import Spark
from attain.apps.teams.heat import Cell, Line
from attain.apps.teams.links import opens
from attain.wording import Wording

NOTHING = "–"


def drawn_spark(spark: Spark | None) -> SafeString:
    """A trend as a tiny line; it repeats what the periods before show, so it is silent."""
    if spark is None:
        return SafeString("")
    parts = "".join(f'<polyline points="{line}"/>' for line in spark.lines)
    return SafeString(
        f'<svg class="spark tiny" viewBox="0 0 48 14" aria-hidden="true">{parts}'
        f'<circle cx="{spark.x}" cy="{spark.y}" r="2"/></svg>'
    )


def drawn_cell(cell: Cell, stem: tuple[str, str], wording: Wording) -> SafeString:
    """One score of one person."""
    if cell.score is None:
        return SafeString(f'<span class="heat"><span class="soft">{NOTHING}</span></span>')
    said = escape(wording.say(f"teams.standing.{cell.standing}")) if cell.standing else ""
    whole = cell.score == cell.score.to_integral_value()
    score, below = escape(wording.number(cell.score, 0 if whole else 1)), ""
    if cell.actual is not None:
        head = cell.head
        below = opens(stem, head.kpi, wording.value(cell.actual, head.unit, head.decimals))
    if cell.standing == "hollow" and cell.count is not None:
        below += f" (n={escape(wording.number(cell.count, 0))})"
    return SafeString(
        f'<span class="heat {cell.standing}" title="{said}"><span class="score"><b>{score}</b>'
        f' <span aria-hidden="true">{cell.sign}</span><span class="unseen">{said}</span></span>'
        f'{drawn_spark(cell.spark)}<span class="small">{below}</span></span>'
    )


def drawn_total(line: Line, wording: Wording) -> SafeString:
    """A person's points with grade and change."""
    if line.total is None:
        return format_html('<span class="soft">{}</span>', NOTHING)
    grade = format_html(' <span class="pill grade">{}</span>', line.grade) if line.grade else ""
    return format_html(
        '<span class="heat total"><span class="score"><b>{}</b>{}</span>{}'
        '<span class="small soft">{}</span></span>',
        wording.number(line.total, 2),
        grade,
        drawn_spark(line.spark),
        signed(line.change, wording),
    )


def signed(value: Decimal | None, wording: Wording, decimals: int = 2) -> str:
    """A change with its sign: +1.20, −0.35; nothing where there is none."""
    if value is None:
        return ""
    if not value:
        return "±0"
    return ("+" if value > 0 else "−") + wording.number(abs(value), decimals)
