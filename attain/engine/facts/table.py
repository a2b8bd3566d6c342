"""A fact table: one kind of event, its columns, its key, its date and whom it concerns."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from attain.engine.declare import Declaration, Key, Text
from attain.engine.facts.columns import ColumnType
from attain.engine.faults import nearest


class Table(Protocol):
    """What intake and store need of a table: `FactTable` and `BuiltinTable` both are one."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, ColumnType]: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def date(self) -> str | None: ...
    @property
    def order(self) -> tuple[str, ...]: ...


class FactTable(Declaration):
    """One kind of event, append-only, one row an event.

    fact: its name. grain: what one row is, in words. columns: name → type. key: what tells events apart.
    date: the column that says when (its month is the partition). client, employee: the columns that
    say whose client, or who, where the fact names them.
    owned_on: a date column; where it is filled, the owner of that day is credited (a return credits
    who sold). reverses: a column that holds the key of the event that this one takes back.
    """

    fact: Key
    grain: str
    columns: dict[Key, ColumnType] = Field(min_length=1)
    key: tuple[str, ...] = Field(min_length=1)
    date: str
    client: str | None = None
    employee: str | None = None
    owned_on: str | None = None
    reverses: str | None = None
    title: Text = Field(default_factory=dict)
    meaning: Text = Field(default_factory=dict)
    source: Text = Field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.fact

    @property
    def order(self) -> tuple[str, ...]:
        """The total order in which rows are stored: whose, when, key."""
        first = (self.client or self.employee, self.date, *self.key)
        return tuple(dict.fromkeys(column for column in first if column))

    @model_validator(mode="after")
    def _columns_exist_and_fit(self) -> "FactTable":
        for column in self.key:
            self._needs(column, "key", optional=False)
        self._needs(self.date, "date", ("date", "timestamp"), optional=False)
        self._needs(self.client, "client", ("client",))
        self._needs(self.employee, "employee", ("employee",))
        self._needs(self.owned_on, "owned_on", ("date", "timestamp"))
        self._needs(self.reverses, "reverses")
        for column, kind in self.columns.items():
            if kind.personal:
                raise _wrong("fault.fact_personal", self, column, "columns")
        return self

    def _needs(
        self, column: str | None, role: str, kinds: tuple[str, ...] = (), optional: bool = True
    ) -> None:
        if column is None:
            return
        if column not in self.columns:
            raise _wrong("fault.fact_column", self, column, role, nearest=nearest(column, self.columns))
        kind = self.columns[column]
        if kinds and kind.kind not in kinds:
            raise _wrong("fault.fact_column_type", self, column, role, wanted=kinds[0], found=kind.kind)
        if kind.optional and not optional:
            raise _wrong("fault.fact_column_optional", self, column, role)


def _wrong(id: str, table: FactTable, column: str, role: str, **facts: str) -> PydanticCustomError:
    return PydanticCustomError(id, id, {"table": table.fact, "column": column, "role": role, **facts})
