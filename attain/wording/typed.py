"""Figures as people type them, and as fields show them: in the reader's way of writing, exact both ways.

What is typed may be written as any of the languages does, where that can mean one thing only: 12,50 is 12.50
to everybody. What can mean two is read as the reader's language writes it: 1,234 is 1234 in English, 1.234
in Spanish.
"""

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_symbol, get_decimal_symbol, get_group_symbol

from attain.engine.declare import LANGUAGES
from attain.engine.money import CONTEXT, rounded
from attain.wording.days import month_alone
from attain.wording.speech import Wording

#: A figure is smaller than this, and has at most so many decimals.
MOST, PLACES = Decimal(10) ** 12, 6

#: Full-width figures and signs of East Asian keyboards, and what is written for a minus or between thousands.
_PLAIN = {0xFF01 + at: 0x21 + at for at in range(94)} | {
    **dict.fromkeys(map(ord, "−–—"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2009\u202f\u3000\t\r\n"), " "),
    **dict.fromkeys(map(ord, "’‘`"), "'"),
    ord("￥"): "¥",
}

#: A sign of money, or its code, before or after a figure.
_SIGN = r"(?:[^\W\d_]{1,4}\.?)?[$€£¥₽₹₩]?"
_FIGURE = re.compile(
    rf"(?P<first>{_SIGN}) ?(?P<minus>[-+]?) ?(?P<second>{_SIGN}) ?"
    rf"(?P<figure>[0-9., ']{{,40}}?) ?(?P<last>{_SIGN}|%)"
)
_MACHINE = re.compile(r"[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}", re.ASCII)

#: What people write for a currency that no locale says.
_CALLED = {"CNY": ("元", "rmb"), "JPY": ("円",), "RUB": ("руб", "руб.", "р", "р.", "₽")}


def parsed(
    text: str, wording: Wording, unit: str = "number", most: Decimal = MOST, places: int | None = PLACES
) -> Decimal | None:
    """The value that somebody means; None for an empty text or a dash. Raises ValueError for no figure.

    unit: "percent" takes 5 and 5 % for 0.05; "money" takes its sign too. places: so many decimals at most.
    """
    plain = " ".join(text.translate(_PLAIN).split())
    if plain in ("", "-"):
        return None
    value = Decimal(plain) if _MACHINE.fullmatch(plain) else _value(plain, wording, unit)
    if value is None or abs(value) >= most:
        raise ValueError(text)
    if unit == "percent":
        value = value.scaleb(-2, context=CONTEXT)
    if places is not None and value != rounded(value, places):
        raise ValueError(text)
    return value


def _value(plain: str, wording: Wording, unit: str) -> Decimal | None:
    found = _FIGURE.fullmatch(plain)
    if found is None:
        return None
    signs = [found[name] for name in ("first", "second", "last") if found[name]]
    if len(signs) > 1 or any(not _means(sign, unit, wording) for sign in signs):
        return None
    figure = _figure(found["figure"], symbols(wording.locale)[0])
    return -figure if figure is not None and found["minus"] == "-" else figure


def _means(sign: str, unit: str, wording: Wording) -> bool:
    """Whether a sign beside a figure is the unit's own: nobody's dollars are read as euros."""
    if unit != "money":
        return sign == "%" and unit == "percent"
    if not wording.currency:
        return sign[-1] in "$€£¥₽₹₩" or any(sign.casefold() in each for each in _CALLED.values())
    return sign.casefold() in _signs(wording.currency, str(wording.locale))


@lru_cache(maxsize=64)
def _signs(currency: str, locale: str) -> frozenset[str]:
    """How a currency is written, in small letters: CN¥, ¥, 元, cny."""
    every = {get_currency_symbol(currency, each).translate(_PLAIN) for each in (*LANGUAGES, locale)}
    every |= {currency, *_CALLED.get(currency, ()), *(each[-1] for each in every if each[-1] in "$€£¥₽₹₩")}
    return frozenset(each.casefold() for each in every)


def _figure(text: str, point: str) -> Decimal | None:
    """The figure, with the reader's decimal point where that is a way of writing it, else with the other."""
    for mark in (point, "," if point == "." else "."):
        for group in ("," if mark == "." else ".", " ", "'"):
            whole = rf"\d+|[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{3}})+"
            if re.fullmatch(rf"(?:{whole})(?:{re.escape(mark)}\d*)?|{re.escape(mark)}\d+", text, re.ASCII):
                return Decimal(text.replace(group, "").replace(mark, "."))
    return None


def typed(value: Decimal | None, wording: Wording, unit: str = "number") -> str:
    """The value as a field shows it: without sign of money or per cent."""
    if value is None:
        return ""
    shown = value.scaleb(2, context=CONTEXT) if unit == "percent" else value
    digits = f"{shown:f}".partition(".")[2].rstrip("0")
    return wording.number(shown, max(len(digits), 2) if unit == "money" and digits else len(digits))


def symbols(locale: Locale) -> tuple[str, str]:
    """The decimal point, and what separates thousands."""
    return str(get_decimal_symbol(locale)), str(get_group_symbol(locale))


def short_quarter(number: int, locale: Locale) -> str:
    """The name of a quarter for narrow columns: Q1, 1季度, T1, 1-й кв."""
    return str(locale.quarters["format"]["abbreviated"][number])


def short_month(number: int, locale: Locale) -> str:
    """The name of a civil year's month for narrow columns: Oct, 10月, окт."""
    return month_alone(number, locale, "abbreviated")
