"""Small rules and worlds for tests of stage B: declarations as a rulebook would write them."""

from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.decide.evaluation import Evaluation
from attain.engine.decide.payroll import Payroll
from attain.engine.decide.rules import Rules
from attain.engine.decide.settings import Settings
from attain.engine.decide.subject import Subject
from attain.engine.decide.world import World
from attain.engine.facts import FactTable
from attain.engine.kpis.declaration import Kpi
from attain.engine.kpis.params import Param
from attain.engine.measures.declaration import Measure
from attain.engine.pay.plan import Plan, Pool
from attain.engine.scoring.declaration import Scorecard

KINDS = {
    "measure": Measure,
    "kpi": Kpi,
    "param": Param,
    "scorecard": Scorecard,
    "plan": Plan,
    "pool": Pool,
}
START = date(2026, 1, 1)

SALES = FactTable.model_validate(
    {
        "fact": "sales",
        "grain": "one sale",
        "columns": {"sale_id": "text", "client_id": "client", "sold_on": "date", "amount": "money"},
        "key": ["sale_id"],
        "date": "sold_on",
        "client": "client_id",
    }
)


def rules(*documents: dict[str, Any]) -> Rules:
    """Rules from documents as mappings; `from` defaults to 2026."""
    made = [KINDS[next(iter(d))].model_validate({"from": START, **d}) for d in documents]
    return Rules.of(Settings(rulebook="test", currency="EUR"), made, [SALES])


def measure(name: str, **more: Any) -> dict[str, Any]:
    return {"measure": name, "of": "sales", "value": "sum(amount)", **more}


class Given:
    """Figures by (subject, spell or "", measure); missing ones are 0."""

    def __init__(self, values: dict[tuple[str, ...], Any], events: dict[tuple[str, str], Any] | None = None):
        self.values = {key: Decimal(str(value)) for key, value in values.items()}
        self.happened = events or {}

    def value(self, measure, level, subject, spell, group, period):
        for key in ((subject, spell, measure), (subject, measure), (level, subject, measure)):
            if key in self.values:
                return self.values[key]
        return Decimal(0)

    def events(self, measure, subject, spell, period):
        return self.happened.get((subject, measure), ())

    def groups(self, *where):
        return ()


def person(
    key: str, post: str = "seller", unit: str = "N", start: date = START, end: date = date(2100, 1, 1), **has
):
    attributes = {"person": key, "post": post, "unit": unit, **has}
    return Subject("person", key, start.isoformat(), post, unit, start, end, attributes)


def payroll(found: Rules, world: World, period: str = "2026-03") -> Payroll:
    return Payroll(Evaluation(found, world, found.calendar.period(period)))
