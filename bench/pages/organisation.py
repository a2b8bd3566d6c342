"""Those many people's units, posts and targets: files such as a company has, loaded into the store."""

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.pages.many import MANAGER, TEAM, area, person, region, team

#: Each person has a target of so many months.
MONTHS = tuple(f"2026-{month:02}" for month in range(1, 13))
SINCE, OPEN = "2023-01-01", "2100-01-01"


def load(home: Path, people: int) -> float:
    """Loads units, posts and twelve monthly targets of so many people, where the store has none; seconds."""
    from attain.runs.workplace import Source, Workplace

    place = Workplace.open(home / "rulebook", home / "store")
    if place.store.snapshot().rows("targets") > people:
        return 0.0
    folder = home / "organisation"
    folder.mkdir(exist_ok=True)
    made: dict[str, tuple[Sequence[str], Iterable[Sequence[Any]]]] = {
        "people": (
            ("person_id", "name"),
            ((person(n), f"Given {n} Family {n % 997}") for n in range(people)),
        ),
        "units": (("unit_id", "parent_id", "title", "kind"), _units(people, _root(place))),
        "assignments": (
            ("person_id", "post", "unit_id", "from", "to"),
            ((person(n), MANAGER, team(n), SINCE, OPEN) for n in range(people)),
        ),
        "targets": (
            ("subject_kind", "subject_id", "name", "period", "value"),
            (
                ("person", person(n), "sales_amount", month, 90_000 + n % 500 * 100)
                for n in range(people)
                for month in MONTHS
            ),
        ),
    }
    start = time.perf_counter()
    for table, (heads, rows) in made.items():
        path = folder / f"{table}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads)
            writer.writerows(rows)
        with place.engine() as engine:
            place.load(Source(path, table), engine=engine)
    return time.perf_counter() - start


def _root(place: Any) -> str:
    with place.engine() as engine:
        engine.register(place.store.snapshot(), {"units": place.rules.tables["units"]})
        found: str = engine.query("SELECT unit_id FROM units WHERE parent_id IS NULL")[0][0]
    return found


def _units(people: int, root: str) -> Iterator[tuple[str, str, str, str]]:
    known: set[str] = set()
    for number in range(0, people, TEAM):
        parent = root
        for name, kind in ((region, "region"), (area, "area"), (team, "team")):
            key = name(number)
            if key not in known:
                known.add(key)
                yield key, parent, f"{kind} {key}", kind
            parent = key


def pages(as_leader: Any, operations: Any) -> dict[str, tuple[Any, Any]]:
    """Page → (who asks, which address), each by a number below that of the people."""

    def everybody(_n: int) -> Any:
        return operations

    return {
        "people": (everybody, lambda n: f"/people/?page={n % 40 + 1}"),
        "people found by name": (everybody, lambda n: f"/people/?q=Family+{n % 997}"),
        "people of a leader": (as_leader, lambda n: "/people/"),
        "organisation": (everybody, lambda n: "/organisation/"),
        "organisation of an area": (everybody, lambda n: f"/organisation/?unit={area(n)}"),
        "a unit": (everybody, lambda n: f"/organisation/units/{team(n)}/"),
        "targets of a team": (as_leader, lambda n: "/targets/?target=sales_amount&year=2026"),
        "targets of everybody": (
            everybody,
            lambda n: f"/targets/?target=sales_amount&year=2026&view=people&page={n % 40 + 1}",
        ),
        "targets of a region": (
            everybody,
            lambda n: f"/targets/?target=sales_amount&year=2026&unit={region(n)}",
        ),
        "approvals": (everybody, lambda n: "/approvals/"),
        "closing": (everybody, lambda n: "/closing/"),
        "ledger": (everybody, lambda n: "/ledger/"),
    }
