"""The ten shapes: the closed set of what a component of a plan can be."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from attain.engine.faults import nearest
from attain.engine.pay.amount import Amount
from attain.engine.pay.component import Component
from attain.engine.pay.curve import CurvePay
from attain.engine.pay.matrix import Matrix
from attain.engine.pay.modifier import Modifier
from attain.engine.pay.override import Override
from attain.engine.pay.per_event import PerEvent
from attain.engine.pay.prize import Prize
from attain.engine.pay.rate import Rate
from attain.engine.pay.refused import refused
from attain.engine.pay.share import Share
from attain.engine.pay.tiers import Tiers

#: Shape word of a rulebook → its class.
SHAPES: Mapping[str, type[Component]] = {
    "amount": Amount,
    "rate": Rate,
    "tiers": Tiers,
    "curve": CurvePay,
    "matrix": Matrix,
    "per_event": PerEvent,
    "share": Share,
    "prize": Prize,
    "override": Override,
    "modifier": Modifier,
}


def component_of(given: Any) -> Component:
    """The component that a rulebook's mapping declares.

    Raises pydantic's ValidationError with the place of each bad setting, a fault for an unknown shape.
    As a field's validator (AnyComponent) its places continue those of the field.
    """
    if isinstance(given, Component):
        return given
    if not isinstance(given, Mapping):
        raise refused("fault.component.mapping")
    shape = given.get("shape")
    if shape is None:
        raise refused("fault.shape.missing", component=given.get("component", ""), known=", ".join(SHAPES))
    if not isinstance(shape, str) or shape not in SHAPES:
        near = nearest(str(shape), set(SHAPES))
        id = "fault.shape.unknown.near" if near else "fault.shape.unknown"
        raise refused(id, shape=str(shape), nearest=near, known=", ".join(SHAPES))
    return SHAPES[shape].model_validate(given)


AnyComponent = Annotated[Component, BeforeValidator(component_of)]
