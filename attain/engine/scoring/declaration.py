"""What a scorecard is: weighted scores for a post and a cycle, gates, merits, grades, accountability."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property, partial
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from attain.engine.declare import Dated, Declaration, Key, Number, Text, number
from attain.engine.formulas import Expression
from attain.engine.money import CONTEXT
from attain.engine.scoring.curve import CurveField, Reading

#: decimals → a KPI's value → score, reading and points.
Judged = dict[int, dict[Decimal, tuple[Decimal, Reading, Decimal]]]


class ScoreLine(Declaration):
    """One KPI on the scorecard. score = the KPI read off `curve` (straight) or `steps` (stairs);
    points = score × weight ÷ 100. A point `above 105%` holds only beyond 105 %."""

    kpi: Key
    weight: Number = Field(gt=0)
    curve: CurveField | None = None
    steps: CurveField | None = None
    beyond: Literal["flat", "extend"] = "flat"
    group: str = ""

    @model_validator(mode="after")
    def _one_picture(self) -> "ScoreLine":
        if (self.curve is None) == (self.steps is None):
            raise ValueError("fault.scorecard.curve_or_steps")
        return self

    @cached_property
    def read(self) -> Callable[[Decimal], Reading]:
        """The score that a value of the KPI is read to, before rounding."""
        if self.steps is not None:
            return self.steps.stairs
        return (
            self.curve.straight if self.beyond == "flat" else partial(self.curve.straight, beyond=self.beyond)
        )

    @cached_property
    def judged(self) -> Judged:
        """What values of the KPI came to on this line, by the card's decimals: the same for everybody."""
        return defaultdict(dict)

    @cached_property
    def part(self) -> Decimal:
        """The weight as a part of one: what a score is multiplied with."""
        return CONTEXT.scaleb(self.weight, -2)


class Gate(Declaration):
    """A condition that, when true, sets (`then`) or limits (`at_most`) the total or the scores of lines."""

    when: Expression
    then: Number | None = None
    at_most: Number | None = None
    lines: Literal["all"] | tuple[Key, ...] = "all"
    because: Text = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_effect(self) -> "Gate":
        if (self.then is None) == (self.at_most is None):
            raise ValueError("fault.gate.effect")
        return self


class Extra(Declaration):
    """A merit or a deduction: points by formula, up to `limit`. Both are declared as positive points."""

    name: Key
    title: Text = Field(default_factory=dict)
    points: Expression
    when: Expression | None = None
    limit: Number | None = Field(default=None, ge=0)
    because: Text = Field(default_factory=dict)


class BackOffice(Declaration):
    """Whose process is judged before the front's: holders of `post` in the same unit or the nearest above."""

    post: Key
    lines: tuple[Key, ...] = Field(min_length=1)
    met: Number = Field(default=100, validate_default=True)


class Accountability(Declaration):
    """Results first, then process; the back office before the front.

    results: lines judged first; each is met when its score reaches `met`.
    process: lines examined only when a result is missed and the back office did its part.
    unexamined: what becomes of process lines that are not examined: "full marks", or "not scored" (their
        weight goes to the other lines).
    joint: result lines whose shortfall (weight − points) is carried by front and back together, in the
        proportions of `front` and `back` (formulas; scaled to their sum). `leader` is the leader's share
        of responsibility in it: shown, not deducted.
    """

    results: tuple[Key, ...] = Field(min_length=1)
    process: tuple[Key, ...] = ()
    met: Number = Field(default=100, validate_default=True)
    unexamined: Literal["full marks", "not scored"] = "full marks"
    back_office: BackOffice | None = None
    joint: tuple[Key, ...] = ()
    front: Expression | None = None
    back: Expression | None = None
    leader: Expression | None = None

    @model_validator(mode="after")
    def _joint_needs_proportions(self) -> "Accountability":
        if self.joint and (self.front is None or self.back is None or self.back_office is None):
            raise ValueError("fault.accountability.proportions")
        return self


def _grades(value: Any) -> tuple[tuple[str, Any], ...]:
    if not isinstance(value, dict) or not value:
        raise ValueError("fault.grades")
    pairs = sorted(((str(k), number(v)) for k, v in value.items()), key=lambda p: -p[1])
    if len({bound for _, bound in pairs}) < len(pairs):
        raise ValueError("fault.grades.twice")
    return tuple(pairs)


class Scorecard(Dated):
    """scorecards/*.yaml. Weights must sum to `total` (100 unless said)."""

    scorecard: Key
    post: Key
    cycle: Literal["week", "month", "quarter", "half_year", "year"] = "month"
    total: Number = Field(default=100, validate_default=True)
    decimals: int = Field(default=2, ge=0, le=6)
    lines: tuple[ScoreLine, ...] = Field(min_length=1)
    gates: tuple[Gate, ...] = ()
    merits: tuple[Extra, ...] = ()
    deductions: tuple[Extra, ...] = ()
    floor: Number | None = Field(default=0, validate_default=True)
    cap: Number | None = None
    grades: Annotated[tuple[tuple[str, Any], ...], BeforeValidator(_grades)] = ()
    accountability: Accountability | None = None

    @model_validator(mode="after")
    def _weights(self) -> "Scorecard":
        weight = sum(line.weight for line in self.lines)
        if weight != self.total:
            raise ValueError(f"fault.scorecard.weights {weight} {self.total}")
        return self
