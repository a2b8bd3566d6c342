"""Whether two ways of computing came to the same: every manager, every measure, to the last digit."""

from pathlib import Path

import duckdb

from attain.engine.store import Store
from attain.runs.register import Register
from bench.answer import COLUMNS, NAMES
from bench.size import PERIOD

#: So many differences are told.
TOLD = 5


def answers_differ(one: Path, other: Path) -> list[str]:
    """How the numbers of two answers differ; nothing if they are the same."""
    names = ", ".join(f'"{name}"' for name in NAMES)
    rows = f"SELECT person_id, {names} FROM read_parquet(?)"
    query = f"(({rows} EXCEPT {rows}) UNION ALL ({rows} EXCEPT {rows})) ORDER BY ALL LIMIT {TOLD}"
    files = [str(each) for each in (one, other, other, one)]
    with duckdb.connect() as connection:
        return [f"{one.stem} ≠ {other.stem}: {row}" for row in connection.execute(query, files).fetchall()]


def published_differ(store: Path, answer: Path) -> list[str]:
    """How what the newest run of the month published differs from an answer."""
    expected = _expected(answer)
    register = Register(Store.open(store))
    wanted = {(column.measure, column.period): at for at, column in enumerate(COLUMNS)}
    found: list[str] = []
    met = 0
    for node in register.results(register.latest(PERIOD)):
        at = wanted.get((node.node, node.for_period))
        if at is None or node.kind != "person" or node.group or not node.subject.startswith("M"):
            continue
        met += 1
        numbers = expected.get(node.subject)
        shown = COLUMNS[at].shown(numbers[at] if numbers else 0)
        if shown != node.value and len(found) < TOLD:
            found.append(f"{node.subject} {COLUMNS[at].name}: Attain {node.value}, by hand {shown}")
    if met < len(expected) * len(COLUMNS):
        found.append(f"Attain published {met} of {len(expected) * len(COLUMNS)} numbers")
    return found


def _expected(answer: Path) -> dict[str, tuple[int, ...]]:
    names = ", ".join(f'"{name}"' for name in NAMES)
    with duckdb.connect() as connection:
        rows = connection.execute(f"SELECT person_id, {names} FROM read_parquet(?)", [str(answer)]).fetchall()
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}
