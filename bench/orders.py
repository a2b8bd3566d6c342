"""Order lines as SQL: clients in order, their orders by day, the lines of each; so nothing has to be sorted.

A client has no or three to six orders in the month's first thirty days, of 15 to 26 lines each. The last line
of some orders takes the first line of the order before back, and is charged to whoever had the client then.
"""

from dataclasses import dataclass
from datetime import date

from bench.size import GROUPS, NEXT_DAY, PRODUCTS

#: Stored columns of a line, as in the standard catalogue; dates of delivery and payment are left out.
COLUMNS = (
    "order_id", "line_no", "client_id", "product_id", "ordered_on", "quantity", "amount", "cost",
    "is_return", "is_order_head", "online", "original_line", "original_ordered_on", "_load", "_row",
)  # fmt: skip


@dataclass(frozen=True)
class Orders:
    """The orders of one stretch of days.

    orders: SQL, how many a client (c, mixed number h) has. least, more: an order has least to
    least + more − 1 lines.
    code: tells its orders from those of other stretches. returns: percent of orders that take a line back.
    """

    month: str
    start: date
    days: int
    code: int
    orders: str
    least: int
    more: int
    returns: int = 0


OCTOBER = Orders(
    "2026-10", date(2026, 10, 1), 30, 0,
    "CASE WHEN part(h, 3, 100) < 7 THEN 0 ELSE 3 + part(h, 12, 4) END", 15, 12, 25,
)  # fmt: skip
THE_NEXT_DAY = Orders(
    "2026-10", NEXT_DAY, 1, 7, "CASE WHEN part(h, 5, 100) < 14 THEN 1 ELSE 0 END", 15, 12
)  # fmt: skip
#: What came before, thinner the longer ago: a twentieth, a fortieth and an eightieth of the month's lines.
HISTORY = (
    Orders("2026-05", date(2026, 5, 1), 31, 8, "CASE WHEN part(h, 2, 100) < 60 THEN 1 ELSE 0 END", 1, 2),
    Orders("2026-07", date(2026, 7, 1), 31, 9, "CASE WHEN part(h, 7, 100) < 70 THEN 1 ELSE 0 END", 2, 3),
    Orders("2026-09", date(2026, 9, 1), 30, 10, "CASE WHEN part(h, 9, 100) < 80 THEN 1 ELSE 0 END", 4, 3),
)


def lines(orders: Orders, first: int, behind: int) -> str:
    """SELECT of all lines of clients [first, behind), in the table's order; needs the macros of `chance`."""
    return f"""
    WITH of_client AS (
        SELECT c, mixed(c, {100 + orders.code}) AS h, 'C' || lpad(CAST(c AS VARCHAR), 8, '0') AS client_id
        FROM range({first}, {behind}) AS clients(c)
    ), counted AS (
        SELECT c, client_id, CAST({orders.orders} AS BIGINT) AS orders FROM of_client
    ), ordered AS (
        SELECT *, unnest(range(orders)) AS i FROM counted
    ), keyed AS (
        SELECT client_id, orders, i, c * 16 + {orders.code} + i AS o FROM ordered
    ), dated AS (
        SELECT *, CAST((i * {orders.days} + mixed(o, 1) % {orders.days}) // orders AS INTEGER) AS day,
            CAST(((i - 1) * {orders.days} + mixed(o - 1, 1) % {orders.days}) // orders AS INTEGER)
                AS day_before
        FROM keyed
    ), sized AS (
        SELECT *, mixed(o, 2) AS oh, {orders.least} + part(mixed(o, 2), 4, {orders.more}) AS size,
            'O' || lpad(CAST(o AS VARCHAR), 10, '0') AS order_id,
            'O' || lpad(CAST(o - 1 AS VARCHAR), 10, '0') || '|1' AS order_before
        FROM dated
    ), listed AS (
        SELECT *, unnest(range(1, size + 1)) AS n FROM sized
    ), returned AS (
        SELECT *, i > 0 AND n = size AND part(oh, 9, 100) < {orders.returns} AS back FROM listed
    ), drawn AS (
        SELECT *, mixed(CASE WHEN back THEN (o - 1) * 32 + 1 ELSE o * 32 + n END, 3) AS h FROM returned
    ), priced AS (
        SELECT *, part(h, 2, {PRODUCTS}) AS p,
            CASE WHEN back THEN -1 ELSE 1 END * (1 + part(h, 11, 12)) AS pieces,
            CASE WHEN back THEN 100 ELSE 90 + part(h, 17, 11) END AS percent
        FROM drawn
    )
    SELECT order_id, CAST(n AS BIGINT) AS line_no, client_id, {product_id("p")} AS product_id,
        DATE '{orders.start}' + day AS ordered_on,
        pieces AS quantity, pieces * {price("p")} * percent // 100 AS amount,
        pieces * {price("p")} * 7 // 10 AS cost,
        back AS is_return, n = 1 AS is_order_head, part(oh, 15, 10) < 4 AS online,
        CASE WHEN back THEN order_before END AS original_line,
        CASE WHEN back THEN DATE '{orders.start}' + day_before END AS original_ordered_on,
        'made-up' AS _load, o * 32 + n AS _row
    FROM priced"""


def product_id(p: str) -> str:
    """SQL of the key of product number `p`."""
    return f"(['P' || lpad(CAST(n AS VARCHAR), 4, '0') FOR n IN range({PRODUCTS})])[{p} + 1]"


def price(p: str) -> str:
    """SQL of the price of product number `p`, in cents: 0.50 … 8.47."""
    return f"(50 + ({p} * 37) % 800)"


def products() -> str:
    """SELECT of the products: six groups, one in twelve is in focus."""
    return f"""
    SELECT {product_id("p")} AS product_id, 'Product ' || p AS title,
        'group ' || (p % {GROUPS} + 1) AS "group",
        'brand ' || (p % 20 + 1) AS brand, 'category ' || (p % 3 + 1) AS category,
        {price("p")} AS price, {price("p")} * 7 // 10 AS cost, p % 12 = 5 AS focus
    FROM range({PRODUCTS}) AS made(p) ORDER BY product_id"""
