"""The REST API: tokens, scopes, who sees whom, pieces, problems, its description."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from attain.apps.results import api as results
from attain.shell.api.models import ApiToken
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import User
from attain.shell.work.models import Work
from attain.web.api import INTERFACE
from tests.web.problem import told

pytestmark = pytest.mark.django_db


# -- tokens --------------------------------------------------------------------------------


@pytest.mark.data
def test_a_token_is_made_shown_once_used_and_revoked(signed_in):
    client = signed_in("finance")
    answer = client.post("/account/tokens/", {"name": "Payroll", "scopes": ["run:read"], "days": "30"})
    text = answer.content.decode().partition('class="secret">')[2].partition("<")[0]
    assert text.startswith("attain_")
    assert text not in client.get("/account/tokens/").content.decode()
    kept = ApiToken.objects.get()
    assert text not in json.dumps([kept.digest, kept.hint, kept.name])
    program = Client(headers={"authorization": f"Bearer {text}"})
    assert program.get("/api/v1/runs").status_code == 200
    kept.refresh_from_db()
    assert kept.used_at is not None
    assert b"Revoke the token" in client.get(f"/account/tokens/{kept.pk}/revoke/").content
    client.post(f"/account/tokens/{kept.pk}/revoke/")
    told(program.get("/api/v1/runs"), 401)
    assert [entry.what for entry in AuditEntry.objects.order_by("number")][-2:] == [
        "token_made",
        "token_revoked",
    ]


def test_a_token_never_has_more_than_its_owner(signed_in):
    client = signed_in("finance")
    for scopes, days, name in (
        (["run:start"], "30", "x"),
        ([], "30", "x"),
        (["run:read"], "3650", "x"),
        (["run:read"], "30", " "),
    ):
        assert (
            client.post("/account/tokens/", {"name": name, "scopes": scopes, "days": days}).status_code == 422
        )
    assert not ApiToken.objects.exists()


def test_nobody_sees_or_revokes_the_token_of_another(signed_in, token):
    token("finance")
    other = ApiToken.objects.get()
    client = signed_in("auditor")
    assert "attain_test" not in client.get("/account/tokens/").content.decode()
    assert client.post(f"/account/tokens/{other.pk}/revoke/").status_code == 403
    assert client.post("/account/tokens/999999/revoke/").status_code == 404


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer attain_wrong", "Bearer wrong", "Basic YTpi", "Bearer attain_é"]
)
def test_without_a_valid_token_nothing_is_told(header):
    client = Client(headers={"authorization": header} if header else {})
    answer = client.get("/api/v1/runs")
    told(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    told(client.post("/api/v1/runs", {"period": "2026-10"}, "application/json"), 401)


def test_a_token_ends_with_its_days_and_with_its_owner(token):
    client = token("finance")
    user = User.objects.get(username="finance")
    user.is_active = False
    user.save()
    told(client.get("/api/v1/me"), 401)
    user.is_active = True
    user.save()
    assert client.get("/api/v1/me").status_code == 200
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    told(client.get("/api/v1/me"), 401)


def test_a_scope_that_the_token_lacks_is_refused_though_its_owner_has_it(token):
    client = token("finance", "kpi:read", "account:manage")
    told(client.get("/api/v1/runs"), 403)
    assert client.get("/api/v1/kpis").status_code == 200
    assert client.get("/api/v1/me").json()["scopes"] == ["kpi:read", "account:manage"]


def test_a_session_will_do_but_changes_need_the_token_of_the_page(signed_in):
    assert signed_in("operations").get("/api/v1/runs").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username="operations"))
    told(strict.post("/api/v1/runs", {"period": "2026-10"}, "application/json"), 403)
    assert not Work.objects.exists()


def test_start_up_refuses_an_operation_that_does_not_say_who_may_ask_it(monkeypatch):
    _, operation = INTERFACE.operations[0]
    call_command("check", tags=["attain"], fail_level="ERROR")
    monkeypatch.delattr(operation.view_func, "permission")
    with pytest.raises((CommandError, SystemExit), match="declares no permission"):
        call_command("check", tags=["attain"], fail_level="ERROR")


# -- what it gives -------------------------------------------------------------------------


@pytest.mark.data
def test_people_are_those_whom_the_owner_may_see(token):
    everyone = token("auditor").get("/api/v1/people?limit=200").json()
    manager = User.objects.get(username="account_manager")
    own = token("account_manager").get("/api/v1/people").json()
    assert [each["key"] for each in own["items"]] == [manager.person]
    led = token("team_leader").get("/api/v1/people?limit=200").json()
    assert 1 < led["count"] < everyone["count"]
    other = next(each["key"] for each in everyone["items"] if each["key"] != manager.person)
    client = Client(headers={"authorization": "Bearer attain_account_manager"})
    assert client.get(f"/api/v1/people/{manager.person}").json()["assignments"]
    told(client.get(f"/api/v1/people/{other}"), 403)
    told(client.get(f"/api/v1/people/{other}/results"), 403)
    told(client.get(f"/api/v1/explanations/person/{other}/paid"), 403)
    told(Client(headers={"authorization": "Bearer attain_auditor"}).get("/api/v1/people/nobody"), 404)


@pytest.mark.data
def test_a_list_comes_in_pieces_that_make_up_the_whole(token):
    client = token("auditor")
    found, address = [], "/api/v1/people?limit=7"
    while address:
        piece = client.get(address).json()
        found += [each["key"] for each in piece["items"]]
        address = piece["next"]
    assert len(found) == len(set(found)) == piece["count"]
    for query in ("limit=0", "limit=201", "offset=-1", "limit=x"):
        assert told(client.get(f"/api/v1/people?{query}"), 422)["errors"][0]["at"].startswith("query.")


@pytest.mark.data
def test_numbers_are_those_that_were_published_to_the_last_digit(token):
    client = token("account_manager")
    person = User.objects.get(username="account_manager").person
    run = results.runs()[0]
    sheet = client.get(f"/api/v1/people/{person}/results").json()[0]
    kept = results.sheets_of(person, run)[0]
    assert sheet["values"] == kept.values
    assert Decimal(sheet["paid"]) == kept.paid
    card = client.get(f"/api/v1/people/{person}/scorecards?period={run.period}").json()[0]
    assert Decimal(card["total"]) == kept.total
    line = next(each for each in card["lines"] if each["points"])
    assert Decimal(line["points"]) == kept.number(line["points_node"])


@pytest.mark.data
def test_a_number_is_explained_down_to_its_facts(token):
    client = token("account_manager")
    person = User.objects.get(username="account_manager").person
    answer = client.get(f"/api/v1/explanations/person/{person}/sales_plan_fulfilment").json()
    sheet = results.sheets_of(person, results.runs()[0])[0]
    assert answer["as_published"] is True
    assert Decimal(answer["tree"]["value"]) == sheet.number("sales_plan_fulfilment")
    assert answer["tree"]["children"]
    base = f"/api/v1/explanations/person/{person}/sales_plan_fulfilment/rows"
    rows = client.get(f"{base}/sales_amount?limit=5").json()
    assert len(rows["items"]) == 5 < rows["count"]
    assert len(rows["items"][0]) == len(rows["columns"])
    second = client.get(rows["next"]).json()
    assert second["items"][0] not in rows["items"]
    told(client.get(f"{base}/nothing"), 404)
    told(client.get(f"/api/v1/explanations/person/{person}/nothing"), 404)


def test_pay_sums_of_a_run_are_for_who_may_see_pay(token):
    key = results.runs()[0].key
    assert token("finance").get(f"/api/v1/runs/{key}").json()["control"]["paid"]
    assert token("administrator").get(f"/api/v1/runs/{key}").json()["control"] == {}
    ApiToken.objects.all().delete()
    assert token("finance", "run:read").get(f"/api/v1/runs/{key}").json()["control"] == {}


def test_a_run_is_started_and_its_work_followed_and_cancelled(token):
    client = token("operations")
    answer = client.post("/api/v1/runs", {"period": "2026-10"}, "application/json")
    assert answer.status_code == 202
    number = answer.json()["id"]
    assert client.get(f"/api/v1/work/{number}").json()["state"] == "waiting"
    assert client.post(f"/api/v1/work/{number}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/v1/work/{number}/retry").json()["state"] == "waiting"
    told(token("finance").post("/api/v1/runs", {"period": "2026-10"}, "application/json"), 403)
    told(Client(headers={"authorization": "Bearer attain_finance"}).get(f"/api/v1/work/{number}"), 403)
    assert AuditEntry.objects.filter(what="work_asked").exists()


def test_work_of_a_kind_that_the_token_may_not_ask_for_is_not_tried_again(token):
    client = token("operations", "work:read", "work:cancel")
    work = Work.objects.create(
        kind=results.RUN, state="failed", asked_by=User.objects.get(username="operations")
    )
    told(client.post(f"/api/v1/work/{work.pk}/retry"), 403)


def test_what_cannot_be_read_is_a_problem_that_says_where(token):
    client = token("operations")
    told(client.post("/api/v1/runs", "{", "application/json"), 400)
    assert told(client.post("/api/v1/runs", {"period": "a b"}, "application/json"), 422)["errors"]
    told(client.get("/api/v1/nothing"), 404)
    answer = client.delete("/api/v1/runs")
    told(answer, 405)
    assert answer.headers["Allow"]


def test_problems_are_told_in_the_language_that_is_asked_for():
    details = {
        Client(headers={"accept-language": language}).get("/api/v1/me").json()["detail"]
        for language in ("en", "zh", "es", "ja", "ru")
    }
    assert len(details) == 5


def test_an_error_that_nobody_foresaw_is_a_problem_without_its_details(token, monkeypatch, caplog):
    def breaks(*_args, **_kwargs):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("attain.web.api.people.permissions_of", breaks)
    answer = token("finance").get("/api/v1/me")
    told(answer, 500)
    assert b"secret detail" not in answer.content
    assert "secret detail" in caplog.text
