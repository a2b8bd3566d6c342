"""An account manager on a phone says what is wrong in a line; it is accepted, and two others approve."""

import pytest

from attain.apps.people import api as people
from attain.shell.models import User

pytestmark = pytest.mark.django_db


def test_a_line_is_disputed_on_a_phone_accepted_and_approved_by_two_others(reader, kept_store):
    manager = reader("phone", "ru")
    manager.sign_in("account_manager")
    key = User.objects.get(username="account_manager").person
    assert people.person(key)
    page = manager.page
    manager.go(f"/people/{key}/statement/")
    with page.expect_navigation():
        page.locator("a[href*='/disputes/new/'][href*='line=']").nth(1).click()
    page.select_option("#kind", "missing")
    page.locator("#expected").fill("500,00")
    page.locator("#reason").fill("Нет заказа 4411")
    with page.expect_navigation():
        page.locator("form[enctype] button.main").click()
    address = page.url.removeprefix(manager.address)
    assert manager.violations() == []
    operations = reader("desk", "en")
    operations.sign_in("operations")
    page = operations.page
    operations.go(address)
    page.check("input[name=outcome][value=accepted]")
    page.locator("#answer-text").fill("Order 4411 was booked late")
    page.check("input[name=how][value=source]")
    page.locator("#amount").fill("12.50")
    assert page.is_checked("input[name=how][value=adjustment]")
    page.locator("form #reason").fill("Order 4411")
    assert operations.violations() == []
    with page.expect_navigation():
        page.locator("button[value=decide]").click()
    proposal = page.locator("a[href^='/approvals/']:not([href='/approvals/'])").last.get_attribute("href")
    assert not page.locator("button[value=approve]").count()
    for user in ("general_director", "finance"):
        approver = reader("desk", "en")
        approver.sign_in(user)
        approver.go(proposal)
        assert approver.violations() == []
        with approver.page.expect_navigation():
            approver.page.locator("button[value=approve]").click()
        assert approver.troubles == []
    page = manager.page
    manager.go(address)
    with page.expect_navigation():
        page.locator("button[value=confirm]").click()
    assert page.locator(".pill.ok").count() == 1
    assert manager.troubles + operations.troubles == []
