"""The facts that a component pays one by one."""

from collections.abc import Sequence
from decimal import Decimal

from attain.engine.formulas import Expression
from attain.engine.pay.component import Undefined
from attain.engine.pay.scope import Event, PayScope


def events_of(scope: PayScope, base: Expression) -> Sequence[tuple[Event, PayScope]]:
    """The events that `base` names, in order of date and key; raises Undefined if it names none."""
    found = scope.events(base)
    if found is None:
        raise Undefined("pay.held.no_events", what=base.text)
    return found


def takes_back(event: Event) -> bool:
    """Whether the event takes an earlier one back: it points to it, or its value is below zero."""
    return bool(event.reverses) or event.value < Decimal(0)
