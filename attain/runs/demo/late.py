"""Corrections that come when the last month is closed: lines of the month before, with other quantities."""

import csv
from collections.abc import Iterator
from pathlib import Path

from attain.runs.demo.company import Company
from attain.runs.demo.products import Product
from attain.runs.demo.sheet import money

#: How many lines are corrected.
LINES = 12


def late_lines(orders: Path, company: Company) -> Iterator[dict[str, str]]:
    """Lines as they should have been: half of the pieces had been booked. They keep their keys.

    orders: the file of order lines that was written; the first clients' lines of the month are taken.
    """
    month = company.window.months[-2].key
    products = {product.id: product for product in company.products}
    found = 0
    with orders.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["ordered_on"].startswith(month) and _whole(row):
                yield _doubled(row, products[row["product_id"]])
                found += 1
            if found == LINES:
                return


def _whole(row: dict[str, str]) -> bool:
    return row["is_return"] == "false" and row["delivered_quantity"] == row["quantity"]


def _doubled(row: dict[str, str], product: Product) -> dict[str, str]:
    pieces = 2 * int(row["quantity"])
    paid = 2 * int(row["amount"].replace(".", ""))
    sums = {"amount": paid, "cost": pieces * product.cost, "list_amount": pieces * product.price}
    return (
        row
        | {"quantity": str(pieces), "delivered_quantity": str(pieces)}
        | {name: money(cents) for name, cents in sums.items()}
    )
