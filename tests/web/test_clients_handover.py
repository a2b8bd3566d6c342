"""Clients handed over: chosen, looked at, proposed, approved by a second person, taken back."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from attain.apps.approvals.models import Proposal
from attain.apps.clients.models import Client, Cover, Handed
from attain.apps.house.api import rules_now, store
from attain.apps.people.models import Person
from attain.shell.models import RoleGrant, User
from tests.web.own_store import own_store  # noqa: F401 - a store that a test may write to

pytestmark = [pytest.mark.django_db, pytest.mark.data]

#: The twelfth of the last month that the demo has facts and targets of.
DAY = date(2026, 10, 12)


@pytest.fixture
def second(signed_in):
    """Somebody else of sales operations."""
    user = User.objects.create(username="second")
    RoleGrant.objects.create(user=user, role="operations")
    return signed_in("second")


def giver() -> tuple[str, list[str]]:
    """Who has the most clients on the day, all of them alone and with no end, and those."""
    there = Cover.objects.filter(since__lte=DAY, until__gt=DAY)
    plain = {"since__lt": DAY, "until": date(2100, 1, 1), "share": 1_000_000}
    others = set(there.exclude(**plain).values_list("person", flat=True))
    by: dict[str, list[str]] = {}
    for person, client in there.exclude(person__in=others).order_by("client").values_list("person", "client"):
        by.setdefault(person, []).append(client)
    return max(by.items(), key=lambda each: (len(each[1]), each[0]))


def receiver(other: str) -> str:
    """An account manager of that day who is somebody else."""
    today = Cover.objects.filter(since__lt=DAY, until=date(2100, 1, 1)).exclude(person=other)
    return today.order_by("person").first().person


def transfers() -> list[tuple]:
    house, rules = store(), rules_now()
    with house.engine() as engine:
        engine.register(house.snapshot(), rules.tables)
        return engine.query("SELECT period, name, from_id, to_id, value FROM target_transfers ORDER BY ALL")


def spells(clients) -> list[tuple]:
    rows = Cover.objects.filter(client__in=clients).order_by("client", "since", "person")
    return list(rows.values_list("client", "person", "since", "until", "share"))


def drafted(client, clients, **more) -> str:
    reply = client.post("/clients/hand-over/", {"do": "chosen", "client": clients, **more})
    assert reply.status_code == 302, reply.content.decode()
    return reply.headers["Location"]


def looked(client, url: str, to: str, day: date = DAY, **more):
    form = {"receiver": to, "giver": "", "day": str(day), "reason": "Route 7", **more}
    return client.post(url, {"do": "look", **form})


def proposed(client, url: str, to: str, day: date = DAY, **more) -> str:
    assert looked(client, url, to, day).status_code == 302
    typed = {f"transfer-{each['at']}": each["typed"] for each in client.get(url).context["part"]["transfers"]}
    form = {"receiver": to, "giver": "", "day": str(day), "reason": "Route 7", "transfers": "typed"}
    reply = client.post(url, {"do": "propose", **form, **typed, **more})
    assert reply.status_code == 302, reply.content.decode()
    return reply.headers["Location"]


def decided(client, url: str, do: str, note: str = "seen"):
    return client.post(f"{url}decide/", {"do": do, "note": note})


def test_who_receives_may_be_typed_by_name_where_only_one_has_it(signed_in, kept_store):
    person, clients = giver()
    to, operations = receiver(person), signed_in("operations")
    Person.objects.filter(key=to).update(name="Zoë Quillfeather")
    Person.objects.create(key="X9", name="Zoë Quixall")
    url = drafted(operations, clients[:1])
    either = looked(operations, url, "Zoë Qui")
    assert either.status_code == 422
    assert {key for key, _ in either.context["several"]} == {to, "X9"}
    assert looked(operations, url, "quillfeather zoë").status_code == 302
    assert operations.get(url).context["receiver"].startswith(f"{to} · ")


def test_clients_move_on_the_twelfth_with_their_part_of_the_targets_and_come_back(
    signed_in,
    second,
    own_store,  # noqa: F811
):
    person, clients = giver()
    to, before = receiver(person), spells(clients)
    operations = signed_in("operations")
    url = proposed(operations, drafted(operations, clients), to)
    assert spells(clients) == before  # nothing happens before a second person says so
    assert decided(operations, url, "approve").status_code == 422
    assert decided(second, url, "approve").status_code == 302
    after = spells(clients)
    whole = 1_000_000
    ended, begun = [row for row in after if row[0] == clients[0]][-2:]
    assert (ended[1], ended[3], ended[4]) == (person, DAY, whole)
    assert begun[1:] == (to, DAY, date(2100, 1, 1), whole)
    moved = transfers()
    # all of the giver's clients went: 20 of October's 31 days of the target go with them
    assert {row[2:4] for row in moved} == {(person, to)}
    (sales,) = (row[4] for row in moved if row[:2] == ("2026-10", "sales_amount"))
    house, rules = store(), rules_now()
    with house.engine() as engine:
        engine.register(house.snapshot(), rules.tables)
        ((target,),) = engine.query(
            "SELECT value FROM targets WHERE subject_id = ? AND name = 'sales_amount' AND \"group\" = '' "
            "AND period = '2026-10'",
            [person],
        )
    assert Decimal(sales).scaleb(-6) == round(Decimal(target).scaleb(-6) * 20 / 31, 2)
    assert Handed.objects.filter(giver=person, receiver=to, undone=None).count() == len(clients)
    back = decided(operations, url, "undo", "It was the wrong route").headers["Location"]
    assert decided(second, back, "approve").status_code == 302
    assert spells(clients) == before
    assert transfers() == []
    assert not Handed.objects.filter(undone=None).exists()


def test_what_changed_since_is_not_overwritten(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, operations = receiver(person), signed_in("operations")
    first = proposed(operations, drafted(operations, clients[:3]), to)
    other = proposed(operations, drafted(operations, clients[:1]), to)
    assert decided(second, other, "approve").status_code == 302
    refused = decided(second, first, "approve")
    assert refused.status_code == 422
    assert Proposal.objects.get(pk=first.split("/")[2]).state == "waiting"
    assert len(spells(clients[1:3])) == 2


def test_a_planned_change_of_a_client_is_told_and_left_out(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, operations = receiver(person), signed_in("operations")
    later = DAY + timedelta(days=200)
    assert decided(second, proposed(operations, drafted(operations, clients[:1]), to, later), "approve")
    url = drafted(operations, clients[:3])
    told = looked(operations, url, to)
    assert told.status_code == 200
    assert clients[0] in told.context["faulty"]
    assert clients[0] in told.content.decode()
    form = {"receiver": to, "giver": "", "day": str(DAY), "reason": "", "do": "without"}
    assert operations.post(url, form).status_code == 302
    assert operations.get(url).context["count"] == 2


def test_targets_may_stay_where_they_are(signed_in, second, own_store):  # noqa: F811
    person, clients = giver()
    to, operations = receiver(person), signed_in("operations")
    url = drafted(operations, clients[:2])
    looked(operations, url, to)
    rows = operations.get(url).context["part"]["transfers"]
    assert rows
    none = {f"transfer-{each['at']}": "0" for each in rows}
    wrong = operations.post(
        url,
        {"do": "propose", "receiver": to, "giver": "", "day": str(DAY), "reason": "x", "transfers": "typed"}
        | {**none, "transfer-0": "-5"},
    )
    assert wrong.status_code == 422
    page = proposed(operations, url, to, **none)
    assert decided(second, page, "approve").status_code == 302
    assert transfers() == []


def test_clients_are_pasted_or_come_in_a_file_and_unknown_ones_are_named(signed_in):
    operations = signed_in("operations")
    keys = list(Client.objects.order_by("key").values_list("key", flat=True)[:3])

    def chosen(**given) -> int:
        reply = operations.post("/clients/hand-over/", {"do": "keys", **given})
        return len(Proposal.objects.latest("pk").given["clients"]) if reply.status_code == 302 else 0

    assert chosen(keys=f"{keys[0]}, {keys[1]}\n{keys[2]};{keys[0]}") == 3
    sheet = SimpleUploadedFile("list.csv", ("client_id;name\n" + ";x\n".join(keys)).encode())
    assert chosen(file=sheet) == 3
    book = io.BytesIO()
    from xlsxwriter import Workbook

    with Workbook(book) as made:
        made.add_worksheet().write_column(0, 0, ["client_id", *keys])
    assert chosen(file=SimpleUploadedFile("list.xlsx", book.getvalue())) == 3
    assert chosen(file=SimpleUploadedFile("list.xlsx", b"no workbook")) == 0
    told = operations.post("/clients/hand-over/", {"do": "keys", "keys": f"{keys[0]} NOBODY"})
    assert told.status_code == 422
    assert all(text in told.content.decode() for text in ("NOBODY", keys[0]))
    assert operations.post("/clients/hand-over/", {"do": "keys"}).status_code == 422


def test_the_whole_list_is_what_the_filter_shows(signed_in):
    person, _ = giver()
    drafted(signed_in("operations"), [], do="all", query=f"manager={person}&state=all")
    today = timezone.localdate()
    now = Cover.objects.filter(person=person, since__lte=today, until__gt=today)
    assert set(Proposal.objects.latest("pk").given["clients"]) == set(now.values_list("client", flat=True))


def test_all_clients_of_somebody_who_leaves_are_handed_over_from_their_page(signed_in):
    person, _ = giver()
    Person.objects.filter(key=person).update(left_on=date(2026, 12, 17))
    operations, today = signed_in("operations"), timezone.localdate()
    page = operations.get(f"/people/{person}/").content.decode()
    assert "still look after" in page
    form = page.partition('action="/clients/hand-over/"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(do|query|giver|day)" value="([^"]*)"', form))
    fields["query"] = fields["query"].replace("&amp;", "&")
    drafted(operations, [], **fields)
    made = Proposal.objects.latest("pk")
    now = Cover.objects.filter(person=person, since__lte=today, until__gt=today)
    assert set(made.given["clients"]) == set(now.values_list("client", flat=True))
    assert (made.given["giver"], made.from_day) == (person, date(2026, 12, 18))
    assert "/clients/hand-over/" not in signed_in("auditor").get(f"/people/{person}/").content.decode()


def test_who_gets_clients_has_a_post_and_why_is_told(signed_in):
    person, clients = giver()
    operations = signed_in("operations")
    url = drafted(operations, clients[:1])
    assert "receiver" in looked(operations, url, "NOBODY").context["errors"]
    assert "receiver" in looked(operations, url, receiver(person), date(1999, 1, 1)).context["errors"]
    assert "day" in operations.post(url, {"do": "look", "receiver": person, "day": "soon"}).context["errors"]
    form = {"do": "propose", "receiver": receiver(person), "giver": "", "day": str(DAY), "reason": ""}
    assert "reason" in operations.post(url, form).context["errors"]


def test_a_leader_hands_over_the_own_units_clients_alone_and_a_draft_is_the_own(signed_in):
    leader = signed_in("team_leader")
    own = leader.get("/clients/").context["table"].rows.first()
    seen = leader.get("/clients/", {"state": "all"}).context["table"].rows
    foreign = Client.objects.exclude(key__in=seen.values("key")).first()
    url = drafted(leader, [own.key])
    assert leader.get(url).status_code == 200
    assert leader.post("/clients/hand-over/", {"client": [foreign.key]}).status_code == 422
    assert signed_in("operations").get(url).status_code == 403
    assert signed_in("account_manager").get("/clients/hand-over/").status_code == 403


def test_a_leader_of_the_receiver_may_approve_and_one_of_neither_may_not(signed_in, own_store):  # noqa: F811
    from attain.apps.people import api as people

    person, clients = giver()
    to = receiver(person)
    url = proposed(signed_in("operations"), drafted(signed_in("operations"), clients[:1]), to)
    theirs = next(each.unit for each in people.assignments(to) if each.since <= DAY < each.until)
    both = {theirs, *(each.unit for each in people.assignments(person))}
    neither = next(each.key for each in people.units() if each.kind == "team" and each.key not in both)
    for name, unit, status in (("neither", neither, 403), ("theirs", theirs, 302)):
        user = User.objects.create(username=name)
        RoleGrant.objects.create(user=user, role="leader", unit=unit)
        assert decided(signed_in(name), url, "approve").status_code == status


def test_a_draft_is_found_again_and_dropped(signed_in):
    _, clients = giver()
    operations = signed_in("operations")
    url = drafted(operations, clients[:1])
    shown = operations.get(reverse("clients:handovers")).content.decode()
    number = url.rstrip("/").rsplit("/", 1)[1]
    assert f"/approvals/{number}/" in shown
    assert operations.post(url, {"do": "drop"}).status_code == 302
    assert operations.get(url).status_code == 404
