"""Next month's targets set as people do it: typed, pasted from a spreadsheet, spread, and taken back."""

import pytest

pytestmark = pytest.mark.django_db

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const given = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", given));
}"""


GRID = "/targets/?target=sales_amount&year=2026"


def field(page, person, period):
    return page.locator(f"input[name='c:person:{person}:{period}']")


def test_targets_are_typed_pasted_saved_and_taken_back(reader, kept_store):
    somebody = reader("desk", "en", False)
    somebody.sign_in("operations")
    somebody.go(GRID)
    page = somebody.page
    rows = page.locator("tbody.people tr[data-row]")
    first, second = (rows.nth(n).get_attribute("data-who").removeprefix("person:") for n in (0, 1))
    field(page, first, "2026-11").click()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == f"c:person:{second}:2026-11"
    page.evaluate(PASTE, "2,000\t3,000.50\n")
    assert field(page, second, "2026-12").input_value() == "3,000.50"
    assert "3 changed" in page.locator(".unsaved").inner_text()
    assert page.locator("[data-total='2026-11']").inner_text() == "3,000"
    open_ = {at: page.locator(f"[data-difference='2026-{at}']").inner_text() for at in ("10", "11", "Q4")}
    assert (open_["11"], open_["Q4"]) == ("–", open_["10"])  # the company's own is set to October
    page.locator("#reason").fill("Plan of the quarter")
    with page.expect_navigation():
        page.locator(".save-bar button.main").click()
    assert "3 targets are saved" in page.locator(".toast").first.inner_text()
    assert field(page, second, "2026-12").input_value() == "3,000.50"
    field(page, first, "2026-11").click()
    page.locator("#cell-history").click()
    page.wait_for_selector("#panel[open] .steps")
    assert "Plan of the quarter" in page.locator("#panel").inner_text()
    page.keyboard.press("Escape")
    somebody.go("/targets/saves/")
    page.locator("tbody a").first.click()
    page.wait_for_selector("[data-asks=undo]")
    page.locator("[data-asks=undo]").click()
    with page.expect_navigation():
        page.locator("#undo[open] form button.danger").click()
    somebody.go(GRID)
    assert field(page, second, "2026-12").input_value() == ""
    assert somebody.troubles == []


def test_a_figure_that_is_none_is_told_at_its_field_and_the_page_asks_before_it_is_left(reader, kept_store):
    somebody = reader("phone", "ru", True)
    somebody.sign_in("operations")
    somebody.go(GRID)
    page = somebody.page
    cell = page.locator("tbody.people tr[data-row] input.cell").first
    cell.fill("сто")
    page.locator(".save-bar button.main").click()
    page.wait_for_selector("td.wrong")
    assert page.locator("td.wrong input").input_value() == "сто"
    assert "сто" in page.locator("td.wrong .errors").inner_text()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(page.url.partition("/targets/")[0] + "/targets/")
    assert asked == ["beforeunload"]
