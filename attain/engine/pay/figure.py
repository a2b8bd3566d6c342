"""A figure of a rate table: a number as written, or a formula such as a param's name."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator, TypeAdapter

from attain.engine.declare import number
from attain.engine.formulas import Expression
from attain.engine.pay.component import number_of
from attain.engine.pay.scope import PayScope

_FORMULA = TypeAdapter(Expression)


def figure(value: Any) -> Decimal | Expression:
    """A Decimal for "1.5%" or 100000; else the formula. Raises what a formula that can't be read raises."""
    if isinstance(value, Expression):
        return value
    try:
        return number(value)
    except ValueError:
        return _FORMULA.validate_python(value)


Figure = Annotated[Decimal | Expression, PlainValidator(figure, json_schema_input_type=int | str)]


def figure_of(scope: PayScope, given: Decimal | Expression) -> Decimal:
    """What the figure comes to for this person; raises Undefined. A literal leaves no node."""
    return given if isinstance(given, Decimal) else number_of(scope, given)


def looks_like_percent(given: Expression, value: Decimal) -> bool:
    """Whether a rate reads better as 1.5 % than as 0.015: by how it was written, else by its size."""
    if "%" in given.text:
        return True
    try:
        Decimal(given.text)
    except ArithmeticError:
        return abs(value) < 1
    return False
