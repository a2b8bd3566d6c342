"""A setting that can't stand, found while a declaration is read."""

from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError, PydanticKnownError


def refused(id: str, **values: Any) -> PydanticCustomError:
    """The error for a validator to raise: pydantic keeps it with the setting's place.

    Its type is the message id ("fault.…"), its `ctx` the names and figures for the sentence.
    """
    return PydanticCustomError(id, id, values)


def _some(given: Any) -> Any:
    if isinstance(given, (list, tuple)) and not given:
        raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
    return given


#: A list with at least one entry. pydantic's own `min_length` complains beside each bad entry as well.
NotEmpty = BeforeValidator(_some)
