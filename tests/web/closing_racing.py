"""A process of its own with the small company: requests at once, each in a thread with its own connection.

python -m tests.web.closing_racing HOME prints as JSON what came of them.
"""

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from attain.apps.approvals.models import Proposal  # noqa: E402
from attain.apps.closing.models import Group  # noqa: E402
from attain.apps.ledger import api as ledger  # noqa: E402
from attain.apps.results import api as results  # noqa: E402
from attain.config.company import show_store  # noqa: E402
from attain.shell.models import RoleGrant, User  # noqa: E402
from attain.shell.roles import Role  # noqa: E402
from tests.runs.small_company import load_text, opened  # noqa: E402

PERIOD = "2026-03"
USERS = {"ops": Role.OPERATIONS, "ops2": Role.OPERATIONS, "fin": Role.FINANCE, "fin2": Role.FINANCE}
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def by(name: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get(username=name))
    return client


def together(*steps: Callable[[], Any]) -> list[Any]:
    """What each of the steps says, done at the same time."""
    start, said = threading.Barrier(len(steps)), {}

    def one(number: int, step: Callable[[], Any]) -> None:
        try:
            start.wait()
            said[number] = step()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [said.get(number) for number in range(len(steps))]


def sends(client: Client) -> Callable[[], int]:
    return lambda: client.post(f"/closing/{PERIOD}/groups/", {"do": "send"}).status_code


def decides(client: Client, number: int) -> Callable[[], int]:
    return lambda: client.post(f"/approvals/{number}/decide/", {"do": "approve"}).status_code


def reviewed() -> dict[str, Any]:
    """Two send all groups, two approve the first; then all are approved."""
    Group.objects.all().delete()
    told: dict[str, Any] = {"sent": together(sends(by("ops")), sends(by("ops2")))}
    waiting = list(Proposal.objects.filter(kind="close_group").order_by("pk").values_list("pk", flat=True))
    told["waiting"] = len(waiting)
    told["group"] = sorted(together(decides(by("fin"), waiting[0]), decides(by("fin2"), waiting[0])))
    for number in waiting[1:]:
        decides(by("fin"), number)()
    return told


def proposed() -> int:
    by("ops").post(f"/closing/{PERIOD}/", {"reason": "Known"})
    return Proposal.objects.filter(kind="close").latest("pk").pk


def closed(place: Any, home: Path, first: Any) -> dict[str, Any]:
    """Two approve one closing while a newer run of the period comes to its end."""
    close = proposed()
    load_text(place, home, "holidays", "date,title\n2026-12-25,Christmas\n")
    with place.engine() as engine:
        newer = place.run(engine, PERIOD).run
    latest = f"runs/latest/{PERIOD}"
    place.store.place.write(latest, first.id.encode())  # as if it were still computing

    def ends() -> int:
        place.store.place.write(latest, newer.id.encode())
        results.publish(place.store, newer)
        return 0

    codes = together(decides(by("fin"), close), decides(by("fin2"), close), ends)
    told: dict[str, Any] = {"codes": codes, "stopped": ""}
    if results.register().closed(PERIOD) is None:  # the newer run was faster: it is looked at first
        told["stopped"] = Proposal.objects.get(pk=close).state
        decides(by("fin"), proposed())()
    run = results.register().closed(PERIOD)
    told["shown"] = results.run(PERIOD).key == run.id
    told["batches"] = [(each.period, str(each.sums["owed"])) for each in ledger.batches()]
    told["paid"] = run.control["paid"]
    told["whole"] = ledger.verify() is None
    return told


def main(home: Path) -> None:
    call_command("migrate", verbosity=0)
    place = opened(home, home / "rulebook")
    with place.engine() as engine:
        first = place.run(engine, PERIOD).run
    show_store()
    for name, role in USERS.items():
        RoleGrant.objects.create(user=User.objects.create(username=name), role=role)
    with override_settings(STORAGES=PLAIN):
        print(json.dumps({**reviewed(), **closed(place, home, first)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
