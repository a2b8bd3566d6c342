"""The heat map of a team, and ranks within peer groups, as their readers see them."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.shell.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def led():
    """The unit that the team leader leads, and one that they don't."""
    own = User.objects.get(username="team_leader").grants.get().unit
    teams = [unit.key for unit in people.units() if unit.kind == "team"]
    return own, next(key for key in teams if key != own)


def rows(client, address: str) -> list[dict[str, str]]:
    """A table as its CSV has it."""
    text = b"".join(client.get(address)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def counted(client, address: str) -> int:
    assert client.get(address).status_code == 200  # what was chosen is remembered once
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_a_leader_sees_the_own_people_those_who_need_help_first(signed_in, led):
    page = signed_in("team_leader").get("/team/")
    run, (unit, _) = results.runs()[0], led
    sheets = results.people_sheets(run, [unit], "account_manager").order_by("total")
    shown = page.context["table"].body
    names = people.people(sheet.subject for sheet in sheets)
    assert [row.cells[0].text for row in shown] == [
        names[sheet.subject].shown(page.wsgi_request.wording) for sheet in sheets
    ]


def test_the_file_has_the_published_scores(signed_in, led):
    run, (unit, _) = results.runs()[0], led
    found = rows(signed_in("team_leader"), "/team/?export=csv")
    published = {
        str(sheet.total): sheet.values["account_manager_month.sales_plan_fulfilment.score"]
        for sheet in results.people_sheets(run, [unit], "account_manager")
    }
    assert len(found) == len(published)
    for row in found:
        total = next(text for text in published if Decimal(text) == Decimal(row["Points"]))
        assert Decimal(row["Sales plan fulfilment"]) == Decimal(published[total])


def test_another_leaders_team_is_not_there(signed_in, led):
    client = signed_in("team_leader")
    assert client.get(f"/team/?unit={led[1]}").status_code == 404
    assert client.get(f"/team/ranking/?unit={led[1]}").status_code == 404
    assert signed_in("operations").get(f"/team/?unit={led[1]}").status_code == 200


def test_account_managers_have_no_team_page(signed_in):
    assert signed_in("account_manager").get("/team/").status_code == 403


def test_every_actual_opens_its_explanation(signed_in):
    page = signed_in("team_leader").get("/team/").content.decode()
    assert f"/sales_plan_fulfilment/?run={results.runs()[0].key}" in page
    assert 'hx-target="#panel-content"' in page


def test_the_number_of_queries_does_not_grow_with_the_people(signed_in, led):
    client, run = signed_in("general_director"), results.runs()[0]
    few = results.people_sheets(run, [led[0]], "account_manager").count()
    assert few < results.people_sheets(run, None, "account_manager").count()
    for page in ("/team/", "/team/ranking/"):
        assert counted(client, page) <= counted(client, f"{page}?unit={led[0]}")


def test_only_peers_are_ranked(signed_in):
    client = signed_in("general_director")
    found = client.get("/team/ranking/?kpi=sales_plan_fulfilment").context["ranking"]
    run = results.runs()[0]
    market = next(group.key for group in found.groups if group.chosen)
    peers = {
        sheet.subject
        for sheet in results.people_sheets(run, None, "account_manager")
        if sheet.traits["market_type"] == market and sheet.values["sales_plan_fulfilment"]
    }
    assert {row.ranked.peer.subject for row in found.rows} == peers
    values = [row.ranked.peer.value for row in found.rows]
    assert values == sorted(values, reverse=True)


def test_a_share_of_counts_has_whiskers_and_a_sum_of_money_has_none(signed_in):
    client = signed_in("general_director")
    assert client.get("/team/ranking/?kpi=complaints_in_time").context["ranking"].sure
    assert not client.get("/team/ranking/?kpi=sales_plan_fulfilment").context["ranking"].sure


def test_before_anything_is_computed_the_page_says_so(signed_in, monkeypatch):
    monkeypatch.setattr(results, "runs", lambda *_: [])
    page = signed_in("team_leader").get("/team/")
    assert page.status_code == 200
    assert "once a period has been computed" in page.content.decode()
