"""A table as it is declared, and what a request makes of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from attain.shell.audit import record
from attain.shell.tables.columns import Column
from attain.shell.tables.files import EXPORTS, exported
from attain.shell.tables.shown import Shown
from attain.shell.tables.state import SIZES, State, read

Rows = QuerySet | Sequence[Any]


@dataclass(frozen=True)
class Table:
    """name: its own in the whole application. title: the message of its caption. first: "-total" or "name".

    search: of a QuerySet, the fields in which a text is looked for, or a function (rows, text) → rows; of a
    list, the keys of columns. () = no search box. prepare: a page's rows → what columns read (names looked up
    in one query, say). empty: the message where there are no rows. prefix: of its words in the address, where
    a page has several tables. exports: whether it can be had as CSV and XLSX. row_class: row → a CSS class.
    keys_first: what is searched for is sorted by keys alone, and the page is read then: of wide rows.
    most: so many rows of a large QuerySet are counted and paged, further ones are "more than"; 0: all.
    """

    name: str
    title: str
    columns: Sequence[Column]
    first: str = ""
    search: Sequence[str] | Callable[[Any, str], Any] = ()
    empty: str = "table.empty"
    size: int = SIZES[0]
    prefix: str = ""
    exports: bool = True
    row_class: Callable[[Any], str] | None = None
    most: int = 0
    keys_first: bool = False

    def of(
        self,
        request: HttpRequest,
        rows: Rows,
        prepare: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
        columns: Sequence[Column] | None = None,
    ) -> Shown:
        """The table for this request: filtered, sorted, cut. columns: others than the declared ones."""
        chosen = tuple(self.columns if columns is None else columns)
        by_key = {column.key: column for column in chosen}
        visible = tuple(column.key for column in chosen if column.visible)
        sortable = {column.key for column in chosen if column.order}
        first = self.first if self.first.removeprefix("-") in sortable else ""
        declared = State(first, "", 1, self.size, visible)
        state = read(request, self.name, self.prefix, sortable, tuple(by_key), declared)
        found = self._found(rows, state.search, by_key) if state.search and self.search else rows
        column = by_key.get(state.sort.removeprefix("-"))
        if column is not None:
            found = _sorted(found, column, state.sort.startswith("-"))
        return Shown(self, request, found, state, declared, chosen, prepare or (lambda page: page))

    def response(
        self,
        request: HttpRequest,
        rows: Rows,
        template: str,
        context: Mapping[str, Any] | None = None,
        prepare: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
        columns: Sequence[Column] | None = None,
    ) -> HttpResponseBase:
        """The whole page (with `table` in its context), the table alone for htmx, or the file asked for."""
        table = self.of(request, rows, prepare, columns)
        return self.part(request, table) or render(request, template, {**(context or {}), "table": table})

    def part(self, request: HttpRequest, table: Shown) -> HttpResponseBase | None:
        """The file or the table alone, where the request asks for that."""
        kind = request.GET.get(f"{self.prefix}export", "")
        if self.exports and kind in EXPORTS:
            record(request, "exported", "table", self.name, after={"file": kind})
            return exported(table, kind)
        if getattr(request, "htmx", None) and request.htmx.target == table.id:
            answer: HttpResponse = render(request, "shell/table.html", {"table": table})
            return answer
        return None

    def _found(self, rows: Rows, text: str, by_key: Mapping[str, Column]) -> Any:
        if callable(self.search):
            return self.search(rows, text)
        if isinstance(rows, QuerySet):
            wanted = Q()
            for field in self.search:
                wanted |= Q(**{f"{field}__icontains": text})
            return rows.filter(wanted)
        columns = [by_key[key] for key in self.search if key in by_key]
        return [row for row in rows if _has(row, columns, text.casefold())]


def _has(row: Any, columns: Iterable[Column], text: str) -> bool:
    return any(text in str(column.of(row)).casefold() for column in columns)


def _sorted(rows: Rows, column: Column, descending: bool) -> Any:
    """By a column, then by what makes rows differ; rows without a value are last either way."""
    if isinstance(rows, QuerySet):
        by = F(column.order)
        if not _may_be_null(rows, column.order):  # so that an index serves either way
            return rows.order_by(by.desc() if descending else by.asc(), "-pk" if descending else "pk")
        return rows.order_by(by.desc(nulls_last=True) if descending else by.asc(nulls_last=True), "pk")
    known = [row for row in rows if column.of(row) is not None]
    unknown = [row for row in rows if column.of(row) is None]
    return [*sorted(known, key=lambda row: _key(column.of(row)), reverse=descending), *unknown]


def _may_be_null(rows: QuerySet, name: str) -> bool:
    """Of what is no field of the model itself, it is not known."""
    try:
        return bool(rows.model._meta.get_field(name).null)
    except FieldDoesNotExist:
        return True


def _key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
