"""Clients of those many people: files such as a company has, loaded into the store like any others."""

import csv
import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.pages.many import person

#: Of so many clients, each person has ten.
EACH = 10

FIRST = (
    *("Corner", "North", "Sunny", "Golden", "Silver", "Green", "River", "Lake", "Hill", "Old", "New"),
    *("Royal", "Little", "Grand", "Central", "East"),
)
SECOND = (
    *("Shop", "Store", "Market", "Kiosk", "Bakery", "Pharmacy", "Grocer", "House", "Garden", "Deli"),
    *("Cafe", "Bazaar", "Mall", "Outlet"),
)
OPEN = "2100-01-01"


def client(number: int) -> str:
    return f"ZC{number:07}"


def load(home: Path, clients: int) -> float:
    """Loads so many clients, with people and coverage, where the store has none of them; seconds."""
    from attain.runs.workplace import Source, Workplace

    place = Workplace.open(home / "rulebook", home / "store")
    if place.store.snapshot().rows("clients") > clients:
        return 0.0
    folder = home / "clients"
    folder.mkdir(exist_ok=True)
    chance = random.Random(1)
    people = range(clients // EACH)
    _file(folder / "people.csv", ("person_id", "name"), ((person(n), f"Family {n % 997}") for n in people))
    heads = ("client_id", "name", "class", "market_type", "segment", "opened_on", "closed_on", "key_account")
    _file(folder / "clients.csv", heads, (_client(n, chance) for n in range(clients)))
    heads = ("client_id", "person_id", "from", "to")
    covers = (row for n in range(clients) for row in _covers(n, clients, chance))
    _file(folder / "coverage.csv", heads, covers)
    start = time.perf_counter()
    for table in ("people", "clients", "coverage"):
        with place.engine() as engine:
            place.load(Source(folder / f"{table}.csv", table), engine=engine)
    return time.perf_counter() - start


def _client(number: int, chance: random.Random) -> Sequence[Any]:
    return (
        client(number),
        f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.randrange(100_000)}",
        chance.choices("ABC", (1, 3, 6))[0],
        chance.choice(("city", "town", "village")),
        chance.choice(("grocery", "kiosk", "chain", "convenience")),
        f"20{chance.randrange(15, 26)}-{chance.randrange(1, 13):02}-11",
        "2026-05-05" if chance.random() < 0.01 else "",
        chance.random() < 0.002,
    )


def _covers(number: int, clients: int, chance: random.Random) -> Iterable[Sequence[str]]:
    """One in ten went over in June; one in two hundred is nobody's since August."""
    own, key = number // EACH, client(number)
    fate = chance.random()
    if fate < 0.1:
        yield key, person((own + 1) % (clients // EACH)), "2025-01-01", "2026-06-01"
        yield key, person(own), "2026-06-01", OPEN
    else:
        yield key, person(own), "2025-01-01", "2026-08-01" if fate > 0.995 else OPEN


def pages(as_person: Any, as_leader: Any, operations: Any) -> dict[str, tuple[Any, Any]]:
    """Page → (who asks, which address), each by a number below that of the people."""

    from attain.apps.clients.models import Client

    def everybody(_n: int) -> Any:
        return operations

    ordering = sorted(Client.objects.filter(key__lt=client(0)).values_list("key", flat=True))[:5000]

    def word(n: int) -> str:
        return f"{FIRST[n % len(FIRST)]} {SECOND[n % len(SECOND)]} {n % 100}"

    return {
        "clients of an account manager": (as_person, lambda n: "/clients/"),
        "clients of a team of 10": (as_leader, lambda n: "/clients/"),
        "1 000 000 clients": (everybody, lambda n: f"/clients/?page={n % 40 + 1}"),
        "clients, last name first": (everybody, lambda n: "/clients/?sort=-name"),
        "clients by number": (everybody, lambda n: f"/clients/?sort=key&page={n % 40 + 1}"),
        "clients by class": (everybody, lambda n: "/clients/?sort=class"),
        "clients found by a rare word": (everybody, lambda n: f"/clients/?q={word(n).replace(' ', '+')}"),
        "clients found by a common word": (everybody, lambda n: f"/clients/?q={FIRST[n % len(FIRST)]}"),
        "clients found by number": (everybody, lambda n: f"/clients/?q={client(n * 7)}"),
        "clients of class A in town": (everybody, lambda n: "/clients/?class=A&market_type=town"),
        "clients of a manager": (everybody, lambda n: f"/clients/?manager={person(n)}"),
        "clients of nobody": (everybody, lambda n: "/clients/?cover=none"),
        "closed clients": (everybody, lambda n: "/clients/?state=closed"),
        "key accounts": (everybody, lambda n: "/clients/?key_account=yes"),
        "one client": (everybody, lambda n: f"/clients/of/{client(n * 7)}/"),
        "one client with orders": (everybody, lambda n: f"/clients/of/{ordering[n % len(ordering)]}/"),
    }


def _file(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)


__all__ = ["client", "load", "pages"]
