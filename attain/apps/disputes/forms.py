"""What is typed on the pages of disputes."""

from collections.abc import Mapping
from decimal import Decimal

from attain.apps.disputes.actions import Decision
from attain.shell.typed import typed_number

#: The longest text.
LONGEST = 2_000


def text_of(given: Mapping[str, str], name: str = "text") -> str:
    return given.get(name, "").replace("\0", "").strip()[:LONGEST]


def number_of(text: str, percent: bool = False) -> Decimal | None:
    """A number as people type it: 1234.50, 12,50, 95 %; None where it is none."""
    plain = "".join(text.split())
    hundredth = plain.endswith("%") or percent
    found = typed_number(plain.rstrip("%"), 15)
    if found is None:
        return None
    return round(found / 100 if hundredth else found, 6)


def decision_of(given: Mapping[str, str]) -> Decision:
    return Decision(
        outcome=given.get("outcome", ""),
        text=text_of(given),
        how=given.get("how", ""),
        source=text_of(given, "source"),
        component=given.get("component", ""),
        period=given.get("period", ""),
        amount=number_of(given.get("amount", "")),
        reason=text_of(given, "reason")[:500],
    )


def receiver_of(given: Mapping[str, str]) -> int:
    text = given.get("to", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
