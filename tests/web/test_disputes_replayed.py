"""A step of a dispute that is sent twice, by a double click or a replay, is taken once."""

# ruff: noqa: F811 - fixtures are arguments
import pytest

from attain.apps.disputes.models import Message
from tests.web.small_pay import by, small  # noqa: F401 - fixtures
from tests.web.test_disputes import TYPED, raised, step

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def test_a_step_sent_twice_from_the_same_page_is_taken_once(small, by):
    ana, boss = by("ana"), by("boss")
    row = raised(ana)
    for client, do, text in (
        (boss, "ask", "Which order?"),
        (ana, "reply", "Number 9"),
        (ana, "reply", "Shop 2"),  # nothing is asked any more: it is added
    ):
        seen = client.get(f"/disputes/{row.pk}/").context["seen"]
        for _ in range(2):
            assert step(client, row, do, text=text, seen=seen).status_code == 302
    assert list(Message.objects.filter(dispute=row).values_list("what", "text")) == [
        ("raised", TYPED["reason"]),
        ("asked", "Which order?"),
        ("replied", "Number 9"),
        ("added", "Shop 2"),
    ]
    seen = ana.get(f"/disputes/{row.pk}/").context["seen"]
    assert (
        step(ana, row, "reply", text="Shop 2", seen=seen).status_code == 302
    )  # meant: from a page that shows it
    seen = boss.get(f"/disputes/{row.pk}/").context["seen"]
    for _ in range(2):
        assert step(boss, row, "decide", outcome="declined", text="It counts", seen=seen).status_code == 302
    assert Message.objects.filter(dispute=row).count() == 6
    assert step(boss, row, "ask", text="Which order?", seen=seen).status_code == 422
