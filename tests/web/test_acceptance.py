"""Plans read and accepted: by their own people, once, word for word; a change asks anew and tells it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from attain.apps.acceptance import actions, plans
from attain.apps.acceptance import api as acceptance
from attain.apps.acceptance.models import Accepted, Question
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import RoleGrant, User
from tests.web.small_pay import by, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

MINE, ACCEPT, ASK = "/my-plan/", "/my-plan/accept/", "/my-plan/ask/"


@pytest.fixture
def ana(by):  # noqa: F811
    """P1, an account manager."""
    return by("ana")


def read(client):
    """What the form of the first plan on the page would send."""
    plan = client.get(MINE).context["plans"][0]
    return {"digest": plan.own.version.digest, "read": plan.fingerprint}


def change(settings, since, rate="3%"):
    """A plan that follows from a day on, with another rate at the top."""
    text = f"""\
plan: account_manager_pay
title: {{en: Pay of account managers}}
post: account_manager
from: {since}
components:
  - {{component: commission, shape: tiers, base: sales_amount, apply: slice,
     tiers: [{{to: 1000, rate: 1%}}, {{to: 2500, rate: 1.5%}}, {{rate: {rate}}}]}}
  - {{component: kpi_bonus, shape: curve, target: 3000.00, of: account_manager_month,
     curve: {{60: 0%, 80: 50%, 100: 100%, 120: 150%}}}}
  - {{component: branch_part, shape: share, pool: branch_pool, by: score, of: account_manager_month}}
draw: {{minimum: 1000.00, recover: 100%, recover_from: 2026-04-01, until: 2026-06-30, paid: top_up}}
"""
    (settings.ATTAIN_RULEBOOK / "later.yaml").write_text(text, encoding="utf-8")


def test_a_plan_is_accepted_once_with_its_words_and_never_changes(ana):
    assert b"Read your pay plan" in ana.get("/").content
    page = ana.get(MINE)
    (plan,) = page.context["plans"]
    assert b"not accepted yet" in page.content
    typed = read(ana)
    assert ana.post(ACCEPT, typed).status_code == 302
    assert ana.post(ACCEPT, typed).status_code == 302  # the same again changes nothing
    row = Accepted.objects.get()
    assert (row.person, row.plan, row.language) == ("P1", "account_manager_pay", "en")
    assert row.fingerprint == plan.fingerprint == plans.fingerprint(plans.restored(row.text))
    assert any("1.5%" in line[0] for document in row.text for line in document[3])
    assert AuditEntry.objects.filter(what="plan_accepted").count() == 1
    assert acceptance.pending("P1") == []
    assert b"Read your pay plan" not in ana.get("/").content
    for spoil in (lambda: Accepted.objects.update(person="P2"), lambda: Accepted.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


def test_nobody_accepts_for_another_or_what_they_have_not_read(ana, by):  # noqa: F811
    typed = read(ana)
    assert by("boss").post(ACCEPT, typed).status_code == 422  # the plan of another post
    assert by("ops").post(ACCEPT, typed).status_code == 403  # nobody's payee
    assert ana.post(ACCEPT, {**typed, "read": "another text"}).status_code == 422
    assert ana.get(ACCEPT).status_code == 405
    assert not Accepted.objects.exists()


def test_of_two_requests_at_once_one_accepts(ana, monkeypatch):
    typed, plain = read(ana), actions.worded

    def meanwhile(*given):
        monkeypatch.setattr(actions, "worded", plain)
        assert ana.post(ACCEPT, typed).status_code == 302  # another one is done first
        return plain(*given)

    monkeypatch.setattr(actions, "worded", meanwhile)
    assert ana.post(ACCEPT, typed).status_code == 302
    assert Accepted.objects.count() == 1
    assert AuditEntry.objects.filter(what="plan_accepted").count() == 1


def test_a_change_asks_anew_from_its_day_and_tells_sentence_by_sentence_what_differs(ana, settings):
    ana.post(ACCEPT, read(ana))
    since = (timezone.localdate().replace(day=1) + timedelta(days=62)).replace(day=1)
    change(settings, since)
    (found,) = acceptance.pending("P1")
    assert (found.from_day, found.changed, found.future) == (since, True, True)
    assert b"Your pay plan changes from" in ana.get("/").content
    first, second = ana.get(MINE).context["plans"]
    assert second.own.accepted is not None
    changes = [each for document in first.changed for _, own in document.parts for each in own]
    gone = [each.before.text for each in changes if each.kind == "gone"]
    come = [each.after.text for each in changes if each.kind == "come"]
    assert len(gone) == len(come) == 1
    assert ("2%" in gone[0], "3%" in come[0]) == (True, True)
    assert ana.post(ACCEPT, read(ana)).status_code == 302
    assert acceptance.pending("P1") == []
    change(settings, since, "4%")  # changed again before it holds
    (found,) = acceptance.pending("P1")
    assert found.changed


def test_what_was_accepted_in_another_language_is_compared_in_that_language(ana, settings):
    User.objects.filter(username="ana").update(language="zh")
    ana.post(ACCEPT, read(ana))
    assert Accepted.objects.get().language == "zh"
    change(settings, date(2026, 6, 1))
    User.objects.filter(username="ana").update(language="en")
    plan = ana.get(MINE).context["plans"][0]
    changes = [each for document in plan.changed for _, own in document.parts for each in own]
    assert [each.kind for each in changes] == ["gone", "come"]
    assert all("销售额" in each.sentence.text for each in changes)


def test_a_question_reaches_leader_and_operations_and_is_answered_once(ana, by):  # noqa: F811
    typed = {"digest": read(ana)["digest"], "text": "What is a slice?"}
    assert ana.post(ASK, {**typed, "text": " "}).status_code == 422
    for _ in range(2):
        assert ana.post(ASK, typed).status_code == 302
    question = Question.objects.get()
    for name in ("boss", "ops"):
        assert "What is a slice?" in by(name).get("/acceptance/").content.decode()
    url = f"/acceptance/questions/{question.pk}/"
    assert by("fin").post(url, {"answer": "x"}).status_code == 403
    RoleGrant.objects.create(user=User.objects.create(username="south"), role="leader", unit="S")
    assert by("south").post(url, {"answer": "x"}).status_code == 403
    assert by("boss").post(url, {"answer": "Each tier pays its own part."}).status_code == 302
    assert by("ops").post(url, {"answer": "Something else."}).status_code == 302
    assert Question.objects.get().answer == "Each tier pays its own part."
    assert "Each tier pays its own part." in ana.get(MINE).content.decode()
    assert acceptance.pending("P1")  # a question is neither an acceptance nor a refusal


def test_the_overview_says_who_has_and_who_has_not(ana, by, django_assert_max_num_queries):  # noqa: F811
    ana.post(ACCEPT, read(ana))
    ops = by("ops")

    def names(show, client=ops):
        rows = client.get(f"/acceptance/?show={show}").context["table"].body
        return [row.cells[0].text for row in rows]

    assert names("accepted") == ["Ana Ruiz"]
    assert names("waiting") == ["李伟"]
    assert len(names("all")) == 2
    boss = by("boss")
    RoleGrant.objects.filter(user__username="boss").update(unit="S")
    assert names("all", boss) == ["李伟"]
    assert boss.get("/people/P1/accepted-plans/").status_code == 403
    kept = ops.get("/people/P1/accepted-plans/").content.decode()
    assert "1.5%" in kept
    with django_assert_max_num_queries(30):
        ops.get("/acceptance/?show=all")
    file = b"".join(ops.get("/acceptance/?show=all&export=csv").streaming_content).decode()
    assert len(file.strip().splitlines()) == 3
