"""What a reader chose of a table: in the address, else as they left it, else as declared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

SIZES = (25, 50, 100)

#: The longest text that is searched for.
LONGEST = 200


@dataclass(frozen=True)
class State:
    """sort: a column's key, "-" before it for descending. columns: keys of those that are shown."""

    sort: str
    search: str
    page: int
    size: int
    columns: tuple[str, ...]


def read(
    request: HttpRequest, name: str, prefix: str, sortable: set[str], known: Sequence[str], declared: State
) -> State:
    """The state of a table in this request. What the address does not say is as the reader left it."""
    query, kept = request.GET, _kept(request, name)
    asked = [key for key in query.getlist(f"{prefix}columns") if key in known] or kept.get("columns", ())
    columns = tuple(key for key in known if key in asked) or declared.columns
    sort = _one(query.get(f"{prefix}sort"), sortable) or _one(kept.get("sort"), sortable) or declared.sort
    size = _number(query.get(f"{prefix}size")) or kept.get("size", 0)
    state = State(
        sort=sort,
        search=query.get(f"{prefix}q", "").replace("\0", "").strip()[:LONGEST],
        page=max(_number(query.get(f"{prefix}page")), 1),
        size=size if size in SIZES else declared.size,
        columns=columns,
    )
    _keep(request, name, state)
    return state


def address(query: QueryDict, prefix: str, state: State, **changed: Any) -> str:
    """The query that shows the table in this state with some parts changed; other parts of it stay."""
    made = query.copy()
    parts = {"sort": state.sort, "q": state.search, "page": state.page, "size": state.size}
    for name, value in (parts | changed).items():
        made.pop(f"{prefix}{name}", None)
        if value not in ("", None) and not (name == "page" and value == 1):
            made[f"{prefix}{name}"] = str(value)
    made.setlist(f"{prefix}columns", list(state.columns))
    if "export" not in changed:
        made.pop(f"{prefix}export", None)
    return f"?{made.urlencode()}"


def _kept(request: HttpRequest, name: str) -> Mapping[str, Any]:
    session = getattr(request, "session", None)
    found = session.get("tables", {}).get(name, {}) if session is not None else {}
    return found if isinstance(found, dict) else {}


def _keep(request: HttpRequest, name: str, state: State) -> None:
    """Remembers what was asked for in the address; nothing is written where nothing changed."""
    session = getattr(request, "session", None)
    if session is None or not request.GET:
        return
    made = {"sort": state.sort, "size": state.size, "columns": list(state.columns)}
    tables = session.get("tables", {})
    if tables.get(name) != made:
        session["tables"] = tables | {name: made}


def _one(sort: Any, sortable: set[str]) -> str:
    return sort if isinstance(sort, str) and sort.removeprefix("-") in sortable else ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
