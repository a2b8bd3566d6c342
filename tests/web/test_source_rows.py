"""The facts behind a number, as a page shows them: in words, with what is added up where the eye begins."""

import re

import pytest

from attain.apps.results import api as results

pytestmark = pytest.mark.django_db


def test_a_page_of_facts_begins_with_the_source_and_what_is_added_up(signed_in):
    run = next(each for each in results.runs() if each.period == "2026-10")
    person = next(iter(results.people_sheets(run, None, "account_manager").order_by("subject"))).subject
    address = f"/explain/person/{person}/sales_plan_fulfilment/rows/sales_amount/"
    page = signed_in("auditor").get(address, {"run": run.key})
    told = page.context["heads"]
    assert told[:3] == ["source row", "amount", "credited share"]
    assert not [head for head in told if "_" in head]
    row = page.context["rows"][0]
    assert re.fullmatch(r"order_lines\S*\.csv:\d+", row[0][0])
    source = page.context["found"].named()[0]
    assert row[1] == (f"{source['amount']:,.2f}", True)
    named = page.context["found"].named()
    empty = [name for name in named[0] if all(row[name] is None for row in named)]
    assert empty
    assert len(told) == len(named[0]) - len(empty)
    body = page.content.decode()
    assert "Sales plan fulfilment</a>" in body
    assert "sales_plan_fulfilment</a>" not in body
    file = signed_in("auditor").get(address, {"run": run.key, "format": "csv"})
    assert file.content.decode("utf-8-sig").startswith("order_id,line_no,")  # a file keeps the source's names
