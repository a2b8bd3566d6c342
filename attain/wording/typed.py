"""How a language writes figures that people type, and months in narrow columns."""

from babel import Locale
from babel.dates import get_month_names
from babel.numbers import get_decimal_symbol, get_group_symbol


def symbols(locale: Locale) -> tuple[str, str]:
    """The decimal point, and what separates thousands."""
    return str(get_decimal_symbol(locale)), str(get_group_symbol(locale))


def short_month(number: int, locale: Locale) -> str:
    """The name of a civil year's month for narrow columns: Oct, 10月, окт."""
    return str(get_month_names("abbreviated", "stand-alone", locale)[number])
