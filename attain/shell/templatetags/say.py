"""Sentences, figures and icons in templates. All are built in: no {% load %} is needed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from attain.shell.languages import wording_for
from attain.shell.permissions import allowed
from attain.wording import Wording
from attain.wording.columns import chosen_words

register = template.Library()


def _wording(context: Mapping[str, Any]) -> Wording:
    request = context.get("request")
    return context.get("wording") or getattr(request, "wording", None) or wording_for("en")


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], id: str, **values: Any) -> str:
    """The sentence of a message in the reader's language."""
    return _wording(context).say(id, **values)


@register.simple_tag(takes_context=True)
def shown(context: Mapping[str, Any], value: Any, unit: str = "number", decimals: int | None = None) -> str:
    """A value of a unit as the reader writes it."""
    return _wording(context).value(value, unit, decimals)


@register.simple_tag(takes_context=True)
def signed(
    context: Mapping[str, Any], value: Decimal, unit: str = "number", decimals: int | None = None
) -> str:
    """A change of a value with its sign: +1.20, −3,400.00, ±0; of percents in percentage points: +1.20 pp."""
    wording, sign = _wording(context), "+" if value > 0 else "−" if value < 0 else "±"
    if unit == "percent":
        points = sign + wording.number(abs(value) * 100, decimals)
        return wording.say("figures.points_of_percent", value=points)
    return sign + wording.value(abs(value), unit, decimals)


@register.simple_tag(takes_context=True)
def titled(context: Mapping[str, Any], title: Mapping[str, str], fallback: str = "") -> str:
    """A declared title in the reader's language."""
    return _wording(context).title(title or {}, fallback)


@register.simple_tag(takes_context=True)
def period_words(context: Mapping[str, Any], period: str) -> str:
    """2026-10 in words."""
    return _wording(context).period(period)


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], value: date | datetime | None, style: str = "long") -> str:
    """A date in words; of a moment, its date in the reader's time zone."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _wording(context).date(value, style)


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], value: datetime | None) -> str:
    """A moment in the reader's time zone, as date and time to the second."""
    if value is None:
        return "–"
    local, wording = timezone.localtime(value), _wording(context)
    return f"{wording.date(local.date(), 'medium')}{wording.between}{local:%H:%M:%S}"


@register.simple_tag(takes_context=True)
def choice(context: Mapping[str, Any], column: str, value: str) -> str:
    """What a column's choice is called: branch, senior, city; as it was written where that is not known."""
    return chosen_words(column, value, _wording(context))


@register.simple_tag(takes_context=True)
def may(context: Mapping[str, Any], permission: str) -> bool:
    """Whether the reader has a permission at all: a link that only leads to a refusal is not shown."""
    return allowed(permission, context["request"].user.held_roles(on=timezone.localdate()))


@register.simple_tag(takes_context=True)
def colon(context: Mapping[str, Any]) -> str:
    """Between a word and what it names."""
    return _wording(context).colon


@register.simple_tag(takes_context=True)
def listed(context: Mapping[str, Any], items: Iterable[str]) -> str:
    """Things side by side: a, b and c."""
    return _wording(context).list(items)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the list attain/shell/assets/icons.txt; label: what it says to those who don't see it."""
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag(takes_context=True)
def address_with(context: Mapping[str, Any], **changed: Any) -> str:
    """This page's query with some parts changed; None or "" takes one away."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def plain(value: Decimal | None) -> str:
    """A number as machines read it."""
    return "" if value is None else format(value, "f")


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select, (value, words) each. Made here, not by a template: units are hundreds."""
    return mark_safe(
        "".join(
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>'
            f"{escape(words)}</option>"
            for value, words in choices
        )
    )
