"""What is known of people before anything is computed of them: by somebody who computed the same before."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from attain.engine.decide.subject import Subject
from attain.engine.pay.plan import Plan
from attain.engine.scoring.result import CardResult

#: Nothing is known, which is not the same as an undefined value.
UNKNOWN: Any = object()


def known_as(kind: str, name: str) -> str:
    """What a value is remembered as at a place: one text, since a person has a hundred of them. No name has
    a space."""
    return name if kind == "kpi" else f"{kind} {name}"


class Known(Protocol):
    """Asked about a person's spell when it is first looked at. What is not known is computed."""

    def values(self, subject: Subject, period: str) -> dict[str, Any]:
        """What is published of a period: KPIs, measures and totals of scorecards by what they are `known_as`.
        A dictionary to keep.
        """

    def card(self, subject: Subject, name: str, period: str) -> CardResult | None:
        """A scorecard's result; period: of the card's own cycle. None where it is not known."""

    def amounts(self, subject: Subject, plans: list[Plan]) -> Mapping[str, Decimal]:
        """What components of the spell's plans earned."""

    def earnings(self, person: str) -> Decimal | None:
        """Earnings over all spells and plans, None while held; UNKNOWN where they are not known."""
