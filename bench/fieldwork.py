"""Visits and visit plans as SQL: a quarter of the clients each month, some twice."""

from bench.organisation import owner
from bench.size import PERIOD, Size

_CLIENTS = """
    WITH drawn AS (
        SELECT c, 'C' || lpad(CAST(c AS VARCHAR), 8, '0') AS client_id, mixed(c, 70) AS h
        FROM range({clients}) r(c)
    ), often AS (
        SELECT *, unnest(range(greatest(2 - part(h, 2, 8), 0))) AS i FROM drawn
    ), dated AS (
        SELECT *, mixed(c * 2 + i, 71) AS g,
            DATE '{period}-01' + CAST(i * 15 + part(h, 5, 15) AS INTEGER) AS day
        FROM often
    )"""


def visit_plans(size: Size) -> str:
    """Four in five planned visits are made."""
    return (
        _CLIENTS.format(clients=size.clients, period=PERIOD)
        + f"""
    SELECT 'P' || lpad(CAST(c * 2 + i AS VARCHAR), 9, '0') AS plan_id, client_id,
        {owner("c", size)} AS employee_id, day AS planned_on,
        part(g, 3, 10) < 8 AS done, CASE WHEN part(g, 3, 10) < 8 THEN day END AS done_on,
        'made-up' AS _load, c * 2 + i AS _row
    FROM dated"""
    )


def visits(size: Size) -> str:
    """The planned visits that were made, with what they brought."""
    return (
        _CLIENTS.format(clients=size.clients, period=PERIOD)
        + f"""
    SELECT 'V' || lpad(CAST(c * 2 + i AS VARCHAR), 9, '0') AS visit_id, client_id,
        {owner("c", size)} AS employee_id, day AS visited_on, 'visit' AS kind, true AS planned,
        part(g, 8, 10) < 6 AS effective, part(g, 13, 10) < 3 AS figures_shown,
        CAST(10 + part(g, 17, 50) AS BIGINT) AS minutes,
        'made-up' AS _load, c * 2 + i AS _row
    FROM dated WHERE part(g, 3, 10) < 8"""
    )
