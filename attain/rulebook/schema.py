"""What the declarations' models allow where: keys, choices, and the model at a path."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from attain.engine.pay.component import Component
from attain.engine.pay.shapes import SHAPES


def keys_of(model: type[BaseModel]) -> set[str]:
    """The keys that a document of this model may have."""
    return {field.alias or name for name, field in model.model_fields.items()}


def model_at(model: type[BaseModel], path: tuple[Any, ...], value: Any) -> type[BaseModel]:
    """The model of the part of `value` that `path` leads to; a component's model goes by its shape."""
    for step in path:
        value = value[step]
        for name, field in model.model_fields.items():
            if step in (name, field.alias):
                model = next(_models(field.annotation), model)
                break
        if issubclass(model, Component) and isinstance(value, dict):
            model = SHAPES.get(str(value.get("shape")), model)
    return model


def choices(expected: str) -> tuple[str, ...]:
    """The words in pydantic's "'higher', 'lower' or 'near'"."""
    return tuple(re.findall(r"'([^']*)'", expected)) or (expected,)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
