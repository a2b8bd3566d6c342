"""A dispute: raised from a line, answered with the number as it then is, adjusted, settled, counted."""

# ruff: noqa: F811 - fixtures are arguments
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile as File
from django.test import RequestFactory

from attain.apps.acceptance.models import Question
from attain.apps.adjusting.models import Attachment
from attain.apps.approvals.models import Proposal
from attain.apps.disputes import api, recording
from attain.apps.disputes.models import Dispute, Message
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import User
from tests.runs.small_company import load_text
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TYPED = {
    "person": "P1",
    "period": "2026-03",
    "line": "commission",
    "kind": "missing",
    "expected": "128.00",
    "reason": "Order 9 of shop 2 is missing",
}

DECISION = {
    "outcome": "accepted",
    "text": "You are right",
    "how": "adjustment",
    "component": "commission",
    "period": "2026-03",
    "amount": "12.99",
    "reason": "Order 9 counted by hand",
}


def raised(client, **other):
    client.post("/disputes/new/", {**TYPED, **other})
    return Dispute.objects.latest("pk")


def step(client, row, do, **told):
    return client.post(f"/disputes/{row.pk}/do/", {"do": do, **told})


def fresh(row):
    return Dispute.objects.get(pk=row.pk)


def asked(name):
    request = RequestFactory().post("/")
    request.user = User.objects.get(username=name)
    return request


def test_from_the_line_to_the_statement_that_pays_it(small, by):
    ana, boss, ops, fin = by("ana"), by("boss"), by("ops"), by("fin")
    statement = ana.get("/people/P1/statement/?period=2026-03").content.decode()
    assert "/disputes/new/?person=P1&amp;period=2026-03&amp;line=commission" in statement
    row = raised(ana)
    before = row.value
    assert (row.desk, row.answerer.username, row.run) == ("leader", "boss", results.runs()[0].key)
    assert "1 dispute waits for your answer" in boss.get("/").content.decode()
    assert step(boss, row, "ask", text="Which order number?").status_code == 302
    assert "has an answer or a question" in ana.get("/").content.decode()
    assert step(ana, row, "reply", text="Number 9").status_code == 302
    assert step(ops, row, "decide", **DECISION).status_code == 302
    row = fresh(row)
    assert (row.state, row.outcome) == ("decided", "accepted")
    assert step(ana, row, "confirm").status_code == 422  # nothing is approved yet
    for client in (boss, fin):
        answer = client.post(f"/approvals/{row.proposal}/decide/", {"do": "approve"})
        assert answer.status_code == 302
    run(small, "2026-03")
    assert "Order 9 counted by hand" in ana.get("/people/P1/statement/").content.decode()
    page = ana.get(f"/disputes/{row.pk}/").content.decode()
    for part in ("You are right", "Which order number?", "The adjustment is approved", f"{before:,.2f}"):
        assert part in page
    assert step(ana, row, "confirm").status_code == 302
    assert fresh(row).state == "settled"
    numbers = Message.objects.filter(dispute=row).values_list("value", flat=True)
    assert set(numbers) == {before}  # the line itself is as it was; the adjustment stands beside it
    trail = "".join(AuditEntry.objects.values_list("after", flat=True))
    for text in ("Order 9", "Number 9", "You are right"):
        assert text not in trail


def test_sent_twice_it_is_one(small, by):
    ana = by("ana")
    first = raised(ana)
    assert raised(ana).pk == first.pk
    assert Dispute.objects.count() == 1
    assert raised(ana, line="kpi_bonus", kind="rule").desk == "operations"


NOT_OWN = (
    ({"person": "P2"}, 403),
    ({"line": "gift"}, 404),
    ({"period": "2025-01"}, 404),
    ({"kind": ""}, 422),
)


def test_only_of_the_own_pay_and_of_lines_that_there_are(small, by):
    for other, status in NOT_OWN:
        assert by("ana").post("/disputes/new/", {**TYPED, **other}).status_code == status
    assert by("ana").post("/disputes/new/", {**TYPED, "expected": "much"}).status_code == 422
    assert not Dispute.objects.exists()


def test_nobody_answers_their_own_and_others_do_not_see_it(small, by):
    row = raised(by("ana"))
    assert step(by("ana"), row, "decide", **DECISION).status_code == 422
    assert by("wei").get(f"/disputes/{row.pk}/").status_code == 403
    assert step(by("wei"), row, "reply", text="me too").status_code == 403
    assert by("aud").get(f"/disputes/{row.pk}/").status_code == 200
    assert step(by("aud"), row, "decide", **DECISION).status_code == 422
    assert step(by("fin"), row, "decide", **DECISION).status_code == 422  # it is at the leader's desk


def test_declined_it_is_opened_again_once_at_the_next_desk(small, by):
    ana = by("ana")
    row = raised(ana)
    told = {"outcome": "declined", "text": "All orders are in"}
    assert step(by("boss"), row, "decide", **told).status_code == 302
    assert step(ana, row, "reopen", text="They are not").status_code == 302
    row = fresh(row)
    assert (row.state, row.desk, row.answerer, row.outcome) == ("open", "operations", None, "")
    assert step(by("ops"), row, "decide", **told).status_code == 302
    assert fresh(row).answerer.username == "ops"
    assert step(ana, row, "reopen", text="Still not").status_code == 422
    assert step(ana, row, "confirm").status_code == 302
    assert (fresh(row).state, fresh(row).outcome) == ("settled", "declined")
    assert step(ana, row, "reply", text="But").status_code == 422


def test_handed_on_it_is_logged_and_another_answers(small, by):
    row = raised(by("ana"))
    to = User.objects.get(username="fin")
    assert step(by("boss"), row, "hand", to=to.pk, text="A matter of money").status_code == 302
    row = fresh(row)
    assert (row.answerer, row.desk) == (to, "finance")
    assert step(by("boss"), row, "decide", **DECISION).status_code == 422
    assert step(by("boss"), row, "hand", to=User.objects.get(username="ana").pk).status_code == 422
    entry = AuditEntry.objects.filter(what="dispute_moved").latest("number")
    assert json.loads(entry.after)["step"] == "handed"
    assert "Hand it on to sales operations" in step(by("fin"), row, "decide", **DECISION).content.decode()
    assert step(by("fin"), row, "decide", outcome="declined", text="No").status_code == 302


def test_an_adjustment_that_is_refused_opens_the_dispute_again(small, by):
    row = raised(by("ana"))
    step(by("ops"), row, "decide", **DECISION)
    number = fresh(row).proposal
    by("boss").post(f"/approvals/{number}/decide/", {"do": "refuse", "note": "Too much"})
    row = fresh(row)
    assert (row.state, row.outcome, row.proposal) == ("open", "", None)
    assert "Too much" in by("ops").get(f"/disputes/{row.pk}/").content.decode()


def test_what_is_wrong_in_an_answer_is_told_and_nothing_is_done(small, by):
    row = raised(by("ana"))
    ops = by("ops")
    both = {"how": "", "source": "load 7"}
    for other in ({"amount": "0"}, {"outcome": ""}, {"text": ""}, both, {"reason": ""}):
        assert step(ops, row, "decide", **{**DECISION, **other}).status_code == 422
    source = {**DECISION, "how": "source", "source": ""}
    assert step(ops, row, "decide", **source).status_code == 422
    assert (fresh(row).state, Proposal.objects.count()) == ("open", 0)
    assert step(ops, row, "decide", **{**source, "source": "load 7 of 22 Nov"}).status_code == 302
    assert "load 7 of 22 Nov" in by("ana").get(f"/disputes/{row.pk}/").content.decode()


def test_files_are_for_those_in_the_dispute_alone(small, by):
    page = by("ana").post("/disputes/new/", {**TYPED, "file": File("a.csv", b"<html>,</html>")})
    assert page.status_code == 422
    assert not Dispute.objects.exists()
    row = raised(by("ana"), file=File("orders.csv", b"order,amount\n9,1299\n"))
    kept = Attachment.objects.get()
    address = f"/disputes/{row.pk}/attached/{kept.pk}/"
    reply = by("boss").get(address)
    assert reply["Content-Disposition"] == 'attachment; filename="orders.csv"'
    assert b"".join(reply.streaming_content) == b"order,amount\n9,1299\n"
    assert by("wei").get(address).status_code == 403
    other = raised(by("wei"), person="P2")
    assert by("wei").get(f"/disputes/{other.pk}/attached/{kept.pk}/").status_code == 404


def test_what_is_open_keeps_its_period_open_until_it_is_settled_or_carried(small, by):
    row = raised(by("ana"))
    raised(by("wei"), person="P2")
    assert [each.id for each in api.open_disputes("2026-03", ["P1"])] == [row.pk]
    with pytest.raises(api.Refused):
        api.carry(asked("ops"), "2026-03", " ")
    assert api.carry(asked("ops"), "2026-03", "Waits for the warehouse") == 2
    assert api.carry(asked("ops"), "2026-03", "again") == 0
    assert api.open_disputes("2026-03") == []
    assert [each.period for each in api.open_disputes("2026-04")] == ["2026-03", "2026-03"]
    assert "Waits for the warehouse" in by("ana").get(f"/disputes/{row.pk}/").content.decode()


FACTS = """\
---
fact: pay_disputes
grain: one settled dispute
columns: {dispute_id: text, payee_id: employee, answered_by: employee, kind: text, opened_on: date,
          due_on: date, settled_on: date, working_days: integer, outcome: text}
key: [dispute_id]
date: settled_on
employee: answered_by
"""


def settled(by):
    row = raised(by("ana"))
    step(by("boss"), row, "decide", outcome="declined", text="No")
    step(by("ana"), row, "confirm")
    return fresh(row)


def stored(place):
    with place.engine() as engine:
        engine.register(place.store.snapshot(), {"pay_disputes": recording.rules_now().facts["pay_disputes"]})
        return engine.query("SELECT payee_id, answered_by, outcome, working_days FROM pay_disputes")


def test_a_settled_one_is_a_fact_once_however_often_it_is_written(
    small, by, settings, django_capture_on_commit_callbacks
):
    book = settings.ATTAIN_RULEBOOK / "rulebook.yaml"
    book = book if book.exists() else next(settings.ATTAIN_RULEBOOK.glob("*.yaml"))
    book.write_text(book.read_text() + FACTS)
    with django_capture_on_commit_callbacks(execute=True):
        row = settled(by)
    assert fresh(row).recorded
    assert stored(small) == [("P1", "P3", "declined", 0)]
    assert recording.record_settled(row.pk)
    Dispute.objects.update(recorded=False)  # stopped between the store and the database
    assert api.catch_up() == 1
    assert stored(small) == [("P1", "P3", "declined", 0)]
    assert "Median" in by("aud").get("/disputes/?show=all").content.decode()


def test_without_such_a_table_nothing_is_written_and_the_page_says_so(
    small, by, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        row = settled(by)
    assert not fresh(row).recorded
    assert "no fact table" in by("ops").get(f"/disputes/{row.pk}/").content.decode()


def test_the_list_asks_the_same_number_of_times_whatever_its_length(small, by, django_assert_max_num_queries):
    row = raised(by("ana"))
    told = {"person": "P1", "counts_in": "2026-03", "kind": "rule", "reason": "r", "run": row.run}
    told |= {"desk": "operations", "opened_on": date(2026, 4, 1), "due_on": date(2026, 4, 8)}
    Dispute.objects.bulk_create(Dispute(period="2026-03", line=f"l{n}", **told) for n in range(40))
    client = by("ops")
    client.get("/disputes/?show=answer")
    with django_assert_max_num_queries(15):
        page = client.get("/disputes/?show=answer&size=25").content.decode()
    assert "overdue" in page


def test_an_erased_person_takes_what_was_said_and_attached_along(
    small, by, settings, tmp_path, django_capture_on_commit_callbacks
):
    row = raised(by("ana"), file=File("orders.csv", b"order,amount\n9,1299\n"))
    other = raised(by("wei"), person="P2")
    step(by("boss"), row, "ask", text="Which shop, Ana?")
    plan = {"plan": "pay", "digest": "d", "fingerprint": "f"}
    for person in ("P1", "P2"):
        Question.objects.create(person=person, text="I ask", answer="We answer", **plan)
    (kept,) = settings.MEDIA_ROOT.glob("attached/*/*")
    load_text(small, tmp_path, "people", "person_id,name,given_name,family_name,email\nP2,,,,\n", "nameless")
    people.sync(small.store, small.rules)
    assert fresh(other).reason  # a file without a name erases nobody
    assert small.store.erase_person("P1")
    with django_capture_on_commit_callbacks(execute=True):
        people.sync(small.store, small.rules)
    assert (fresh(row).reason, fresh(row).state, fresh(other).reason) == ("", "question", TYPED["reason"])
    assert set(row.messages.values_list("text", flat=True)) == {""}
    assert other.messages.get().text == TYPED["reason"]
    assert not Attachment.objects.exists()
    assert not kept.exists()
    texts = Question.objects.order_by("person").values_list("text", "answer")
    assert list(texts) == [("", ""), ("I ask", "We answer")]
