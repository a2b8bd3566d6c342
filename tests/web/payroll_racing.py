"""In processes of their own: hand-overs that are killed on their way, replayed, and released twice at once.

python -m tests.web.payroll_racing propose|release|race: the first two die where it hurts most, the last tells
what stands in the ledger afterwards, as JSON.
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
from attain.apps.approvals.models import Proposal  # noqa: E402
from attain.apps.ledger import api as ledger  # noqa: E402
from attain.apps.ledger.models import Entry  # noqa: E402
from attain.apps.payroll import tasks, whom  # noqa: E402
from attain.apps.payroll.models import Content, HandOver  # noqa: E402
from attain.shell.models import RoleGrant, User  # noqa: E402
from attain.shell.work import asking, performing  # noqa: E402
from attain.shell.work.models import Work  # noqa: E402


def by(name, role):
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(username=name)
        RoleGrant.objects.create(user=user, role=role)
    request = RequestFactory().post("/")
    request.user = user
    return request


def asked():
    newest = ledger.newest()
    sums = whom.sums(whom.Whom(), newest.last)
    given = {"mapping": "standard", "pay_date": str(newest.last), "reason": ""}
    figures = (sums.people, sums.total)
    return tasks.ask_to_propose(by("op", "operations"), newest.period, whom.Whom(), figures, **given)[0]


def done(work):
    work.refresh_from_db()
    performing.performed(work.pk, work.task)


def propose():
    """The process ends where the proposal is made, and nobody knows it yet."""
    call_command("migrate", verbosity=0)
    ledger.catch_up()
    work = asked()
    performing._ended = lambda *_, **__: os._exit(9)
    done(work)


def release():
    """The work that died finds what it had done; then a release ends where its entries are posted already."""
    asking.recover()
    done(Work.objects.get())
    (proposal,) = approvals.proposals("payroll")
    from attain.apps.approvals.actions import approve_later

    work = approve_later(by("fin", "finance"), proposal.id)
    Content.objects.create = lambda **_: os._exit(9)
    done(work)


def together(*works):
    barrier = Barrier(len(works))

    def one(work):
        barrier.wait()
        try:
            done(work)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def race():
    """The release that died, and another one of the same proposal, at once; then each once more."""
    told = {"before": [HandOver.objects.count(), Entry.objects.filter(kind="approved").count()]}
    asking.recover()
    first = Work.objects.get(kind=tasks.RELEASE)
    user = by("ann", "finance").user
    second = asking.ask(tasks.RELEASE, user, {**first.given, "note": "too"}, first.about)
    together(first, second)
    told["states"] = sorted(Work.objects.filter(kind=tasks.RELEASE).values_list("state", flat=True))
    for work in (first, second):
        done(work)
        asking.retry(work.pk)
        done(work)
    told["proposals"] = [*Proposal.objects.values_list("state", flat=True)]
    told["keys"], told["files"] = [row.key for row in HandOver.objects.all()], Content.objects.count()
    sums = ledger.accounts(Entry.objects.all()).items()
    told["sums"] = {name: f"{each:.2f}" for name, each in sums if each}
    told["whole"] = ledger.verify() is None
    print(json.dumps(told))


if __name__ == "__main__":
    {"propose": propose, "release": release, "race": race}[sys.argv[1]]()
