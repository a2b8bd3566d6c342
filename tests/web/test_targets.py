"""Targets on a page: typed, spread, brought in a sheet, taken back; nothing unseen is overwritten."""

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.house import api as house
from attain.apps.people.models import Assignment, Person
from attain.apps.targets.models import Draft, Save
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import User
from tests.web.targets_typed import SALES, cells, grid, saved, stored, team

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.usefixtures("kept_store")]


def test_the_grid_shows_what_the_store_has_and_sums_it_against_the_units_own(signed_in):
    unit, person = team()
    shown = grid(signed_in("operations"), unit).context["shown"]
    row = next(row for row in shown.rows if row.who == ("person", person))
    assert row.months[9].value == stored(("person", person), "2026-10")
    assert row.total == sum(cell.value for cell in row.months if cell.value is not None)
    every = [row.months[9].value for row in shown.rows]
    assert shown.totals["2026-10"] == sum(value for value in every if value is not None)
    own = stored(("unit", unit), "2026-10")
    assert shown.differences["2026-10"] == own - shown.totals["2026-10"]


def test_what_is_typed_is_what_a_file_would_have_brought(signed_in):
    unit, person = team()
    mark = f"person:{person}:2026-12"
    client = signed_in("operations")
    answer = saved(client, unit, {mark: "61,000.50"})
    assert answer.status_code == 302
    assert stored(("person", person), "2026-12") == Decimal("61000.5")
    assert cells(grid(client, unit))[mark].told.endswith("Plan")
    made = Save.objects.get()
    assert made.cells == [["person", person, "2026-12", "", "61000.5"]]
    assert AuditEntry.objects.get(what="targets_set").key == "sales_amount"
    emptied = saved(client, unit, {mark: ""})
    assert emptied.status_code == 302
    assert stored(("person", person), "2026-12") is None


def test_saving_what_is_there_already_saves_nothing(signed_in):
    unit, person = team()
    client = signed_in("operations")
    before = house.store().snapshot().id
    mark = f"person:{person}:2026-10"
    saved(client, unit, {mark: cells(grid(client, unit))[mark].text})
    assert house.store().snapshot().id == before
    assert not Save.objects.exists()


def test_what_is_no_figure_is_told_at_its_cell_and_everything_typed_stays(signed_in):
    unit, person = team()
    marks = (f"person:{person}:2026-11", f"person:{person}:2026-12")
    page = saved(signed_in("operations"), unit, dict(zip(marks, ("12o0", "700"), strict=True)))
    assert page.status_code == 422
    again = cells(page)
    assert "12o0" in again[marks[0]].wrong
    assert [again[mark].text for mark in marks] == ["12o0", "700"]
    assert stored(("person", person), "2026-12") is None


def test_a_target_that_somebody_else_has_set_is_told_and_not_overwritten(signed_in):
    unit, person = team()
    mark = f"person:{person}:2026-12"
    mine, other = signed_in("team_leader"), signed_in("operations")
    seen = grid(mine, unit)
    saved(other, unit, {mark: "500"})
    page = saved(mine, unit, {mark: "900"}, seen)
    assert page.status_code == 422
    assert "500" in cells(page)[mark].wrong
    assert cells(page)[mark].text == "900"
    assert stored(("person", person), "2026-12") == 500
    assert saved(mine, unit, {mark: "900"}, page).status_code == 302
    assert stored(("person", person), "2026-12") == 900


def test_a_leader_sets_their_peoples_targets_and_neither_their_own_nor_their_units(signed_in):
    unit, person = team()
    client = signed_in("team_leader")
    own = User.objects.get(username="team_leader").person
    assert saved(client, unit, {f"person:{person}:2026-12": "100"}).status_code == 302
    for mark in (f"person:{own}:2026-12", f"unit:{unit}:2026-12"):
        assert saved(client, unit, {mark: "100"}).status_code == 403
    stranger = Assignment.objects.exclude(unit=unit).filter(post="account_manager").first().person
    assert saved(client, unit, {f"person:{stranger}:2026-12": "100"}).status_code == 403
    shown = grid(client, unit).context["shown"]
    editable = {row.who for row in shown.rows if row.editable}
    assert ("person", person) in editable
    assert not [row for row in shown.own if row.editable]


def test_an_account_manager_sees_the_own_targets_and_changes_none(signed_in):
    person = User.objects.get(username="account_manager").person
    client = signed_in("account_manager")
    page = client.get(f"/targets/?{SALES}")
    assert [row.who for row in page.context["shown"].rows] == [("person", person)]
    assert not page.context["shown"].may_set
    assert f"/targets/cell/?target=sales_amount&amp;cell=person%3A{person}:2026-10" in page.content.decode()
    assert client.post("/targets/save/", {f"c:person:{person}:2026-12": "1"}).status_code == 403
    unit, _ = team()
    assert client.get(f"/targets/?{SALES}&unit={unit}").status_code == 404


def test_a_target_for_the_year_shows_in_its_months_as_a_run_would_take_it(signed_in):
    unit, person = team()
    client = signed_in("operations")
    query = "target=sales_amount&year=2027"
    saved(client, unit, {f"person:{person}:2027": "1200.10"}, query=query)
    saved(client, unit, {f"person:{person}:2027-03": "300"}, query=query)
    row = next(r for r in grid(client, unit, query).context["shown"].rows if r.who == ("person", person))
    assert [cell.how for cell in row.months] == ["spread"] * 2 + ["set"] + ["spread"] * 9
    assert sum(cell.value if cell.value is not None else cell.given for cell in row.months) == Decimal(
        "1200.10"
    )
    assert row.total == Decimal("1200.10")


def test_a_quarter_by_which_a_card_judges_has_a_column_and_sums_stay_those_of_the_months(signed_in):
    unit, person = team()
    client, mark = signed_in("operations"), f"person:{person}:2026-Q4"
    shown = grid(client, unit).context["shown"]
    assert [each.key for each in shown.columns][-4:] == ["2026-10", "2026-11", "2026-12", "2026-Q4"]
    october = stored(("person", person), "2026-10")
    assert cells(grid(client, unit))[mark].given == october  # the sum of the months that have one
    before = shown.totals
    assert saved(client, unit, {mark: f"{october + 6000:f}"}).status_code == 302
    assert stored(("person", person), "2026-Q4") == october + 6000
    page = grid(client, unit)
    now, after = cells(page), page.context["shown"].totals
    assert [now[f"person:{person}:2026-1{n}"].given for n in (1, 2)] == [3000, 3000]
    assert after["2026-Q4"] - before["2026-Q4"] == after["2026"] - before["2026"] == 6000
    assert after["2026-10"] == before["2026-10"]
    assert after["2026-11"] - before["2026-11"] == 3000
    row = next(row for row in page.context["shown"].rows if row.who == ("person", person))
    assert row.total == sum(cell.value or cell.given or 0 for cell in row.months)


def test_a_quarter_that_the_unit_has_for_some_months_leaves_open_what_those_do(signed_in):
    unit, person = team()
    client, october = signed_in("operations"), f"person:{person}:2026-10"
    before = grid(client, unit).context["shown"].differences
    less = stored(("person", person), "2026-10") - 500
    saved(client, unit, {october: f"{less:f}", f"person:{person}:2026-11": "700"})
    after = grid(client, unit).context["shown"].differences
    assert after["2026-11"] is None  # the unit's own is set to October
    assert after["2026-10"] == after["2026-Q4"] == before["2026-10"] + 500
    assert after["2026"] == before["2026"] + 500


def test_a_save_is_taken_back_by_a_new_one_unless_somebody_has_set_it_since(signed_in):
    unit, person = team()
    client = signed_in("operations")
    mark = f"person:{person}:2026-10"
    before = stored(("person", person), "2026-10")
    saved(client, unit, {mark: "1"})
    first = Save.objects.get()
    assert client.post(f"/targets/saves/{first.pk}/undo/").status_code == 302
    assert stored(("person", person), "2026-10") == before
    assert client.post(f"/targets/saves/{first.pk}/undo/").status_code == 422
    saved(client, unit, {mark: "2"})
    second = Save.objects.order_by("-pk").first()
    saved(client, unit, {mark: "3"})
    assert client.post(f"/targets/saves/{second.pk}/undo/").status_code == 422
    assert stored(("person", person), "2026-10") == 3


def test_a_cells_history_tells_each_value_by_whom_and_why(signed_in):
    unit, person = team()
    client = signed_in("operations")
    mark = f"person:{person}:2026-10"
    before = stored(("person", person), "2026-10")
    saved(client, unit, {mark: "1"}, reason="First")
    saved(client, unit, {mark: "2"}, reason="Second")
    page = client.get("/targets/cell/", {"target": "sales_amount", "cell": mark})
    steps = [(each["step"].before, each["step"].after, each["step"].reason) for each in page.context["steps"]]
    assert steps == [(1, 2, "Second"), (before, 1, "First"), (None, before, "")]
    assert [each["by"] for each in page.context["steps"][:2]] == ["operations", "operations"]
    stranger = Assignment.objects.exclude(unit=unit).filter(post="account_manager").first().person
    asked = {"target": "sales_amount", "cell": f"person:{stranger}:2026-10"}
    assert signed_in("team_leader").get("/targets/cell/", asked).status_code == 404


def test_the_grid_asks_as_often_whatever_the_size_of_the_unit(signed_in):
    unit, _ = team()
    client = signed_in("operations")
    grid(client, unit)
    with CaptureQueriesContext(connection) as first:
        grid(client, unit)
    Person.objects.bulk_create(Person(key=f"X{n}", name=f"Many {n}") for n in range(200))
    days = {"since": "2020-01-01", "until": "2100-01-01"}
    Assignment.objects.bulk_create(
        Assignment(person=f"X{n}", post="account_manager", unit=unit, **days) for n in range(200)
    )
    with CaptureQueriesContext(connection) as second:
        shown = grid(client, unit).context["shown"]
    assert len(shown.rows) == 50
    assert len(second) <= len(first)


def test_other_peoples_drafts_are_not_there(signed_in):
    made = Draft.objects.create(owner=0, name="sales_amount", year=2026, how="spread", cells=[])
    assert signed_in("operations").get(f"/targets/drafts/{made.pk}/").status_code == 404


def test_people_of_a_unit_are_found_by_name_and_stand_in_its_order(signed_in):
    unit, person = team()
    name = Person.objects.get(key=person).name
    client = signed_in("operations")
    page = grid(client, unit, f"{SALES}&q={quote(name)}")
    assert [row.who for row in page.context["shown"].rows] == [("person", person)]
    keys = [row.who[1] for row in grid(client, unit).context["shown"].rows if row.who[0] == "person"]
    assert keys == list(
        Person.objects.filter(key__in=keys).order_by("name", "key").values_list("key", flat=True)
    )
