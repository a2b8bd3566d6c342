"""Clients: who sees whom, found at a constant number of queries, copied from the store, changed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from attain.apps.clients.copying import sync
from attain.apps.clients.models import Client, Copied, Cover
from attain.apps.clients.queries import uncovered
from attain.apps.clients.relations import stretches
from attain.apps.house.api import Entry, enter, rules_now, store, workplace
from attain.apps.people import api as people
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import User
from tests.web.own_store import own_store  # noqa: F401 - a store that a test may write to

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def mine(user: str) -> str:
    return User.objects.get(username=user).person


def of_person(person: str) -> set[str]:
    today = timezone.localdate()
    rows = Cover.objects.filter(person=person, since__lte=today, until__gt=today)
    return set(rows.values_list("client", flat=True))


def having(**found) -> set[str]:
    return set(Client.objects.filter(**found).values_list("key", flat=True))


def stored() -> tuple[set[tuple], set[tuple]]:
    """(clients, coverage) as the store has them."""
    house, rules = store(), rules_now()
    with house.engine() as engine:
        engine.register(house.snapshot(), rules.tables)
        clients = engine.query("SELECT client_id, coalesce(class, ''), closed_on FROM clients")
        coverage = engine.query('SELECT client_id, person_id, role, "from", "to", share FROM coverage')
    return set(clients), set(coverage)


def copied() -> tuple[set[tuple], set[tuple]]:
    clients = Client.objects.values_list("key", "klass", "closed")
    covers = Cover.objects.values_list("client", "person", "role", "since", "until", "share")
    return set(clients), set(covers)


# -- who sees whom ---------------------------------------------------------------------


def test_a_manager_sees_the_own_clients_and_those_that_left_within_a_year(signed_in):
    person, today = mine("account_manager"), timezone.localdate()
    reply = signed_in("account_manager").get("/clients/", {"state": "all", "size": "100"})
    seen = set(reply.context["table"].rows.values_list("key", flat=True))
    former = Cover.objects.filter(person=person, until__gt=today - timedelta(days=365))
    assert seen == set(former.values_list("client", flat=True)) >= of_person(person)
    foreign = Client.objects.exclude(key__in=seen).first()
    assert signed_in("account_manager").get(reverse("clients:one", args=[foreign.key])).status_code == 403


def test_a_leader_sees_the_clients_of_their_units_and_operations_all(signed_in):
    leader = signed_in("team_leader").get("/clients/", {"state": "all"}).context["table"].rows
    everybody = signed_in("operations").get("/clients/", {"state": "all"}).context["table"].rows
    assert 0 < leader.count() < everybody.count() == Client.objects.count()
    assert signed_in("general_director").get("/clients/", {"state": "all"}).context["table"].rows.count() == (
        Client.objects.count()
    )


def test_there_is_no_page_of_a_client_that_is_not_there(signed_in):
    assert signed_in("operations").get("/clients/of/NOBODY/").status_code == 404


# -- found and narrowed ----------------------------------------------------------------


def test_clients_are_found_by_words_of_their_name_and_by_number(signed_in):
    client = Client.objects.exclude(name="").order_by("key").last()
    operations = signed_in("operations")
    for text in (client.key, client.key.lower(), client.name, client.name[:3]):
        found = operations.get("/clients/", {"q": text, "state": "all"}).context["table"].rows
        assert client.key in set(found.values_list("key", flat=True)), text
    assert not operations.get("/clients/", {"q": "!!"}).context["table"].count


def test_the_list_is_narrowed_by_what_the_address_says(signed_in):
    person = mine("account_manager")
    operations = signed_in("operations")

    def keys(**asked):
        rows = operations.get("/clients/", {"state": "all", **asked}).context["table"].rows
        return set(rows.values_list("key", flat=True))

    assert keys(manager=person) == keys(manager=f"{person} · Somebody") == of_person(person)
    name = people.person(person).name
    namesakes = [each.key for each in people.found_people(name, None, 100)]
    assert person in namesakes
    assert keys(manager=name) == {key for each in namesakes for key in of_person(each)}
    assert keys(manager="Nobody of this name") == set()
    assert keys(**{"class": "A"}) == having(klass="A")
    assert keys(**{"class": "A", "manager": person}) == keys(**{"class": "A"}) & keys(manager=person)
    assert keys(key_account="yes") == having(key_account=True)
    closed = having(closed__lte=timezone.localdate())
    assert keys(state="closed") == closed
    assert keys() - closed == keys(state="")


def test_whom_nobody_looks_after_is_told_of_any_day():
    gap = date(2030, 1, 1), date(2030, 7, 1)
    client = Client.objects.get(key=Cover.objects.order_by("client").first().client)
    Cover.objects.filter(client=client.key).delete()
    days = (date(2029, 1, 1), gap[0]), (gap[1], date(2100, 1, 1))
    for since, until in days:
        cover = {
            "client": client.key,
            "person": "E1",
            "since": since,
            "until": until,
            "share": 1,
            "bucket": 0,
        }
        Cover.objects.create(**cover)
    told = stretches([(client.key, "E1", "", since, until) for since, until in days])[client.key]
    client.covered_since, client.covered_until, client.covered_again = told
    client.save()
    rows = Client.objects.filter(key=client.key)
    found = {
        day: uncovered(rows, day).exists() for day in (date(2028, 1, 1), date(2029, 5, 5), gap[0], gap[1])
    }
    assert list(found.values()) == [True, False, True, False]


@pytest.mark.parametrize("user", ["account_manager", "team_leader", "operations"])
def test_the_list_asks_the_database_as_often_for_25_as_for_100_clients(signed_in, user):
    client = signed_in(user)
    client.get("/clients/")
    asked = []
    for size in ("25", "100"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/clients/", {"size": size})
        asked.append(len([each for each in captured if "session" not in each["sql"]]))
    assert asked[0] == asked[1] <= 30


# -- the copies ------------------------------------------------------------------------


def test_the_copies_are_what_the_store_has(own_store):  # noqa: F811
    assert copied() == stored()


def test_what_changes_in_the_store_changes_in_the_copies_and_nothing_else(own_store):  # noqa: F811
    kept = Cover.objects.order_by("client", "pk").last()
    cover = (
        Cover.objects.filter(until=date(2100, 1, 1)).exclude(client=kept.client).order_by("client").first()
    )
    row = {"client_id": cover.client, "person_id": cover.person, "role": "", "from": str(cover.since)}
    other = Cover.objects.exclude(person=cover.person).first().person
    begins = {"client_id": cover.client, "person_id": other, "role": "", "from": "2027-01-01", "to": ""}
    enter(workplace(), [Entry("coverage", [{**row, "to": "2027-01-01"}, begins])], "test")
    enter(workplace(), [Entry("clients", [{"client_id": cover.client, "class": "Z", "name": "New"}])], "test")
    assert sync(store(), rules_now()) == 3  # an end, a beginning, and the client itself
    assert copied() == stored()
    assert Client.objects.get(key=cover.client).name == "New"
    assert Cover.objects.filter(pk=kept.pk).exists()
    assert sync(store(), rules_now()) == 0


def test_copies_of_another_engine_are_made_anew(own_store):  # noqa: F811
    held = Copied.objects.get(source="clients")
    held.files = ["duckdb 0", *held.files[1:]]
    held.save()
    Client.objects.filter(key__gt="C").update(bucket=1)
    sync(store(), rules_now())
    assert copied() == stored()
    assert Client.objects.values("bucket").distinct().count() > 1


# -- one client, and its data changed --------------------------------------------------


def test_a_page_tells_who_when_and_what(signed_in):
    key = sorted(of_person(mine("account_manager")))[0]
    client = signed_in("account_manager")
    page = client.get(reverse("clients:one", args=[key]))
    text = page.content.decode()
    assert page.context["now"][0].cover.person == mine("account_manager")
    assert page.context["chart"]["labels"]
    assert 0 < len(page.context["events"]) <= 25
    kind = page.context["kinds"][0][0]
    part = client.get(
        reverse("clients:one", args=[key]),
        {"kind": kind},
        headers={"HX-Request": "true", "HX-Target": "events"},
    )
    assert part.content.decode().startswith('<section class="card" id="events"')
    assert {each["event"].table for each in part.context["events"]} == {kind}
    assert Client.objects.get(key=key).name in text


def test_events_and_their_kinds_are_told_in_the_readers_language(signed_in):
    key = sorted(of_person(mine("account_manager")))[0]
    client = signed_in("account_manager")
    address = reverse("clients:one", args=[key])
    found = {}
    for language in ("en", "ru"):
        client.cookies["attain_language"] = language
        events = client.get(address, {"kind": "visits"}).context["events"]
        found[language] = {detail for each in events for detail in each["details"]}
    assert ("kind", "visit") in found["en"]
    assert ("planned", "") in found["en"]
    assert ("вид", "визит") in found["ru"]
    assert ("planned", "") not in found["ru"]


def test_whose_personal_data_are_gone_is_shown_by_number(signed_in):
    key = sorted(of_person(mine("account_manager")))[0]
    Client.objects.filter(key=key).update(name="", address="", phone="")
    text = signed_in("account_manager").get(reverse("clients:one", args=[key])).content.decode()
    assert f"<h1>{key}</h1>" in text


def test_changed_data_are_in_the_store_and_the_trail_has_no_name(signed_in, own_store):  # noqa: F811
    client = Client.objects.order_by("key").first()
    url = reverse("clients:change", args=[client.key])
    operations = signed_in("operations")
    form = operations.get(url).context["fields"]
    typed = {each["name"]: each["value"] for each in form}
    wrong = operations.post(
        url, {**typed, "name": "Renamed", "unit_id": "NOWHERE", "closed_on": "2026-12-31"}
    )
    assert wrong.status_code == 422
    assert all(text in wrong.content.decode() for text in ("NOWHERE", "Renamed"))
    assert [each["errors"] for each in wrong.context["fields"] if each["name"] == "unit_id"] != [[]]
    done = operations.post(url, {**typed, "name": "Renamed", "class": "Z", "closed_on": "2026-12-31"})
    assert done.status_code == 302
    again = Client.objects.get(key=client.key)
    assert (again.name, again.klass, again.closed) == ("Renamed", "Z", date(2026, 12, 31))
    assert (client.key, "Z", date(2026, 12, 31)) in stored()[0]
    told = AuditEntry.objects.filter(what="client_changed").latest("number")
    changes = {name: after for name, _, after in told.changes()}
    assert changes["class"] == "Z"
    assert changes["personal"] == ["name"]
    assert "Renamed" not in f"{told.before}{told.after}"


def test_only_operations_change_data(signed_in):
    key = Client.objects.order_by("key").first().key
    for user in ("account_manager", "team_leader", "auditor"):
        assert signed_in(user).get(reverse("clients:change", args=[key])).status_code == 403
