"""A workbook being written: formats by locale and unit, columns as wide as what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from attain.wording.visible import visible

#: The same results make the same bytes.
BEGINNING = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)

#: Characters that the name of a worksheet may not have, and its greatest length.
_FORBIDDEN, _LONGEST = str.maketrans(dict.fromkeys("[]:*?/\\'", " ")), 31

WIDEST = 60

Cell = str | Decimal | int | None


class Book:
    """A workbook in memory. decimals: of money.

    Separators of thousands and decimals are those of the reader's own spreadsheet program: the formats
    say how many decimals, the program's locale writes them.
    """

    def __init__(self, title: str, author: str, decimals: int) -> None:
        self._memory = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self._memory, options)
        self.book.set_properties({"title": visible(title), "author": visible(author), "created": BEGINNING})
        self.decimals = decimals
        self._formats: dict[tuple, Format] = {}

    def sheet(self, name: str, *, landscape: bool = False) -> "Sheet":
        known = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        clean = visible(name).translate(_FORBIDDEN).strip()[:_LONGEST] or "1"
        number, unique = 2, clean
        while unique.casefold() in known:
            unique = f"{clean[: _LONGEST - 3]} {number}"
            number += 1
        page = self.book.add_worksheet(unique)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        if landscape:
            page.set_landscape()
        return Sheet(self, page)

    def format(self, unit: str = "text", decimals: int | None = None, **look: Any) -> Format:
        """The format of a unit: text, money, percent, number; look: bold, top, wrap …"""
        key = (unit, decimals, *sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"valign": "top", **self._number(unit, decimals), **look}
            )
        return self._formats[key]

    def _number(self, unit: str, decimals: int | None) -> dict[str, str]:
        if unit == "text":
            return {"num_format": "@"}
        places = self.decimals if unit == "money" and decimals is None else decimals
        digits = "0" if not places else "0." + "0" * places
        if unit == "percent":
            return {"num_format": f"{digits}%"}
        return {"num_format": f"#,##{digits}" if places is not None else "#,##0.######"}

    def content(self) -> bytes:
        self.book.close()
        return self._memory.getvalue()


@dataclass
class Sheet:
    """A worksheet that remembers how wide its columns must be."""

    book: Book
    page: Worksheet
    row: int = 0
    wide: dict[int, int] = field(default_factory=dict)

    def text(self, column: int, value: str, *, fits: bool = True, **look: Any) -> None:
        """A text as a text, whatever it begins with. fits: the column grows with it."""
        self.page.write_string(self.row, column, visible(value), self.book.format(**look))
        if fits:
            self._grow(column, cell_len(value))

    def number(
        self,
        column: int,
        value: Decimal | int | None,
        unit: str = "money",
        decimals: int | None = None,
        **look: Any,
    ) -> None:
        """A number as a number; an undefined one leaves the cell empty."""
        style = self.book.format(unit, decimals, **look)
        if value is None:
            self.page.write_blank(self.row, column, None, style)
            return
        self.page.write_number(self.row, column, value, style)
        self._grow(column, len(f"{value:,f}") + 2 if isinstance(value, Decimal) else len(f"{value:,}") + 1)

    def formula(self, column: int, text: str, value: Decimal, unit: str = "money", **look: Any) -> None:
        """A formula of our own, with the value that it comes to for programs that don't compute."""
        self.page.write_formula(self.row, column, text, self.book.format(unit, **look), value)
        self._grow(column, len(f"{value:,f}") + 2)

    def heads(self, texts: Sequence[str], figures_from: int = 1) -> None:
        """The head of a table, its figures at the right."""
        for column, text in enumerate(texts):
            align = "right" if column >= figures_from else "left"
            self.text(
                column, text, bold=True, bottom=1, align=align, text_wrap=True, fits=cell_len(text) <= 22
            )
            self._grow(column, min(cell_len(text), 12))
        self.next()

    def next(self, rows: int = 1) -> None:
        self.row += rows

    def done(self) -> None:
        """Sets the widths of the columns."""
        for column, wide in self.wide.items():
            self.page.set_column(column, column, min(wide + 2, WIDEST))

    def _grow(self, column: int, wide: int) -> None:
        self.wide[column] = max(self.wide.get(column, 8), wide)
