"""The page of one number: its whole tree open, and the source rows where they were asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attain.engine.trace import Node
from attain.runs.rendering.branch import branch
from attain.runs.rendering.html import page
from attain.runs.rendering.people import Names
from attain.runs.rendering.reader import Reader
from attain.runs.rendering.sheet_of import origin_facts
from attain.runs.rendering.titled import Titles
from attain.runs.statement import Origin
from attain.wording import Wording


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a source row. number: whether it stands at the right."""

    text: str
    number: bool = False


def explanation_page(
    node: Node,
    wording: Wording,
    *,
    titles: Titles | None = None,
    names: Names | None = None,
    origin: Origin | None = None,
    rows: Sequence[Mapping[str, Any]] = (),
) -> str:
    """One number explained. rows: the facts behind it, as the store gives them."""
    reader = Reader(wording, titles or {})
    columns = list(rows[0]) if rows else []
    return page(
        "explanation.html.j2",
        wording,
        root=branch(node, wording, titles, names),
        columns=columns,
        rows=[[_cell(row.get(name), wording) for name in columns] for row in rows],
        origin=origin_facts(origin, reader) if origin else (),
    )


def _cell(value: Any, wording: Wording) -> Cell:
    figure = isinstance(value, (Decimal, int)) and not isinstance(value, bool)
    return Cell("" if value is None else wording.value(value), figure)
