"""A small company, worked by hand: two managers and their back office in one October.

Ming sold 300 000 against a plan of 320 000 and visited 93 of 100 clients; Anna sold 180 000 against
150 000 and visited 99. Ming's card: 93.75 % scores 68.75, × 60 ÷ 100 = 41.25; 93 % stands on the step of 80,
× 40 ÷ 100 = 32.00; an idea counts 1.50; of the shortfall 60 − 41.25 = 18.75 the back office carries 40 % =
7.50; together 82.25, grade B.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.settlement import settle
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import Adjustment, Difference, Held, Instalment, Opening, TargetRow, World
from attain.engine.declare import OPEN_END
from attain.engine.measures.figures import Lacking
from attain.engine.period import Period
from attain.engine.trace import Node
from attain.rulebook.load import load
from attain.runs.compute import Computed
from attain.runs.control import Control, MeasureSum
from attain.runs.explain import tree
from attain.runs.statement import Origin, Person, Statement, statement, titles

D = Decimal
HERE = Path(__file__).resolve().parent
LONG_AGO = date(2024, 1, 1)

SALES = {"E001": "300000.00", "E002": "180000.00", "north": "480000.00", "company": "480000.00"}
VISITED = {"E001": "93", "E002": "99", "B001": "85"}
PEOPLE = {
    "E001": Person("E001", given_name="明", family_name="王", name="王明"),
    "E002": Person("E002", given_name="Анна", family_name="Петрова", name="Анна Петрова"),
    "B001": Person("B001", given_name="<b>Bo</b>", family_name="=1+1", name="<b>Bo</b> =1+1"),
}
ORIGIN = Origin(
    company="明架商贸",
    run="8d41c0ffee12aa07",
    bundle="b7e2f4a9c1d35e60" * 4,
    snapshot="03aa9f77d2c84b15" * 4,
    state="calculated",
    facts_until=date(2026, 10, 31),
    currency="CNY",
    currency_decimals=2,
)


@dataclass
class Worked:
    """Figures given by hand: (measure, subject) → value; nothing else happened."""

    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def value(self, measure: str, level: str, subject: str, spell: str, group: str, period: str) -> Decimal:
        return D(self.values.get((measure, subject), "0"))

    def events(self, measure, subject, spell, period):
        return ()

    def groups(self, measure, level, subject, spell, period):
        return ()


def spell(person: str, post: str, unit: str = "north") -> Subject:
    attributes = {"person": person, "post": post, "unit": unit}
    return Subject("person", person, LONG_AGO.isoformat(), post, unit, LONG_AGO, OPEN_END, attributes)


def target(person: str, name: str, value: str) -> TargetRow:
    return TargetRow("person", person, name, "2026-10", D(value), set_on=date(2026, 9, 28), set_by="L001")


def world(violations: str = "0", **more) -> World:
    figures = {("sales_amount", who): value for who, value in SALES.items()}
    figures |= {("visited_clients", who): value for who, value in VISITED.items()}
    figures["violations", "E001"] = violations
    return World(
        figures=Worked(figures),
        spells=(
            spell("E001", "account_manager"),
            spell("E002", "account_manager"),
            spell("B001", "back_office"),
        ),
        unit_parents={"north": ""},
        targets=(
            target("E001", "sales_amount", "320000.00"),
            target("E002", "sales_amount", "150000.00"),
            *(target(who, "visited_clients", "100") for who in VISITED),
        ),
        **more,
    )


def opening() -> Opening:
    """Ming owes 1 200 of draws, has an instalment due, and money that waited for a client's payment."""
    return Opening(
        draws={("E001", "manager_pay"): D("1200.00")},
        instalments={"E001": (Instalment("kpi_bonus", "2026-09", 2, 3, D("410.00"), "2026-10"),)},
        held={"E001": (Held("commission", "2026-08", "O-77", D("55.00")),)},
    )


def extras() -> dict:
    return {
        "opening": opening(),
        "due_dates": {("commission", "O-77"): date(2026, 10, 12)},
        "adjustments": (
            Adjustment(
                "A1", "E001", "commission", "2026-10", D("120.00"), "Fair <stand> duty", "L001", "F001"
            ),
        ),
        "differences": (
            Difference("E001", "2026-08", "commission", D("-80.00"), D("2000.00"), D("1920.00")),
        ),
    }


@cache
def rules():
    loaded = load(HERE / "rulebook")
    assert loaded.rules, loaded.faults
    return loaded.rules


def computed(violations: str = "0", held: bool = False, places: Mapping[str, str] | None = None) -> Computed:
    """October, computed. held: Ming has no target of visits, so that a bonus can't be decided."""
    period = Period(date(2026, 10, 1), date(2026, 11, 1), "2026-10", "month")
    inputs = world(violations, **extras())
    if held:
        kept = [t for t in inputs.targets if (t.subject, t.name) != ("E001", "visited_clients")]
        inputs = replace(inputs, targets=tuple(kept))
    payroll = Payroll(Evaluation(rules(), inputs, period))
    pays = {person: settle(payroll, person) for person in payroll.people}
    sums = (MeasureSum("sales_amount", "money", D("485000.00"), D("5000.00")),)
    lacking = (Lacking("sales_amount", "2026-10", "north", "owner_left", 12, D("9.5"), D("5000.00")),)
    control = Control(sums, lacking)
    return Computed(rules(), period, payroll.evaluation, payroll, pays, control, places or {})


def slip(
    person: str = "E001",
    violations: str = "0",
    held: bool = False,
    name: str = "",
    of: Computed | None = None,
) -> Statement:
    """One person's statement. name: another name for the person."""
    who = Person(person, name=name) if name else PEOPLE[person]
    return statement(of or computed(violations, held), who, ORIGIN)


def slips() -> list[Statement]:
    """Everybody's."""
    told = computed()
    return [slip(person, of=told) for person in sorted(PEOPLE)]


def explained(name: str) -> tuple[Node, Mapping[str, Mapping[str, str]]]:
    """The tree of one of Ming's numbers, and the titles of what it mentions."""
    told = computed()
    node = tree(told, "E001", name)
    return node, titles(told, [node])
