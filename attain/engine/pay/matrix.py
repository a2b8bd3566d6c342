"""The shape `matrix`: a two-way table."""

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from attain.engine.declare import Number
from attain.engine.formulas import Expression, Name, references
from attain.engine.money import rounded
from attain.engine.pay.component import Component, Computed, Prorate, number_of
from attain.engine.pay.refused import NotEmpty, refused
from attain.engine.pay.scope import Line, PayScope, Told, UnitsOf


class Matrix(Component):
    """Pays what a two-way table says: a sum, or a factor of a target.

    rows, columns: the two formulas. row_bounds, column_bounds: where each row and column starts, ascending.
    values: one list a row, one number a column; sums of money, or factors where `target` is given.
    read: "stairs" (default): a value holds from its bounds to the next; "interpolated": values hold at their
        bounds and change evenly between them. Outside the bounds the edge holds.
    """

    shape: Literal["matrix"] = "matrix"
    prorate: Prorate | None = Field(default_factory=Prorate)
    rows: Expression
    columns: Expression
    row_bounds: Annotated[tuple[Number, ...], NotEmpty]
    column_bounds: Annotated[tuple[Number, ...], NotEmpty]
    values: Annotated[tuple[tuple[Number, ...], ...], NotEmpty]
    target: Expression | None = None
    read: Literal["stairs", "interpolated"] = "stairs"

    line_ids: ClassVar = tuple(
        f"pay.matrix.{how}{what}" for how in ("stairs", "interpolated") for what in ("", "_target")
    )
    example: ClassVar = """\
component: growth_and_margin
shape: matrix
rows: sales_plan_fulfilment
columns: margin_fulfilment
row_bounds: [0%, 90%, 100%]
column_bounds: [0%, 95%, 105%]
values:
  - [0, 0, 0]
  - [0, 500, 800]
  - [300, 1000, 1500]
"""
    worked: ClassVar = "sales 102 % is the third row, margin 97 % the second column: 1 000.00"

    @model_validator(mode="after")
    def _rectangle(self) -> "Matrix":
        _check_ascending("row_bounds", self.row_bounds)
        _check_ascending("column_bounds", self.column_bounds)
        if len(self.values) != len(self.row_bounds):
            told = {"values": len(self.values), "bounds": len(self.row_bounds)}
            raise refused("fault.matrix.rows", ("values",), **told)
        for at, row in enumerate(self.values):
            if len(row) != len(self.column_bounds):
                told = {"row": at + 1, "values": len(row), "bounds": len(self.column_bounds)}
                raise refused("fault.matrix.columns", ("values", at), **told)
        return self

    def compute(self, scope: PayScope) -> Computed:
        row, column = number_of(scope, self.rows), number_of(scope, self.columns)
        cell = self._stairs(row, column) if self.read == "stairs" else self._interpolated(row, column)
        id, exact, units = f"pay.matrix.{self.read}", cell, scope.units
        known = {"row": row, "column": column, "cell": cell}
        if self.target is not None:
            known["target"] = number_of(scope, self.target)
            id, exact = f"{id}_target", known["target"] * cell
        amount = rounded(exact, self.places(scope))
        facts = Told(known, lambda: self._place(row, column, units), ("base", "x"))
        told = Told(known | {"amount": amount}, lambda: self._place(row, column, units))
        return Computed((Line(id, amount, told),), facts)

    def _place(self, row: Decimal, column: Decimal, units: UnitsOf) -> dict[str, Any]:
        """What row and column are of, in which units, and between which bounds they lie."""
        told: dict[str, Any] = {}
        sides = (
            ("row", self.rows, self.row_bounds, row),
            ("column", self.columns, self.column_bounds, column),
        )
        for side, formula, bounds, x in sides:
            low, high = self._bounds(bounds, x)
            told |= {f"{side}s": _short(formula), f"{side}_unit": units(formula)}
            told |= {f"{side}_number": _at(bounds, x) + 1, f"{side}_from": low, f"{side}_below": high}
        return told

    def _bounds(self, bounds: Sequence[Decimal], x: Decimal) -> tuple[Decimal | None, Decimal | None]:
        """From where and below what the same is read: the first stair holds for all that is lower."""
        at = _at(bounds, x)
        if self.read == "interpolated" and x < bounds[0]:
            return None, bounds[0]
        low = bounds[at] if at or self.read == "interpolated" else None
        return low, bounds[at + 1] if at + 1 < len(bounds) else None

    def _stairs(self, row: Decimal, column: Decimal) -> Decimal:
        return self.values[_at(self.row_bounds, row)][_at(self.column_bounds, column)]

    def _interpolated(self, row: Decimal, column: Decimal) -> Decimal:
        """Between the four neighbours, first along the columns, then along the rows."""
        top, bottom, down = _between(self.row_bounds, row)
        left, right, across = _between(self.column_bounds, column)
        upper = _mixed(self.values[top][left], self.values[top][right], across)
        lower = _mixed(self.values[bottom][left], self.values[bottom][right], across)
        return _mixed(upper, lower, down)


def _check_ascending(name: str, bounds: Sequence[Decimal]) -> None:
    for at, (low, high) in enumerate(pairwise(bounds), 1):
        if high <= low:
            raise refused("fault.matrix.ascending", (name, at), low=low, high=high)


def _short(formula: Expression) -> str:
    """A formula by the one name that it reads; its text where it reads more."""
    read = references(formula.tree)
    return read[0].key if len(read) == 1 and isinstance(read[0], Name) else formula.text


def _at(bounds: Sequence[Decimal], x: Decimal) -> int:
    """Index of the last bound that x reaches; the first below all."""
    return max(bisect_right(bounds, x) - 1, 0)


def _between(bounds: Sequence[Decimal], x: Decimal) -> tuple[int, int, Decimal]:
    """The neighbours of x and how far it is from the first to the second (0 at the edges)."""
    low = _at(bounds, x)
    if x <= bounds[0] or low + 1 == len(bounds):
        return low, low, Decimal(0)
    return low, low + 1, (x - bounds[low]) / (bounds[low + 1] - bounds[low])


def _mixed(one: Decimal, two: Decimal, part: Decimal) -> Decimal:
    return one + (two - one) * part
