"""Formulas as fields of declarations: parsed when the document is read."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from attain.engine.formulas.errors import FormulaError
from attain.engine.formulas.parse import parse
from attain.engine.formulas.tree import Expr


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula of a KPI, a plan or a gate: its text as written and its tree. Equal trees are equal.

    As a pydantic field it takes text, whole and decimal numbers, percents ("95%") and booleans.
    A text that is no formula becomes a pydantic error of type "formula", whose `ctx` holds
    `fault` (message id), `position` and `length` (characters, 0-based), `values` (for the sentence)
    and `error` (the FormulaError, for its `pointer()` and `fault(file, line, column)`):

        for item in validation_error.errors():
            if item["type"] == "formula":
                item["ctx"]["error"].fault(file, line, column)
    """

    text: str = field(compare=False)
    tree: Expr

    aggregates: ClassVar[bool] = False

    @classmethod
    def of(cls, value: str | int | Decimal | bool) -> Self:
        """The expression for a text, a number or a truth value; raises FormulaError."""
        if isinstance(value, cls):
            return value
        if isinstance(value, bool):
            text = "true" if value else "false"
        elif isinstance(value, (int, Decimal)):
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
        elif isinstance(value, str):
            text = value
        else:
            raise FormulaError("fault.formula.not_text", 0, 0, text=str(value), found=type(value).__name__)
        return cls(text, parse(text, aggregates=cls.aggregates))

    def __str__(self) -> str:
        return self.text

    @classmethod
    def _validated(cls, value: Any) -> Self:
        try:
            return cls.of(value)
        except FormulaError as error:
            raise PydanticCustomError(
                "formula",
                "{fault} at character {position}",
                {
                    "fault": error.fault_id,
                    "position": error.position,
                    "length": error.length,
                    "values": dict(error.values),
                    "error": error,
                },
            ) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema(when_used="always")
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"], "description": "a formula"}


@dataclass(frozen=True, slots=True)
class RowExpression(Expression):
    """A row filter or a measure's value: column names; sum, count, count_distinct, min and max of rows."""

    aggregates: ClassVar[bool] = True
