"""A setting that can't stand, found while a declaration is read."""

from typing import Any

from pydantic import BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError, PydanticKnownError


def refused(id: str, at: tuple[str | int, ...] = (), **values: Any) -> ValueError:
    """The error for a validator to raise: pydantic keeps it with the setting's place.

    Its type is the message id ("fault.…"), its `ctx` the names and figures for the sentence.
    at: the place below the declaration that the validator is about: ("tiers", 1).
    """
    error = PydanticCustomError(id, id, values)
    if not at:
        return error
    return ValidationError.from_exception_data(id, [{"type": error, "loc": at, "input": None}])


def _some(given: Any) -> Any:
    if isinstance(given, (list, tuple)) and not given:
        raise PydanticKnownError("too_short", {"field_type": "List", "min_length": 1, "actual_length": 0})
    return given


#: A list with at least one entry. pydantic's own `min_length` complains beside each bad entry as well.
NotEmpty = BeforeValidator(_some)
