"""What a measure may name: the columns of its fact, and attributes of the rows that the fact refers to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from attain.engine.facts import ColumnType, FactTable, Table
from attain.engine.facts.columns import REFERENCES

#: Names that every measure may use beside columns; dates of the period that is computed.
PERIOD_NAMES = ("period.start", "period.end", "period.last_day")

#: Words for "the row that the fact refers to", by the type of the column that refers to it.
WORDS = {
    "client": "client",
    "product": "product",
    "employee": "employee",
    "person": "employee",
    "unit": "unit",
}


@dataclass(frozen=True, slots=True)
class Join:
    """A table beside the fact: `alias`.`key` equals `parent`.`column`.

    parent: alias of the table that refers to it ("fact", or another join's alias). dated: the row
    whose [from, to) holds the credit date.
    """

    alias: str
    table: str
    key: str
    parent: str
    column: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name with its column, its type, and the joins that lead to it, nearest to the fact first."""

    path: str
    column: str
    type: ColumnType
    joins: tuple[Join, ...] = ()

    @property
    def alias(self) -> str:
        """The alias of the table that holds the column."""
        return self.joins[-1].alias if self.joins else "fact"


@dataclass(frozen=True)
class Schema:
    """The tables of a rulebook (`facts.all_tables`) and its currency's decimals."""

    tables: Mapping[str, Table]
    currency_decimals: int = 2
    _names: dict[str, tuple[FactTable, tuple[str, ...]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    #: What was found out about a declaration once, by its id; with it, so that the id stays its own.
    known: dict[int, tuple[Any, Any]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def fact(self, name: str) -> FactTable | None:
        """The fact table of that name."""
        table = self.tables.get(name)
        return table if isinstance(table, FactTable) else None

    def attribute(self, fact: FactTable, path: str) -> Attribute | None:
        """What `path` names on a row of `fact`: amount, client.class, product.group, employee.post …"""
        word, dot, column = path.partition(".")
        if not dot:
            kind = fact.columns.get(path)
            return Attribute(path, path, kind) if kind else None
        for joins in self._roads(fact, word):
            kind = self._columns(joins[-1].table).get(column)
            if kind is not None:
                return Attribute(path, column, kind, joins)
        return None

    def names(self, fact: FactTable) -> tuple[str, ...]:
        """Every name that a measure of `fact` may use."""
        known = self._names.get(fact.name)
        if known is None or known[0] is not fact:
            known = self._names[fact.name] = fact, self._nameable(fact)
        return known[1]

    def _nameable(self, fact: FactTable) -> tuple[str, ...]:
        found = [*fact.columns, *PERIOD_NAMES]
        for word in (*WORDS, *fact.columns):
            for joins in self._roads(fact, word):
                found += [f"{word}.{column}" for column in self._columns(joins[-1].table)]
        return tuple(dict.fromkeys(found))

    def client_unit(self, fact: FactTable) -> Attribute | None:
        """The unit that a fact belongs to before anyone is credited: its client's, else its own."""
        own = first_of(fact, "unit")
        if fact.client is None and own is not None:
            return self.attribute(fact, own)
        return self.attribute(fact, "client.unit_id")

    def _roads(self, fact: FactTable, word: str) -> list[tuple[Join, ...]]:
        """The chains of joins that `word` may mean, in order of preference."""
        column = word if word in fact.columns else _main_column(fact, WORDS.get(word, ""))
        kind = fact.columns[column].kind if column else WORDS.get(word)
        if column is None and kind == "unit" and fact.client is not None:
            client = _join("client", "client", "fact", fact.client)
            return [(client, _join(word, "unit", "client", "unit_id"))]
        if column is None or kind not in REFERENCES:
            return []
        roads = [(_join(word, kind, "fact", column),)]
        if kind == "employee":
            roads.append((Join(f"{word}_spell", "assignments", "person_id", "fact", column, dated=True),))
        return roads

    def _columns(self, table: str) -> dict[str, ColumnType]:
        return {name: kind for name, kind in self.tables[table].columns.items() if not kind.personal}


def first_of(fact: FactTable, kind: str) -> str | None:
    """The fact's first column of a type."""
    return next((name for name, column in fact.columns.items() if column.kind == kind), None)


def _main_column(fact: FactTable, kind: str) -> str | None:
    """The column that says which client, product, employee or unit a fact is about."""
    declared = {"client": fact.client, "employee": fact.employee}.get(kind)
    return declared or first_of(fact, kind)


def _join(alias: str, kind: str, parent: str, column: str) -> Join:
    key = {"client": "client_id", "product": "product_id", "employee": "person_id", "unit": "unit_id"}
    return Join(alias, REFERENCES[kind], key[kind], parent, column)
