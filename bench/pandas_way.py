"""The measures behind the KPIs in pandas: everything in memory, so for small sizes only."""

from pathlib import Path

import pandas as pd

from attain.engine.store import Snapshot, Store
from bench.answer import NAMES
from bench.hand_sql import DATES

PPM = 1_000_000
LINES = [
    "client_id", "product_id", "ordered_on", "original_ordered_on", "quantity", "amount", "cost", "is_return",
    "is_order_head", "online",
]  # fmt: skip
DAYS = {name: pd.Timestamp(day) for name, day in DATES.items()}


def compute(store: Path, answer: Path) -> None:
    """Writes the answer as a Parquet file."""
    snapshot = Store.open(store).snapshot()
    coverage = _dated(
        _read(snapshot, "coverage", ["client_id", "person_id", "share", "from", "to"]), "from", "to"
    )
    days = _days(snapshot)
    parts = [_month(days, coverage), _previous(days, coverage), _portfolio(days, coverage)]
    parts += [_visits(snapshot), _plans(snapshot)]
    found = pd.concat(parts, axis=1).fillna(0).astype("int64").sort_index()
    found[NAMES].rename_axis("person_id").reset_index().to_parquet(answer)


def _read(snapshot: Snapshot, table: str, columns: list[str]) -> pd.DataFrame:
    return pd.concat([pd.read_parquet(file, columns=columns) for file in snapshot.files(table)])


def _dated(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})


def _days(snapshot: Snapshot) -> pd.DataFrame:
    """Lines rolled up to client and day."""
    lines = _dated(_read(snapshot, "order_lines", LINES), "ordered_on", "original_ordered_on")
    lines = lines.merge(_read(snapshot, "products", ["product_id", "focus"]), on="product_id")
    sold = ~lines["is_return"]
    head = sold & lines["is_order_head"]
    lines = lines.assign(
        owned_on=lines["original_ordered_on"].fillna(lines["ordered_on"]),
        goods_lines=sold.astype("int64"),
        gross=lines["amount"].where(sold, 0),
        goods_quantity=lines["quantity"].where(sold, 0),
        focus_quantity=lines["quantity"].where(sold & lines["focus"], 0),
        orders=head.astype("int64"),
        online_orders=(head & lines["online"]).astype("int64"),
    )
    summed = [
        "amount",
        "cost",
        "quantity",
        "goods_lines",
        "gross",
        "goods_quantity",
        "focus_quantity",
        "orders",
    ]
    return lines.groupby(["client_id", "ordered_on", "owned_on"], as_index=False)[
        [*summed, "online_orders"]
    ].sum()


def _credited(days: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """Days × who had the client on the day that decides."""
    both = days.merge(coverage, on="client_id")
    return both[(both["owned_on"] >= both["from"]) & (both["owned_on"] < both["to"])]


def _month(days: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    rows = _credited(days[days["ordered_on"] >= DAYS["start"]], coverage)
    share = rows["share"]
    sums = {
        "sales_amount": rows["amount"],
        "margin_amount": rows["amount"] - rows["cost"],
        "sales_quantity": rows["quantity"],
        "goods_lines": rows["goods_lines"],
        "gross_sales_amount": rows["gross"],
        "returned_amount": rows["gross"] - rows["amount"],
        "orders": rows["orders"],
        "online_orders": rows["online_orders"],
    }
    shared = pd.DataFrame({name: value * share for name, value in sums.items()})
    total = shared.groupby(rows["person_id"]).sum()
    whole = rows.groupby(["person_id", "client_id"])[["goods_quantity", "focus_quantity"]].sum() > 0
    counts = whole.groupby(level="person_id").sum()
    return total.join(counts.set_axis(["active_clients", "focus_clients"], axis=1))


def _previous(days: pd.DataFrame, coverage: pd.DataFrame) -> pd.Series:
    on = days["ordered_on"]
    rows = _credited(days[(on >= DAYS["previous"]) & (on < DAYS["start"])], coverage)
    return (rows["amount"] * rows["share"]).groupby(rows["person_id"]).sum().rename("sales_amount 2026-09")


def _portfolio(days: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """What clients' days say, for whoever has the client on the last day."""
    sold = days[days["goods_lines"] > 0]
    on, start, early, late = sold["ordered_on"], DAYS["start"], DAYS["early"], DAYS["late"]
    since, before = on >= early, on < start
    clients = pd.DataFrame(
        {
            "bought": sold["goods_quantity"].where(since, 0),
            "bought_before": sold["goods_quantity"].where(since & before, 0),
            "heads": sold["orders"].where(on >= late, 0),
            "gross": sold["gross"],
            "now": (on >= start).astype("int64"),
            "lately": (since & before).astype("int64"),
            "long_ago": (on < early).astype("int64"),
        }
    )
    clients = clients.groupby(sold["client_id"]).sum()
    seen = on.where(since).groupby(sold["client_id"])
    clients = clients.assign(
        first_on=seen.min(), last_on=seen.max(), first_ever=on.groupby(sold["client_id"]).min()
    )
    held = coverage[(coverage["from"] <= DAYS["last"]) & (coverage["to"] > DAYS["last"])]
    rows = held.merge(clients, left_on="client_id", right_index=True)
    new = rows["first_ever"] >= start
    counted = {
        "client_base": rows["bought"] > 0,
        "clients_at_start": rows["bought_before"] > 0,
        "clients_kept": (rows["first_on"] < start) & (rows["last_on"] >= late),
        "lost_clients": rows["last_on"] < late,
        "regular_clients": rows["heads"] >= 3,
        "new_clients": new,
        "regained_clients": (rows["now"] > 0) & (rows["lately"] == 0) & (rows["long_ago"] > 0),
        "new_clients_value": (rows["gross"] * rows["share"]).where(new, 0),
    }
    return pd.DataFrame(counted).groupby(rows["person_id"]).sum()


def _visits(snapshot: Snapshot) -> pd.DataFrame:
    rows = _read(snapshot, "visits", ["employee_id", "effective", "figures_shown", "minutes"])
    counted = (
        rows.assign(made=1).groupby("employee_id")[["made", "effective", "figures_shown", "minutes"]].sum()
    )
    names = ["visits_made", "effective_visits", "figures_shown_visits", "visit_minutes"]
    return counted.set_axis(names, axis=1) * PPM


def _plans(snapshot: Snapshot) -> pd.DataFrame:
    rows = _read(snapshot, "visit_plans", ["employee_id", "client_id", "done"])
    clients = rows.groupby(["employee_id", "client_id"])["done"].agg(["size", "sum"])
    counted = pd.DataFrame(
        {
            "planned_visits": clients["size"] * PPM,
            "planned_visits_done": clients["sum"] * PPM,
            "clients_to_see": 1,
            "clients_seen_as_planned": clients["sum"] > 0,
            "clients_seen_often_enough": clients["sum"] == clients["size"],
        }
    )
    return counted.groupby(level="employee_id").sum()
