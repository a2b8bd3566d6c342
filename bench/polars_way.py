"""The measures behind the KPIs in Polars: lazy, on its streaming engine, over the same files."""

from datetime import date
from pathlib import Path

import polars as pl

from attain.engine.store import Snapshot, Store
from bench.answer import NAMES
from bench.hand_sql import DATES

PPM = 1_000_000


def compute(store: Path, answer: Path) -> None:
    """Writes the answer as a Parquet file."""
    snapshot = Store.open(store).snapshot()
    lines = _read(snapshot, "order_lines").with_columns(
        owned_on=pl.coalesce("original_ordered_on", "ordered_on"), sold=~pl.col("is_return")
    )
    coverage = _read(snapshot, "coverage").select("client_id", "person_id", "share", "from", "to")
    days = _days(lines, snapshot).collect(engine="streaming").lazy()
    parts = [_month(days, coverage), _previous(days, coverage), _portfolio(days, coverage)]
    parts += [_visits(snapshot), _plans(snapshot)]
    names = [pl.col(name).fill_null(0).sum().cast(pl.Int64) for name in NAMES]
    found = pl.concat(parts, how="diagonal").group_by("person_id").agg(names).sort("person_id")
    found.collect(engine="streaming").write_parquet(answer)


def _read(snapshot: Snapshot, table: str) -> pl.LazyFrame:
    return pl.scan_parquet(list(snapshot.files(table)))


def _days(lines: pl.LazyFrame, snapshot: Snapshot) -> pl.LazyFrame:
    """Lines rolled up to client and day."""
    products = _read(snapshot, "products").select("product_id", "focus")
    sold, head = pl.col("sold"), pl.col("sold") & pl.col("is_order_head")
    return (
        lines.join(products, on="product_id")
        .group_by("client_id", "ordered_on", "owned_on")
        .agg(
            pl.sum("amount", "cost", "quantity"),
            goods_lines=sold.sum().cast(pl.Int64),
            gross=pl.when("sold").then("amount").otherwise(0).sum(),
            goods_quantity=pl.when("sold").then("quantity").otherwise(0).sum(),
            focus_quantity=pl.when(sold & pl.col("focus")).then("quantity").otherwise(0).sum(),
            orders=head.sum().cast(pl.Int64),
            online_orders=(head & pl.col("online")).sum().cast(pl.Int64),
        )
    )


def _credited(days: pl.LazyFrame, coverage: pl.LazyFrame, start: date, end: date) -> pl.LazyFrame:
    """Days × who had the client on the day that decides."""
    wanted = days.filter(pl.col("ordered_on").is_between(start, end, closed="left"))
    held = (pl.col("owned_on") >= pl.col("from")) & (pl.col("owned_on") < pl.col("to"))
    return wanted.join(coverage, on="client_id").filter(held)


def _month(days: pl.LazyFrame, coverage: pl.LazyFrame) -> pl.LazyFrame:
    share = pl.col("share")
    sums = {
        "sales_amount": pl.col("amount"),
        "margin_amount": pl.col("amount") - pl.col("cost"),
        "sales_quantity": pl.col("quantity"),
        "goods_lines": pl.col("goods_lines"),
        "gross_sales_amount": pl.col("gross"),
        "returned_amount": pl.col("gross") - pl.col("amount"),
        "orders": pl.col("orders"),
        "online_orders": pl.col("online_orders"),
    }
    by_client = (
        _credited(days, coverage, DATES["start"], date(2100, 1, 1))
        .group_by("person_id", "client_id")
        .agg(
            pl.sum("goods_quantity", "focus_quantity").name.prefix("whole_"),
            **{name: (value * share).sum() for name, value in sums.items()},
        )
    )
    return by_client.group_by("person_id").agg(
        pl.sum(*sums),
        active_clients=(pl.col("whole_goods_quantity") > 0).sum().cast(pl.Int64),
        focus_clients=(pl.col("whole_focus_quantity") > 0).sum().cast(pl.Int64),
    )


def _previous(days: pl.LazyFrame, coverage: pl.LazyFrame) -> pl.LazyFrame:
    credited = _credited(days, coverage, DATES["previous"], DATES["start"])
    amount = (pl.col("amount") * pl.col("share")).sum().alias("sales_amount 2026-09")
    return credited.group_by("person_id").agg(amount)


def _portfolio(days: pl.LazyFrame, coverage: pl.LazyFrame) -> pl.LazyFrame:
    """What clients' days say, for whoever has the client on the last day."""
    on, start, early, late = pl.col("ordered_on"), DATES["start"], DATES["early"], DATES["late"]
    since, before = on >= early, on < start
    clients = (
        days.filter(pl.col("goods_lines") > 0)
        .group_by("client_id")
        .agg(
            bought=pl.col("goods_quantity").filter(since).sum(),
            bought_before=pl.col("goods_quantity").filter(since & before).sum(),
            first_on=on.filter(since).min(),
            last_on=on.filter(since).max(),
            heads=pl.col("orders").filter(on >= late).sum(),
            first_ever=on.min(),
            gross=pl.col("gross").sum(),
            now=(on >= start).sum(),
            lately=(since & before).sum(),
            long_ago=(on < early).sum(),
        )
    )
    last = pl.col("from").le(DATES["last"]) & pl.col("to").gt(DATES["last"])
    new = pl.col("first_ever") >= start
    counted = {
        "client_base": pl.col("bought") > 0,
        "clients_at_start": pl.col("bought_before") > 0,
        "clients_kept": (pl.col("first_on") < start) & (pl.col("last_on") >= late),
        "lost_clients": pl.col("last_on") < late,
        "regular_clients": pl.col("heads") >= 3,
        "new_clients": new,
        "regained_clients": (pl.col("now") > 0) & (pl.col("lately") == 0) & (pl.col("long_ago") > 0),
    }
    return (
        clients.join(coverage.filter(last), on="client_id")
        .group_by("person_id")
        .agg(
            *(is_so.sum().cast(pl.Int64).alias(name) for name, is_so in counted.items()),
            new_clients_value=(pl.col("gross") * pl.col("share")).filter(new).sum(),
        )
    )


def _visits(snapshot: Snapshot) -> pl.LazyFrame:
    visits = _read(snapshot, "visits").group_by(person_id="employee_id")
    return visits.agg(
        visits_made=pl.len().cast(pl.Int64) * PPM,
        effective_visits=pl.col("effective").sum().cast(pl.Int64) * PPM,
        figures_shown_visits=pl.col("figures_shown").sum().cast(pl.Int64) * PPM,
        visit_minutes=pl.col("minutes").sum() * PPM,
    )


def _plans(snapshot: Snapshot) -> pl.LazyFrame:
    by_client = (
        _read(snapshot, "visit_plans")
        .group_by("client_id", person_id="employee_id")
        .agg(planned=pl.len().cast(pl.Int64), made=pl.col("done").sum().cast(pl.Int64))
    )
    return by_client.group_by("person_id").agg(
        planned_visits=pl.col("planned").sum() * PPM,
        planned_visits_done=pl.col("made").sum() * PPM,
        clients_to_see=pl.len().cast(pl.Int64),
        clients_seen_as_planned=(pl.col("made") > 0).sum().cast(pl.Int64),
        clients_seen_often_enough=(pl.col("made") == pl.col("planned")).sum().cast(pl.Int64),
    )
