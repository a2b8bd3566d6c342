"""What a period itself pays a person, in pieces: the units in which differences are found and posted."""

from collections import defaultdict
from decimal import Decimal

from attain.engine.decide.settlement import PersonPay

#: The piece of a draw's top-up or recovery.
DRAW = "draw"


def pieces(pay: PersonPay) -> dict[str, Decimal]:
    """A person's pay of one period by component; the pieces sum to due + draw: the period's own pay."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for spell in pay.spells:
        for result in spell.components:
            found[result.component] += result.amount or Decimal(0)
        for line in spell.limits:
            found[spell.plan.plan] += line.amount
    for part in (*pay.deferred, *pay.waiting):
        found[part.component] -= part.amount
    for part in (*pay.released, *pay.freed):
        found[part.component] += part.amount
    if pay.draw is not None:
        found[DRAW] += pay.draw.adjustment
    return dict(found)
