"""The relations beside a snapshot's tables that every measure's SQL reads: trees, places, roll-up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Protocol

from sqlglot import exp

from attain.engine.facts import Table
from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    joined,
    named,
    number,
    or_else,
    relation,
    select,
    subquery,
    text,
    union,
)
from attain.engine.measures.once import ORGANISED, Once, files_of
from attain.engine.measures.places import COMPANY, COMPANY_PLACE, places
from attain.engine.measures.schema import Schema
from attain.engine.measures.traits import Traits, traits
from attain.engine.measures.trees import lines_above, unit_tree

#: The relations that `prepare` makes, with their columns.
SCHEMAS = {
    "unit_tree": {"unit_id": "VARCHAR", "ancestor_id": "VARCHAR"},
    "teams": {"team": "BIGINT", "leader_id": "VARCHAR", "spell": "VARCHAR"},
    "places": {
        "place": "BIGINT",
        "person_id": "VARCHAR",
        "from": "DATE",
        "to": "DATE",
        "spell": "VARCHAR",
        "unit_id": "VARCHAR",
        "team": "BIGINT",
    },
    "rollup": {"place": "BIGINT", "level": "VARCHAR", "subject": "VARCHAR", "spell": "VARCHAR"},
}

#: Whom measures are about, as `subjects` numbers them from 1 on.
SUBJECT = ("level", "subject", "spell")
WHO = "who"


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

    def once(self, snapshot: Any, once: Once) -> None: ...

    def foresee(self, snapshot: Any, wanted: Iterable[Any]) -> AbstractContextManager[None]: ...

    def begin(self, gathering: Any) -> None: ...

    def bounds(
        self, snapshot: Any, table: Any, name: str, days: tuple[date, date]
    ) -> tuple[date, date] | None: ...

    def gather(self, snapshot: Any, gathering: Any, told: Any) -> bool: ...

    def add_up(self, snapshot: Any, gathering: Any, totals: Any, told: Any) -> None: ...


def prepare(engine: Engine, snapshot: Any, schema: Schema, facts: Collection[str] | None = None) -> Traits:
    """Registers the snapshot's tables, `unit_tree`, `teams`, `places`, `subjects` and `rollup`.

    facts: the fact tables that will be asked; None for all. Raises Faulty where units or reporting lines go
    in circles, or a person has two assignments at once.
    """
    found = registered(engine, snapshot, schema, facts)
    organised(engine, snapshot)
    return found


def registered(engine: Engine, snapshot: Any, schema: Schema, facts: Collection[str] | None = None) -> Traits:
    """Registers the snapshot's own tables alone."""
    asked = schema.tables.keys() if facts is None else facts
    tables = {name: table for name, table in schema.tables.items() if table.date is None or name in asked}
    engine.register(snapshot, tables)
    return traits(engine.query)


def organised(engine: Engine, snapshot: Any) -> None:
    """Makes the others, of registered tables, or takes them as they were made of the same files."""
    files, rows = files_of(snapshot, *ORGANISED), 10 * snapshot.rows("assignments")
    engine.once(snapshot, Once((*SCHEMAS, "subjects"), tuple(files), rows, lambda: _organised(engine)))


def organise(engine: Engine) -> Traits:
    """The same for tables that are registered already."""
    _organised(engine)
    return traits(engine.query)


def _organised(engine: Engine) -> None:
    assignments = engine.query('SELECT person_id, unit_id, "from", "to" FROM assignments')
    reporting = engine.query('SELECT person_id, manager_id, "from", "to" FROM reporting')
    stood = places(assignments, lines_above(reporting))
    for name, rows in (
        ("unit_tree", unit_tree(engine.query("SELECT unit_id, parent_id FROM units"))),
        ("teams", ((team, *leader) for team, led in enumerate(stood.teams) for leader in led)),
        ("places", stood.rows),
    ):
        engine.table(name, rows, SCHEMAS[name])
    engine.keep("subjects", subjects())
    engine.keep("rollup", numbered(rollup()))


def rollup() -> exp.Union:
    """To whom each place rolls up: who stands there, their leaders and units; for all facts, the company."""
    place, person, spell = (column(name, "p") for name in ("place", "person_id", "spell"))
    led = equal(column("team", "t"), column("team", "p"))
    above = equal(column("unit_id", "u"), column("unit_id", "p"))
    unit = or_else(column("ancestor_id", "u"), column("unit_id", "p"))
    of_teams = _rolled(place, "team", column("leader_id", "t"), column("spell", "t"))
    of_units = _rolled(place, "unit", unit, text(""))
    return union(
        _rolled(number(COMPANY_PLACE), COMPANY, text(COMPANY), text(""), of=""),
        _rolled(place, "person", person, spell),
        _rolled(place, "team", person, spell),
        joined(of_teams, relation("teams", "t"), led),
        joined(of_units, relation("unit_tree", "u"), above, left=True),
    )


def subjects() -> exp.Select:
    """A number for everyone to whom some place rolls up: sums are quicker by it than by three texts."""
    everyone = select(*map(column, SUBJECT), source=subquery(rollup(), "rolled"))
    everyone.set("distinct", exp.Distinct())
    order = exp.Order(expressions=[exp.Ordered(this=column(name)) for name in SUBJECT])
    who = named(exp.Window(this=exp.RowNumber(), order=order), WHO)
    return select(who, *map(column, SUBJECT), source=subquery(everyone, "everyone"))


def numbered(rolled: exp.Union) -> exp.Select:
    """The roll-up with everyone's number beside."""
    query = select(every("r"), column(WHO, "s"), source=subquery(rolled, "r"))
    same = (equal(column(name, "s"), column(name, "r")) for name in SUBJECT)
    return joined(query, relation("subjects", "s"), *same)


def who_is_who() -> exp.Select:
    """Rows (level, subject, spell), the one with number 1 first."""
    query = select(*map(column, SUBJECT), source=relation("subjects"))
    query.set("order", exp.Order(expressions=[exp.Ordered(this=column(WHO))]))
    return query


def _rolled(
    place: exp.Expression, level: str, subject: exp.Expression, spell: exp.Expression, of: str = "places"
) -> exp.Select:
    values = zip(SCHEMAS["rollup"], (place, text(level), subject, spell), strict=True)
    source = relation(of, "p") if of else None
    return select(*(named(value.copy(), name) for name, value in values), source=source)
