"""People, units and portfolios as SQL: managers in teams of ten, teams in areas, areas in regions.

Managers' clients are spread over all client numbers. Of a hundred clients three change hands inside the
month, one is shared, and of two hundred one has nobody.
"""

from bench.size import AREA, PERIOD, REGION, TEAM, Size

SINCE = "DATE '2025-01-01'"
OPEN = "DATE '2100-01-01'"

MANAGER, LEADER, HEAD, CHIEF = "field_manager", "field_leader", "area_head", "region_head"


def numbered(letter: str, number: str) -> str:
    """SQL of a key: a letter and six digits."""
    return f"'{letter}' || lpad(CAST({number} AS VARCHAR), 6, '0')"


def owner(client: str, size: Size, beside: int = 0) -> str:
    """SQL of the manager of client number `client`; `beside`: the one that many places further."""
    return numbered("M", f"(({client} + {beside}) % {size.managers})")


def _levels(size: Size) -> list[tuple[str, str, str, int, str, int]]:
    """(person's letter, post, unit's letter, how many, the leader's letter, how many each leads)."""
    teams, areas, regions = (-(-size.managers // each) for each in (TEAM, AREA, REGION))
    return [
        ("M", MANAGER, "T", size.managers, "L", TEAM),
        ("L", LEADER, "T", teams, "H", AREA // TEAM),
        ("H", HEAD, "A", areas, "G", REGION // AREA),
        ("G", CHIEF, "R", regions, "", 1),
    ]


def tables(size: Size) -> dict[str, str]:
    """SELECT of every table of the organisation, sorted by its key."""
    levels = _levels(size)
    people = [
        f"SELECT {numbered(p, 'n')} AS person_id, 'en' AS language FROM range({n}) r(n)"
        for p, _, _, n, _, _ in levels
    ]
    assignments = [
        f"SELECT {numbered(p, 'n')} AS person_id, '{post}' AS post, "
        f"{numbered(u, f'n // {TEAM}' if p == 'M' else 'n')} AS unit_id, "
        f'{SINCE} AS "from", {OPEN} AS "to", '
        "CASE WHEN n % 3 = 0 THEN 'village' ELSE 'city' END AS market_type, "
        "CAST(1000000 AS BIGINT) AS workload "
        f"FROM range({n}) r(n)"
        for p, post, u, n, _, _ in levels
    ]
    reporting = [
        f"SELECT {numbered(p, 'n')} AS person_id, {numbered(leader, f'n // {each}')} AS manager_id, "
        f'{SINCE} AS "from", {OPEN} AS "to" FROM range({n}) r(n)'
        for p, _, _, n, leader, each in levels
        if leader
    ]
    return {
        "people": _all(people, "person_id"),
        "units": _all(_units(levels), "unit_id"),
        "assignments": _all(assignments, "person_id"),
        "reporting": _all(reporting, "person_id"),
        "clients": _clients(size),
        "coverage": _coverage(size),
        "targets": _targets(size),
    }


def _all(parts: list[str], order: str) -> str:
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY {order}"


def _units(levels: list[tuple[str, str, str, int, str, int]]) -> list[str]:
    """Teams, areas, regions, and the company on top."""
    kinds = (("T", "team", "A"), ("A", "area", "R"), ("R", "region", ""))
    found = ["SELECT 'COMPANY' AS unit_id, NULL AS parent_id, 'company' AS kind"]
    for (letter, kind, above), (_, _, _, n, _, each) in zip(kinds, levels[1:], strict=True):
        parent = numbered(above, f"n // {each}") if above else "'COMPANY'"
        found.append(
            f"SELECT {numbered(letter, 'n')} AS unit_id, {parent} AS parent_id, '{kind}' AS kind "
            f"FROM range({n}) r(n)"
        )
    return found


def _client_key(c: str) -> str:
    return f"'C' || lpad(CAST({c} AS VARCHAR), 8, '0')"


def _clients(size: Size) -> str:
    return f"""
    SELECT {_client_key("c")} AS client_id, ['A', 'B', 'C'][c % 3 + 1] AS class,
        CASE WHEN c % 3 = 0 THEN 'village' ELSE 'city' END AS market_type,
        {numbered("T", f"(c % {size.managers}) // {TEAM}")} AS unit_id,
        ['grocery', 'kiosk', 'cafe', 'chain'][c % 4 + 1] AS segment,
        {SINCE} AS opened_on, c % 40 = 0 AS key_account
    FROM range({size.clients}) r(c) ORDER BY client_id"""


def _coverage(size: Size) -> str:
    """kind: below 3 changes hands on one of days 2 … 30, 3 is shared; 4 and even has nobody."""
    return f"""
    WITH drawn AS (
        SELECT c, mixed(c, 50) % 100 AS kind, part(mixed(c, 51), 6, 29) AS day, mixed(c, 52) % 2 AS half
        FROM range({size.clients}) r(c)
    ),
    dated AS (SELECT *, DATE '{PERIOD}-02' + CAST(day AS INTEGER) AS moved FROM drawn)
    SELECT client_id, person_id, "from", "to", share, '' AS role FROM (
        SELECT {_client_key("c")} AS client_id, {owner("c", size)} AS person_id, {SINCE} AS "from",
            CASE WHEN kind < 3 THEN moved ELSE {OPEN} END AS "to",
            CASE WHEN kind = 3 THEN 600000 ELSE 1000000 END AS share
        FROM dated WHERE NOT (kind = 4 AND half = 0)
        UNION ALL
        SELECT {_client_key("c")}, {owner("c", size, 7)}, CASE WHEN kind < 3 THEN moved ELSE {SINCE} END,
            {OPEN}, CASE WHEN kind = 3 THEN 400000 ELSE 1000000 END
        FROM dated WHERE kind <= 3
    ) ORDER BY client_id, person_id, role, "from" """


def _targets(size: Size) -> str:
    """Sales and margin of each manager, around what is usual; one in fifty has no target."""
    usual = 245_000 * size.clients // size.managers
    return f"""
    SELECT 'person' AS subject_kind, {numbered("M", "n")} AS subject_id, name, '' AS "group",
        '{PERIOD}' AS period, false AS fixed,
        CAST({usual} * percent // 100 * (80 + mixed(n, 60) % 41) // 1000000 AS BIGINT) * 100000000 AS value
    FROM range({size.managers}) r(n), (VALUES ('margin_amount', 27), ('sales_amount', 100)) v(name, percent)
    WHERE n % 50 <> 49 ORDER BY subject_id, name"""
