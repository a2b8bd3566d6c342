"""Small drawings beside numbers: bullet bars, sparklines, rings. Built in; SVG without styles or scripts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

ZERO, HUNDRED = Decimal(0), Decimal(100)

#: Air beyond the longest of what a bullet bar shows.
AIR = Decimal("1.08")


@register.simple_tag
def bullet(
    actual: Decimal | None, target: Decimal | None = None, past: Decimal | None = None, label: str = ""
) -> SafeString:
    """A bar up to `actual`, a mark at `target`, a ghost where it was before. label: to be read out."""
    longest = max([each for each in (actual, target, past) if each is not None and each > 0], default=ZERO)
    if not longest:
        return mark_safe("")
    scale = HUNDRED / (longest * AIR)
    parts = [mark_safe('<rect class="track" y="3" width="100" height="8" rx="2"/>')]
    if actual is not None and actual > 0:
        width = _number(actual * scale)
        parts.append(format_html('<rect class="done" y="3" width="{}" height="8" rx="2"/>', width))
    if past is not None and past > 0:
        width = _number(past * scale)
        parts.append(format_html('<rect class="ghost" y="1" width="{}" height="12" rx="2"/>', width))
    if target is not None and target > 0:
        parts.append(
            format_html('<rect class="mark" x="{}" y="0" width="0.8" height="14"/>', _number(target * scale))
        )
    return _drawing("bullet", "0 0 100 14", parts, label, stretched=True)


@register.simple_tag
def spark(values: Sequence[Decimal | None], label: str = "") -> SafeString:
    """The way of some numbers, the newest marked; what is None leaves a gap."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = min(known), max(known)
    step = Decimal(92) / (len(values) - 1)
    places = [
        None
        if value is None
        else (2 + at * step, 22 - (18 * (value - low) / (high - low) if high > low else 9))
        for at, value in enumerate(values)
    ]
    pieces: list[list[str]] = [[]]
    for place in places:
        if place is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{_number(place[0])},{_number(place[1])}")
    parts = [format_html('<polyline points="{}"/>', " ".join(piece)) for piece in pieces if len(piece) > 1]
    if places[-1] is not None:
        x, y = places[-1]
        parts.append(format_html('<circle cx="{}" cy="{}" r="2.6"/>', _number(x), _number(y)))
    return _drawing("spark", "0 0 96 26", parts, label)


@register.simple_tag
def ring(
    share: Decimal | None, text: str = "", expected: Decimal | None = None, label: str = ""
) -> SafeString:
    """A ring filled to `share` (1 = full) around a text; a tick where it should be today."""
    filled = min(max(share or ZERO, ZERO), Decimal(1)) * HUNDRED
    parts = [mark_safe('<circle class="track" cx="60" cy="60" r="52"/>')]
    if filled:
        parts.append(
            format_html(
                '<circle class="done" cx="60" cy="60" r="52" pathLength="100" stroke-dasharray="{} 100"'
                ' transform="rotate(-90 60 60)"/>',
                _number(filled),
            )
        )
    if expected is not None:
        turn = _number(min(max(expected, ZERO), Decimal(1)) * 360)
        tick = '<line class="tick" x1="60" y1="2" x2="60" y2="16" transform="rotate({} 60 60)"/>'
        parts.append(format_html(tick, turn))
    parts.append(format_html('<text x="60" y="60">{}</text>', text))
    return _drawing("ring", "0 0 120 120", parts, label)


def _drawing(
    css: str, box: str, parts: Sequence[SafeString], label: str, stretched: bool = False
) -> SafeString:
    inside = mark_safe("".join(parts))
    more = mark_safe(' preserveAspectRatio="none"' if stretched else "")
    if label:
        form = '<svg class="{}" viewBox="{}"{} role="img" aria-label="{}">{}</svg>'
        return format_html(form, css, box, more, label, inside)
    return format_html('<svg class="{}" viewBox="{}"{} aria-hidden="true">{}</svg>', css, box, more, inside)


def _number(value: Decimal | int) -> str:
    """A place in a drawing, to a hundredth."""
    return format(Decimal(value).quantize(Decimal("0.01")), "f")


@register.filter
def chart_rows(chart: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a chart draws, as rows: a label and one text a series, written as in the chart."""
    written = chart.get("written") or {}
    columns = [series["values"] for series in chart["series"]]
    return [
        {
            "label": label,
            "texts": [
                "–" if values[at] is None else written.get(str(values[at]), str(values[at]))
                for values in columns
            ],
        }
        for at, label in enumerate(chart["labels"])
    ]
