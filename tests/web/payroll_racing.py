"""In a process of its own: two people release the same amounts at once, or one is killed in between.

python -m tests.web.payroll_racing kill|race: prints what stands in the ledger afterwards, as JSON.
"""

import json
import os
import sys
from threading import Barrier, Thread

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402

from attain.apps.approvals import api as approvals  # noqa: E402
from attain.apps.ledger import api as ledger  # noqa: E402
from attain.apps.ledger.models import Entry  # noqa: E402
from attain.apps.payroll import handovers  # noqa: E402
from attain.apps.payroll.models import Content, HandOver  # noqa: E402
from attain.engine.faults import Faulty  # noqa: E402
from attain.runs.payroll_mapping import STANDARD  # noqa: E402
from attain.shell.models import RoleGrant, User  # noqa: E402


def asking(name, role):
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(username=name)
        RoleGrant.objects.create(user=user, role=role)
    request = RequestFactory().post("/")
    request.user = user
    return request


def proposed():
    found = handovers.owed()
    return handovers.propose(asking("op", "operations"), found, STANDARD, found.last, "")


def killed():
    """The process ends where the entries are posted and the file is not kept yet."""
    call_command("migrate", verbosity=0)
    ledger.catch_up()
    proposal = proposed()
    Content.objects.create = lambda **_: os._exit(9)
    approvals.approve(asking("fin", "finance"), proposal.id)


def raced():
    """Two proposals of the same amounts are approved at the same moment, each on a connection of its own."""
    first = approvals.proposals("payroll", "", ["waiting"])[0]
    second = approvals.propose(asking("op", "operations"), "payroll", first.about, first.given, "")
    barrier, said = Barrier(2), []

    def approve(number, name):
        request = asking(name, "finance")
        barrier.wait()
        try:
            approvals.approve(request, number)
            said.append("released")
        except Faulty as error:
            said.append(error.faults[0].id)
        finally:
            connection.close()

    threads = [
        Thread(target=approve, args=(number, name))
        for number, name in ((first.id, "fin"), (second.id, "ann"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


if __name__ == "__main__":
    if sys.argv[1] == "kill":
        killed()
    before = (HandOver.objects.count(), Entry.objects.filter(kind="approved").count())
    told = {"before": before, "said": raced(), "keys": [row.key for row in HandOver.objects.all()]}
    told["files"] = Content.objects.count()
    sums = ledger.accounts(Entry.objects.all()).items()
    told["sums"] = {name: f"{each:.2f}" for name, each in sums if each}
    told["whole"] = ledger.verify() is None
    print(json.dumps(told))
