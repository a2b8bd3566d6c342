"""Targets on a page: typed, spread, brought in a sheet, taken back; nothing unseen is overwritten."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from attain.apps.house import api as house
from attain.apps.people.models import Assignment, Person
from attain.apps.targets.figures import parsed, typed
from attain.apps.targets.models import Draft, Save
from attain.runs.target_grid import Named, read
from attain.shell.audit.entries import AuditEntry
from attain.shell.languages import wording_for
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_store")]

SALES = "target=sales_amount&year=2026"


def team():
    """The demo leader's unit and, of its people, one that is not the leader."""
    user = User.objects.get(username="team_leader")
    unit = user.grants.get().unit
    rows = Assignment.objects.filter(unit=unit, post="account_manager", until__year=2100)
    return unit, rows.exclude(person=user.person).order_by("person").first().person


def stored(who, period, named="sales_amount", year=2026):
    """A target as the store itself has it."""
    opened = house.store()
    with opened.engine() as engine:
        grid = read(engine, opened.snapshot(), house.rules_now(), Named.of(named), year, [who])
    found = grid.stored(who, period)
    return found.value if found else None


def grid(client, unit, query=SALES):
    return client.get(f"/targets/?{query}&unit={unit}")


def cells(page):
    return {
        c.mark: c
        for row in (*page.context["shown"].own, *page.context["shown"].rows)
        for c in (*row.cells, row.year)
    }


def saved(client, unit, values, page=None, reason="Plan", query=SALES):
    """Saves cells as the page does: with what it had shown."""
    page = page or grid(client, unit, query)
    given = {f"c:{mark}": text for mark, text in values.items()}
    given |= {"stored": page.context["stored"], "reason": reason}
    return client.post(f"/targets/save/?{query}&unit={unit}", given)


def test_the_grid_shows_what_the_store_has_and_sums_it_against_the_units_own(signed_in):
    unit, person = team()
    shown = grid(signed_in("operations"), unit).context["shown"]
    row = next(row for row in shown.rows if row.who == ("person", person))
    assert row.cells[9].value == stored(("person", person), "2026-10")
    assert row.total == sum(cell.value for cell in row.cells if cell.value is not None)
    every = [row.cells[9].value for row in shown.rows]
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
    assert [cell.how for cell in row.cells] == ["spread"] * 2 + ["set"] + ["spread"] * 9
    assert sum(cell.value if cell.value is not None else cell.given for cell in row.cells) == Decimal(
        "1200.10"
    )
    assert row.total == Decimal("1200.10")


def test_a_spread_over_people_comes_to_the_units_target_and_waits_to_be_saved(signed_in):
    unit, _ = team()
    client = signed_in("operations")
    saved(client, unit, {f"unit:{unit}:2026-12": "400000"})
    before = house.store().snapshot().id
    given = {"over": "people", "how": "clients", "first": "2026-12", "last": "2026-12"}
    answer = client.post(f"/targets/spread/?{SALES}&unit={unit}", given)
    draft = Draft.objects.get()
    assert answer.url == f"/targets/drafts/{draft.pk}/"
    assert sum(Decimal(row[4]) for row in draft.cells) == 400_000
    assert house.store().snapshot().id == before
    assert client.get(answer.url).status_code == 200
    assert client.post(answer.url, {"reason": "By portfolio"}).status_code == 302
    assert grid(client, unit).context["shown"].differences["2026-12"] == 0
    assert not Draft.objects.exists()


@pytest.mark.parametrize("how", ["evenly", "working_days", "last_year"])
def test_a_spread_over_months_comes_to_the_amount(signed_in, how):
    unit, _ = team()
    given = {"over": "months", "how": how, "amount": "1,000,000.01", "first": "2026-10", "last": "2026-12"}
    signed_in("operations").post(f"/targets/spread/?{SALES}&unit={unit}", given)
    values = {row[2]: Decimal(row[4]) for row in Draft.objects.get().cells}
    assert sum(values.values()) == Decimal("1000000.01")
    assert values.keys() == {"2026-10", "2026-11", "2026-12"}


@pytest.mark.parametrize(
    "wrong", [{"amount": ""}, {"amount": "much"}, {"how": "clients"}, {"first": "2026-12", "last": "2026-11"}]
)
def test_a_spread_that_cannot_be_says_why(signed_in, wrong):
    unit, _ = team()
    given = {"over": "months", "how": "evenly", "amount": "100", "first": "2026-11", "last": "2026-12"}
    page = signed_in("operations").post(f"/targets/spread/?{SALES}&unit={unit}", given | wrong)
    assert page.status_code == 422
    assert page.context["wrong"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("source", "past", "year"), [("last_year", "2025-11", 2025), ("last_month", "2026-10", 2026)]
)
def test_earlier_targets_are_copied_five_per_cent_higher(signed_in, source, past, year):
    unit, person = team()
    client = signed_in("operations")
    saved(client, unit, {f"person:{person}:{past}": "1000.10"}, query=f"target=sales_amount&year={year}")
    given = {"source": source, "whom": "people", "percent": "5", "first": "2026-11", "last": "2026-11"}
    client.post(f"/targets/copy/?{SALES}&unit={unit}", given)
    values = {row[1]: Decimal(row[4]) for row in Draft.objects.get().cells}
    assert values[person] == Decimal("1050.11")


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_sheet_that_was_taken_away_comes_back_as_it_was(signed_in, form):
    unit, person = team()
    client = signed_in("operations")
    answer = client.get(f"/targets/export/?{SALES}&unit={unit}&form={form}")
    content = answer.getvalue() if answer.streaming else answer.content
    address = f"/targets/import/?{SALES}&unit={unit}"
    page = client.post(address, {"file": SimpleUploadedFile(f"t.{form}", content)})
    assert page.status_code == 422
    assert "nothing would change" in page.context["error"]
    assert AuditEntry.objects.filter(what="exported", kind="target").exists()
    if form == "csv":
        changed = content.decode("utf-8-sig").splitlines()
        lines = [line.split(",") for line in changed]
        at = next(number for number, line in enumerate(lines) if line[0] == person)
        lines[at][2 + 11] = "123.45"
        text = "\n".join(",".join(line) for line in lines)
        answer = client.post(address, {"file": SimpleUploadedFile("t.csv", text.encode())})
        client.post(answer.url, {"reason": "From the sheet"})
        assert stored(("person", person), "2026-12") == Decimal("123.45")
        assert Save.objects.get().count == 1


def test_a_workbook_carries_keys_names_and_months(signed_in):
    unit, person = team()
    content = signed_in("operations").get(f"/targets/export/?{SALES}&unit={unit}&form=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0][2:4] == ["2026-01", "2026-02"]
    row = next(row for row in rows if row[0] == person)
    assert Decimal(str(row[2 + 9])) == stored(("person", person), "2026-10")


def test_a_sheet_with_mistakes_sets_nothing_and_names_each_cell(signed_in):
    unit, person = team()
    text = f"key;Oct 2026;нояб. 2026\n{person};12;x\nE999;1;1\n"
    before = house.store().snapshot().id
    client = signed_in("operations")
    page = client.post(
        f"/targets/import/?{SALES}&unit={unit}", {"file": SimpleUploadedFile("t.csv", text.encode())}
    )
    assert page.status_code == 422
    assert [at for at, _ in page.context["wrong"]] == ["C2", "A3"]
    assert not Draft.objects.exists()
    assert house.store().snapshot().id == before


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


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "1,234.5", "1234.5"),
        ("es", "1.234,5", "1234.5"),
        ("es", "1234,5", "1234.5"),
        ("ru", "1 234,5", "1234.5"),
        ("ru", "1\u00a0234,5", "1234.5"),
        ("zh", "1,234", "1234"),
        ("es", "1.234", "1234"),
        ("en", "1,5", "1.5"),
        ("en", "−12", "-12"),
        ("ja", "￥1,000", None),
        ("en", "12o", None),
        ("en", "1e5", "100000"),
        ("en", "NaN", None),
        ("en", "", ""),
    ],
)
def test_figures_are_read_as_the_readers_language_writes_them(language, text, value):
    wording = wording_for(language)
    if value is None:
        with pytest.raises(ValueError, match=r".+"):
            parsed(text, wording, "money")
    else:
        assert parsed(text, wording, "money") == (Decimal(value) if value else None)


@pytest.mark.parametrize("language", ["en", "zh", "es", "ja", "ru"])
@pytest.mark.parametrize("value", ["0", "0.5", "-12", "1234567.89", "999.001", "123.456", "0.000001"])
@pytest.mark.parametrize("unit", ["money", "number", "percent"])
def test_what_a_field_shows_is_read_back_to_the_same_value(language, value, unit):
    wording = wording_for(language)
    asked = Decimal(value).scaleb(-2) if unit == "percent" else Decimal(value)
    if unit == "percent" and asked != round(asked, 6):
        asked = round(asked, 6)
    assert parsed(typed(asked, wording, unit), wording, unit) == asked


def test_other_peoples_drafts_are_not_there(signed_in):
    made = Draft.objects.create(owner=0, name="sales_amount", year=2026, how="spread", cells=[])
    assert signed_in("operations").get(f"/targets/drafts/{made.pk}/").status_code == 404
