"""A company's own columns of a built-in table."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from attain.engine.declare import Declaration, Key
from attain.engine.facts import BUILTIN, ColumnType
from attain.engine.faults import nearest


def _builtin(name: str) -> str:
    if name in BUILTIN:
        return name
    near = nearest(name, BUILTIN)
    values: dict[str, Any] = {"name": name, "known": ", ".join(BUILTIN), "nearest": near}
    id = "fault.table.unknown.near" if near else "fault.table.unknown"
    raise PydanticCustomError(id, id, values)


class TableColumns(Declaration):
    """tables/*.yaml: columns that a built-in table has beside its own (people's region, clients' chain …)."""

    table: Annotated[Key, AfterValidator(_builtin)]
    columns: dict[Key, ColumnType] = Field(min_length=1)
