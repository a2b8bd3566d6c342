"""A company that has rules and users and nothing else yet: every page of the menu opens and says so."""

import pytest

from attain.apps.results.models import StoredRun
from attain.shell.models import User
from tests.web.menu import READERS, unopened

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def before_the_first_load(settings, tmp_path):
    settings.ATTAIN_STORE = tmp_path / "store"
    StoredRun.objects.all().delete()


@pytest.mark.parametrize("user", READERS)
def test_every_page_of_the_menu_opens_before_the_first_load(before_the_first_load, signed_in, user):
    assert unopened(signed_in(user)) == {}


def test_a_page_of_the_store_says_that_nothing_is_loaded(before_the_first_load, signed_in):
    page = signed_in("operations").get("/targets/").content.decode()
    assert "Nothing has been loaded yet" in page
    assert signed_in("operations").post("/targets/save/", {}).status_code == 409
    assert "No KPIs yet" in signed_in("finance").get("/kpis/churn/").content.decode()


def test_who_is_nobody_that_is_paid_has_no_account(signed_in):
    User.objects.filter(username="sales_administrator").update(person="")
    page = signed_in("sales_administrator").get("/ledger/")
    assert (page.status_code, "There is no account of yours" in page.content.decode()) == (200, True)
