"""The organisation as of a day, and changes that are told before they are made and can be taken back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.house import api as house
from attain.apps.people import api as people
from attain.apps.people.models import Assignment, Change, Copied, Person, Reporting, Unit
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.usefixtures("kept_store")]

DAY = "2026-11-12"


def somebody(post="account_manager"):
    """A person with one open post and somebody above, and that person's team."""
    led = Reporting.objects.values("person")
    row = Assignment.objects.filter(post=post, until__year=2100, person__in=led).order_by("person").first()
    return row.person, row.unit


def other_unit(unit):
    return next(each.key for each in people.units() if each.kind == "team" and each.key != unit)


def move(person, unit, **further):
    return {
        "day": DAY,
        "post": "account_manager",
        "unit": unit,
        "workload": "100%",
        "reason": "Area 7",
        **further,
    }


def rows_of(person):
    """What the store itself has of a person."""
    opened = house.store()
    with opened.engine() as engine:
        engine.register(opened.snapshot(), house.rules_now().tables)
        asked = 'SELECT post, unit_id, "from", "to" FROM assignments WHERE person_id = ? ORDER BY "from"'
        return engine.query(asked, [person])


def test_the_tree_counts_heads_of_each_unit_with_all_below_it(signed_in):
    page = signed_in("operations").get("/organisation/?on=2026-10-15")
    (top,) = page.context["tops"]
    on = date(2026, 10, 15)
    assert top.heads == Assignment.objects.filter(since__lte=on, until__gt=on).count()
    assert sum(child.heads for child in top.children) < top.heads
    assert all(sum(c.heads for c in n.children) <= n.heads for n in top.children)


def test_a_leader_sees_the_own_unit_and_nobody_elses_people(signed_in):
    leader = User.objects.get(username="team_leader").grants.get().unit
    client = signed_in("team_leader")
    (top,) = client.get("/organisation/").context["tops"]
    assert top.unit.key == leader
    assert client.get(f"/organisation/units/{other_unit(leader)}/").status_code == 404
    listed = client.get("/people/?size=100").context["table"].rows
    inside = set(people.units_below([leader]))
    assert {
        row.unit for row in Assignment.objects.filter(person__in=[r.key for r in listed], until__year=2100)
    } <= inside


def test_people_are_found_by_part_of_a_name_and_by_key(signed_in):
    person, _ = somebody()
    name = Person.objects.get(key=person).name
    client = signed_in("operations")
    for text in (name[:4], person.lower()):
        assert person in [each["key"] for each in client.get("/organisation/", {"q": text}).context["people"]]


def test_a_persons_page_draws_what_holds_on_the_day_and_names_the_line_above(signed_in):
    person, unit = somebody()
    page = signed_in("operations").get(f"/people/{person}/?on=2026-10-15")
    bars = page.context["bars"]
    assert [bar.here for bar in bars if bar.kind == "post"].count(True) == 1
    above = page.context["above"]
    assert above[0].key == Reporting.objects.get(person=person, until__year=2100).manager
    assert page.context["holding"][0][0].unit == unit


@pytest.mark.parametrize(
    "address", ["/organisation/", "/people/", "/organisation/units/{unit}/", "/people/{person}/"]
)
def test_pages_ask_the_database_as_often_whatever_the_size_of_the_company(signed_in, address):
    person, unit = somebody()
    client = signed_in("operations")
    url = address.format(person=person, unit=unit)
    client.get(url)
    with CaptureQueriesContext(connection) as first:
        client.get(url)
    Person.objects.bulk_create(Person(key=f"X{n}", name=f"Many {n}") for n in range(300))
    day = {"since": date(2020, 1, 1), "until": date(2100, 1, 1)}
    Assignment.objects.bulk_create(
        Assignment(person=f"X{n}", post="account_manager", unit=unit, **day) for n in range(300)
    )
    Reporting.objects.bulk_create(Reporting(person=f"X{n}", manager=person, **day) for n in range(300))
    with CaptureQueriesContext(connection) as second:
        assert client.get(url).status_code == 200
    assert len(second) <= len(first) + 1, second.captured_queries


def test_a_move_is_told_first_and_changes_nothing(signed_in):
    person, unit = somebody()
    before = house.store().snapshot().id
    page = signed_in("operations").post(f"/people/{person}/move/", move(person, other_unit(unit)))
    told = " ".join(each["text"] for each in page.context["effects"])
    assert "November 12, 2026" in told
    assert "November 2026 is computed" in told
    assert house.store().snapshot().id == before
    assert not Change.objects.exists()


def test_a_move_ends_one_spell_and_begins_another_as_a_file_would_have_brought_it(signed_in):
    person, unit = somebody()
    new = other_unit(unit)
    before = rows_of(person)
    answer = signed_in("operations").post(f"/people/{person}/move/", move(person, new, do="confirm"))
    assert answer.url == f"/people/{person}/"
    day = date(2026, 11, 12)
    assert rows_of(person) == [
        *before[:-1],
        (*before[-1][:3], day),
        ("account_manager", new, day, date(2100, 1, 1)),
    ]
    assert [each.unit for each in people.assignments(person) if each.holds(day)] == [new]
    entry = AuditEntry.objects.get(what="organisation_moved", key=person)
    assert "Area 7" in entry.after
    assert Person.objects.get(key=person).name not in entry.after


def test_a_change_is_taken_back_by_a_new_one_and_only_once(signed_in):
    person, unit = somebody()
    before = rows_of(person)
    client = signed_in("operations")
    client.post(f"/people/{person}/move/", move(person, other_unit(unit), do="confirm"))
    made = Change.objects.get()
    back = f"/organisation/changes/{made.pk}/undo/"
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "Wrong week"}).status_code == 302
    assert rows_of(person) == before
    assert client.post(back, {"reason": "Again"}).status_code == 422
    assert [each.what for each in Change.objects.order_by("pk")] == ["moved", "undone"]


def test_what_was_changed_again_since_is_not_taken_back(signed_in):
    person, unit = somebody()
    client = signed_in("operations")
    client.post(f"/people/{person}/move/", move(person, other_unit(unit), do="confirm"))
    first = Change.objects.get()
    client.post(f"/people/{person}/move/", move(person, unit, day="2026-12-01", do="confirm"))
    after = rows_of(person)
    page = client.post(f"/organisation/changes/{first.pk}/undo/", {"reason": "Wrong"})
    assert page.status_code == 422
    assert rows_of(person) == after


def test_a_new_person_is_known_at_once_and_their_name_is_in_no_record(signed_in):
    _, unit = somebody()
    given = {
        "key": "N100",
        "given_name": "Noor",
        "family_name": "Haddad",
        "email": "",
        "language": "en",
        "day": "2026-12-01",
        "post": "account_manager",
        "unit": f"{unit} · whatever",
        "workload": "80 %",
        "manager": "",
        "reason": "Growth",
        "do": "confirm",
    }
    client = signed_in("operations")
    assert client.post("/organisation/new-person/", given).url == "/people/N100/"
    assert people.person("N100").given_name == "Noor"
    (spell,) = people.assignments("N100")
    assert (spell.unit, str(spell.workload), spell.since) == (unit, "0.800000", date(2026, 12, 1))
    row = Change.objects.get()
    assert "Haddad" not in str(row.after) + "".join(AuditEntry.objects.values_list("after", flat=True))
    assert client.post("/organisation/new-person/", given).status_code == 422
    assert client.post(f"/organisation/changes/{row.pk}/undo/", {"reason": "Did not come"}).status_code == 302
    assert people.person("N100") is None


def test_who_leaves_is_told_of_clients_and_people_left_behind(signed_in):
    leader = Reporting.objects.filter(until__year=2100).values_list("manager", flat=True).first()
    page = signed_in("operations").post(
        f"/people/{leader}/leave/", {"day": "2026-11-30", "reason": "Retires"}
    )
    warned = [each["text"] for each in page.context["effects"] if each["warns"]]
    assert len(warned) >= Reporting.objects.filter(manager=leader, until__year=2100).count()


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(signed_in):
    person, _ = somebody()
    wrong = move(person, "NOWHERE", workload="300%", reason="")
    page = signed_in("operations").post(f"/people/{person}/move/", wrong)
    form = page.context["form"]
    assert page.status_code == 422
    assert form.errors.keys() == {"unit", "workload", "reason"}
    assert form.typed["unit"] == "NOWHERE"


def test_a_unit_is_renamed_and_moved_and_cannot_stand_below_itself(signed_in):
    team = next(each for each in people.units() if each.kind == "team")
    client = signed_in("operations")
    given = {"title": "New name", "parent": team.parent, "kind": "team", "reason": "Merged", "do": "confirm"}
    assert client.post(f"/organisation/units/{team.key}/change/", given).status_code == 302
    assert people.unit(team.key).title == "New name"
    page = client.post(f"/organisation/units/{team.parent}/change/", given | {"parent": team.key})
    assert page.status_code == 422
    assert people.unit(team.parent).title != "New name"


def test_copies_follow_the_store_by_the_rows_that_differ():
    person, unit = somebody()
    kept = dict(Assignment.objects.exclude(person=person).values_list("person", "pk"))
    Assignment.objects.filter(person=person).update(unit="WRONG")
    Person.objects.create(key="GHOST", name="Ghost")
    Copied.objects.update(files="")
    people.sync(house.store(), house.rules_now())
    assert [each.unit for each in people.assignments(person) if each.open] == [unit]
    assert people.person("GHOST") is None
    assert dict(Assignment.objects.exclude(person=person).values_list("person", "pk")) == kept


def test_copies_are_left_alone_while_the_stores_files_are_the_same(django_assert_num_queries):
    people.sync(house.store(), house.rules_now())
    with django_assert_num_queries(1):
        people.sync(house.store(), house.rules_now())


def test_those_who_only_read_find_no_way_to_change(signed_in):
    person, _ = somebody()
    client = signed_in("auditor")
    assert client.get(f"/people/{person}/move/").status_code == 403
    assert f"/people/{person}/move/" not in client.get(f"/people/{person}/").content.decode()


def test_lists_narrow_by_post_leader_and_state(signed_in):
    client = signed_in("operations")
    leader = Reporting.objects.filter(until__year=2100).values_list("manager", flat=True).first()
    on = "2026-10-15"
    led = client.get("/people/", {"leader": leader, "on": on, "size": 100}).context["table"].rows
    assert {row.key for row in led} == set(
        Reporting.objects.filter(manager=leader, since__lte=on, until__gt=on).values_list("person", flat=True)
    )
    Person.objects.create(key="FREE", name="Free")
    free = client.get("/people/", {"state": "unassigned", "on": on}).context["table"].rows
    assert "FREE" in {row.key for row in free}
    posts = client.get("/people/", {"post": "team_leader", "on": on}).context["table"].rows
    assert posts


def test_units_below_each_are_those_below_it():
    every = list(Unit.objects.values_list("key", flat=True))
    found = people.units_below_each(every)
    assert set(found) == set(every)
    assert {key: sorted(people.units_below([key])) for key in every} == {
        key: sorted(found[key]) for key in every
    }
    some = every[-3:]
    assert people.units_below_each(some) == {key: found[key] for key in some}
    assert people.units_below_each([]) == {}
