"""How many decimals a currency's money has: ISO 4217, where it is not two."""

import re

_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_OF = {code: decimals for decimals, codes in _DECIMALS.items() for code in codes.split()}


def is_code(text: str) -> bool:
    """Whether the text has the form of an ISO 4217 code."""
    return bool(re.fullmatch(r"[A-Z]{3}", text))


def decimals_of(code: str) -> int:
    """Decimals of the smallest unit: EUR 2, JPY 0, KWD 3."""
    return _OF.get(code, 2)
