"""Figures of targets: as machines read them, and as people type them (attain.wording.typed)."""

from decimal import Decimal, InvalidOperation

from attain.wording.typed import parsed, typed

__all__ = ["decimals_of", "of_plain", "parsed", "plain", "typed"]


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
