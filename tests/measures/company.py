"""A small company on paper: tables as rows, loaded into DuckDB as a snapshot would show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from attain.engine.facts import FactTable, all_tables
from attain.engine.measures.aggregate import Request, measured
from attain.engine.measures.declaration import Measure
from attain.engine.measures.figures import Figures
from attain.engine.measures.relations import organise
from attain.engine.measures.schema import Schema
from attain.engine.measures.selection import Question
from attain.engine.period import Calendar
from attain.engine.store.engine import DuckEngine

CALENDAR = Calendar()
START, OPEN = date(2026, 1, 1), date(2100, 1, 1)
PPM = 1_000_000

SALES = FactTable.model_validate(
    {
        "fact": "sales",
        "grain": "one product on one order",
        "columns": {
            "order_id": "text",
            "line": "integer",
            "client_id": "client",
            "product_id": "product",
            "seller_id": "employee?",
            "ordered_on": "date",
            "paid_on": "date?",
            "sold_on": "date?",
            "reverses": "text?",
            "quantity": "integer",
            "amount": "money",
            "is_return": "boolean",
        },
        "key": ["order_id", "line"],
        "date": "ordered_on",
        "client": "client_id",
        "employee": "seller_id",
        "owned_on": "sold_on",
        "reverses": "reverses",
    }
)

VISITS = FactTable.model_validate(
    {
        "fact": "visits",
        "grain": "one visit",
        "columns": {"visit_id": "text", "who": "employee", "at": "timestamp", "minutes": "minutes"},
        "key": ["visit_id"],
        "date": "at",
        "employee": "who",
    }
)

SCHEMA = Schema(all_tables([SALES, VISITS]))


def day(text: str) -> date:
    """ "10-05" is 5 October 2026; longer texts are whole dates."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")


def measure(**declared: Any) -> Measure:
    return Measure.model_validate({"measure": "m", "from": START, "of": "sales", **declared})


@dataclass
class Company:
    """Rows by table; columns that are left out are empty or the table's default."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    engine: DuckEngine = field(default_factory=lambda: DuckEngine(threads=1))
    orders: int = 0

    def add(self, table: str, **row: Any) -> "Company":
        self.rows.setdefault(table, []).append(row)
        return self

    def person(self, person: str, unit: str = "N", since: str = "2026-01-01", to: str = "2100-01-01", **more):
        return self.add("assignments", person_id=person, post="am", unit_id=unit, **_span(since, to), **more)

    def reports(self, person: str, manager: str, since: str = "2026-01-01", to: str = "2100-01-01"):
        return self.add("reporting", person_id=person, manager_id=manager, **_span(since, to))

    def unit(self, unit: str, parent: str | None = None) -> "Company":
        return self.add("units", unit_id=unit, parent_id=parent)

    def covers(
        self, person: str, client: str, since="2026-01-01", to="2100-01-01", share=100, role=""
    ) -> "Company":
        span = _span(since, to)
        return self.add(
            "coverage", client_id=client, person_id=person, share=share * 10_000, role=role, **span
        )

    def credit(
        self, key: str, person: str, share: int = 100, role: str = "", fact: str = "sales"
    ) -> "Company":
        return self.add("credits", fact=fact, fact_key=key, person_id=person, share=share * 10_000, role=role)

    def sale(self, client: str, on: str, amount: str = "100", **more: Any) -> "Company":
        self.orders += 1
        row = {"order_id": f"O{self.orders}", "line": 1, "quantity": 1, "is_return": False, **more}
        row |= {name: day(row[name]) for name in ("paid_on", "sold_on") if name in row}
        cents = int(Decimal(amount) * 100)
        return self.add("sales", client_id=client, ordered_on=day(on), amount=cents, **row)

    def figures(self, *measures: Measure, period: str = "2026-10", due: str = "") -> Figures:
        self.load()
        asked = [Request(measure, CALENDAR.period(period), due) for measure in measures]
        return measured(self.engine, asked, SCHEMA, CALENDAR, organise(self.engine))

    def question(self, measure: Measure, period: str = "2026-10") -> Question:
        self.load()
        return Question(measure, CALENDAR.period(period), SCHEMA, CALENDAR, organise(self.engine))

    def load(self) -> None:
        """The rows as tables; tables that were empty and still are stay as they were."""
        filled = vars(self.engine).setdefault("filled", {})
        for name, table in SCHEMA.tables.items():
            if not self.rows.get(name) and filled.get(name) is False:
                continue
            filled[name] = bool(self.rows.get(name))
            kinds = {column: kind.physical for column, kind in table.columns.items() if not kind.personal}
            kinds |= {"_load": "VARCHAR", "_row": "BIGINT"} if table.date else {}
            self.engine.table(name, _listed(self.rows.get(name, []), kinds), kinds)


def _span(since: str, to: str) -> dict[str, date]:
    return {"from": day(since), "to": day(to)}


def _listed(rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> list[Sequence[Any]]:
    given = {"_load": "L1"}
    return [
        [{**given, "_row": number, **row}.get(column) for column in kinds]
        for number, row in enumerate(rows, 1)
    ]


def values(figures: Figures, level: str, group: str = "", name: str = "m") -> dict[str, str]:
    """Subject → value as text at a level ("subject spell" where a subject has several spells)."""
    return {
        f"{key.subject}{' ' + key.spell if key.spell not in ('', '2026-01-01') else ''}": str(value)
        for key, value in figures
        if (key.measure, key.level, key.group) == (name, level, group)
    }


def plain() -> Company:
    """Company C with branches N and S; Ana and Bo in N under Lea, Cy in S; Lea reports to Max at the top."""
    company = Company().unit("C").unit("N", "C").unit("S", "C")
    for person, unit in (("ana", "N"), ("bo", "N"), ("lea", "N"), ("cy", "S"), ("max", "C")):
        company.person(person, unit)
    return company.reports("ana", "lea").reports("bo", "lea").reports("lea", "max").reports("cy", "max")
