"""The audit trail: every change is told, and a trail that was tampered with is found out."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from attain.shell.audit import Actor, record, verify
from attain.shell.audit.guard import guard, unguard
from attain.shell.models import AuditEntry, AuditHead, User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def three():
    """Three entries more, the last ones of the trail."""
    by = Actor(name="tester", source="192.0.2.7")
    return [record(by, "role_given", "user", at, after={"role": "auditor"}) for at in range(3)]


@pytest.fixture
def tampering():
    """Somebody who owns the database takes its triggers away."""
    unguard(connection)
    yield
    guard(connection)


def test_an_entry_says_who_when_from_where_what_before_and_after():
    entry = record(
        Actor(7, "ana", "192.0.2.1"),
        "user_changed",
        "user",
        9,
        {"unit": "U1"},
        {"unit": "U2", "role": "leader"},
    )
    stored = AuditEntry.objects.get(number=entry.number)
    assert (stored.user, stored.actor, stored.source) == (7, "ana", "192.0.2.1")
    assert (stored.what, stored.kind, stored.key) == ("user_changed", "user", "9")
    assert stored.changes() == [("role", None, "leader"), ("unit", "U1", "U2")]
    assert verify() is None


def test_entries_are_numbered_without_a_gap_and_each_hashes_the_one_before(three):
    first, second, third = three
    assert [second.number - first.number, third.number - second.number] == [1, 1]
    assert (second.previous, third.previous) == (first.hash, second.hash)


def test_a_change_that_fails_takes_its_entry_with_it():
    before = AuditHead.objects.get().number
    with transaction.atomic():
        record(None, "user_changed", "user", 1)
        transaction.set_rollback(True)
    assert AuditHead.objects.get().number == before
    assert verify() is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shell_auditentry SET actor = 'other' WHERE number = {number}",
        "DELETE FROM shell_auditentry WHERE number = {number}",
        "UPDATE shell_audithead SET number = number - 1",
        "DELETE FROM shell_audithead",
    ],
)
def test_the_database_itself_refuses_to_rewrite_the_trail(three, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(number=three[1].number))
    assert verify() is None


def test_a_changed_entry_is_named(three, tampering):
    AuditEntry.objects.filter(number=three[1].number).update(actor="other")
    guard(connection)
    assert verify() == _broken(three[1].number, "audit.broken.changed")


def test_a_changed_entry_with_a_hash_that_fits_breaks_the_next(three, tampering):
    entry = AuditEntry.objects.get(number=three[1].number)
    entry.at += timedelta(seconds=1)
    entry.hash = entry.counted()
    entry.save()
    guard(connection)
    assert verify() == _broken(three[2].number, "audit.broken.chain")


def test_a_removed_entry_is_named_in_the_middle_and_at_the_end(three, tampering):
    AuditEntry.objects.filter(number=three[2].number).delete()
    guard(connection)
    assert verify() == _broken(three[2].number, "audit.broken.end")
    unguard(connection)
    AuditEntry.objects.filter(number=three[0].number).delete()
    guard(connection)
    assert verify() == _broken(three[0].number, "audit.broken.missing")


def test_a_trail_that_the_database_does_not_guard_any_more_is_told(three, tampering):
    assert verify() == _broken(three[2].number, "audit.broken.unguarded")


def test_a_hash_kept_elsewhere_tells_a_rewritten_trail_from_the_true_one(three):
    assert verify(three[0].hash) is None
    assert verify("f" * 64) == _broken(three[2].number, "audit.broken.unknown")


def test_the_command_says_that_all_is_well_and_names_the_first_broken_entry(three, tampering, capsys):
    guard(connection)
    call_command("verify_audit")
    told = capsys.readouterr().out
    assert str(three[2].number) in told
    assert three[2].hash in told
    unguard(connection)
    AuditEntry.objects.filter(number=three[1].number).update(what="nothing")
    guard(connection)
    with pytest.raises(CommandError, match=str(three[1].number)):
        call_command("verify_audit")


def test_signing_in_and_out_and_a_refused_sign_in_are_entries_from_an_address():
    user = User.objects.create_user("ana", "ana@example.com", "a long enough one 1")
    client = Client(REMOTE_ADDR="192.0.2.9")
    client.post("/sign-in/", {"login": "ana", "password": "wrong"})
    client.post("/sign-in/", {"login": "ana", "password": "a long enough one 1"})
    client.post("/sign-out/")
    told = AuditEntry.objects.filter(kind="user", key=str(user.pk)).order_by("number")
    assert [each.what for each in told] == ["sign_in_refused", "signed_in", "signed_out"]
    assert {each.source for each in told} == {"192.0.2.9"}
    assert "wrong" not in "".join(each.after + each.before + each.actor for each in told)


def test_what_is_typed_in_place_of_a_name_is_kept_nowhere():
    Client().post("/sign-in/", {"login": "my secret password", "password": "x"})
    entry = AuditEntry.objects.latest("number")
    assert entry.what == "sign_in_refused"
    assert "secret" not in entry.actor + entry.key + entry.after


def test_the_page_finds_by_who_what_and_day_and_shows_the_change(signed_in, three):
    page = signed_in("auditor").get("/audit/", {"who": "tester", "what": "role_given"}).content.decode()
    assert page.count("192.0.2.7") >= 3
    assert "auditor" in page
    nobody = signed_in("auditor").get("/audit/", {"who": "nobody at all"}).content.decode()
    assert "192.0.2.7" not in nobody
    old = signed_in("auditor").get("/audit/", {"who": "tester", "until": "2020-01-01"}).content.decode()
    assert "192.0.2.7" not in old


def test_the_trail_is_exported_as_a_file_and_that_is_an_entry_too(signed_in, three):
    answer = signed_in("administrator").get("/audit/", {"who": "tester", "export": "csv"})
    text = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert text.decode("utf-8-sig").count("192.0.2.7") == 3
    last = AuditEntry.objects.latest("number")
    assert (last.what, last.kind, last.actor) == ("exported", "table", "administrator")


def _broken(number, why):
    from attain.shell.audit import Broken

    return Broken(number, why)
