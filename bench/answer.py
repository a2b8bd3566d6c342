"""The answer that every way of computing has to give: a row a manager, a column of whole numbers a measure.

Everything behind the 25 KPIs but targets. Sums are in parts per million of a share, money of cents.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A measure as published: name, period, the scale of the whole numbers, the decimals that are shown."""

    measure: str
    period: str
    scale: int
    decimals: int

    @property
    def name(self) -> str:
        """The column: the measure, and where it is not of the month itself, its period."""
        return self.measure if self.period == "2026-10" else f"{self.measure} {self.period}"

    def shown(self, number: int) -> str:
        """As a run publishes it: rounded half away from zero."""
        cut = 10 ** (self.scale - self.decimals)
        whole = (2 * abs(number) + cut) // (2 * cut)
        sign = "-" if number < 0 and whole else ""
        if not self.decimals:
            return f"{sign}{whole}"
        units, rest = divmod(whole, 10**self.decimals)
        return f"{sign}{units}.{rest:0{self.decimals}d}"


def _columns(names: str, scale: int, decimals: int, period: str = "2026-10") -> list[Column]:
    return [Column(name, period, scale, decimals) for name in names.split()]


#: In the order in which hand-written SQL gives them, table by table.
MONTH = [
    *_columns("sales_amount margin_amount", 8, 2),
    *_columns("sales_quantity goods_lines", 6, 2),
    *_columns("gross_sales_amount returned_amount", 8, 2),
    *_columns("orders online_orders", 6, 2),
    *_columns("active_clients focus_clients", 0, 0),
]
PREVIOUS = _columns("sales_amount", 8, 2, "2026-09")
PORTFOLIO = [
    *_columns("client_base clients_at_start clients_kept lost_clients regular_clients new_clients", 0, 0),
    *_columns("new_clients_value", 8, 2),
    *_columns("regained_clients", 0, 0),
]
VISITS = _columns("visits_made effective_visits figures_shown_visits visit_minutes", 6, 2)
PLANS = [
    *_columns("planned_visits planned_visits_done", 6, 2),
    *_columns("clients_to_see clients_seen_as_planned clients_seen_often_enough", 0, 0),
]

TABLES = {
    "month_sums": MONTH, "previous_sums": PREVIOUS, "portfolio_sums": PORTFOLIO, "visit_sums": VISITS,
    "plan_sums": PLANS,
}  # fmt: skip
COLUMNS = [column for columns in TABLES.values() for column in columns]
NAMES = [column.name for column in COLUMNS]
