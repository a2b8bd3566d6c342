"""Figures as people type them, and as fields show them: in the reader's way of writing, exact both ways."""

import re
from decimal import Decimal, InvalidOperation

from attain.engine.money import CONTEXT, rounded
from attain.runs.target_grid import PLACES
from attain.wording import Wording
from attain.wording.typed import symbols

_SPACE = re.compile(r"[\s\u00a0\u2009\u202f'’_]")
_SIGNS = re.compile(r"[%％€$£¥₽元円]|руб\.?")

#: The largest figure that the table holds.
MOST = Decimal(10) ** 12


def parsed(typed: str, wording: Wording, unit: str) -> Decimal | None:
    """The value that somebody means; None for an empty text. Raises ValueError for what is no figure.

    What the reader's language separates thousands with does so where three digits follow; else it is a point.
    """
    text = _SIGNS.sub("", _SPACE.sub("", typed)).replace("−", "-").replace("－", "-")
    if not text or text in "-–—":
        return None
    point, group = symbols(wording.locale)
    other = "," if point == "." else "."
    if text.count(point) <= 1 and re.fullmatch(
        rf"-?\d{{1,3}}({re.escape(other)}\d{{3}})+({re.escape(point)}\d*)?", text
    ):
        text = text.replace(other, "")
    elif other in text and point in text:
        first, last = sorted((point, other), key=text.index)
        text = text.replace(first, "") if text.count(last) == 1 else "?"
    text = text.replace(group, "") if group not in ".," else text
    text = text.replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(typed) from None
    if not value.is_finite() or abs(value) >= MOST:
        raise ValueError(typed)
    if unit == "percent":
        value = value.scaleb(-2, context=CONTEXT)
    if value != rounded(value, PLACES):
        raise ValueError(typed)
    return value


def typed(value: Decimal | None, wording: Wording, unit: str) -> str:
    """The value as a field shows it: without sign of money or per cent."""
    if value is None:
        return ""
    shown = value.scaleb(2, context=CONTEXT) if unit == "percent" else value
    written = Decimal(plain(shown))
    places = len(plain(shown).partition(".")[2])
    return wording.number(written, max(places, 2) if unit == "money" and places else places)


def plain(value: Decimal | None) -> str:
    """The value as machines read it, "" for none; the same value is the same text."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def of_plain(text: str) -> Decimal | None:
    """The value of such a text. Raises ValueError for another."""
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None


def decimals_of(unit: str, currency_decimals: int) -> int:
    """So many decimals a spread gives its parts."""
    return {"money": currency_decimals, "percent": 4}.get(unit, 0)
