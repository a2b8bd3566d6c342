"""A rate raised from the 1st, by clicks: typed, checked, tried, proposed, approved by another."""

import shutil

import pytest

from attain.runs.workplace import read_rulebook

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(company, tmp_path):
    """The company's rulebook, which is as it was afterwards."""
    kept = shutil.copytree(company / "rulebook", tmp_path / "kept")
    yield company / "rulebook"
    for path in (company / "rulebook").rglob("*.yaml"):
        path.unlink()
    shutil.copytree(kept, company / "rulebook", dirs_exist_ok=True)


def test_a_rate_is_raised_with_a_second_persons_approval(reader, book):
    """10 % of the first 100 000 instead of 1 %, from 2031 on."""
    writer = reader()
    writer.sign_in("operations")
    writer.go("/rulebook/plan/sales_manager_pay/")
    page = writer.page
    page.locator("a[href='/rulebook/propose/plan/sales_manager_pay/']").click()
    table = page.locator("[data-table=tiers]").first
    drawn = table.locator("polyline.curve").get_attribute("points")
    table.locator("input[data-column=rate]").first.fill("10%")
    assert table.locator("polyline.curve").get_attribute("points") != drawn
    assert table.locator("polyline.past").get_attribute("points") != ""
    rows = table.locator("tbody tr").count()
    table.locator("tbody tr").last.locator("input[data-column=rate]").fill("3%")
    assert table.locator("tbody tr").count() == rows + 1
    table.locator("tbody tr").nth(rows - 1).locator("[data-removes]").click()
    assert table.locator("tbody tr").count() == rows
    page.locator("input[name=from]").fill("2031-01-01")
    with page.expect_navigation():
        page.locator("button.main[value=check]").click()
    page.locator(".notice.ok").wait_for()
    assert "10%" in page.locator(".sentences .come").inner_text()
    assert writer.violations() == []

    with page.expect_navigation():
        page.locator("button[value=preview]").click()
    page.locator("a[href*='/rulebook/preview/']").first.click(timeout=90_000)
    page.locator("table.bars tbody tr").first.wait_for()
    assert writer.violations() == []
    page.locator(".head a.button.main").click()
    page.locator("#reason").fill("Who sells is to see it at once")
    with page.expect_navigation():
        page.locator("button[value=propose]").click()
    address = page.url.removeprefix(writer.address)
    assert address.startswith("/approvals/")
    assert not page.locator("button[value=approve]").count()

    second = reader("phone", "ru", True)
    second.sign_in("finance")
    second.go(address)
    assert second.violations() == []
    assert not second.overflows()
    with second.page.expect_navigation():
        second.page.locator("button[value=approve]").click()
    found = [d for d in read_rulebook(book).documents if d.name == "sales_manager_pay"]
    assert [(d.starts.year, str(d.rule.components[1].tiers[0].rate)) for d in found] == [
        (2000, "0.01"),
        (2031, "0.10"),
    ]
    writer.go("/rulebook/plan/sales_manager_pay/")
    assert "2031" in page.locator(".timeline").inner_text()
    assert writer.troubles + second.troubles == []


def test_a_fault_in_the_text_leads_to_its_line(reader):
    somebody = reader("desk", "zh", True)
    somebody.sign_in("operations")
    somebody.go("/rulebook/propose/plan/sales_manager_pay/?as=text")
    page = somebody.page
    text = page.locator("#text")
    text.fill(text.input_value().replace("minimum: draw_minimum", "minimum: draw_minimun"))
    with page.expect_navigation():
        page.locator("button.main[value=check]").click()
    page.locator("[data-line]").first.click()
    chosen = page.locator("#text").evaluate("t => t.value.slice(t.selectionStart, t.selectionEnd)")
    assert chosen.strip() == "minimum: draw_minimun"
    assert somebody.violations() == []
    with page.expect_navigation():
        page.locator("button[value=drop]").click()
    assert somebody.troubles == []
