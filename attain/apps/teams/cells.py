"""The heat map's cells as HTML: score, sign, trend, and the actual that opens its explanation."""

from decimal import Decimal

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from attain.apps.results.api import RunView
from attain.apps.teams.drawing import Spark
from attain.apps.teams.heat import Cell, Line
from attain.wording import Wording

NOTHING = "–"


def opens(run: RunView, kind: str, subject: str, node: str, text: str) -> SafeString:
    """A number that explains itself in the side panel."""
    url = f"{reverse('results:explain', args=(kind, subject, node))}?run={run.key}"
    return format_html(
        '<a class="opens" href="{}" hx-get="{}" hx-target="#panel-content" hx-swap="innerHTML"'
        ' hx-push-url="false">{}</a>',
        url,
        url,
        text,
    )


def drawn_spark(spark: Spark | None) -> SafeString:
    """A trend as a tiny line; it repeats what the periods before show, so it is silent."""
    if spark is None:
        return SafeString("")
    parts = format_html_join("", '<polyline points="{}"/>', ((line,) for line in spark.lines))
    return format_html(
        '<svg class="spark tiny" viewBox="0 0 48 14" aria-hidden="true">{}'
        '<circle cx="{}" cy="{}" r="2"/></svg>',
        parts,
        spark.x,
        spark.y,
    )


def drawn_cell(cell: Cell, subject: str, run: RunView, wording: Wording) -> SafeString:
    """One score of one person."""
    if cell.score is None:
        return format_html('<span class="heat"><span class="soft">{}</span></span>', NOTHING)
    said = wording.say(f"teams.standing.{cell.standing}") if cell.standing else ""
    count = wording.number(cell.count, 0) if cell.standing == "hollow" and cell.count is not None else ""
    actual = (
        opens(
            run,
            "person",
            subject,
            cell.head.kpi,
            wording.value(cell.actual, cell.head.unit, cell.head.decimals),
        )
        if cell.actual is not None
        else ""
    )
    return format_html(
        '<span class="heat {}" title="{}"><span class="score"><b>{}</b> <span aria-hidden="true">{}</span>'
        '<span class="unseen">{}</span></span>{}<span class="small">{}{}</span></span>',
        cell.standing,
        said,
        wording.number(cell.score, 0 if cell.score == cell.score.to_integral_value() else 1),
        cell.sign,
        said,
        drawn_spark(cell.spark),
        actual,
        f" (n={count})" if count else "",
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
