"""What a KPI is: a formula over measures, targets and other KPIs, with the card people read."""

from typing import Literal

from pydantic import Field

from attain.engine.declare import Dated, Key, Text
from attain.engine.formulas import Expression

CADENCE = ("day", "week", "month", "quarter", "half_year", "year")


class Kpi(Dated):
    """kpis/*.yaml.

    unit: percent, ratio, number, points, pieces, money, days, hours, minutes or months; a percent is a ratio
        everywhere and `decimals` count in its shown form.
    better: which way is good; "near" means near the target.
    undefined: what becomes of an undefined value: "not scored" (other weights are scaled up),
        "zero", "full marks" (the line earns its whole weight), "hold" (the total, and pay, wait).
    judges: the posts that are judged by it; used_for: what for; often: how often it is computed.
    peer_group: attributes (post, market_type, class, unit, …) within which people may be compared.
    serves: the decision that it serves, where the formula alone does not show that it has a meaning.
    influence: who can move it: "own", "team", "unit", "company"; KPI lint compares it with `judges`.
    by: attributes for which it is also given apart, as its measures are: each group with facts or a target of
        those that it reads, also one with a target alone, or with facts of an earlier period alone.
    """

    kpi: Key
    formula: Expression
    unit: str = "number"
    decimals: int = Field(default=2, ge=0, le=12)
    better: Literal["higher", "lower", "near"] = "higher"
    undefined: Literal["not scored", "zero", "full marks", "hold"] = "not scored"
    judges: tuple[str, ...] = ()
    often: Literal["day", "week", "month", "quarter", "half_year", "year"] = "month"
    used_for: tuple[str, ...] = ()
    peer_group: tuple[str, ...] = ()
    influence: Literal["own", "team", "unit", "company"] = "own"
    by: tuple[str, ...] = ()
    example: Text = Field(default_factory=dict)
    serves: Text = Field(default_factory=dict)

    @property
    def places(self) -> int:
        """Decimals of the value itself: a percent shown with 2 decimals is a ratio with 4."""
        return self.decimals + 2 if self.unit == "percent" else self.decimals
