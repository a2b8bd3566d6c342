"""Lists of the API, a bounded piece at a time."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Path, Query, Schema

T = TypeVar("T")

#: A key as the rulebook and the tables have it: any text without control signs and slashes.
Key = Annotated[str, Path(max_length=200, pattern=r"^[^\x00-\x1f\x7f/]+$")]

#: How many, and after how many.
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]

#: A text that is looked for.
Text = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]


class Listed(Schema, Generic[T]):
    """count: how many there are in all. next: the address of the next piece, null at the end."""

    items: list[T]
    count: int
    next: str | None = Field(None)


def listed(
    request: HttpRequest,
    rows: "QuerySet[Any] | Sequence[Any]",
    limit: int,
    offset: int,
    shown: Callable[[Any], Any],
    count: int | None = None,
) -> dict[str, Any]:
    """A piece of a list. count: where it is known; `rows` are then the piece itself."""
    piece = rows if count is not None else rows[offset : offset + limit]
    whole = count if count is not None else rows.count() if isinstance(rows, QuerySet) else len(rows)
    following = None
    if offset + limit < whole:
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(offset + limit)
        following = f"{request.path}?{query.urlencode()}"
    return {"items": [shown(row) for row in piece], "count": whole, "next": following}
