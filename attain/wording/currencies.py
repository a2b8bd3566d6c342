"""Currencies as a reader's language names them, and which of them are money today."""

from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_territory_currencies, is_currency

from attain.wording.speech import Wording

#: Those that stand first in a list.
COMMON = ("USD", "EUR", "CNY", "JPY", "RUB", "GBP", "MXN", "HKD", "TWD", "SGD")


def is_known(currency: str) -> bool:
    """Whether it is a code of ISO 4217."""
    return is_currency(currency)


def currencies(wording: Wording) -> list[tuple[str, str]]:
    """Code and "code · name" of every currency that is in use, the common ones first."""
    names = wording.locale.currencies
    others = sorted(_in_use() - set(COMMON))
    return [(code, f"{code} · {names.get(code, code)}") for code in (*COMMON, *others)]


@lru_cache(maxsize=1)
def _in_use() -> frozenset[str]:
    territories = get_global("territory_currencies")
    return frozenset(code for each in territories for code in get_territory_currencies(each))
