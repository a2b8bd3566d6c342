"""The relations beside a snapshot's tables that every measure's SQL reads: trees, places, roll-up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlglot import exp

from attain.engine.facts import Table
from attain.engine.measures.places import places
from attain.engine.measures.schema import Schema
from attain.engine.measures.traits import Traits, traits
from attain.engine.measures.trees import report_tree, unit_tree

#: The relations that `prepare` makes, with their columns.
SCHEMAS = {
    "unit_tree": {"unit_id": "VARCHAR", "ancestor_id": "VARCHAR"},
    "report_tree": {
        "person_id": "VARCHAR",
        "leader_id": "VARCHAR",
        "from": "DATE",
        "to": "DATE",
        "depth": "BIGINT",
    },
    "places": {
        "place": "BIGINT",
        "person_id": "VARCHAR",
        "from": "DATE",
        "to": "DATE",
        "spell": "VARCHAR",
        "unit_id": "VARCHAR",
    },
    "rollup": {"place": "BIGINT", "level": "VARCHAR", "subject": "VARCHAR", "spell": "VARCHAR"},
}


class Engine(Protocol):
    """What measures need of an engine (`store.DuckEngine` is one)."""

    def query(
        self, query: exp.Expression | str, parameters: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[tuple[Any, ...]]: ...

    def answer(self, query: exp.Expression) -> list[tuple[Any, ...]]: ...

    def register(
        self,
        snapshot: Any,
        tables: Mapping[str, Table],
        start: date | None = None,
        end: date | None = None,
    ) -> None: ...

    def table(self, name: str, rows: Iterable[Sequence[Any]], schema: Mapping[str, str]) -> None: ...

    def keep(self, name: str, query: exp.Expression) -> None: ...

    def foresee(self, snapshot: Any, gatherings: Iterable[Any]) -> None: ...

    def bounds(
        self, snapshot: Any, table: Any, name: str, days: tuple[date, date]
    ) -> tuple[date, date] | None: ...

    def gather(self, snapshot: Any, gathering: Any, told: Any) -> bool: ...

    def add_up(self, snapshot: Any, gathering: Any, totals: Any, told: Any) -> None: ...


def prepare(engine: Engine, snapshot: Any, schema: Schema) -> Traits:
    """Registers the snapshot's tables, `unit_tree`, `report_tree`, `places` and `rollup`.

    Raises Faulty where units or reporting lines go in circles, or a person has two assignments at once.
    """
    engine.register(snapshot, schema.tables)
    return organise(engine)


def organise(engine: Engine) -> Traits:
    """The same for tables that are registered already."""
    assignments = engine.query('SELECT person_id, unit_id, "from", "to" FROM assignments')
    reporting = engine.query('SELECT person_id, manager_id, "from", "to" FROM reporting')
    units = unit_tree(engine.query("SELECT unit_id, parent_id FROM units"))
    leaders = report_tree(reporting, [row[0] for row in assignments])
    stood = places(assignments, leaders, units)
    for name, rows in (
        ("unit_tree", units),
        ("report_tree", leaders),
        ("places", stood.rows),
        ("rollup", stood.rollup),
    ):
        engine.table(name, rows, SCHEMAS[name])
    return traits(engine.query)
