"""What a scorecard came to: its lines, what changed its total, and the story of accountability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from attain.engine.formulas import Expression
from attain.engine.kpis.declaration import Kpi
from attain.engine.scoring.curve import Reading
from attain.engine.scoring.declaration import BackOffice, Gate, Scorecard, ScoreLine
from attain.engine.trace import Trace


class LineResult(NamedTuple):
    """One line. status: "scored", "undefined", "full marks", "gated", "held"; of process lines that are not
    examined "excused" (they earn full marks) or "not examined" (they do not count).

    effective: the weight after re-weighting; score: 0–100 and beyond; points = score × effective ÷ 100.
    """

    line: ScoreLine
    actual: Decimal | None
    score: Decimal | None
    status: str
    reading: Reading | None = None
    effective: Decimal = Decimal(0)
    points: Decimal | None = None


class ExtraResult(NamedTuple):
    """Points beside the lines: "merit", "deduction", "carried_by_back" (relief), "carried_for_front"."""

    kind: str
    name: str
    points: Decimal
    unlimited: Decimal
    title: Mapping[str, str]
    because: Mapping[str, str]


class GateResult(NamedTuple):
    """A gate and whether it closed (None: its condition is undefined, the total is held)."""

    gate: Gate
    closed: bool | None


@dataclass(frozen=True, slots=True)
class BackLine:
    """A process line of the back office, as scored on its holder's own scorecard."""

    person: str
    kpi: str
    score: Decimal | None
    met: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """How the shortfall of a joint line is carried: front + back = shortfall; leader is shown only."""

    kpi: str
    shortfall: Decimal
    front: Decimal
    back: Decimal
    front_part: Decimal
    leader_part: Decimal | None


@dataclass(frozen=True, slots=True)
class Story:
    """Who answers for a miss. outcome: "met", "back_office", "front", "no_back_office" or "undefined"."""

    outcome: str
    missed: tuple[str, ...]
    back_lines: tuple[BackLine, ...] = ()
    carried: tuple[Carried, ...] = ()


class CardResult(NamedTuple):
    """A scorecard's total (None: held, with the reason), grade and how they came about."""

    card: Scorecard
    total: Decimal | None
    grade: str | None
    lines: tuple[LineResult, ...]
    gates: tuple[GateResult, ...]
    extras: tuple[ExtraResult, ...]
    story: Story | None
    held: str = ""

    def parts(self) -> dict[str, tuple[Decimal | str | None, str]]:
        """What is published beside the total: name → (value, unit word).

        grade, accountability, KPI[.GROUP].score / .weight / .points, merit.NAME, deduction.NAME and what
        is carried for others.
        """
        found: dict[str, tuple[Decimal | str | None, str]] = {}
        if self.card.grades:
            found["grade"] = self.grade, "text"
        for line in self.lines:
            at = line.line.kpi + (f".{line.line.group}" if line.line.group else "")
            found[f"{at}.score"] = line.score, "points"
            found[f"{at}.weight"] = line.effective, "points"
            found[f"{at}.points"] = line.points, "points"
        for extra in self.extras:
            found[f"{extra.kind}.{extra.name}"] = extra.points, "points"
        if self.story:
            found["accountability"] = self.story.outcome, "text"
        return found


class CardScope(Protocol):
    """What scoring asks of the evaluator. While tracing, `number`, `holds` and `kpi` leave one node each."""

    trace: Trace | None

    def number(self, formula: Expression) -> Decimal | None: ...

    def holds(self, formula: Expression) -> bool | None: ...

    def kpi(self, name: str, group: str) -> tuple[Kpi | None, Decimal | None]:
        """The KPI's declaration in force (None: there was none) and its value here."""

    def back_office(self, back: BackOffice) -> Sequence[BackLine]:
        """The process lines of those who hold the post in this unit or the nearest above; empty if nobody."""

    def carried_for_front(self, card: Scorecard) -> Sequence[tuple[str, Decimal]]:
        """What this person, as back office, carries of the fronts' joint shortfalls: (KPI, mean points)."""
