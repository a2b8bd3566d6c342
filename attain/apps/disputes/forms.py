"""What is typed on the pages of disputes."""

from collections.abc import Mapping
from decimal import Decimal

from attain.apps.disputes.actions import Decision
from attain.wording import Wording
from attain.wording.typed import parsed

#: The longest text.
LONGEST = 2_000


def text_of(given: Mapping[str, str], name: str = "text") -> str:
    return given.get(name, "").replace("\0", "").strip()[:LONGEST]


def number_of(text: str, wording: Wording, unit: str = "money") -> Decimal | None:
    """A number as the reader's language writes it; None where it is none. Of a "percent", 95 is 0.95."""
    try:
        found = parsed(text, wording, unit, places=None)
    except ValueError:
        return None
    return None if found is None else round(found, 6)


def decision_of(given: Mapping[str, str], wording: Wording) -> Decision:
    return Decision(
        outcome=given.get("outcome", ""),
        text=text_of(given),
        how=_how(given),
        source=text_of(given, "source"),
        component=given.get("component", ""),
        period=given.get("period", ""),
        amount=number_of(given.get("amount", ""), wording),
        reason=text_of(given, "reason")[:500],
    )


def _how(given: Mapping[str, str]) -> str:
    """What was ticked; where nothing was, what was filled in says it: an amount, or the load. Not both."""
    filled = [
        name for name, field in (("adjustment", "amount"), ("source", "source")) if text_of(given, field)
    ]
    return given.get("how", "") or (filled[0] if len(filled) == 1 else "")


def receiver_of(given: Mapping[str, str]) -> int:
    return _key(given, "to") or 0


def seen_of(given: Mapping[str, str]) -> int | None:
    """The last step that the page showed on which something was sent; None where it does not say."""
    return _key(given, "seen")


def _key(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
