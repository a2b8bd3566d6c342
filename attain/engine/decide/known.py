"""What is known of people before anything is computed of them: by somebody who computed the same before."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from attain.engine.decide.subject import Subject
from attain.engine.pay.plan import Plan
from attain.engine.scoring.result import CardResult

#: Nothing is known, which is not the same as an undefined value.
UNKNOWN: Any = object()


class Known(Protocol):
    """Asked about a person's spell when it is first looked at. What is not known is computed."""

    def values(self, subject: Subject, period: str) -> dict[Any, Any]:
        """What is published of a period: KPIs by name, measures by ("measure", name), totals of scorecards by
        ("scorecard", name). A dictionary to keep.
        """

    def card(self, subject: Subject, name: str, period: str) -> CardResult | None:
        """A scorecard's result; period: of the card's own cycle. None where it is not known."""

    def amounts(self, subject: Subject, plans: list[Plan]) -> Mapping[str, Decimal]:
        """What components of the spell's plans earned."""

    def earnings(self, person: str) -> Decimal | None:
        """Earnings over all spells and plans, None while held; UNKNOWN where they are not known."""
