"""Pieces that measures are put together from: as a rulebook says them, and as plain Python does them.

A row is a `Fact`: f["amount"] and f["client.class"] as formulas name them, f.start and f.end of the period.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from attain.engine.period import Period


@dataclass(frozen=True)
class Fact:
    """A row with what it refers to. spell: who is named on it, as they stand on the credit date."""

    row: Mapping[str, Any]
    beside: Mapping[str, Mapping[str, Any]]
    period: Period

    def __getitem__(self, path: str) -> Any:
        word, _, name = path.rpartition(".")
        value = self.beside.get(word, {}).get(name) if word else self.row.get(name)
        return Fraction(value, 100) if path == "amount" else value

    @property
    def key(self) -> str:
        return f"{self.row['order_id']}|{self.row['line']}"

    @property
    def start(self) -> date:
        return self.period.start

    @property
    def end(self) -> date:
        return self.period.end


Facts = list[Fact]

#: What is unknown is not kept.
WHERE: dict[str, Callable[[Fact], bool | None]] = {
    "": lambda f: True,
    "not is_return": lambda f: not f["is_return"],
    "client.class = 'A'": lambda f: f["client.class"] == "A",
    "not (client.class = 'A')": lambda f: f["client.class"] not in ("A", None),
    "product.group in ('tea') or quantity < 0": lambda f: f["product.group"] == "tea" or f["quantity"] < 0,
    "product.focus and amount > 100.50": lambda f: f["product.focus"] and f["amount"] > Fraction("100.5"),
    "is_missing(paid_on)": lambda f: f["paid_on"] is None,
    "paid_on - ordered_on > 5": lambda f: bool(f["paid_on"]) and (f["paid_on"] - f["ordered_on"]).days > 5,
    "employee.market_type = 'city'": lambda f: f["employee.market_type"] == "city",
    "ordered_on >= period.start - 10": lambda f: f["ordered_on"] >= f.start - timedelta(days=10),
}

HAVING: dict[str, Callable[[Facts], bool]] = {
    "": lambda facts: True,
    "sum(quantity) > 2": lambda facts: sum(f["quantity"] for f in facts) > 2,
    "count() = 1": lambda facts: len(facts) == 1,
    "not (sum(amount) > 500)": lambda facts: sum(f["amount"] for f in facts) <= 500,
    "max(ordered_on) < period.end - 20": lambda facts: (
        max(f["ordered_on"] for f in facts) < facts[0].end - timedelta(days=20)
    ),
    "sum(IF(is_return, 1, 0)) = 0": lambda facts: not any(f["is_return"] for f in facts),
    "count_distinct(product_id) > 1 or min(quantity) < 0": lambda facts: (
        len({f["product_id"] for f in facts}) > 1 or min(f["quantity"] for f in facts) < 0
    ),
}


#: What a fact brings to sums; None of facts whose column is empty, which count() does not look at.
LINEAR: dict[str, Callable[[Fact], Fraction]] = {
    "sum(amount)": lambda f: f["amount"],
    "count()": lambda f: Fraction(1),
    "count(paid_on)": lambda f: Fraction(f["paid_on"] is not None),
    "2 * sum(quantity) - count(seller_id)": lambda f: Fraction(2 * f["quantity"] - bool(f["seller_id"])),
    "sum(amount) - sum(IF(is_return, quantity * 1.255 money))": lambda f: (
        f["amount"] - (f["quantity"] * Fraction("1.255") if f["is_return"] else 0)
    ),
    "sum(ROUND(amount, -1))": lambda f: half_up(f["amount"] / 10) * 10,
}

OVERALL: dict[str, Callable[[Facts], Any]] = {
    "count_distinct(product_id)": lambda facts: Fraction(len({f["product_id"] for f in facts})),
    "count_distinct(seller_id)": lambda facts: Fraction(len(_some(f["seller_id"] for f in facts))),
    "min(amount)": lambda facts: min((f["amount"] for f in facts), default=None),
    "max(paid_on)": lambda facts: max(_some(f["paid_on"] for f in facts), default=None),
}


def half_up(value: Fraction, places: int = 0) -> Fraction:
    """Rounded half away from zero."""
    shifted = abs(value) * 10**places
    whole = (2 * shifted.numerator + shifted.denominator) // (2 * shifted.denominator)
    return Fraction(whole if value >= 0 else -whole) / 10**places


def _some(values: Iterable[Any]) -> set[Any]:
    return {value for value in values if value is not None}
