"""A table as a file: all rows that are found, in the order and with the columns of the page."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from attain.runs.rendering.defused import defused

if TYPE_CHECKING:
    from attain.shell.tables.shown import Shown

EXPORTS = ("csv", "xlsx")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: Rows that a sheet holds below its head.
MOST = 1_048_575


def exported(table: "Shown", kind: str) -> HttpResponseBase:
    """The file, as an attachment named by the table and the day. Texts are never formulas in it."""
    name = f"{table.name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return FileResponse(_sheet(table), as_attachment=True, filename=name, content_type=SHEET)
    answer = StreamingHttpResponse(_lines(table), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(table: "Shown") -> Iterator[bytes]:
    """UTF-8 with a mark that spreadsheets know it by; figures with a point, whatever the language."""
    yield b"\xef\xbb\xbf" + _written([[defused(column.head(table.wording)) for column in table.columns]])
    for rows in table.batches():
        yield _written(
            [[_plain(column.exported(row, table.wording)) for column in table.columns] for row in rows]
        )


def _written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else defused(str(value))


def _sheet(table: "Shown") -> Any:
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    page.freeze_panes(1, 0)
    head = book.add_format({"bold": True, "bottom": 1})
    forms = {
        kind: book.add_format({"num_format": form})
        for kind, form in (("date", "yyyy-mm-dd"), ("moment", "yyyy-mm-dd hh:mm"), ("percent", "0.00%"))
    }
    for at, column in enumerate(table.columns):
        page.set_column(at, at, 16)
        page.write_string(0, at, column.head(table.wording), head)
    number = 0
    for rows in table.batches():
        for row in rows:
            if number == MOST:
                break
            number += 1
            for at, column in enumerate(table.columns):
                _cell(page, number, at, column.exported(row, table.wording), column.unit, forms)
    book.close()
    file.seek(0)
    return file


def _cell(page: Any, row: int, at: int, value: Any, unit: str, forms: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, (Decimal, int)):
        page.write_number(row, at, value, forms.get(unit))
    elif isinstance(value, datetime):
        page.write_datetime(row, at, value, forms["moment"])
    elif isinstance(value, date):
        page.write_datetime(row, at, value, forms["date"])
    else:
        page.write_string(row, at, defused(str(value)))
