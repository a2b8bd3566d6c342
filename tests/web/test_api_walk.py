"""Every operation of the REST API for every role, and what the API says of itself."""

import json

import pytest
from django.test import Client

from attain.apps.results import api as results
from attain.shell.api.tokens import permissions_of
from attain.shell.models import User
from attain.shell.work.models import Work
from attain.web.api import INTERFACE
from tests.web.problem import told

pytestmark = pytest.mark.django_db

# -- the walk: every operation, every role ---------------------------------------------------


def samples(client: Client) -> dict[str, str]:
    """What stands for each parameter, of who asks: their own, or anybody's where they see all."""
    user = client.get("/api/v1/me").json()
    person = (
        user["person"] or client.get("/api/v1/people?limit=1").json().get("items", [{"key": "E1"}])[0]["key"]
    )
    unit = (client.get("/api/v1/units?limit=1").json().get("items") or [{"key": "-"}])[0]["key"]
    return {
        "{kind}": "person",
        "{subject}": person,
        "{node}": "sales_plan_fulfilment",
        "{measure}": "sales_amount",
        "{run}": results.runs()[0].key,
        "{name}": "a.txt",
        "kpis/{key}": "kpis/sales_plan_fulfilment",
        "people/{key}": f"people/{person}",
        "units/{key}": f"units/{unit}",
    }


#: One user of every role.
ROLES = ("account_manager", "team_leader", "sales_administrator", "operations", "finance", "auditor")

#: What operations that take something are sent.
BODIES = {"runs": {"period": "2026-10"}, "runs/{run}/exports": {"kind": "payroll"}}


@pytest.mark.parametrize("name", [*ROLES, "administrator"])
def test_every_operation_answers_each_role_as_the_table_says(token, name):
    client, user = token(name), User.objects.get(username=name)
    own, known = permissions_of(user), samples(client)
    work = Work.objects.create(kind=results.RUN, state="done", asked_by=user)
    for address, operation in INTERFACE.operations:
        path = address
        for part, sample in (known | {"{number}": str(work.pk)}).items():
            path = path.replace(part, sample)
        for method in operation.methods:
            body = {"data": BODIES[address]} if method == "POST" and address in BODIES else {}
            answer = client.generic(
                method, f"/api/v1/{path}", json.dumps(body.get("data", {})), content_type="application/json"
            )
            permission = operation.view_func.permission
            if permission not in own:
                told(answer, 403)
            elif "work" not in address:  # what work needs beside it is its kind's
                assert answer.status_code in (200, 202), (method, path, answer.content)


# -- its description -----------------------------------------------------------------------


def test_the_description_names_every_operation_and_its_problems():
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    operations = [each for methods in described["paths"].values() for each in methods.values()]
    assert len(operations) == len(INTERFACE.operations) > 15
    for operation in operations:
        assert "Permission: " in operation["description"]
        assert list(operation["responses"]["403"]["content"]) == ["application/problem+json"]
        assert operation["security"]


def test_the_page_of_the_description_loads_nothing_from_elsewhere(signed_in):
    page = signed_in("finance").get("/api/docs/").content.decode()
    assert "swagger-ui-bundle" in page
    assert "http://" not in page.replace("http://testserver", "")
    assert "https://" not in page
    assert page.count("<script") == page.count('<script src="/static/') + page.count(
        'type="application/json"'
    )
