"""Two public companies loaded by the wizard: the same facts, to the byte, as the library loads."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from attain.apps.house import api as house
from attain.apps.intake import loading
from attain.apps.intake.models import Incoming, Upload
from attain.engine.store import DuckEngine, Snapshot, Store
from attain.runs.workplace import Workplace
from tests.companies.test_public_companies import HERE, load
from tests.web.test_intake import brought, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def company_of(settings, tmp_path):
    """company_of("crm") → a house of that company's rulebook and an empty store, on the web and beside it."""

    def made(name: str) -> Workplace:
        shutil.copytree(HERE / name, tmp_path / "rulebook")
        Store.create(tmp_path / "store")
        settings.ATTAIN_STORE, settings.ATTAIN_RULEBOOK = tmp_path / "store", tmp_path / "rulebook"
        settings.MEDIA_ROOT = tmp_path / "files"
        return Workplace.open(HERE / name, tmp_path / "beside", create=True)

    return made


def by_wizard(client, *paths: Path, into: str = "") -> Incoming:
    """The last file loaded: by the way that is guessed, or into a chosen one."""
    incoming = brought(client, *paths)
    incoming = Incoming.objects.get(upload=incoming.upload, name=paths[0].name)
    return chosen(client, incoming, into)


def chosen(client, incoming: Incoming, into: str = "") -> Incoming:
    page = f"/facts/load/{incoming.pk}/columns/"
    client.get(f"{page}?into={into}" if into else page)
    incoming.refresh_from_db()
    if not incoming.preview:
        loading.check(incoming, lambda *_: None)
    assert client.get(f"/facts/load/{incoming.pk}/check/").status_code == 200
    return loaded(client, incoming)


def again(client, incoming: Incoming, into: str) -> Incoming:
    """The same file to another table."""
    client.post(f"/facts/load/{incoming.pk}/again/")
    return chosen(client, Incoming.objects.latest("pk"), into)


def files(snapshot: Snapshot) -> dict[str, list[str]]:
    """Table → its files, which are named by what is in them."""
    return {name: sorted(part.file for part in snapshot.parts(name)) for name in snapshot.tables()}


def rows(snapshot: Snapshot, table: str) -> list[tuple]:
    """The rows without where they came from."""
    declared = house.rules_now().tables[table]
    columns = ", ".join(f'"{name}"' for name, kind in declared.columns.items() if not kind.personal)
    with DuckEngine() as engine:
        return engine.query(f"SELECT {columns} FROM ({snapshot.relation(declared)}) ORDER BY ALL")


def test_northwind_is_loaded_by_the_wizard_as_by_the_library(signed_in, company_of, shared, tmp_path):
    place, data = company_of("northwind"), shared / "data" / "northwind"
    client = signed_in("operations")
    units = tmp_path / "units.csv"
    units.write_text("unit_id\nNORTHWIND\n", encoding="utf-8")
    uploads = tmp_path / "files" / "facts"
    assert not (uploads / by_wizard(client, units).upload.key).exists()
    people = by_wizard(client, data / "Employees.csv", into="employees").upload
    assert (uploads / people.key).exists(), "its other columns may fill another table"
    Upload.objects.filter(pk=people.pk).update(made_at=timezone.now() - timedelta(days=2))
    by_wizard(client, data / "Employees.csv", into="posts_of_employees")
    assert not (uploads / people.key).exists()
    for name in ("Customers.csv", "Products.csv"):
        by_wizard(client, data / name)
    lines = by_wizard(client, data / "OrderDetails.csv", data / "Orders.csv")
    assert lines.report["rows_loaded"] == 2155
    assert set(lines.report["control"]) == {"rows", "sum(quantity)"}
    load(place, tmp_path, ("units.csv", "units"))
    load(
        place,
        data,
        ("Employees.csv", "employees"),
        ("Employees.csv", "posts_of_employees"),
        ("Customers.csv", "customers"),
        ("Products.csv", "products"),
        ("OrderDetails.csv", "order_details"),
    )
    assert files(house.store().snapshot()) == files(place.store.snapshot())
    assert house.store().snapshot().manifest.loads == place.store.snapshot().manifest.loads


def test_the_deals_of_crm_are_loaded_by_the_wizard_as_by_the_library(signed_in, company_of, shared):
    place, data = company_of("crm"), shared / "data" / "crm_sales_opportunities"
    client = signed_in("operations")
    teams = ("managers", "agents", "offices", "agent_posts", "agent_leaders")
    for way in teams:
        by_wizard(client, data / "sales_teams.csv", into=way)
    for name in ("accounts.csv", "products.csv"):
        by_wizard(client, data / name)
    load(place, data, *(("sales_teams.csv", way) for way in teams))
    load(place, data, ("accounts.csv", "accounts"), ("products.csv", "products"))
    assert files(house.store().snapshot()) == files(place.store.snapshot())
    assert house.store().snapshot().manifest.loads == place.store.snapshot().manifest.loads

    # The pipeline by a mapping that is made on the page, field by field.
    deals = brought(client, data / "sales_pipeline.csv")
    client.get(f"/facts/load/{deals.pk}/columns/?into=opportunities")
    same = ("opportunity_id", "sales_agent", "account", "deal_stage", "close_value")
    fields = {f"c-{name}": name for name in same} | {
        "c-product_id": "product",
        "v-product_id": "GTXPro = GTX Pro",
        "c-closed_on": "close_date",
        "where": 'deal_stage = "Won" or deal_stage = "Lost"',
        "do": "check",
    }
    answer = client.post(f"/facts/load/{deals.pk}/columns/", fields)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    deals = loaded(client, deals)
    assert (deals.report["rows_read"], deals.report["rows_loaded"]) == (8800, 6711)
    load(place, data, ("sales_pipeline.csv", "pipeline"))
    by_web, by_library = house.store().snapshot(), place.store.snapshot()
    assert rows(by_web, "opportunities") == rows(by_library, "opportunities")
