"""Differences of a KPI as readers write them: with their sign, of percents in percentage points."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def difference(context: Mapping[str, Any], value: Decimal, unit: str, decimals: int) -> str:
    """+1.20 pp, −3,400.00, ±0."""
    wording = context["wording"]
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    if unit == "percent":
        return wording.say("teams.points_of_percent", value=sign + wording.number(abs(value) * 100, decimals))
    return sign + wording.value(abs(value), unit, decimals)
