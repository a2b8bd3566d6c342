"""What the rows of a built-in table must not do to each other, as SQL that lists the contradictions.

{rows} stands for the table. Each query gives the values of its fault's sentence, in a total order.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """id: message id of the fault. table: whose rows. sql: one row a contradiction.

    within: columns of the key; rows that differ in these can't contradict each other. Empty: any two can.
    """

    id: str
    table: str
    sql: str
    within: tuple[str, ...] = ()


def _shares(table: str, id: str, *group: str) -> Check:
    """On no day may the shares of one group come to more than 100 % (1,000,000 parts)."""
    by = ", ".join(f'"{column}"' for column in group)
    return Check(
        id,
        table,
        f"""
        SELECT {by}, day, CAST(total AS DECIMAL(18, 0)) * 0.000001 AS share FROM (
          SELECT {by}, day, sum(change) OVER (PARTITION BY {by} ORDER BY day) AS total FROM (
            SELECT {by}, day, sum(change) AS change FROM (
              SELECT {by}, "from" AS day, share AS change FROM {{rows}}
              UNION ALL SELECT {by}, "to", -share FROM {{rows}})
            GROUP BY {by}, day))
        WHERE total > 1000000 ORDER BY ALL""",
        group,
    )


def _overlap(table: str, id: str, *group: str) -> Check:
    """Spells of one group follow each other; none starts before the one before has ended."""
    by = ", ".join(f'"{column}"' for column in group)
    return Check(
        id,
        table,
        f"""
        SELECT {by}, day, before FROM (
          SELECT {by}, "from" AS day, max("to") OVER (PARTITION BY {by} ORDER BY "from"
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM {{rows}})
        WHERE before > day ORDER BY ALL""",
        group,
    )


#: The reporting line of everyone is walked up with the days on which all of it held; who comes by
#: themselves is in a circle. A line is never longer than this.
DEEPEST_LINE = 64

_CIRCLES = f"""
    WITH RECURSIVE line(person_id, above, start, until, steps) AS (
      SELECT person_id, manager_id, "from", "to", 1 FROM {{rows}}
      UNION ALL
      SELECT line.person_id, r.manager_id, greatest(line.start, r."from"), least(line.until, r."to"),
        steps + 1
      FROM line JOIN {{rows}} r ON r.person_id = line.above
        AND r."from" < line.until AND r."to" > line.start
      WHERE line.above <> line.person_id AND steps < {DEEPEST_LINE})
    SELECT person_id, min(start) AS day FROM line WHERE above = person_id
    GROUP BY person_id ORDER BY ALL"""

_UNIT_CIRCLES = f"""
    WITH RECURSIVE line(unit_id, above, steps) AS (
      SELECT unit_id, parent_id, 1 FROM {{rows}} WHERE parent_id IS NOT NULL
      UNION ALL
      SELECT line.unit_id, u.parent_id, steps + 1 FROM line JOIN {{rows}} u ON u.unit_id = line.above
      WHERE u.parent_id IS NOT NULL AND line.above <> line.unit_id AND steps < {DEEPEST_LINE})
    SELECT DISTINCT unit_id FROM line WHERE above = unit_id ORDER BY ALL"""

_CREDIT_SHARES = """
    SELECT fact, fact_key, role, CAST(sum(share) AS DECIMAL(18, 0)) * 0.000001 AS share FROM {rows}
    GROUP BY fact, fact_key, role HAVING sum(share) > 1000000 ORDER BY ALL"""

_PERIODS = """
    SELECT cycle, period, "from" AS day, before FROM (
      SELECT cycle, period, "from", max("to") OVER (PARTITION BY cycle ORDER BY "from", period
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM {rows})
    WHERE before > "from" ORDER BY ALL"""

_NEGATIVE = "SELECT {key}, share * 0.000001 AS share FROM {{rows}} WHERE share < 0 ORDER BY ALL"

CHECKS = (
    _shares("coverage", "fault.coverage.over", "client_id", "role"),
    Check(
        "fault.coverage.negative",
        "coverage",
        _NEGATIVE.format(key="client_id, person_id"),
        ("client_id",),
    ),
    _shares("product_coverage", "fault.product_coverage.over", "scope", "key"),
    Check("fault.credits.over", "credits", _CREDIT_SHARES, ("fact", "fact_key", "role")),
    _overlap("assignments", "fault.assignments.overlap", "person_id", "post", "unit_id"),
    _overlap("reporting", "fault.reporting.overlap", "person_id"),
    Check("fault.reporting.circle", "reporting", _CIRCLES),
    Check("fault.units.circle", "units", _UNIT_CIRCLES),
    Check("fault.periods.overlap", "periods", _PERIODS),
)
