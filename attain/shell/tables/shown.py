"""A table in one request: its heads, its page of rows as cells, its pager and its tools."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

from attain.shell.tables.columns import Column
from attain.shell.tables.state import SIZES, State, address
from attain.wording import Wording

if TYPE_CHECKING:
    from attain.shell.tables.table import Table

#: Of so many rows a reader sees all at a glance.
FEW = 5

#: So many rows are read at a time for a file.
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """sorted: aria-sort, "" where the column cannot be sorted. url: what a click sorts by."""

    key: str
    title: str
    figures: bool
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Cell:
    """figures: it stands to the right in one line; wraps: day and time of a moment may stand in two."""

    text: str
    label: str
    figures: bool
    url: str
    panel: bool
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    css: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: a column that can be shown, a page size, an order."""

    key: str
    title: str
    chosen: bool


class Shown:
    """What templates draw (shell/table.html) and files contain. Rows are counted once and read once."""

    def __init__(
        self,
        table: "Table",
        request: HttpRequest,
        rows: Any,
        state: State,
        declared: State,
        columns: Sequence[Column],
        prepare: Callable[[Sequence[Any]], Sequence[Any]],
    ) -> None:
        self.table, self.request, self.rows, self.state = table, request, rows, state
        self.declared, self.all_columns, self._prepare = declared, columns, prepare
        self.wording: Wording = request.wording
        self.columns = [column for column in columns if column.key in state.columns]

    @property
    def id(self) -> str:
        return f"table-{self.table.name}"

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def prefix(self) -> str:
        return self.table.prefix

    @property
    def caption(self) -> str:
        return self.wording.say(self.table.title)

    @property
    def empty(self) -> str:
        """What is said where there are no rows: nothing found is another thing than nothing there."""
        return self.wording.say("table.nothing_found" if self.state.search else self.table.empty)

    @cached_property
    def count(self) -> int:
        if not isinstance(self.rows, QuerySet):
            return len(self.rows)
        if not self.table.most:
            return self.rows.count()
        return min(self._counted, self.table.most)

    @cached_property
    def _counted(self) -> int:
        """Up to one more than the most."""
        return self.rows.order_by().values("pk")[: self.table.most + 1].count()

    @property
    def more(self) -> bool:
        """Whether there are more rows than are counted."""
        return bool(self.table.most) and isinstance(self.rows, QuerySet) and self._counted > self.table.most

    @property
    def few(self) -> bool:
        """Whether there are so few rows that nobody searches or sorts them."""
        return self.count <= FEW and not self.state.search

    @property
    def sized(self) -> bool:
        """Whether a page of another size would show anything else."""
        return self.count > SIZES[0]

    @property
    def pages(self) -> int:
        return max(-(-self.count // self.state.size), 1)

    @property
    def page(self) -> int:
        return min(self.state.page, self.pages)

    @property
    def start(self) -> int:
        return (self.page - 1) * self.state.size

    @property
    def range(self) -> str:
        last = min(self.start + self.state.size, self.count)
        return self.wording.say(
            "table.range_more" if self.more else "table.range",
            first=self.start + 1 if self.count else 0,
            last=last,
            all=self.count,
        )

    @cached_property
    def body(self) -> list[Row]:
        """The page's rows."""
        return [self._row(row) for row in self._prepare(self._page())]

    def _page(self) -> list[Any]:
        first, last = self.start, self.start + self.state.size
        if not (self.table.keys_first and self.state.search):
            return list(self.rows[first:last])
        keys = list(self.rows.values_list("pk", flat=True)[first:last])
        found = {row.pk: row for row in self.rows.model.objects.filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    @property
    def searches(self) -> bool:
        return bool(self.table.search)

    @property
    def previous(self) -> str:
        return self._address(page=self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        return self._address(page=self.page + 1) if self.page < self.pages else ""

    @property
    def kept(self) -> str:
        """The address of what this reader sees by an earlier choice; "" where nothing was chosen."""
        left = (self.state.sort, self.state.size, self.state.columns)
        declared = (self.declared.sort, self.declared.size, self.declared.columns)
        return "" if left == declared else self._address(page=self.page)

    @property
    def csv(self) -> str:
        return self._address(export="csv", page=1)

    @property
    def xlsx(self) -> str:
        return self._address(export="xlsx", page=1)

    @property
    def sizes(self) -> list[Choice]:
        return [Choice(str(size), str(size), size == self.state.size) for size in SIZES]

    @property
    def orders(self) -> list[Choice]:
        """For phones, where there are no heads to click."""
        found = []
        for column in self.columns:
            if column.order:
                title = column.head(self.wording)
                for key, sign in ((column.key, "↑"), (f"-{column.key}", "↓")):
                    found.append(Choice(key, f"{title} {sign}", key == self.state.sort))
        return found

    @property
    def choices(self) -> list[Choice]:
        """The columns that can be shown."""
        return [
            Choice(column.key, column.head(self.wording), column.key in self.state.columns)
            for column in self.all_columns
        ]

    def others(self, *without: str) -> list[tuple[str, str]]:
        """What else stands in the address: forms carry it along."""
        left = {f"{self.prefix}{name}" for name in (*without, "page", "export")}
        return [
            (name, value) for name, values in self.request.GET.lists() if name not in left for value in values
        ]

    @property
    def beside_tools(self) -> list[tuple[str, str]]:
        return self.others("q", "sort", "size")

    @property
    def beside_columns(self) -> list[tuple[str, str]]:
        return self.others("columns")

    def batches(self) -> Iterator[Sequence[Any]]:
        """All rows that are found, prepared, some at a time."""
        waiting: list[Any] = []
        rows = self.rows.iterator(BATCH) if isinstance(self.rows, QuerySet) else iter(self.rows)
        for row in rows:
            waiting.append(row)
            if len(waiting) == BATCH:
                yield self._prepare(waiting)
                waiting = []
        if waiting:
            yield self._prepare(waiting)

    def _head(self, column: Column) -> Head:
        up, down = self.state.sort == column.key, self.state.sort == f"-{column.key}"
        way = "ascending" if up else "descending" if down else "none"
        # Of figures the greatest, of words the first is what one looks for first.
        first, second = (f"-{column.key}", column.key) if column.figures else (column.key, f"-{column.key}")
        to = second if self.state.sort == first else first
        url = self._address(sort=to, page=1) if column.order else ""
        return Head(column.key, column.head(self.wording), column.figures, url, way if column.order else "")

    def _row(self, row: Any) -> Row:
        cells = tuple(
            Cell(
                column.written(row, self.wording),
                column.head(self.wording),
                column.figures,
                (column.link(row) or "") if column.link else "",
                column.panel,
                column.unit == "moment",
            )
            for column in self.columns
        )
        return Row(cells, self.table.row_class(row) if self.table.row_class else "")

    def _address(self, **changed: Any) -> str:
        return address(self.request.GET, self.prefix, self.state, **changed)
