"""A hand-over is sent once, acknowledged and reconciled: what was paid is posted once, the rest is named."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from attain.apps.approvals.models import Proposal
from attain.apps.payroll import api as payroll
from attain.apps.payroll.models import Content, HandOver, PaidFile, Step
from attain.shell.models import AuditEntry
from tests.web.payroll_company import (
    MARCH,
    accounts,
    asked,
    decided,
    faults,
    handed,
    march,
    ready,
    worked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.data]

__all__ = ["handed", "march", "ready"]

ONE = "/payroll/2026-03/1/"


def test_the_first_download_sends_and_later_ones_are_copies(handed, signed_in):
    finance = signed_in("finance")
    content = bytes(Content.objects.get(handover=handed).content)
    assert signed_in("auditor").post(f"{ONE}file/").status_code == 403
    assert finance.post(f"{ONE}file/").content == content
    first = HandOver.objects.get().sent_at
    assert signed_in("operations").post(f"{ONE}file/").content == content
    assert HandOver.objects.get().sent_at == first
    assert [*Step.objects.order_by("pk").values_list("what", flat=True)] == ["released", "sent", "copied"]
    trail = AuditEntry.objects.filter(kind="handover").order_by("number")
    assert [entry.what for entry in trail] == ["payroll_released", "payroll_sent", "payroll_copied"]
    reply = finance.post(f"{ONE}back/", {"reason": "too late"})
    assert reply.status_code == 422
    assert "until payroll has said what it paid" in reply.content.decode()


@pytest.mark.parametrize("model", [Content, Step])
def test_the_database_itself_keeps_files_and_steps(handed, model):
    row = model.objects.first()
    fields = {"content": b"other"} if model is Content else {"by": "other"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**fields)


def test_cancelled_before_it_is_sent_it_is_owed_again(handed, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    assert operations.post(f"{ONE}back/", {"reason": ""}).status_code == 422
    operations.post(f"{ONE}back/", {"reason": "Wrong layout"})
    worked(decided(finance, Proposal.objects.get(kind="payroll_back")))
    assert (accounts()["owed"], accounts()["approved"]) == (Decimal("4600.04"), 0)
    assert finance.post(f"{ONE}file/").status_code == 422
    worked(decided(finance, asked(operations)))
    assert payroll.handed(MARCH).handovers == ("2026-03/2",)


def test_what_is_sent_before_the_cancelling_is_approved_stays_sent(handed, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    operations.post(f"{ONE}back/", {"reason": "Wrong layout"})
    operations.post(f"{ONE}file/")
    work = worked(decided(finance, Proposal.objects.get(kind="payroll_back")))
    assert (faults(work), accounts()["approved"]) == (["fault.payroll.sent"], Decimal("4600.04"))


def test_payroll_acknowledges_what_it_got(handed, signed_in):
    operations = signed_in("operations")
    operations.post(f"{ONE}file/")
    reply = operations.post(f"{ONE}acknowledge/", {"lines": "2", "total": "4,600.00"})
    assert reply.status_code == 422
    assert "lines -1, sum -€0.04" in reply.content.decode()
    assert HandOver.objects.get().acknowledged_at is None
    file = SimpleUploadedFile("got.csv", bytes(Content.objects.get().content))
    assert operations.post(f"{ONE}acknowledge/", {"file": file}).status_code == 302
    assert HandOver.objects.get().acknowledged_at is not None
    operations.post(f"{ONE}acknowledge/", {"lines": "3", "total": "4600.04"})
    assert Step.objects.filter(what="acknowledged").count() == 1


def brought(client, text, name="paid.csv"):
    reply = client.post(f"{ONE}paid/", {"file": SimpleUploadedFile(name, text.encode())})
    assert reply.status_code == 302, reply.content.decode()[-1500:]
    return PaidFile.objects.latest("pk")


def test_what_was_paid_is_posted_once_and_differences_are_named(handed, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    operations.post(f"{ONE}file/")
    text = "Employee;Net\nP1;1500,00\nP2;2600,04\nP9;5,00\n"
    file = brought(operations, text)
    page = operations.get(f"/payroll/paid/{file.pk}/").content.decode()
    assert all(told in page for told in ("paid less", "not in the hand-over", "€4,100.04"))
    assert operations.post(f"/payroll/paid/{file.pk}/post/", {"note-0": "short"}).status_code == 422
    assert accounts()["bank"] == 0
    notes = {"note-0": "500.00 next week", "note-all": "Asked payroll"}
    waits = operations.post(f"/payroll/paid/{file.pk}/post/", notes)
    assert operations.post(f"/payroll/paid/{file.pk}/post/", notes).url == waits.url
    assert waits.url in operations.get(f"/payroll/paid/{file.pk}/").content.decode()
    assert worked(waits).state == "done"
    assert operations.post(f"/payroll/paid/{file.pk}/post/", notes).url == ONE
    assert brought(operations, text, "again.csv") == file
    assert (accounts()["bank"], accounts()["approved"]) == (Decimal("4100.04"), Decimal("500"))
    named = {each.person: (each.kind, each.note) for each in file.differences.all()}
    assert named == {"P1": ("less", "500.00 next week"), "P9": ("unknown", "Asked payroll")}
    rest = brought(operations, "P1,200.00\n", "rest.csv")
    worked(operations.post(f"/payroll/paid/{rest.pk}/post/", {"note-all": "the other 300.00 is not paid"}))
    operations.post(f"{ONE}back/", {"reason": "Left the company", "person": "P1"})
    worked(decided(finance, Proposal.objects.get(kind="payroll_back")))
    sums = accounts()
    assert (sums["bank"], sums["approved"], sums["owed"]) == (Decimal("4300.04"), 0, Decimal("300"))
    for address in ("/payroll/", ONE):
        assert "Reconciled" in operations.get(address).content.decode()


def test_what_goes_back_is_chosen_and_all_of_it_is_confirmed(handed, signed_in):
    operations, finance = signed_in("operations"), signed_in("finance")
    operations.post(f"{ONE}file/")
    file = brought(operations, "P1;1500.00\n")
    worked(operations.post(f"/payroll/paid/{file.pk}/post/", {"note-all": "part of it"}))
    for typed, at in (
        ({"which": "people"}, "person"),
        ({}, "person"),
        ({"which": "people", "person": ["P1", "P9"]}, "person"),
        ({"which": "all"}, "sure"),
        ({"which": "all", "sure": "4600.04"}, "sure"),
        ({"which": "people", "person": "P1", "reason": " "}, "reason"),
    ):
        reply = operations.post(f"{ONE}back/", {"reason": "Not paid", **typed})
        assert (reply.status_code, list(reply.context["errors"])) == (422, [at])
    assert not Proposal.objects.filter(kind="payroll_back").exists()
    sure = operations.get(ONE).context["sure"]
    assert operations.post(f"{ONE}back/", {"reason": "r", "which": "all", "sure": sure}).status_code == 302
    worked(decided(finance, Proposal.objects.get(kind="payroll_back")))
    sums = accounts()
    assert (sums["bank"], sums["approved"], sums["owed"]) == (Decimal(1500), 0, Decimal("3100.04"))


def test_what_is_no_list_of_amounts_is_told(handed, signed_in):
    operations = signed_in("operations")
    refused = operations.post(f"{ONE}paid/", {"file": SimpleUploadedFile("a.csv", b"P1,1\n")})
    assert refused.status_code == 422
    operations.post(f"{ONE}file/")
    for content in (b"\x00\x01\xff\xfe\x00", b"PK\x03\x04 no workbook"):
        reply = operations.post(f"{ONE}paid/", {"file": SimpleUploadedFile("a.xlsx", content)})
        assert reply.status_code == 422
    file = brought(operations, "P1,abc\nP2,x\n")
    assert operations.post(f"/payroll/paid/{file.pk}/post/", {"note-all": "?"}).status_code == 422
    assert accounts()["bank"] == 0
