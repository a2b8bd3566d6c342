"""The shape `override`: a leader's percent of what the reports earn or the team achieves."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from attain.engine.formulas import Expression
from attain.engine.pay.component import Component, Computed, Note, line, number_of
from attain.engine.pay.scope import PayScope


def _measure(value: Any) -> Any:
    """The word `earnings` stands for the reports' earnings; anything else is a formula."""
    return None if value == "earnings" else value


class Override(Component):
    """Pays a leader a percent of the reports' earnings or of a team measure.

    percent: the part. of: "earnings" (default; after caps, before draws), or a formula such as
        team(sales_amount). depth: how many levels of reports earn for the leader (1 = direct reports).
    Who reports to the leader when the period ends counts with all that was earned in it.
    Use `cap` for the most that it pays. Of earnings, one line a report.
    """

    shape: Literal["override"] = "override"
    percent: Expression
    of: Annotated[Expression | None, BeforeValidator(_measure)] = None
    depth: int = Field(default=1, ge=1, le=50)

    line_ids: ClassVar = ("pay.override.report", "pay.override.team")
    example: ClassVar = """\
component: team_override
shape: override
percent: 5%
of: earnings
depth: 1
cap: 2000.00
"""
    worked: ClassVar = "reports earned 4 250.00 and 3 100.00: 212.50 + 155.00 = 367.50"

    def compute(self, scope: PayScope) -> Computed:
        percent = number_of(scope, self.percent)
        places = self.places(scope)
        if self.of is not None:
            base = number_of(scope, self.of)
            facts = {"base": base, "percent": percent, "of": self.of.text}
            return Computed((line("pay.override.team", base * percent, places, **facts),), facts)
        reports = sorted(scope.reports(self.depth))
        lines = tuple(
            line("pay.override.report", earned * percent, places, person=person, base=earned, percent=percent)
            for person, earned in reports
        )
        base = sum((earned for _, earned in reports), Decimal(0))
        notes = () if lines else (Note("pay.none.reports", {"depth": self.depth}),)
        return Computed(lines, {"base": base, "percent": percent, "reports": len(lines)}, notes)
