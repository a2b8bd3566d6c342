"""How a source file becomes rows of a table: which column comes from where, and how it is read."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from attain.engine.declare import Declaration, Key, Number
from attain.engine.formulas import RowExpression


class Feed(Declaration):
    """Where one target column comes from: one of `from`, `formula`, `constant`.

    values: what a source value stands for ({"GTXPro": "GTX Pro"}); others stay as they are.
    default: for empty cells. trim: whether blanks around the value are dropped.
    """

    source: str | None = Field(default=None, alias="from")
    formula: RowExpression | None = None
    constant: str | None = None
    values: dict[str, str] = Field(default_factory=dict)
    default: str | None = None
    trim: bool = True

    @field_validator("constant", "default", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> str | None:
        return _text(value)

    @field_validator("values", mode="before")
    @classmethod
    def _values_as_text(cls, value: Any) -> Any:
        return {_text(k): _text(v) for k, v in value.items()} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _one_origin(self) -> "Feed":
        if sum(origin is not None for origin in (self.source, self.formula, self.constant)) != 1:
            raise ValueError("fault.mapping_origin")
        return self


class Join(Declaration):
    """Columns of a second file, found by a key that is unique there."""

    file: str
    on: str | dict[str, str]
    columns: list[str] = Field(min_length=1)
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None

    @property
    def pairs(self) -> dict[str, str]:
        """Column of the first file → column of this one."""
        return {self.on: self.on} if isinstance(self.on, str) else dict(self.on)


class Currency(Declaration):
    """In which currency the file's money is: a column of the file, or one for all rows."""

    column: str | None = None
    constant: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Currency":
        if (self.column is None) == (self.constant is None):
            raise ValueError("fault.mapping_currency")
        return self


class Mapping(Declaration):
    """A source file's way into a table.

    mapping: its name. into: the table. file: glob of the files that it is for.
    encoding, separator, date_format, decimal, sheet: stated where detection is not wanted or unsure.
    header_row: the row in which the columns are named, where titles stand above it; found out if not stated.
    columns: target column → source column, or a Feed. timezone: zone of the file's timestamps.
    references: what becomes of rows that name an unknown client, product, person or unit.
    control: totals that the source states: {"rows": …, "sum(column)": …}.
    whole: the file is the whole built-in table; rows that it does not have are gone.
    """

    mapping: Key
    into: Key
    file: str = "*"
    encoding: str | None = None
    separator: str | None = None
    date_format: str | None = None
    decimal: Literal[".", ","] | None = None
    sheet: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    columns: dict[Key, Feed] = Field(default_factory=dict)
    join: list[Join] = Field(default_factory=list)
    where: RowExpression | None = None
    currency: Currency | None = None
    timezone: str | None = None
    references: Literal["quarantine", "accept"] = "quarantine"
    control: dict[str, Number] = Field(default_factory=dict)
    whole: bool = False

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {k: {"from": feed} if isinstance(feed, str) else feed for k, feed in value.items()}

    @field_validator("control")
    @classmethod
    def _known_totals(cls, value: dict[str, Any]) -> dict[str, Any]:
        for total in value:
            if total != "rows" and not (total.startswith("sum(") and total.endswith(")")):
                raise PydanticCustomError("fault.mapping_total", "fault.mapping_total", {"total": total})
        return value


def _text(value: Any) -> str | None:
    """A YAML scalar as the text that the file would hold: true → "true", 2026-01-01 → itself."""
    if value is None or isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
