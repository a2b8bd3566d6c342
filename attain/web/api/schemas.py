"""What operations take and give."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

#: A decimal as text.
NUMBER = "a decimal as text; null where it is undefined"


class Me(Schema):
    """Who the token belongs to. scopes: what it may ask; of a session, all that the roles allow."""

    name: str
    person: str = Field(description="the key in the table of people, empty for who is no payee")
    scopes: list[str]


class PersonOut(Schema):
    key: str
    name: str
    given_name: str
    family_name: str


class AssignmentOut(Schema):
    post: str
    unit: str
    since: date
    until: date | None = Field(description="the first day on which it no longer holds; null while it is open")


class PersonDetail(PersonOut):
    assignments: list[AssignmentOut]


class UnitOut(Schema):
    key: str
    title: str
    parent: str
    kind: str
    depth: int


class RunOut(Schema):
    """A run. current: whether the period is shown by it. control: sums, only for who may see pay."""

    key: str
    period: str
    cycle: str
    first_day: date
    last_day: date
    state: str
    current: bool
    rulebook: str
    snapshot: str
    facts_until: date | None
    people: int
    counts: dict[str, int]
    control: dict[str, str]


class RunAsked(Schema):
    """Which period to compute, as 2026-10."""

    period: str = Field(max_length=20, pattern=r"^[A-Za-z0-9_.-]+$")


class ExportAsked(Schema):
    kind: str = Field(pattern=r"^(payroll|summary|statements|results)$")


class SheetOut(Schema):
    """Everything that a run published of a person's spell or of a unit.

    values: node → text, as it was published; "node|group" for a group. further: numbers of other periods.
    """

    run: str
    period: str
    kind: str
    subject: str
    spell: str
    post: str
    unit: str
    card: str
    total: str | None = Field(description=NUMBER)
    grade: str
    paid: str | None = Field(description=NUMBER)
    values: dict[str, str]
    further: dict[str, str]


class LineOut(Schema):
    """A line of a scorecard. actual, score, points: as published. node: what explains the actual value."""

    kpi: str
    title: str
    unit: str
    actual: str | None = Field(description=NUMBER)
    target: str | None = Field(description=NUMBER)
    score: str | None = Field(description=NUMBER)
    weight: str | None = Field(description=NUMBER)
    points: str | None = Field(description=NUMBER)
    node: str
    points_node: str


class CardOut(Schema):
    scorecard: str
    title: str
    period: str
    run: str
    post: str
    unit: str
    total: str | None = Field(description=NUMBER)
    grade: str
    lines: list[LineOut]


class TreeOut(Schema):
    """A number and the steps that lead to it. facts: as the calculation knows them."""

    id: str
    sentence: str
    value: str | None
    shown: str
    unit: str
    facts: dict[str, Any]
    children: list["TreeOut"]


class ExplanationOut(Schema):
    """as_published: whether the number worked out now is the one that was published."""

    run: str
    subject: str
    node: str
    as_published: bool
    tree: TreeOut


class RowsOut(Schema):
    """Facts behind a measure, in the order of credit date and key. count: how many there are in all."""

    columns: list[str]
    items: list[list[str | int | bool | None]]
    count: int
    next: str | None


class KpiOut(Schema):
    key: str
    title: str
    formula: str
    unit: str
    decimals: int
    better: str
    often: str
    judges: list[str]
    peer_group: list[str]
    used_for: list[str]
    since: date
    until: date | None


class WorkOut(Schema):
    """A piece of background work. part: 0 to 1, null where unknown. told: what came of it, in words."""

    id: int
    kind: str
    about: str
    state: str
    part: str | None = Field(description=NUMBER)
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    told: str
    faults: list[str]
    files: list[str]
