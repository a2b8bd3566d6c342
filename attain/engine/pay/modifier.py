"""The shape `modifier`: other components of the plan, multiplied."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import model_validator

from attain.engine.declare import Key
from attain.engine.formulas import Expression
from attain.engine.money import rounded
from attain.engine.pay.component import Component, Computed, line, number_of, required
from attain.engine.pay.figure import Figure, figure_of
from attain.engine.pay.refused import NotEmpty, refused
from attain.engine.pay.scope import PayScope


class Modifier(Component):
    """Multiplies named components of the same plan by a factor.

    components: their names. factor: by what. at_least, at_most: the range in which the factor is kept.
    Its lines are the differences that it makes, one a component, so that a statement still adds up.
    """

    shape: Literal["modifier"] = "modifier"
    components: Annotated[tuple[Key, ...], NotEmpty]
    factor: Expression
    at_least: Figure | None = None
    at_most: Figure | None = None

    line_ids: ClassVar = ("pay.modifier.changed", "pay.modifier.limited")
    example: ClassVar = """\
component: quality
shape: modifier
components: [commission]
factor: complaints_in_time
at_least: 80%
at_most: 110%
"""
    worked: ClassVar = "a commission of 4 250.00 at a factor of 92 %: 3 910.00, a difference of −340.00"

    @model_validator(mode="after")
    def _names(self) -> "Modifier":
        for at, name in enumerate(self.components):
            if name == self.component:
                raise refused("fault.modifier.itself", ("components", at), component=name)
            if name in self.components[:at]:
                raise refused("fault.modifier.twice", ("components", at), component=name)
        both = isinstance(self.at_least, Decimal) and isinstance(self.at_most, Decimal)
        if both and self.at_least > self.at_most:
            told = {"at_least": self.at_least, "at_most": self.at_most}
            raise refused("fault.modifier.range", ("at_most",), **told)
        return self

    def needs(self) -> set[str]:
        return set(self.components)

    def compute(self, scope: PayScope) -> Computed:
        given = number_of(scope, self.factor)
        factor = self._kept(given, scope)
        id = "pay.modifier.changed" if factor == given else "pay.modifier.limited"
        places, lines = self.places(scope), []
        for name in self.components:
            before = required(scope.component(name), name)
            after = rounded(before * factor, places)
            told = {"of": name, "before": before, "after": after, "factor": factor, "given": given}
            lines.append(line(id, after - before, places, **told))
        return Computed(tuple(lines), {"factor": factor, "given": given})

    def _kept(self, factor: Decimal, scope: PayScope) -> Decimal:
        if self.at_least is not None:
            factor = max(factor, figure_of(scope, self.at_least))
        if self.at_most is not None:
            factor = min(factor, figure_of(scope, self.at_most))
        return factor
