"""A mapping brings a source's columns to a table: renamed, replaced, reckoned, joined, converted."""

from datetime import date

from attain.engine.facts import FactTable, Mapping, all_tables
from attain.engine.store import DuckEngine, IntakeSettings
from tests.store.shop import TABLES, content, orders, quarantined, written

NORTHWIND = FactTable.model_validate(
    {
        "fact": "order_lines",
        "grain": "one product on one order",
        "columns": {
            "order_id": "text",
            "product_id": "product",
            "client_id": "client",
            "employee_id": "employee",
            "ordered_on": "date",
            "amount": "money(4)",
        },
        "key": ["order_id", "product_id"],
        "date": "ordered_on",
        "employee": "employee_id",
    }
)


def mapping(**settings) -> Mapping:
    return Mapping.model_validate({"mapping": "orders", "into": "order_lines", **settings})


def test_northwind_comes_in_from_two_files_to_the_hundredth_of_a_cent(store, shared):
    joined = {"file": "Orders.csv", "on": "OrderID", "columns": ["CustomerID", "EmployeeID", "OrderDate"]}
    how = mapping(
        columns={
            "order_id": "OrderID",
            "product_id": "ProductID",
            "client_id": "CustomerID",
            "employee_id": "EmployeeID",
            "ordered_on": "OrderDate",
            "amount": {"formula": "UnitPrice * Quantity * (1 - Discount)"},
        },
        join=[joined],
        control={"rows": 2155, "sum(amount)": "1265793.04"},
    )
    tables = all_tables([NORTHWIND])
    report = store.load(tables, shared / "data" / "northwind" / "OrderDetails.csv", how)
    assert (report.rows_loaded, report.quarantined) == (2155, 0)
    assert report.form.date_formats == {"ordered_on": "mm/dd/yyyy"}
    with DuckEngine() as engine:
        engine.register(store.snapshot(), tables)
        found = engine.query("SELECT sum(amount), min(ordered_on), max(ordered_on) FROM order_lines")
    assert found == [(12657930395, date(1996, 7, 4), date(1998, 5, 6))]


def test_source_values_stand_for_others_and_empty_ones_get_a_default(store, tmp_path):
    rows = ("1,C1,GTXPro,2026-01-05,,10.50,", "2,C1,GTX Pro,2026-01-05,3,10.50,")
    how = mapping(
        columns={
            "product_id": {"from": "product_id", "values": {"GTXPro": "GTX Pro"}},
            "quantity": {"from": "quantity", "default": 1},
            "note": {"constant": "from the fair"},
        }
    )
    store.load(TABLES, orders(tmp_path, *rows), how)
    assert [(row[2], row[4], row[6]) for row in content(store)] == [
        ("GTX Pro", 1, "from the fair"),
        ("GTX Pro", 3, "from the fair"),
    ]


def test_rows_that_are_not_wanted_are_skipped_and_counted(store, tmp_path):
    rows = (
        "1,C1,A,2026-01-05,2,10.50,Won",
        "2,C1,A,2026-01-05,2,10.50,Lost",
        "3,C1,A,2026-01-05,0,10.50,Won",
    )
    report = store.load(TABLES, orders(tmp_path, *rows), mapping(where="note = 'Won' and quantity > 0"))
    assert (report.rows_read, report.rows_skipped, report.rows_loaded) == (3, 2, 1)


def test_a_formula_is_exact_and_rounded_once_half_away_from_zero(store, tmp_path):
    header = "order_id,client_id,product_id,ordered_on,quantity,price,off"
    rows = ("1,C1,A,2026-01-05,3,0.335,0", "2,C1,A,2026-01-05,-3,0.335,0", "3,C1,A,2026-01-05,3,x,0")
    how = mapping(columns={"amount": {"formula": "price * quantity * (1 - off)"}})
    report = store.load(TABLES, orders(tmp_path, *rows, header=header), how)
    assert [row[5] for row in content(store)] == [101, -101]
    assert [(f[0], f[1], f[3]) for f in quarantined(report)] == [(4, "amount", "fault.cell_formula")]


def test_money_is_converted_by_the_dated_rate_and_the_original_kept(store, tmp_path):
    """10.50 × 0.91 = 9.555 → 9.56; 10.50 × 0.5 = 5.25; a currency without a rate waits."""
    rates = ("currency,from,rate", "USD,2026-01-01,0.91", "USD,2026-02-01,0.5")
    store.load(TABLES, written(tmp_path, "rates.csv", *rates), "exchange_rates")
    rows = (
        "1,C1,A,2026-01-31,2,10.50,usd",
        "2,C1,A,2026-02-01,2,10.50,USD",
        "3,C1,A,2026-01-05,2,10.50,EUR",
        "4,C1,A,2026-01-05,2,10.50,JPY",
        "5,C1,A,2025-12-31,2,10.50,USD",
    )
    how = mapping(currency={"column": "note"})
    report = store.load(TABLES, orders(tmp_path, *rows), how, IntakeSettings(currency="EUR"))
    assert [(f[0], f[2], f[3]) for f in quarantined(report)] == [
        (5, "JPY", "fault.no_exchange_rate"),
        (6, "USD", "fault.no_exchange_rate"),
    ]
    assert [row[5] for row in content(store)] == [956, 525, 1050]
    with DuckEngine() as engine:
        path = store.snapshot().files("order_lines")[0]
        kept = engine.query(
            "SELECT _currency, _original_amount FROM read_parquet(?) ORDER BY order_id", [path]
        )
    assert kept == [("USD", 1050), ("EUR", 1050)]


def test_columns_are_found_by_name_whatever_their_case_and_blanks(store, tmp_path):
    header = "Order ID,CLIENT_ID,productid,Ordered-On,Quantity,Amount,extra"
    report = store.load(TABLES, orders(tmp_path, "1,C1,A,2026-01-05,2,10.50,x", header=header), "order_lines")
    assert report.columns["order_id"] == "Order ID"
    assert report.unused == ("extra",)
    assert len(content(store)) == 1
