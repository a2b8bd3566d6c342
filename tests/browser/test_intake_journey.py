"""Facts in, by somebody who has read no manual: a file brought, mapped, loaded, its dirt put right."""

import shutil

import pytest

from attain.engine.store import DuckEngine
from attain.runs.workplace import Workplace
from tests.web import dirt

pytestmark = pytest.mark.django_db

#: So long a piece of work may take, in milliseconds.
PATIENCE = 60_000


@pytest.fixture
def untouched(company):
    """The company as it was, after somebody has loaded into it."""
    kept = company.parent / f"{company.name}-as-it-was"
    for name in ("store", "rulebook"):
        shutil.copytree(company / name, kept / name, symlinks=True)
    yield company
    for name in ("store", "rulebook"):
        shutil.rmtree(company / name)
        shutil.move(kept / name, company / name)
    shutil.rmtree(kept)


def keys(place: Workplace) -> tuple[str, str, str]:
    snapshot, tables = place.store.snapshot(), place.rules.tables
    with DuckEngine() as engine:
        clients = engine.query(f"SELECT client_id FROM ({snapshot.relation(tables['clients'])}) ORDER BY 1")
        products = engine.query(
            f"SELECT product_id FROM ({snapshot.relation(tables['products'])}) ORDER BY 1"
        )
    return clients[0][0], clients[1][0], products[0][0]


def test_a_dirty_spreadsheet_is_brought_mapped_loaded_and_put_right(reader, untouched, tmp_path):
    place = Workplace.open(untouched / "rulebook", untouched / "store")
    one, other, product = keys(place)
    somebody = reader("desk", "en")
    somebody.sign_in("operations")
    page = somebody.page
    somebody.go("/facts/load/")
    page.set_input_files("#files", dirt.spreadsheet(tmp_path / "orders-2031-10.xlsx", one, other, product))
    with page.expect_navigation():
        page.get_by_role("button", name="Go on").click()
    assert "dd/mm/yyyy" in page.locator("main").inner_text()
    wrong = somebody.violations()
    with page.expect_navigation():
        page.get_by_role("button", name="On to the columns").click()
    assert page.locator("#c-client_id").input_value() == "Customer"
    assert page.locator("#e-amount").inner_text().startswith("10.00")
    page.select_option("#c-amount", "Cost")
    assert page.locator("#e-amount").inner_text().startswith("1.00")
    page.select_option("#c-amount", "Net amount")
    wrong += somebody.violations()
    with page.expect_navigation():
        page.get_by_role("button", name="Check", exact=True).click()
    assert page.locator("td.wrong-cell").count() > 8
    wrong += somebody.violations()
    with page.expect_navigation():
        page.get_by_role("button", name="Load", exact=True).click()
    page.get_by_role("link", name="See the outcome").click(timeout=PATIENCE)
    assert "12 rows are set aside" in page.locator("main").inner_text()
    page.get_by_role("link", name="Put them right").click()
    page.wait_for_load_state()
    wrong += somebody.violations()
    page.get_by_label("leave this row out").first.check()  # the sums below
    page.locator(f".suggestion[data-value='{product}']").click()
    page.get_by_label("Instead of “two”").fill("2")
    page.get_by_label("Net amount, 9").fill("45.00")
    page.get_by_label("Leave row 15 out").check()
    page.get_by_label("Why (kept with the repair)").fill("as on paper")
    with page.expect_navigation():
        page.get_by_role("button", name="Put right and load").click()
    page.get_by_role("link", name="See the outcome").click(timeout=PATIENCE)
    assert "6 rows wait" in page.locator("main").inner_text()
    assert wrong + somebody.troubles == []
    after = place.store.snapshot()
    assert after.manifest.loads[-1].quarantined == 6
