"""The bytes of a payroll file: CSV, fixed columns, or a workbook whose texts stay texts."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter import Workbook

from attain.engine.faults import Fault, Faulty
from attain.runs.payroll_mapping import SEPARATORS, PayrollMapping
from attain.runs.rendering.defused import defused

#: When workbooks are dated, so that the same content is the same bytes.
DATED = date(2000, 1, 1)

#: How lines end.
ENDS = {"crlf": "\r\n", "lf": "\n"}

#: Lines that a workbook's page holds below its head; what is written beyond them is lost without a word.
MOST = 1_048_575

Rows = Sequence[Sequence[str]]


def content(mapping: PayrollMapping, rows: Rows) -> bytes:
    """The file. Raises Faulty for a heading that the encoding can't write, or more lines than it holds."""
    if mapping.format == "xlsx" and len(rows) > MOST:
        raise Faulty(Fault("fault.payroll.too_many", {"most": MOST, "lines": len(rows)}))
    return {"csv": _csv, "xlsx": _xlsx, "fixed": _fixed}[mapping.format](mapping, rows)


def head_of(mapping: PayrollMapping) -> list[str]:
    return [column.header or column.source for column in mapping.columns]


def _csv(mapping: PayrollMapping, rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if mapping.quotes == "always" else csv.QUOTE_MINIMAL
    end = ENDS[mapping.lines]
    writer = csv.writer(text, delimiter=SEPARATORS[mapping.separator], quoting=quoting, lineterminator=end)
    guarded = [column.source != "amount" for column in mapping.columns]
    if mapping.header:
        writer.writerow([defused(cell) for cell in head_of(mapping)])
    for row in rows:
        writer.writerow([defused(cell) if guard else cell for cell, guard in zip(row, guarded, strict=True)])
    return _encoded(text.getvalue(), mapping)


def _fixed(mapping: PayrollMapping, rows: Iterable[Sequence[str]]) -> bytes:
    end = ENDS[mapping.lines]
    widths = [column.width for column in mapping.columns]
    head = [cell[:width].ljust(width) for cell, width in zip(head_of(mapping), widths, strict=True)]
    rows = [head, *rows] if mapping.header else rows
    return _encoded("".join("".join(row) + end for row in rows), mapping)


def _encoded(text: str, mapping: PayrollMapping) -> bytes:
    try:
        return text.encode(mapping.encoding)
    except UnicodeEncodeError as error:
        values = {"person": "", "text": error.object[error.start : error.end], "encoding": mapping.encoding}
        raise Faulty(Fault("fault.payroll.encoding", values)) from None


def _xlsx(mapping: PayrollMapping, rows: Iterable[Sequence[str]]) -> bytes:
    """Amounts written with a point are numbers; all else stays the text that it is, with its zeros."""
    kept = io.BytesIO()
    never: dict[str, Any] = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    book = Workbook(kept, {"in_memory": True, **never})
    book.set_properties({"created": DATED})
    page, bold = book.add_worksheet(), book.add_format({"bold": True})
    text = book.add_format({"num_format": "@"})
    at = 0
    if mapping.header:
        for column, cell in enumerate(head_of(mapping)):
            page.write_string(0, column, cell, bold)
        page.freeze_panes(1, 0)
        at = 1
    forms = {
        places: book.add_format({"num_format": f"{Decimal(0):.{places}f}"})
        for places in {each.decimals for each in mapping.columns if each.decimals is not None}
    }
    for number, row in enumerate(rows, at):
        for column, (cell, of) in enumerate(zip(row, mapping.columns, strict=True)):
            if of.source == "amount" and mapping.decimal_mark == "point" and of.sign == "leading":
                page.write_number(number, column, Decimal(cell), forms.get(of.decimals))
            else:
                page.write_string(number, column, cell, text)
    book.close()
    return kept.getvalue()
