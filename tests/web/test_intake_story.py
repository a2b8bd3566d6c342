"""Who loads what, and what a page tells of a file before and after its rows land."""

from dataclasses import replace

import pytest

from attain.apps.house import api as house
from attain.apps.incentives.happened import files
from attain.apps.intake.quarantine import groups, opened
from attain.apps.results import api as results
from attain.runs.register import Register
from attain.shell.audit.entries import AuditEntry
from attain.wording import Wording
from tests.web import dirt
from tests.web.test_intake import brought, known, loaded, mapped, own, worked  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def test_sales_administration_loads_facts_but_not_the_companys_own_tables(own, signed_in, tmp_path):  # noqa: F811
    """Who people are and what they are to reach is loaded by sales operations alone."""
    client = signed_in("sales_administrator")
    ideas, holidays = tmp_path / "ideas.csv", tmp_path / "holidays.csv"
    ideas.write_text("idea_id,employee_id,given_on,adopted\nI-1,E101,2026-10-05,no\n")
    holidays.write_text("date,title\n2031-01-01,New Year\n")
    first = brought(client, ideas)
    assert first.table == "ideas"
    assert worked(client.post(f"/facts/load/{first.pk}/check/")).outcome["values"]["rows_loaded"] == 1
    newest, now = results.runs()[0], house.store().snapshot()
    assert "facts" in results.overtaken(newest)  # who computes is told
    assert "Compute it again" in signed_in("operations").get("/").content.decode()
    since = [replace(newest, snapshot=each) for each in (now.manifest.parent, now.id)]
    assert [(file.name, file.rows) for file in files(*since, Wording("en"))] == [("ideas.csv", 1)]
    assert AuditEntry.objects.filter(what="file_loaded", actor="sales_administrator").exists()
    second = brought(client, holidays)
    assert second.table == ""
    page = client.get(f"/facts/load/{second.pk}/columns/", {"into": "holidays"})
    second.refresh_from_db()
    assert second.table == ""
    assert not {"holidays", "people", "targets", "adjustments"} & {name for _, name in page.context["tables"]}
    master = brought(signed_in("operations"), holidays)
    assert master.table == "holidays"
    assert client.get(f"/facts/load/{master.pk}/check/").status_code == 403
    assert client.post(f"/facts/load/{master.pk}/check/").status_code == 403
    load = house.store().snapshot().manifest.loads[-1].load_id
    assert client.get(f"/facts/loads/{load}/take-back/").status_code == 403


def test_rows_that_are_the_same_are_kept_once_and_closed_periods_are_told(own, known, signed_in, monkeypatch):  # noqa: F811
    one, _, product = known
    monkeypatch.setattr(Register, "closed_periods", lambda self: ["2031-09"])
    rows = [
        f"D-1,1,{one},{product},05/10/2031,2,10.00,1.00,no",
        f"D-2,1,{one},{product},28/09/2031,2,10.00,1.00,no",
        f"D-3,1,{one},{product},06/10/2031,2,30.00,1.00,no",
        f"D-3,1,{one},{product},06/10/2031,2,30.00,1.00,no",
        "Total,,,,,8,80.00,4.00,",
    ]
    file = own / "orders-2031-10.csv"
    file.write_text("\n".join([",".join(dirt.HEADER), *rows]) + "\n", encoding="utf-8")
    client = signed_in("operations")
    incoming = brought(client, file)
    mapped(client, incoming)
    page = client.get(f"/facts/load/{incoming.pk}/check/")
    assert page.context["closed"] == {"periods": ["September 2031"], "rows": 1}
    assert {each["text"]: each["count"] for each in page.context["reasons"]} == {
        "same key as another row": 2,
        "looks like the sums below a table": 1,
    }
    assert [row["row"] for row in page.context["rows"]] == [2, 3]
    source = loaded(client, incoming).source
    sums, twins = groups(opened(source))
    assert (twins.rows, twins.twins) == ([4, 5], True)
    assert "keep row 4, leave out 5" in client.get(f"/facts/quarantine/{source}/").content.decode()
    fields = {f"out-{sums.number}": "1", f"one-{twins.number}": "1"}
    work = worked(client.post(f"/facts/quarantine/{source}/repair/", fields))
    assert work.outcome["url"] == f"/facts/load/{incoming.pk}/done/"
    done = client.get(work.outcome["url"])
    incoming.refresh_from_db()
    assert [incoming.report[name] for name in ("rows_loaded", "left_out", "quarantined")] == [3, 2, 0]
    assert done.status_code == 200


def test_what_a_file_does_not_say_is_told_in_words_before_and_after_its_load(own, known, signed_in):  # noqa: F811
    one, _, product = known
    head = "order_id,line_no,client_id,product_id,ordered_on,quantity,amount,cost,is_return,online"
    path = own / "order_lines-plain.csv"
    path.write_text(f"{head}\nZZ1,1,{one},{product},2026-10-05,2,10.00,6.00,no,no\n")
    client = signed_in("operations")
    incoming = brought(client, path)
    client.get(f"/facts/load/{incoming.pk}/columns/", {"into": "order_lines"})
    incoming.refresh_from_db()
    page = mapped(client, incoming)
    title = Wording("en").say("rules.column.is_order_head")
    assert f"The file does not say {title}, so" in page
    loaded(client, incoming)
    assert f"does not say {title}" in client.get(f"/facts/load/{incoming.pk}/done/").content.decode()
