"""The shape `amount`: a fixed sum."""

from typing import ClassVar, Literal

from pydantic import Field

from attain.engine.formulas import Expression
from attain.engine.made import made
from attain.engine.pay.component import Component, Computed, Prorate, line, number_of
from attain.engine.pay.scope import NO_FACTS, PayScope


class Amount(Component):
    """Pays a sum that a formula says: a number, a param, or anything else that comes to money.

    amount: the sum.

    Together with `when` it is a bonus for reaching something. One line.
    """

    shape: Literal["amount"] = "amount"
    prorate: Prorate | None = Field(default_factory=Prorate)
    amount: Expression

    line_ids: ClassVar = ("pay.amount.fixed",)
    example: ClassVar = """\
component: visit_bonus
shape: amount
amount: 500.00
when: visit_coverage >= 95%
"""
    worked: ClassVar = "visit coverage 97 % ≥ 95 %, so 500.00 is paid; at 94 % nothing is"

    def compute(self, scope: PayScope) -> Computed:
        sum_ = number_of(scope, self.amount)
        told = line("pay.amount.fixed", sum_, self.places(scope), formula=self.amount.text)
        return made(Computed, ((told,), NO_FACTS, ()))
