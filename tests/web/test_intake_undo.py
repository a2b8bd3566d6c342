"""A load taken back on its page: the rows go, copies follow, and what later loads stand on stays."""

import pytest

from attain.apps.house import api as house
from attain.apps.people import api as people
from attain.runs.entries import Entry, enter
from attain.shell.models import AuditEntry
from tests.web.own_store import own_store  # noqa: F401 - a store that a test may write to

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def entered(*rows, name="new people"):
    done = enter(house.workplace(), [Entry("people", rows)], name)
    house.changed({"people"})
    return done.loads[0]


def test_it_says_what_goes_then_does_it(own_store, signed_in):  # noqa: F811
    load = entered({"person_id": "X1", "name": "Xenia One"}, {"person_id": "X2", "name": "Xaver Two"})
    assert people.person("X1").name == "Xenia One"
    client = signed_in("operations")
    assert f"/facts/loads/{load}/take-back/" in client.get("/facts/snapshots/").content.decode()
    page = client.get(f"/facts/loads/{load}/take-back/").content.decode()
    assert "−2" in page
    assert client.post(f"/facts/loads/{load}/take-back/").status_code == 302
    assert people.person("X1") is None
    assert AuditEntry.objects.get(what="load_taken_back").key == load
    assert client.get(f"/facts/loads/{load}/take-back/").status_code == 404


def test_what_a_later_load_has_changed_is_told(own_store, signed_in):  # noqa: F811
    load = entered({"person_id": "X1", "name": "Xenia One"})
    entered({"person_id": "X2", "name": "Xaver Two"}, name="more people")
    reply = signed_in("operations").post(f"/facts/loads/{load}/take-back/")
    assert reply.status_code == 422
    assert "Take the later ones back first" in reply.content.decode()
    assert people.person("X1") is not None


def test_an_auditor_sees_no_way_back(own_store, signed_in):  # noqa: F811
    load = entered({"person_id": "X1", "name": "Xenia One"})
    client = signed_in("auditor")
    assert "take-back" not in client.get("/facts/snapshots/").content.decode()
    assert client.post(f"/facts/loads/{load}/take-back/").status_code == 403
