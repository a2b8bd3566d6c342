"""Every page that people live in, in a real browser: no complaint of axe, no error, no other host."""

import pytest

from attain.apps.results import api as results
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]

RULES = ("/rulebook/", "/rulebook/plan/sales_manager_pay/", "/rulebook/versions/", "/rulebook/check/")

#: Role → its pages; {person}, {unit}: the own ones.
PAGES = {
    "account_manager": (
        "/",
        "/people/{person}/scorecard/",
        "/people/{person}/statement/",
        "/people/{person}/statement/change/",
        "/people/{person}/estimate/",
        "/rulebook/",
    ),
    "team_leader": ("/", "/team/", "/team/ranking/", "/units/"),
    "general_director": ("/", "/units/", "/units/why/?kpi=sales_plan_fulfilment"),
    "sales_administrator": ("/",),
    "operations": ("/", "/kpis/", "/kpis/sales_plan_fulfilment/", "/runs/", "/work/", "/components/", *RULES),
    "finance": ("/", "/ledger/", "/ledger/entries/", "/runs/"),
    "auditor": ("/", "/audit/"),
    "administrator": ("/", "/users/", "/more/"),
}
VIEWS = [("desk", "zh", False), ("phone", "ru", True)]


@pytest.mark.parametrize(("width", "language", "dark"), VIEWS)
@pytest.mark.parametrize("user", PAGES)
def test_pages_are_sound(reader, user, width, language, dark):
    somebody = reader(width, language, dark)
    somebody.sign_in(user)
    person = User.objects.get(username=user).person
    wrong = []
    for path in PAGES[user]:
        address = path.format(person=person)
        answer = somebody.go(address)
        wrong += [f"{address}: {answer.status}"] if answer.status != 200 else []
        wrong += [f"{address}: {each}" for each in somebody.violations()]
        wrong += [f"{address}: wider than the window"] if somebody.overflows() else []
    assert wrong + somebody.troubles == []


def test_pages_keep_to_their_own_policy(chromium, served):
    """Without axe and with the policy in force: nothing is refused."""
    context = chromium.new_context()
    page, refused = context.new_page(), []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page.goto(f"{served}/sign-in/")
    with page.expect_navigation():
        page.locator("button[data-name=account_manager]").click()
    person = User.objects.get(username="account_manager").person
    for path in ("/", f"/people/{person}/scorecard/", f"/people/{person}/estimate/"):
        page.goto(served + path)
        page.wait_for_load_state("networkidle")
    context.close()
    assert refused == []
    assert results.runs()
