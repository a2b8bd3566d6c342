"""What a plain YAML scalar means: the core schema of YAML 1.2, exact numbers and ISO dates."""

import re
from datetime import date
from decimal import Decimal

Plain = str | int | Decimal | bool | date | None

#: Longer numbers are no amounts; they stay text, and whoever wants a number says so.
DIGITS = 30

_WORDS: dict[str, Plain] = {"": None, "~": None} | {
    form: value
    for word, value in {"null": None, "true": True, "false": False}.items()
    for form in (word, word.capitalize(), word.upper())
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.?[0-9]+([eE][-+]?[0-9]{1,2})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def scalar(text: str) -> Plain:
    """The value of a plain scalar. `no`, `on`, `12:30`, `1_000`, `0x1F` and `007` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > DIGITS + 5 or text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DATE.fullmatch(text):
        return _date(text)
    if _DECIMAL.fullmatch(text) and not re.match(r"[-+]?0[0-9]", text):
        return Decimal(text)
    return text


def _date(text: str) -> Plain:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
