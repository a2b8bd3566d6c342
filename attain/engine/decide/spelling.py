"""The one spelling of a published value, of one and of very many."""

from collections.abc import Sequence
from decimal import Decimal

from attain.engine.trace import Value

#: A number of more digits, or with an exponent, is spelled the long way.
_MOST_DIGITS = 28


def canonical(value: Value) -> str:
    """The one spelling of a value: plain digits, no exponent, published decimals kept; "" when undefined."""
    if type(value) is Decimal:
        text = str(value)
        if len(text) < _MOST_DIGITS and "E" not in text and (value or text[0] != "-"):
            return text
        return format(value + 0 if value else abs(value), "f")
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def spelled(values: Sequence[Value]) -> list[str]:
    """`canonical` of each, in exact arithmetic: where all are plain numbers none is looked at by itself."""
    texts = [*map(str, values)]
    told = "".join(texts)
    if "E" in told or "e" in told or "-0" in told:  # an exponent, a word such as None, a zero with a sign
        return [*map(canonical, values)]
    return texts
