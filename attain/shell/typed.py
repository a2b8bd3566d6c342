"""Numbers as people type them, whatever their keyboard makes of a minus, a space or a decimal comma."""

from decimal import Decimal, InvalidOperation


def typed_number(text: str, digits: int) -> Decimal | None:
    """1234.50, −45, 12,50, 1 234,5; None where it is no number, or has more digits before its point."""
    plain = "".join(text.replace("\u2212", "-").split())
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** digits else None
