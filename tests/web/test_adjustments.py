"""An adjustment: proposed with a reason, approved by a leader and by finance, paid once, undone."""

# ruff: noqa: F811 - fixtures are arguments

import re
from decimal import Decimal

import pytest

from attain.apps.adjusting import attachments, proposing
from attain.apps.adjusting.models import Adjustment, Attachment
from attain.apps.approvals.models import Proposal
from attain.apps.results import api as results
from attain.shell.audit.entries import AuditEntry
from tests.runs.small_company import load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TYPED = {
    "person": "P1",
    "component": "commission",
    "for_period": "2026-03",
    "period": "2026-03",
    "amount": "12.50",
    "reason": "Order 9 was booked on a colleague",
}


def propose(client, **other):
    return client.post("/adjustments/new/", {**TYPED, "do": "propose", **other})


def decide(client, number, do="approve", note="as told"):
    return client.post(f"/approvals/{number}/decide/", {"do": do, "note": note})


def paid(person="P1"):
    return results.sheets_of(person, results.runs()[0])[-1].paid


def stored(place):
    """adjustment → amount, as the store has them."""
    with place.engine() as engine:
        engine.register(place.store.snapshot(), {"adjustments": place.rules.tables["adjustments"]})
        return dict(engine.query("SELECT adjustment_id, amount FROM adjustments ORDER BY 1"))


def approved(by, **other):
    propose(by("ops"), **other)
    number = Proposal.objects.latest("pk").pk
    assert decide(by("boss"), number).status_code == 302
    assert decide(by("fin"), number).status_code == 302
    return number


def test_two_people_approve_and_the_next_run_pays_it_with_its_reason(small, by):
    before = paid()
    look = by("ops").post("/adjustments/new/", {**TYPED, "do": "look"}).content.decode()
    assert f"{before + Decimal('12.50'):,.2f}" in look
    assert propose(by("ops")).status_code == 302
    number = Proposal.objects.get().pk
    assert decide(by("fin"), number).status_code == 422  # a leader or sales operations first
    assert decide(by("boss"), number).status_code == 302
    assert stored(small) == {}
    assert decide(by("fin"), number).status_code == 302
    row = Adjustment.objects.get()
    assert (row.state, row.made_by, row.approved_by, row.confirmed_by) == ("approved", "ops", "P3", "fin")
    assert stored(small) == {row.key: 1250}
    run(small, "2026-03")
    assert paid() == before + Decimal("12.50")
    statement = by("ana").get("/people/P1/statement/?period=2026-03").content.decode()
    assert "Order 9 was booked on a colleague" in statement
    assert re.search(r"made by ops, approved by [^,;<]*P3[^,;<]* and fin", statement)
    assert "Order 9" not in "".join(AuditEntry.objects.values_list("after", flat=True))


def test_stopped_after_the_store_and_before_the_database_it_is_approved_again_and_paid_once(
    small, by, monkeypatch, rf
):
    propose(by("ops"))
    number = Proposal.objects.get().pk
    decide(by("boss"), number)

    def killed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(proposing, "changed", killed)
    with pytest.raises(KeyboardInterrupt):
        decide(by("fin"), number)
    monkeypatch.undo()
    assert Proposal.objects.get().state == "waiting"
    assert len(stored(small)) == 1  # it has reached the store
    assert decide(by("fin"), number).status_code == 302
    assert decide(by("fin"), number).status_code == 422  # asked again
    proposing.apply(proposing.approvals.proposal(number), rf.post("/"))
    assert len(stored(small)) == 1


def test_stopped_halfway_and_refused_nothing_is_paid(small, by, monkeypatch):
    propose(by("ops"))
    number = Proposal.objects.get().pk
    decide(by("boss"), number)
    monkeypatch.setattr(proposing, "changed", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(by("fin"), number)
    monkeypatch.undo()
    assert decide(by("fin"), number, "refuse").status_code == 302
    assert stored(small) == {}
    assert Adjustment.objects.get().state == "refused"


def test_stopped_halfway_and_paid_meanwhile_it_can_only_be_approved(small, by, monkeypatch):
    propose(by("ops"))
    number = Proposal.objects.get().pk
    decide(by("boss"), number)
    monkeypatch.setattr(proposing, "changed", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide(by("fin"), number)
    monkeypatch.undo()
    run(small, "2026-03")
    results.register().close(results.register().latest("2026-03"))
    reply = decide(by("fin"), number, "refuse")
    assert "has paid it already" in reply.content.decode()
    assert decide(by("ops"), number, "withdraw").status_code == 422
    assert decide(by("fin"), number).status_code == 302
    assert len(stored(small)) == 1


def test_a_period_that_was_closed_meanwhile_is_not_touched(small, by):
    propose(by("ops"))
    number = Proposal.objects.get().pk
    decide(by("boss"), number)
    results.register().close(results.register().latest("2026-03"))
    reply = decide(by("fin"), number)
    assert "March 2026 is closed" in reply.content.decode()
    assert stored(small) == {}
    assert Proposal.objects.get().state == "waiting"
    again = propose(by("ops"))
    assert again.status_code == 422
    april = propose(by("ops"), period="2026-04")
    assert april.status_code == 302


def test_a_period_that_is_closed_while_it_is_entered_keeps_no_row_that_nobody_would_pay(
    small, by, monkeypatch
):
    propose(by("ops"))
    number = Proposal.objects.get().pk
    decide(by("boss"), number)
    enter = proposing.enter

    def late(*given):
        monkeypatch.undo()
        results.register().close(results.register().latest("2026-03"))
        return enter(*given)

    monkeypatch.setattr(proposing, "enter", late)
    assert "March 2026 is closed" in decide(by("fin"), number).content.decode()
    assert stored(small) == {}
    assert Proposal.objects.get().state == "waiting"


def test_it_is_taken_back_by_the_contrary_amount(small, by):
    before = paid()
    number = approved(by)
    assert decide(by("ops"), number, "undo", "it was booked right").status_code == 302
    back = Proposal.objects.latest("pk")
    assert (back.takes_back_id, back.given["amount"]) == (number, "-12.50")
    decide(by("boss"), back.pk)
    decide(by("fin"), back.pk)
    assert sorted(stored(small).values()) == [-1250, 1250]
    run(small, "2026-03")
    assert paid() == before


WRONG = (
    ({"amount": "0"}, "not zero"),
    ({"amount": "twelve"}, "not zero"),
    ({"amount": "1.005"}, "2 decimals"),
    ({"reason": " "}, "Say why"),
    ({"component": "gift"}, "Choose a line of the plan"),
    ({"for_period": "2026-04"}, "no period that it can be for"),
    ({"period": "2025-01"}, "is closed"),
)


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(small, by):
    client = by("ops")
    for wrong, told in WRONG:
        reply = propose(client, **wrong)
        page = reply.content.decode()
        assert reply.status_code == 422, wrong
        assert told in page
        assert "Order 9" in page or "reason" in wrong
    assert not Proposal.objects.exists()


def test_a_leader_neither_proposes_nor_approves_for_themselves(small, by):
    assert propose(by("boss"), person="P3").status_code == 403
    propose(by("ops"), person="P1")
    Proposal.objects.update(given={**TYPED, "person": "P3", "about": ""})
    assert decide(by("boss"), Proposal.objects.get().pk).status_code in (403, 422)
    assert Proposal.objects.get().done == 0


def test_the_list_shows_loaded_rows_too_and_says_which_are_not_paid(small, by, tmp_path):
    text = (
        "adjustment_id,person_id,period,component,amount,reason,made_by,approved_by\n"
        "X1,P1,2026-03,commission,50.00,Missed order,P2,P3\n"
        "X2,P2,2026-03,commission,900.00,Because I can,P2,P2\n"
    )
    load_text(small, tmp_path, "adjustments", text)
    proposing.changed({"adjustments"})
    approved(by)
    page = by("aud").get("/adjustments/").content.decode()
    for part in ("Missed order", "Because I can", "nobody approved it", "Order 9"):
        assert part in page
    only = by("aud").get("/adjustments/?person=P2").content.decode()
    assert "Because I can" in only
    assert "Missed order" not in only
    assert by("ana").get("/adjustments/").status_code == 403
    csv = by("fin").get("/adjustments/?export=csv&state=approved")
    assert b"".join(csv.streaming_content).count(b"\r\n") == 3


def test_the_list_asks_the_database_the_same_number_of_times_whatever_its_length(
    small, by, django_assert_max_num_queries, tmp_path
):
    rows = "".join(f"X{n},P{1 + n % 2},2026-03,commission,1.00,Why {n},P3,P2\n" for n in range(40))
    head = "adjustment_id,person_id,period,component,amount,reason,made_by,approved_by\n"
    load_text(small, tmp_path, "adjustments", head + rows)
    proposing.changed({"adjustments"})
    client = by("aud")
    client.get("/adjustments/")
    with django_assert_max_num_queries(14):
        client.get("/adjustments/?size=25")


def test_an_attachment_is_told_by_its_content_and_given_out_as_a_download(small, by, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    bad = File("proof.pdf", b"<html><script>alert(1)</script></html>")
    assert "Only PDF" in propose(by("ops"), file=bad).content.decode()
    assert Proposal.objects.count() == 0
    assert propose(by("ops"), file=File("../../proof.exe", b"%PDF-1.7 proof")).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.name, kept.form) == ("proof.exe.pdf", "pdf")
    reply = by("fin").get(f"/adjustments/attached/{kept.pk}/")
    assert b"".join(reply.streaming_content) == b"%PDF-1.7 proof"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Disposition"].startswith("attachment")
    assert by("ana").get(f"/adjustments/attached/{kept.pk}/").status_code == 403


def test_sent_twice_it_is_one_and_a_file_that_is_not_taken_leaves_nothing(small, by):
    from django.core.files.uploadedfile import SimpleUploadedFile as File

    large = File("proof.pdf", b"%PDF-1.7 " + bytes(attachments.MOST_BYTES))
    assert propose(by("ops"), file=large).status_code == 422
    assert not Proposal.objects.exists()
    assert not Adjustment.objects.exists()
    replies = [propose(by("ops")) for _ in range(2)]
    assert {reply["Location"] for reply in replies} == {f"/approvals/{Proposal.objects.get().pk}/"}
    propose(by("ops"), amount="12.51")
    assert Proposal.objects.count() == 2


def test_an_amount_is_read_as_the_readers_language_writes_it_and_shown_before_it_is_proposed(small, by):
    client = by("ops")
    client.cookies["attain_language"] = "es"
    look = client.post("/adjustments/new/", {**TYPED, "amount": "1.234,5", "do": "look"})
    assert look.status_code == 200
    assert 'value="1.234,50"' in look.content.decode()
    assert look.context["pay"].amount == Decimal("1234.5")
    wrong = client.post("/adjustments/new/", {**TYPED, "amount": "1,234", "do": "look"})
    assert list(wrong.context["errors"]) == ["amount"]  # 1.234 has more decimals than the money has
    assert client.post("/adjustments/new/", {**TYPED, "amount": "12 $", "do": "look"}).status_code == 422
    client.cookies["attain_language"] = "en"
    assert client.post("/adjustments/new/", {**TYPED, "amount": "1,234", "do": "look"}).status_code == 200
