"""What people do: from signing in to the facts behind a number, by clicks and by keys."""

import re

import pytest

from attain.apps.results import api as results
from attain.shell.languages import wording_for
from attain.shell.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("width", "language"), [("phone", "zh"), ("desk", "ru")])
def test_from_home_to_the_facts_behind_a_number_in_three_clicks(reader, width, language):
    somebody = reader(width, language)
    somebody.sign_in("account_manager")
    page = somebody.page
    person = User.objects.get(username="account_manager").person
    page.locator(f"a.opens[href*='/explain/person/{person}/sales_plan_fulfilment/']").first.click()
    page.locator("dialog#panel[open]").wait_for()
    assert page.locator("#panel .tree").is_visible()
    page.locator("#panel details.behind summary").first.click()
    table = page.locator("#panel table.rows")
    table.wait_for()
    assert table.locator("tbody tr").count() == 20
    page.locator(f"#panel a[aria-label='{wording_for(language).say('shell.next')}']").click()
    page.get_by_text(re.compile("21")).first.wait_for()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#panel[open]").count()
    assert somebody.troubles == []


def test_the_sliders_of_what_if_move_the_pay(reader):
    somebody = reader()
    somebody.sign_in("account_manager")
    user = User.objects.get(username="account_manager")
    somebody.go(f"/people/{user.person}/estimate/")
    page = somebody.page
    before = page.locator("#outcome .figure").inner_text()
    slider = page.locator("input[type=range][name=visit_coverage]")
    slider.focus()
    page.keyboard.press("Home")
    page.locator("#outcome .changed").first.wait_for()
    assert "visit_coverage=" in page.url
    assert page.locator("#outcome .figure").inner_text() != "" != before
    (sheet,) = results.sheets_of(user.person, results.runs()[0])
    assert f"€{sheet.paid:,.2f}" in page.locator("#outcome").inner_text()
    assert somebody.troubles == []


def test_without_a_network_it_is_said_once_and_no_longer_when_there_is_one(reader):
    somebody = reader("phone")
    somebody.sign_in("account_manager")
    person = User.objects.get(username="account_manager").person
    somebody.go(f"/people/{person}/estimate/")
    page, told = somebody.page, somebody.page.locator(".toasts > div")
    somebody.context.set_offline(True)
    page.locator("input[type=range]").first.focus()
    for _ in range(3):
        with page.expect_event("requestfailed"):
            page.keyboard.press("ArrowRight")
        told.wait_for()
    assert told.count() == 1
    somebody.context.set_offline(False)
    told.wait_for(state="detached")


def test_everything_is_reached_by_keys(reader):
    """Tab leads to the skip link first, then into the page; Enter opens a number, Escape closes it."""
    somebody = reader()
    somebody.sign_in("account_manager")
    page = somebody.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "opens":
            break
    page.keyboard.press("Enter")
    page.locator("dialog#panel[open] .tree").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "opens"


def test_a_language_and_the_dark_stay_chosen(reader):
    somebody = reader()
    somebody.sign_in("account_manager")
    page = somebody.page
    page.locator("details.drop summary").first.click()
    with page.expect_navigation():
        page.locator("button[name=language][value=es]").click()
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("details.drop summary").first.click()
    with page.expect_navigation():
        page.locator("button[name=theme][value=dark]").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    somebody.go("/scorecard/")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("html").get_attribute("data-theme") == "dark"
