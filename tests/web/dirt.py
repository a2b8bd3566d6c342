"""A spreadsheet of orders with every kind of dirt that people's files have, and what is right instead."""

from pathlib import Path

from xlsxwriter import Workbook

HEADER = ("Order No", "Line", "Customer", "Item", "Order date", "Qty", "Net amount", "Cost", "Return?")

#: What each dirty row is about → the row as people's file has it. {client}, {other}, {product}: known keys.
ROWS = {
    "clean": ("D-1", "1", "{client}", "{product}", "05/10/2031", "2", "10.00", "1.00", "no"),
    "day that is none": ("D-2", "1", "{client}", "{product}", "31/09/2031", "2", "20.00", "1.00", "no"),
    "day written otherwise": ("D-3", "1", "{client}", "{product}", "2031-10-07", "2", "30.00", "1.00", "no"),
    "thousands and currency": (
        "D-4",
        "1",
        "{client}",
        "{product}",
        "15/10/2031",
        "2",
        "€1,234.50",
        "1.00",
        "no",
    ),
    "decimal comma": ("D-5", "1", "{client}", "{product}", "16/10/2031", "2", "99,9", "1.00", "no"),
    "client that is unknown": (
        "D-6",
        "1",
        "Nobody Ltd.",
        "{product}",
        "17/10/2031",
        "2",
        "40.00",
        "1.00",
        "no",
    ),
    "product almost right": ("D-7", "1", "{client}", "{almost}", "18/10/2031", "2", "50.00", "1.00", "no"),
    "amount that is missing": ("D-8", "1", "{client}", "{product}", "19/10/2031", "2", "", "1.00", "no"),
    "blanks around": (
        " D-9 ",
        "1",
        "\u00a0{client} ",
        "{product}\u3000",
        "20/10/2031",
        " 2 ",
        "60.00",
        "1.00",
        "no",
    ),
    "words for a number": ("D-10", "1", "{client}", "{product}", "21/10/2031", "two", "70.00", "1.00", "no"),
    "looks like a formula": ("D-11", "1", "{client}", "{product}", "22/10/2031", "2", "=40*2", "1.00", "no"),
    "neither yes nor no": ("D-12", "1", "{client}", "{product}", "23/10/2031", "2", "90.00", "1.00", "maybe"),
    "entered twice": ("D-13", "1", "{client}", "{product}", "24/10/2031", "2", "100.00", "1.00", "no"),
    "and once more": ("D-13", "1", "{client}", "{product}", "24/10/2031", "2", "101.00", "1.00", "no"),
    "negative, a return": ("D-14", "1", "{other}", "{product}", "25/10/2031", "-2", "-10.00", "1.00", "yes"),
    "sums below": ("Total", "", "", "", "", "28", "1903.40", "15.00", ""),
}

#: Dirty row → reason by which it waits.
WAITS = {
    "day that is none": "cell_date",
    "day written otherwise": "cell_date",
    "decimal comma": "cell_number",
    "client that is unknown": "unknown_client",
    "product almost right": "unknown_product",
    "amount that is missing": "cell_empty",
    "words for a number": "cell_number",
    "looks like a formula": "cell_number",
    "neither yes nor no": "cell_boolean",
    "entered twice": "row_twice",
    "and once more": "row_twice",
    "sums below": "cell_empty",
}


def number(row: str) -> int:
    """The row's number in the sheet."""
    return list(ROWS).index(row) + 2


def spreadsheet(path: Path, client: str, other: str, product: str) -> Path:
    """The workbook; every cell is a text, as in exports of old systems."""
    known = {"client": client, "other": other, "product": product, "almost": product.replace("-", " ")}
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate([HEADER, *ROWS.values()]):
            for column, cell in enumerate(cells):
                text = cell.format(**known) if number else cell
                if text:
                    sheet.write_string(number, column, text)
    return path


def clean(path: Path, client: str, other: str, product: str) -> Path:
    """What the rows were meant to be, as a file that needs no repair."""
    right = {
        "day that is none": {4: "30/09/2031"},
        "day written otherwise": {4: "07/10/2031"},
        "thousands and currency": {6: "1234.50"},
        "decimal comma": {6: "99.90"},
        "client that is unknown": {2: other},
        "product almost right": {3: product},
        "amount that is missing": {6: "45.00"},
        "words for a number": {5: "2"},
        "looks like a formula": {6: "80.00"},
        "neither yes nor no": {8: "no"},
    }
    known = {"client": client, "other": other, "product": product, "almost": product}
    lines = [",".join(HEADER)]
    for name, cells in ROWS.items():
        if name in ("and once more", "sums below"):
            continue
        cells = [cell.format(**known).strip() for cell in cells]
        for at, value in right.get(name, {}).items():
            cells[at] = value
        lines.append(",".join(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
