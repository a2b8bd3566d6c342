"""Targets spread, copied, and brought in a sheet: seen before they are saved, exact to the last cent."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from attain.apps.house import api as house
from attain.apps.targets.models import Draft, Save
from attain.shell.audit.entries import AuditEntry
from tests.web.targets_typed import SALES, grid, saved, stored, team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_store")]


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
        lines[at][lines[0].index("2026-12")] = "123.45"
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
    assert Decimal(str(row[rows[0].index("2026-10")])) == stored(("person", person), "2026-10")


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
