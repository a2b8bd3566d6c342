"""Figures of the grid in templates."""

from collections.abc import Mapping
from decimal import Decimal
from html import escape, unescape
from typing import Any, NamedTuple
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from attain.apps.targets import figures
from attain.shell.templatetags.say import may
from attain.wording import Wording
from attain.wording.typed import short_month, short_quarter

register = template.Library()

#: How fields of longer periods than a month are marked.
LONGER = {"quarter": "of-longer", "half_year": "of-longer of-half"}


@register.simple_tag(takes_context=True)
def period_short(context: Mapping[str, Any], period: str) -> str:
    """A month's short name; the whole name of another period."""
    shown = context.get("shown")
    wording = context["request"].wording
    if shown is not None and hasattr(shown, "once"):
        return str(shown.once(("short", period), _short, wording, period))
    return _short(wording, period)


def _short(wording: Wording, period: str) -> str:
    year, _, month = period.partition("-")
    if month[:1] in "QH" and month[1:].isdecimal():
        quarter = month in ("Q1", "Q2", "Q3", "Q4")
        return short_quarter(int(month[1]), wording.locale) if quarter else wording.period(period)
    if month.isdecimal() and len(month) == 2 and 1 <= int(month) <= 12:
        return short_month(int(month), wording.locale)
    return wording.period(period) if month else year


def figure(shown: Any, value: Decimal | None) -> str:
    """A value of the name's unit without its sign."""
    return shown.typed(value) or "–"


@register.simple_tag
def shown_plain(shown: Any, period: str) -> str:
    """What the rows come to in a period."""
    return figure(shown, shown.totals.get(period))


@register.simple_tag(takes_context=True)
def difference(context: Mapping[str, Any], shown: Any, period: str) -> SafeString:
    """A cell with what the unit's own target leaves open, with its sign and word."""
    value = shown.differences.get(period)
    own = shown.own[0]
    label = shown.wording.say("targets.sum") if period == shown.year_key else period_short(context, period)
    stated = next((cell.base for cell in own.cells if cell.period == period), "")
    if period == shown.year_key:
        stated = figures.plain(own.total)
    if value is None:
        text, kind = "–", ""
    elif value == 0:
        text, kind = shown.wording.say("targets.even"), "even"
    else:
        kind = "open" if value > 0 else "over"
        written = figures.typed(abs(value), shown.wording, shown.unit_word)
        text = shown.wording.say(f"targets.{kind}", value=written)
    return format_html(
        '<td class="num {}" data-label="{}" data-difference="{}" data-own="{}" data-open="{}" data-over="{}"'
        ' data-even="{}">{}</td>',
        f"{kind} of-longer" if period[5:6] in ("Q", "H") else kind,
        label,
        period,
        stated,
        shown.wording.say("targets.open", value="0"),
        shown.wording.say("targets.over", value="0"),
        shown.wording.say("targets.even"),
        text,
    )


@register.simple_tag(takes_context=True)
def spread_how(context: Mapping[str, Any], how: str) -> str:
    """A way of spreading in words."""
    return context["request"].wording.say(f"targets.spread.{how}")


@register.simple_tag(takes_context=True)
def sheet_row(context: Mapping[str, Any], shown: Any, row: Any) -> SafeString:
    """A subject's row. Made here, not by templates in templates: a page has seven hundred fields."""
    kind, key = row.who
    note = f' <span class="soft small">{escape(row.note)}</span>' if row.note else ""
    ends = _ends(shown, row) if shown.additive else ""
    return mark_safe(
        f'<tr{" data-row" if row.editable else ""} data-who="{escape(kind)}:{escape(key)}">'
        f'<th scope="row" class="who">{_titled(context, shown, row)}{note}</th>'
        f"{_fields(context, shown, row)}{ends}</tr>"
    )


def _titled(context: Mapping[str, Any], shown: Any, row: Any) -> str:
    """The subject's name: a person's leads to the scorecard, if one may read it, a unit's to its sheet."""
    kind, key = row.who
    title = escape(row.title)
    if kind == "person" and not shown.once(("scorecards",), may, context, "scorecard:read"):
        return title
    if kind == "person":
        return f'<a href="/people/{quote(key)}/scorecard/">{title}</a>'
    if kind != "unit":
        return title
    query = context["request"].GET.copy()
    query["unit"] = key
    for name in ("page", "view"):
        query.pop(name, None)
    return f'<a href="{reverse("targets:grid")}?{escape(query.urlencode())}">{title}</a>'


def _fields(context: Mapping[str, Any], shown: Any, row: Any) -> str:
    heads = shown.once(("heads",), _heads, context, shown)
    who, title = escape(":".join(row.who)), escape(row.title)
    cells = zip((*row.cells, row.year), heads, strict=True)
    history = shown.once(("history",), _history, shown)
    return "".join([_field(row.editable, cell, head, who, title, history) for cell, head in cells])


def _history(shown: Any) -> str:
    return f"{reverse('targets:cell')}?target={quote(shown.asked.named.key)}&amp;cell="


def _ends(shown: Any, row: Any) -> str:
    """What the row comes to, and what was achieved last year and in this one."""
    achieved = "".join(
        f'<span title="{shown.said(f"targets.actual.{when}")}"><span class="soft">'
        f"{shown.said(f'targets.actual.{when}_short')}</span> {escape(_achieved(shown, value))}</span>"
        for when, value in (("last", row.last), ("now", row.now))
        if value is not None
    )
    return (
        f'<td class="num sum-of" data-label="{shown.said("targets.sum")}">'
        f"{escape(figure(shown, row.total))}</td>"
        f'<td class="num small actual" data-label="{shown.said("targets.actual")}">{achieved or "–"}</td>'
    )


def _achieved(shown: Any, value: Decimal) -> str:
    """What was achieved, of money without cents."""
    return str(shown.wording.number(value, 0 if shown.unit_word == "money" else None))


class _Head(NamedTuple):
    """A column: its head, how its fields are marked, its period and that in words; all as HTML has them."""

    head: str
    longer: str
    period: str
    words: str


def _heads(context: Mapping[str, Any], shown: Any) -> list[_Head]:
    """The columns of the periods, and the year's."""
    found = [
        _Head(
            escape(period_short(context, period.key)),
            LONGER.get(period.cycle, ""),
            escape(period.key),
            escape(shown.words(period)),
        )
        for period in shown.columns
    ]
    year = shown.rules.calendar.period(shown.year_key)
    return [
        *found,
        _Head(shown.said("targets.whole_year"), "of-year", escape(year.key), escape(shown.words(year))),
    ]


def _field(editable: bool, cell: Any, head: _Head, who: str, title: str, cells: str) -> str:
    """cells: where a cell's history is found, but for the cell."""
    text, given, told = (escape(each) if each else "" for each in (cell.text, cell.given_text, cell.told))
    of_kind = ("wrong " if cell.wrong else "") + ("fixed " if cell.fixed else "") + head.longer
    kind = f' class="{of_kind.rstrip()}"' if of_kind else ""
    known = f'data-base="{cell.base}" data-period="{head.period}"'
    marked = f" {head.longer}" if head.longer else ""
    if not editable:
        spread = " spread" if not text and given else ""
        more = f' title="{told}"' if told else ""
        held = f'class="cell-shown{spread}{marked}" {known}{more}'
        if text:  # whoever set it, and when, is told as of a field
            asked = f'href="{cells}{quote(unescape(who))}:{head.period}"'
            shown = f'<a {held} {asked} aria-label="{title}, {head.words}: {text}">{text}</a>'
        else:
            shown = f"<span {held}>{given or '–'}</span>"
        return f'<td data-label="{head.head}"{kind}>{shown}</td>'
    mark = f"{who}:{head.period}"
    wrong = f' aria-invalid="true" aria-describedby="w-{mark}"' if cell.wrong else ""
    error = f'<span class="errors small" id="w-{mark}">{escape(cell.wrong)}</span>' if cell.wrong else ""
    return (
        f'<td data-label="{head.head}"{kind}><input class="cell{" dirty" if cell.dirty else ""}{marked}"'
        f' name="c:{mark}" value="{text}" placeholder="{given}" {known}'
        f' data-told="{told}" inputmode="decimal" autocomplete="off"'
        f' aria-label="{title}, {head.words}"{wrong}>{error}</td>'
    )
