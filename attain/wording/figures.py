"""Numbers, shares and sums of money as a locale writes them, exact to the last digit."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache
from string import ascii_letters

from babel import Locale
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol, parse_pattern

from attain.engine.money import CONTEXT, rounded

#: A figure without declared decimals shows its own, but no zero after the second, no digit after the sixth.
FEWEST, MOST = 2, 6

_DIGITS = re.compile(r"0(?:\.[0#]+)?")


@dataclass(frozen=True, slots=True)
class Figures:
    """Formats Decimals and ints for one locale. No float is made on the way."""

    locale: Locale

    def number(self, value: Decimal | int, decimals: int | None = None) -> str:
        value = Decimal(value)
        shown = own_decimals(value) if decimals is None else decimals
        return self._written(rounded(value, shown), shown, self.locale.decimal_formats[None].pattern)

    def percent(self, ratio: Decimal | int, decimals: int | None = None) -> str:
        """A ratio as a percentage; `decimals` count in the shown form: percent(0.9412, 1) is 94.1 %."""
        ratio = Decimal(ratio)
        shown = own_decimals(ratio.scaleb(2, context=CONTEXT)) if decimals is None else decimals
        return self._written(rounded(ratio, shown + 2), shown, self.locale.percent_formats[None].pattern)

    def money(self, value: Decimal | int, currency: str = "", decimals: int | None = None) -> str:
        """A sum with its currency's sign and decimals; without a currency a plain number of two decimals."""
        places = money_decimals(currency) if decimals is None else decimals
        if not currency:
            return self.number(value, places)
        pattern = self.locale.currency_formats["standard"].pattern
        if get_currency_symbol(currency, self.locale)[-1] in ascii_letters:
            pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")
        return self._written(rounded(Decimal(value), places), places, pattern, currency)

    def _written(self, value: Decimal, decimals: int, pattern: str, currency: str | None = None) -> str:
        return _applied(self.locale, value, decimals, pattern, currency)


def money_decimals(currency: str) -> int:
    """A currency's decimals; two where no currency is named."""
    return get_currency_precision(currency) if currency else FEWEST


def own_decimals(value: Decimal) -> int:
    """How many decimals a figure shows when none are declared."""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= 0:
        return 0
    digits = f"{rounded(value, min(-exponent, MOST)):f}".partition(".")[2]
    return max(len(digits.rstrip("0")), min(FEWEST, len(digits)))


def counted_decimals(value: Decimal | int, unit: str) -> int | None:
    """0 for a whole number of what is counted: 32 visits, though parts of visits are kept to hundredths.

    None leaves it to the figure: sums, percents and points keep the decimals they have.
    """
    whole = Decimal(value) == Decimal(value).to_integral_value()
    return 0 if whole and unit not in ("money", "percent", "points") else None


@lru_cache(maxsize=1 << 14)
def _applied(locale: Locale, value: Decimal, decimals: int, pattern: str, currency: str | None) -> str:
    """The value in the pattern. Reports say the same figures again and again."""
    with localcontext(CONTEXT):
        unsigned_zero = value or abs(value)
        return _pattern(pattern, decimals).apply(unsigned_zero, locale, currency, False)


@lru_cache(maxsize=256)
def _pattern(pattern: str, decimals: int) -> NumberPattern:
    digits = "0." + "0" * decimals if decimals > 0 else "0"
    return parse_pattern(_DIGITS.sub(digits, pattern))
