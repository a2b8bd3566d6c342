"""Worked examples: the specification of a rulebook, each with its arithmetic by hand."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from attain.engine.declare import Declaration, Key, Text
from attain.engine.period import Period
from attain.rulebook.case_values import Given, Opened, expected, given, opened, wrong

#: What a case can try, one of them each.
TRIED = ("plan", "scorecard", "kpi", "measure", "param", "pool")

GivenField = Annotated[Given, BeforeValidator(given)]
OpeningField = Annotated[dict[str, Opened], BeforeValidator(opened)]
Expected = Annotated[dict[str, Any], BeforeValidator(expected)]
Row = dict[str, Any]


class CasePeriod(Declaration):
    """One of several periods in a row. active: whether the person is at work in it at all.

    opening: what a hand sets of the state at its start.
    """

    opening: OpeningField = Field(default_factory=dict)
    given: GivenField = Given()
    active: bool = True
    expect: Expected = Field(default_factory=dict)


class CasePerson(Declaration):
    """Someone in a case of several people; starts and ends bound their spell."""

    post: str = ""
    unit: str = ""
    reports_to: str = ""
    starts: date | None = Field(default=None, alias="from")
    ends: date | None = Field(default=None, alias="to")
    attributes: dict[str, str] = Field(default_factory=dict)
    given: GivenField = Given()


class Case(Declaration):
    """cases/*.yaml: given this, expect that, exactly.

    One of plan, scorecard, kpi, measure, param, pool says what is tried. on or period: when (default: the
    first month, or cycle of the rule, in which all rules are in force). people: several at once, whose
    nodes are named person.node. facts, tables: rows instead of given values, through the store and the whole
    engine up to pay; nodes are named person.node, unit.UNIT.node, company.node. periods: several in a row;
    nodes of the n-th are named n/node. canary: the case must fail, to show that cases can.
    title: what the case says, in other languages than `case` is written in.
    """

    case: str = Field(min_length=1)
    title: Text = Field(default_factory=dict)
    plan: Key | None = None
    scorecard: Key | None = None
    kpi: Key | None = None
    measure: Key | None = None
    param: Key | None = None
    pool: Key | None = None
    post: Key | None = None
    on: date | None = None
    period: str | None = None
    given: GivenField = Given()
    opening: OpeningField = Field(default_factory=dict)
    periods: tuple[CasePeriod, ...] = ()
    people: dict[str, CasePerson] = Field(default_factory=dict)
    facts: dict[str, tuple[Row, ...]] = Field(default_factory=dict)
    tables: dict[str, tuple[Row, ...]] = Field(default_factory=dict)
    expect: Expected = Field(default_factory=dict)
    math: str = ""
    source: str = ""
    id: str = ""
    note: str = ""
    canary: bool = False

    @model_validator(mode="before")
    @classmethod
    def _period_as_text(cls, written: Any) -> Any:
        """`period: 2026` is a year, whatever YAML thinks."""
        if isinstance(written, dict) and isinstance(written.get("period"), int):
            return written | {"period": str(written["period"])}
        return written

    @model_validator(mode="after")
    def _one_trial(self) -> "Case":
        named = [kind for kind in TRIED if getattr(self, kind) is not None]
        if len(named) != 1:
            raise wrong("fault.case.tried", known=", ".join(TRIED), count=len(named))
        if not self.expected():
            raise wrong("fault.case.expect")
        if self.on is not None and self.period is not None:
            raise wrong("fault.case.when")
        if (self.facts or self.tables) and (
            self.given != Given() or self.people or self.periods or self.opening
        ):
            raise wrong("fault.case.rows_or_given")
        return self

    @property
    def titles(self) -> dict[str, str]:
        """What the case says, by language; as it is written ("") where there is no other."""
        return {"": self.case} | self.title

    @property
    def tried(self) -> tuple[str, str]:
        """Kind and name of the rule that is tried."""
        return next((kind, name) for kind in TRIED if (name := getattr(self, kind)) is not None)

    def expected(self) -> dict[str, Any]:
        """All expectations by node; those of the n-th period as n/node."""
        found = dict(self.expect)
        for at, period in enumerate(self.periods, 1):
            found |= {f"{at}/{node}": value for node, value in period.expect.items()}
        return found


@dataclass(frozen=True, slots=True)
class PlacedCase:
    """A case and where it stands."""

    case: Case
    file: str
    line: int


def period_of(case: Case, rules: Any) -> Period:
    """The (first) period of a case. Raises PeriodFault for a period that the calendar does not have.

    rules: the Rules that the case tries; asked for versions and calendar only.
    """
    kind, name = case.tried
    versions = rules.versions(kind, name)
    rule = versions[-1].rule
    cycle = getattr(rule, "cycle", None) or getattr(rule, "often", "month")
    cycle = "month" if cycle == "day" else cycle
    if case.period is not None:
        return rules.calendar.period(case.period)
    if case.on is not None:
        return rules.calendar.containing(case.on, cycle)
    first = max(found[0].starts for found in rules.documents.values())
    day = first if versions[-1].starts <= first < versions[-1].ends else versions[-1].starts
    period = rules.calendar.containing(day, cycle)
    return period if period.start >= day else rules.calendar.after(period)
