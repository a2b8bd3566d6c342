"""What a measure is: an integer aggregate of facts, credited to people, in a window of days."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from attain.engine.declare import Dated, Declaration, Key
from attain.engine.formulas import RowExpression
from attain.engine.period import Window


class Credit(Declaration):
    """To whom a fact's value is given.

    on: the date column that decides the period (default: the fact table's date).
    owner: "then" = whoever had the client on that date; "period_end" = who has it when the period ends;
        or another date column of the fact, on which ownership is looked up.
    through: "coverage" (of the client), "fact" (the person that the fact names), or product coverage by
        "product", "brand", "group" or "category". Default: fact where the table names an employee only, else
        coverage. Rows of the built-in table `credits` come before any of these.
    role: which role of coverage counts ("" = the ordinary one).
    shares: "split" = the value is divided by the shares; "full" = everyone who shares is given all of it.
    """

    on: str = ""
    owner: str = "then"
    through: Literal["", "coverage", "fact", "product", "brand", "group", "category"] = ""
    role: str = ""
    shares: Literal["split", "full"] = "split"


class Measure(Dated):
    """measures/*.yaml: `value` over the rows of `of` that satisfy `where`.

    per: optional inner grain: rows are grouped by credited person and this column ("client" or any
        column) first, `having` filters those groups, `value` aggregates over the groups.
        "event" keeps one value per fact, for rules that pay per event.
    by: attributes (column, product.group, client.class, …) for which the measure is also given apart.
    unit, decimals: default from the value's columns; decimals: 2 for split counts, the currency's for money.
    """

    measure: Key
    of: Key
    where: RowExpression | None = None
    credit: Credit = Field(default_factory=Credit)
    per: str = ""
    having: RowExpression | None = None
    value: RowExpression
    by: tuple[str, ...] = ()
    window: Annotated[Window, BeforeValidator(Window.parse)] = Field(default_factory=Window)
    unit: str = ""
    decimals: int | None = Field(default=None, ge=0, le=12)

    @model_validator(mode="after")
    def _having_needs_groups(self) -> "Measure":
        if self.having is not None and self.per in ("", "event"):
            raise ValueError("fault.measure.having_without_per")
        return self
