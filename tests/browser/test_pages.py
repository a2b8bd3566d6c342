"""Every page that people live in, in a real browser: no complaint of axe, no error, no other host."""

import pytest

from attain.apps.clients.models import Cover
from attain.apps.results import api as results
from attain.shell.models import User

pytestmark = pytest.mark.django_db

RULES = ("/rulebook/", "/rulebook/plan/sales_manager_pay/", "/rulebook/versions/", "/rulebook/check/")
CHANGES = (
    "/rulebook/propose/plan/sales_manager_pay/",
    "/rulebook/propose/plan/sales_manager_pay/?as=text",
    "/rulebook/propose/param/base_salary/",
    "/rulebook/proposals/",
    "/rulebook/whatif/",
)

BOARDS = (
    "/boards/",
    "/boards/performance/",
    "/boards/spread/",
    "/boards/accrual/",
    "/boards/known/",
    "/boards/budgets/",
    "/parallel/",
    "/parallel/2026-10/",
)

CLIENTS = ("/clients/", "/clients/of/{client}/", "/clients/of/{client}/change/", "/clients/hand-over/")

#: Role → its pages; {person}, {unit}: the own ones; {client}: one that the role sees.
PAGES = {
    "account_manager": (
        "/",
        "/people/{person}/scorecard/",
        "/people/{person}/statement/",
        "/people/{person}/statement/change/",
        "/people/{person}/estimate/",
        "/people/{person}/balances/",
        "/disputes/new/",
        "/disputes/",
        "/rulebook/",
        "/clients/",
        "/clients/of/{client}/",
        "/my-plan/",
    ),
    "team_leader": (
        "/",
        "/team/",
        "/team/ranking/",
        "/units/",
        "/targets/",
        "/targets/spread/",
        "/organisation/",
        "/people/",
        "/people/{person}/",
    ),
    "general_director": (
        "/",
        "/units/",
        "/units/why/?kpi=sales_plan_fulfilment",
        "/pools/2026-10/marketing_pool/ADD/",
        "/acceptance/",
    ),
    "sales_administrator": ("/",),
    "operations": (
        "/",
        "/kpis/",
        "/kpis/sales_plan_fulfilment/",
        "/runs/",
        "/facts/",
        "/facts/load/",
        "/facts/quarantine/",
        "/facts/snapshots/",
        "/work/",
        "/components/",
        *RULES,
        *CHANGES,
        *CLIENTS,
        "/targets/",
        "/targets/import/",
        "/targets/saves/",
        "/disputes/?show=all",
        "/adjustments/",
        "/adjustments/new/?person=E011",
        "/people/E011/balances/decide/",
        "/leaving/",
        "/organisation/",
        "/organisation/new-person/",
        "/organisation/changes/",
    ),
    "finance": (
        "/",
        "/payroll/",
        "/payroll/layouts/standard/",
        "/payroll/holds/",
        "/payroll/holds/new/",
        *BOARDS,
        "/closing/",
        "/closing/2026-10/",
        "/closing/verified/",
        "/ledger/",
        "/ledger/entries/",
        "/runs/",
    ),
    "auditor": ("/", "/audit/"),
    "administrator": ("/", "/users/", "/more/"),
}
VIEWS = [("desk", "zh", False), ("phone", "ru", True)]


def seen(user: str, view: int) -> list[str]:
    """A role's pages in a view: the home page in both, the others in turn, so that a run stays short."""
    home, *others = PAGES[user]
    return [home, *others[view :: len(VIEWS)]]


@pytest.mark.parametrize("view", range(len(VIEWS)))
@pytest.mark.parametrize("user", PAGES)
def test_pages_are_sound(reader, user, view):
    somebody = reader(*VIEWS[view])
    somebody.sign_in(user)
    person = User.objects.get(username=user).person
    client = Cover.objects.filter(**{"person": person} if person else {}, until__year=2100).first()
    client = client.client if client else ""
    wrong = []
    for path in seen(user, view):
        address = path.format(person=person, client=client)
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
