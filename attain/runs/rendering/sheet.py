"""A statement in words and figures of one language, laid out by nobody yet: what every form of it shows.

Texts are plain; each form escapes them in its own way. Numbers stand beside their texts where a form
needs them (a spreadsheet).
"""

from dataclasses import dataclass
from decimal import Decimal

from attain.runs.rendering.branch import Branch
from attain.runs.rendering.picture import Bar, Picture


@dataclass(frozen=True, slots=True)
class Row:
    """A step with its amount. number: None where there is no amount. kind: message id of the step."""

    text: str
    amount: str
    number: Decimal | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a table's cell as a number. decimals: None = its own."""

    value: Decimal
    unit: str
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class PayLine:
    """A line of a component: what it is, its base, the rate or point of the curve, the amount.

    text: in short, beside base and rate; sentence: the whole of it, figures included; figures: base and rate.
    """

    text: str
    base: str
    rate: str
    amount: str
    number: Decimal
    sentence: str
    figures: tuple[Figure | None, Figure | None] = (None, None)


@dataclass(frozen=True, slots=True)
class ComponentPart:
    """A component of a plan.

    notes: why nothing is paid, how far the next step is. aside: its part of a pool.
    """

    name: str
    title: str
    amount: str
    number: Decimal | None
    lines: tuple[PayLine, ...]
    notes: tuple[str, ...]
    aside: str
    pool: Branch | None
    picture: Picture | None
    tree: Branch | None


@dataclass(frozen=True, slots=True)
class PlanPart:
    """A plan of one spell. whose: post, unit and days of the spell. rule: which dated rule applied."""

    title: str
    whose: str
    rule: str
    components: tuple[ComponentPart, ...]
    limits: tuple[Row, ...]
    total: str
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of a scorecard. full_at: what would score 100. next: how far the next step is and its worth.

    mark: "met", "missed", or "" where there is no score; remark: why there is none.
    """

    title: str
    actual: str
    full_at: str
    score: str
    weight: str
    points: str
    mark: str
    remark: str
    next: str
    bar: Bar | None
    picture: Picture | None
    tree: Branch
    numbers: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    actual_unit: str
    actual_decimals: int | None


@dataclass(frozen=True, slots=True)
class CardPart:
    """A scorecard of one spell. story: who answers for a miss. gates, extras: what changed the total."""

    title: str
    whose: str
    rule: str
    total: str
    number: Decimal | None
    grade: str
    held: str
    lines: tuple[ScoreLine, ...]
    story: Branch | None
    gates: tuple["GatePart", ...]
    extras: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class GatePart:
    """A gate. state: "closed", "open" or "undefined"."""

    state: str
    tree: Branch


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the foot says: a label and its value. short: what a narrow place shows of it."""

    label: str
    value: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole statement.

    sums: from earned to paid, as few rows as there are; steps: each deferred, released, drawn or adjusted
    amount. differences: of earlier periods, with their cause. held: why the pay waits.
    """

    language: str
    company: str
    person: str
    person_id: str
    posts: str
    period: str
    state: str
    state_text: str
    currency: str
    decimals: int
    paid: str
    number: Decimal | None
    held: tuple[str, ...]
    plans: tuple[PlanPart, ...]
    earned: Row
    steps: tuple[Row, ...]
    differences: tuple[Row, ...]
    total: Row
    balance: Row | None
    cards: tuple[CardPart, ...]
    origin: tuple[Fact, ...]
