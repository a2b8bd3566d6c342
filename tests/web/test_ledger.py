"""Closed periods in entries: equal to what is paid, once, and never changed without being found."""

import shutil
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from attain.apps.ledger import api as ledger
from attain.apps.ledger.models import Batch, Entry
from attain.apps.results import api as results
from attain.engine.store import Store
from attain.runs.register import Register
from attain.shell.audit.append_only import protect, unprotect
from attain.shell.models import AuditEntry, User

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TABLES = ("ledger_batch", "ledger_entry")


@pytest.fixture
def register(settings, tmp_path, company):
    """The company's store, copied, so that its periods can be closed."""
    shutil.copytree(company / "store", tmp_path / "store", ignore=shutil.ignore_patterns("LOCK", "tmp"))
    settings.ATTAIN_STORE = tmp_path / "store"
    return Register(Store.open(tmp_path / "store"))


@pytest.fixture
def closed(register):
    """Both months closed and posted, the earlier one first."""
    for run in reversed(results.runs()):
        register.close(register.get(run.key))
    return ledger.catch_up()


@pytest.fixture
def manager():
    return User.objects.get(username="account_manager").person


def test_what_is_posted_is_what_is_paid_and_all_accounts_are_zero(register, closed):
    assert [batch.period for batch in closed] == [run.period for run in reversed(results.runs())]
    for batch in closed:
        run = register.closed(batch.period)
        assert batch.sums["owed"] == Decimal(run.control["paid"])
        assert sum(batch.sums.values()) == 0
        paid = {who: Decimal(value) for who, _, value in register.results(run).column("paid")}
        for person in list(paid)[::17]:
            rows = ledger.entries([person], batch.period)
            assert ledger.accounts(rows)["owed"] == paid[person]
            assert sum(ledger.accounts(rows).values()) == 0
    last = register.closing(register.closed(closed[-1].period))
    later = sum(part.amount for parts in (*last.instalments.values(), *last.held.values()) for part in parts)
    draws = sum(last.draws.values())
    whole = ledger.accounts(Entry.objects.all())
    assert (whole["later"], -whole["advances"]) == (later, draws)
    assert ledger.verify() is None


def test_a_period_is_posted_once(register, closed):
    count, entries = Batch.objects.count(), Entry.objects.count()
    again = ledger.post(closed[0].period)
    assert again == closed[0]
    assert ledger.catch_up() == []
    assert (Batch.objects.count(), Entry.objects.count()) == (count, entries)
    posted = AuditEntry.objects.filter(what="ledger_posted")
    assert [entry.key for entry in posted.order_by("number")] == [batch.period for batch in closed]


def test_an_open_period_and_one_before_its_turn_are_refused(register):
    late, early = results.runs()[:2]
    with pytest.raises(ledger.Refused, match=r"ledger\.refused\.open"):
        ledger.post(late.period)
    for run in (early, late):
        register.close(register.get(run.key))
    with pytest.raises(ledger.Refused, match=r"ledger\.refused\.earlier"):
        ledger.post(late.period)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("model", [Batch, Entry])
def test_the_database_itself_refuses_to_change_or_remove(closed, model):
    row = model.objects.first()
    fields = {"made_by": "somebody"} if model is Batch else {"amount": Decimal(1)}
    for attempt in (
        lambda: model.objects.filter(pk=row.pk).update(**fields),
        lambda: model.objects.filter(pk=row.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()
    assert ledger.verify() is None


def tampered(statement, *values):
    """A change by somebody who has the database and takes the triggers away for it."""
    unprotect(connection, *TABLES)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    protect(connection, *TABLES)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE ledger_entry SET amount = amount + 1 WHERE line = 3", "ledger.broken.entries"),
        ("DELETE FROM ledger_entry WHERE line = 2", "ledger.broken.entries"),
        ("UPDATE ledger_batch SET run = 'another'", "ledger.broken.entries"),
    ],
)
def test_what_was_changed_behind_the_triggers_is_found(closed, statement, why):
    tampered(statement)
    broken = ledger.verify()
    assert (broken.period, broken.why) == (closed[0].period, why)
    with pytest.raises(CommandError, match=closed[0].period):
        call_command("verify_ledger")


def test_a_ledger_without_its_triggers_is_told(closed):
    unprotect(connection, *TABLES)
    assert ledger.verify().why == "ledger.broken.unprotected"
    protect(connection, *TABLES)
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert "as it was posted" in out.getvalue()


def test_finance_sees_all_periods_and_entries_and_takes_them_away(signed_in, closed):
    client = signed_in("finance")
    page = client.get("/ledger/").content.decode()
    assert f"€{closed[0].sums['owed']:,.2f}" in page
    assert "always zero" in page
    page = client.get(f"/ledger/{closed[0].period}/").content.decode()
    assert closed[0].digest[:12] in page
    rows = b"".join(client.get("/ledger/entries/?export=csv")).decode("utf-8-sig").splitlines()
    assert len(rows) - 1 == Entry.objects.count()
    assert client.get("/ledger/2020-01/").status_code == 404


def test_everybody_sees_the_own_account_alone(signed_in, closed, manager):
    client = signed_in("account_manager")
    assert client.get("/ledger/").headers["Location"] == f"/people/{manager}/ledger/"
    page = client.get(f"/people/{manager}/ledger/").content.decode()
    owed = ledger.accounts(ledger.entries([manager]))["owed"]
    assert f"€{owed:,.2f}" in page
    other = Entry.objects.exclude(person=manager).first().person
    assert client.get(f"/people/{other}/ledger/").status_code == 403
    assert client.get(f"/ledger/{closed[0].period}/").status_code == 403
    rows = b"".join(client.get("/ledger/entries/?export=csv")).decode("utf-8-sig").splitlines()
    assert len(rows) - 1 == Entry.objects.filter(person=manager).count()


def test_before_the_first_close_the_pages_say_what_will_be_there(signed_in, manager):
    assert "Nothing is posted yet" in signed_in("finance").get("/ledger/").content.decode()
    page = signed_in("account_manager").get(f"/people/{manager}/ledger/").content.decode()
    assert "No closed period yet" in page
