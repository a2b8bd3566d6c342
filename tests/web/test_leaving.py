"""Who leaves, and what is left to be done: asked of the database as often for many people as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from attain.apps.clients.models import Cover
from attain.apps.people.models import Assignment, Person
from tests.web.small_pay import by, small  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def leave(first, last):
    """People who leave, each on a day of their own; every other one has a client whom nobody takes over."""
    today = timezone.localdate()
    for at in range(first, last):
        key, until = f"X{at}", today + timedelta(days=at + 2)
        Person.objects.create(key=key, name=f"Leaver {at}")
        begun = {"person": key, "since": date(2025, 1, 1)}
        Assignment.objects.create(**begun, post="account_manager", unit="N", until=until)
        begun |= {"client": f"K{at}", "share": 1_000_000, "bucket": 0}
        Cover.objects.create(**begun, until=until + timedelta(days=at % 2))


def test_the_page_of_leavers_asks_as_much_for_many_as_for_one(small, by):  # noqa: F811
    client, asked = by("ops"), {}
    for before, count in ((0, 1), (1, 24)):
        leave(before, count)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            rows = client.get("/leaving/").context["rows"]
        asked[len(rows)] = len(queries)
    assert [*asked] == [1, 24]
    assert asked[24] == asked[1]
    assert [row.clients for row in rows] == [at % 2 for at in range(24)]  # whose client stays after them
