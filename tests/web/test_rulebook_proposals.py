"""A rule is changed on the web: written, checked, tried, proposed, approved by a second person, paid."""

import io
import re
import shutil
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.approvals import api as approvals
from attain.apps.approvals.models import Proposal
from attain.apps.results import api as results
from attain.apps.rulebook.changing import change_of
from attain.runs.checking import checked
from attain.runs.workplace import read_rulebook
from attain.shell.models import AuditEntry, User
from tests.web.rule_forms import (
    PLAN,
    approve,
    drafted,
    files,
    form,
    number_of,
    proposed,
    rates,
    worked,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def book(settings, tmp_path, company):
    """A rulebook of this test's own, beside the company's store."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ATTAIN_RULEBOOK = shutil.copytree(company / "rulebook", tmp_path / "rulebook")
    return settings.ATTAIN_RULEBOOK


def test_a_raised_salary_is_approved_by_a_second_person_and_paid(
    signed_in, book, settings, tmp_path, company
):
    """Juniors get 1 950 instead of 1 900 from the 1st: whoever was there all October is paid 50.00 more."""
    operations, address = signed_in("operations"), "/rulebook/propose/param/base_salary/"
    page = form(operations, address)
    values = ["1950" if each == "1900" else each for each in page["values:value"]]
    answer = operations.post(address, {**page, "values:value": values, "from": "2026-10-01", "do": "check"})
    number = number_of(answer)
    address = f"/rulebook/proposals/{number}/"
    told = operations.get(address).content.decode()
    assert "€1,900" in told
    assert "€1,950" in told
    sent = {**form(operations, address), "do": "propose", "reason": "Juniors are hard to find"}
    assert operations.post(address, sent).headers["Location"] == f"/approvals/{number}/"
    before = files(book)
    assert approve(operations, number).status_code == 422  # not by who proposed it
    assert files(book) == before
    assert approve(signed_in("finance"), number).status_code == 302
    amounts = files(book)["params/amounts.yaml"]
    assert amounts.count("param: base_salary") == 2
    assert "{post: account_manager, class: junior, value: 1950}" in amounts
    assert amounts.startswith(before["params/amounts.yaml"].split("---\n")[0])
    assert checked(book).ok

    settings.ATTAIN_STORE = shutil.copytree(company / "store", tmp_path / "store")
    known = results.register()
    old = _nodes(known, known.latest("2026-10"))
    worked(operations.post("/runs/start/", {"period": "2026-10"}))
    new = _nodes(known, known.get(results.run("2026-10").key))
    juniors = [person for (person, node), value in new.items() if (node, value) == ("salary", "1950.00")]
    assert juniors
    for person in juniors:
        assert old[person, "salary"] == "1900.00"
        assert Decimal(new[person, "paid"]) - Decimal(old[person, "paid"]) == 50
    page = operations.get(f"/people/{juniors[0]}/statement/?period=2026-10").content.decode()
    assert "1,950.00" in page


def _nodes(known, run):
    """(person, node) → value."""
    found = known.results(run)
    return {(p, n): value for n in ("salary", "paid") for p, _, value in found.column(n)}


def test_two_approvals_at_once_are_one_change_and_nothing_is_written_over(signed_in, book):
    """Two people approve the same; then another change of the same rule is told that it comes too late."""
    first = proposed(signed_in("operations"))
    late = proposed(signed_in("operations"), **rates(("100000", "1.3%", "0"), ("", "2%", "2")))
    assert [approve(signed_in("finance"), first).status_code for _ in range(2)] == [302, 422]
    before = files(book)
    assert before["plans/sales_manager_pay.yaml"].count("plan: sales_manager_pay") == 2
    assert AuditEntry.objects.filter(what="rulebook_changed").count() == 1
    answer = approve(signed_in("finance"), late)
    assert answer.status_code == 422
    assert "changed by someone else" in answer.content.decode()
    assert files(book) == before
    assert approvals.proposal(late).state == "waiting"


def test_a_number_that_is_none_is_told_at_its_field_and_nothing_is_kept(signed_in, book):
    client = signed_in("operations")
    sent = form(client, PLAN, **rates(("100000", "much", "0"), ("", "2%", "2")))
    answer = client.post(PLAN, {**sent, "components/4/maximum": "many", "do": "check"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="components/4/maximum" value="many"' in page
    assert 'value="much"' in page
    assert approvals.proposals(kind="rule") == []


def test_a_decimal_comma_is_read_where_it_can_part_no_thousands(signed_in, book):
    client = signed_in("operations")
    number = drafted(client, **rates(("100000", "1,3 %", "0"), ("", "2%", "2")))
    assert "rate: 1.3%" in form(client, f"/rulebook/proposals/{number}/?as=text")["text"][0]
    answer = client.post(PLAN, {**form(client, PLAN), "components/4/maximum": "1,234", "do": "check"})
    assert answer.status_code == 422
    assert 'name="components/4/maximum" value="1,234"' in answer.content.decode()


def test_a_fault_is_told_at_its_line_and_nothing_can_be_proposed(signed_in, book):
    """A tier whose rate is a name that nothing has."""
    client, before = signed_in("operations"), files(book)
    number = drafted(client, **rates(("100000", "rate_of_spring", "0"), ("", "2%", "2")))
    address = f"/rulebook/proposals/{number}/?as=text"
    page = client.get(address).content.decode()
    assert "rate_of_spring" in page
    assert re.search(r'data-line="\d+">proposal.yaml:\d+', page)
    sent = {"text": form(client, address)["text"], "do": "propose", "reason": "because"}
    assert client.post(address, sent).status_code == 422
    assert approvals.proposal(number).state == "draft"
    assert files(book) == before


def test_a_case_that_breaks_is_told_and_goes_into_the_proposal(signed_in, book):
    """The company's own case tries the salary of a senior; the raised one breaks it."""
    client, address = signed_in("operations"), "/rulebook/propose/param/base_salary/"
    page = form(client, address)
    values = ["2500" if each == "2400" else each for each in page["values:value"]]
    answer = client.post(address, {**page, "values:value": values, "from": "2000-01-01", "do": "check"})
    address = answer.headers["Location"].split("#")[0]
    assert "no longer hold" in client.get(address).content.decode()
    answer = client.post(address, {**form(client, address), "do": "cases"})
    text = form(client, answer.headers["Location"])["text"][0]
    assert "case: A senior account manager" in text
    fixed = text.replace("S.salary: 2400.00", "S.salary: 2500.00")
    client.post(address, {"text": fixed, "do": "check"})
    assert "Nothing is wrong" in client.get(address).content.decode()


def test_a_draft_is_its_makers_own(signed_in, book):
    number = drafted(signed_in("operations"))
    assert signed_in("finance").get(f"/rulebook/proposals/{number}/").status_code == 403
    assert signed_in("finance").get(f"/rulebook/proposals/{number}/patch/").status_code == 403
    assert "sales_manager_pay" not in signed_in("finance").get("/rulebook/proposals/").content.decode()
    client = signed_in("operations")
    client.post(f"/rulebook/proposals/{number}/", {"do": "drop"})
    assert approvals.proposal(number).state == "withdrawn"


def test_a_preview_says_what_it_would_have_cost(signed_in, book):
    """Commission was 1 % of sales and would have been 1.2 %; who is below the draw gains nothing."""
    client = signed_in("operations")
    number = drafted(client)
    address = f"/rulebook/proposals/{number}/"
    answer = client.post(address, {**form(client, address), "do": "preview"})
    work = worked(answer)
    page = client.get(work.outcome["url"])
    assert page.status_code == 200
    assert b"With the change" in b"".join(client.get(f"{work.outcome['url']}?export=csv"))
    assert client.get(address).content.decode().count(work.outcome["url"]) >= 1
    digest = change_of(approvals.proposal(number).given).digest
    assert f"/rulebook/preview/{digest}/" in work.outcome["url"]


def test_two_changes_stand_side_by_side(signed_in, book):
    client = signed_in("operations")
    one = drafted(client)
    two = drafted(client, **rates(("100000", "20%", "0"), ("", "20%", "2")))
    period = results.runs()[0].period
    answer = client.post("/rulebook/whatif/", {"proposal": [one, two], "period": period})
    work = worked(answer)
    page = client.get(work.outcome["url"]).content.decode()
    assert "Change A" in page
    assert "Change B" in page
    assert b"".join(client.get(f"{work.outcome['url']}?export=csv")).decode().count("Change") == 2
    assert client.post("/rulebook/whatif/", {"period": period}).status_code == 422


def test_a_patch_goes_out_and_comes_in_again(signed_in, book):
    """Downloaded, uploaded: the same text; an export of the whole folder brings only what differs."""
    client = signed_in("operations")
    number = drafted(client)
    patch = client.get(f"/rulebook/proposals/{number}/patch/").content
    file = SimpleUploadedFile("patch.yaml", patch)
    answer = client.post("/rulebook/proposals/upload/", {"file": file})
    again = number_of(answer)
    assert approvals.proposal(again).given["text"].encode() == patch
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files(book).items():
            archive.writestr(path, text.replace("value: 0.8%", "value: 0.9%"))
    file = SimpleUploadedFile("rulebook.zip", packed.getvalue())
    answer = client.post("/rulebook/proposals/upload/", {"file": file})
    third = number_of(answer)
    text = approvals.proposal(third).given["text"]
    assert re.findall(r"^\w+: \w+", text, re.MULTILINE)[0] == "param: pool_rate"
    assert "base_salary" not in text
    wrong = SimpleUploadedFile("rules.zip", b"no archive")
    assert client.post("/rulebook/proposals/upload/", {"file": wrong}).status_code == 422


def test_a_planned_change_is_taken_back_by_a_proposal(signed_in, book):
    before = files(book)
    number = proposed(signed_in("operations"), "2030-01-01")
    approve(signed_in("finance"), number)
    answer = signed_in("operations").post(f"/approvals/{number}/decide/", {"do": "undo", "note": "Too dear"})
    back = int(answer.headers["Location"].strip("/").rpartition("/")[2])
    assert approve(signed_in("finance"), back).status_code == 302
    versions = [d.starts for d in read_rulebook(book).documents if d.name == "sales_manager_pay"]
    assert versions == [date(2000, 1, 1)]
    assert set(files(book)) - set(before) == {"plans/sales_manager_pay.yaml"}


def test_a_change_in_force_is_taken_back_by_its_old_numbers_from_the_next_period(signed_in, book):
    number = proposed(signed_in("operations"), "2026-10-01")
    approve(signed_in("finance"), number)
    answer = signed_in("operations").post(f"/approvals/{number}/decide/", {"do": "undo", "note": "Too dear"})
    back = int(answer.headers["Location"].strip("/").rpartition("/")[2])
    assert approve(signed_in("finance"), back).status_code == 302
    found = [d for d in read_rulebook(book).documents if d.name == "sales_manager_pay"]
    rates_of = [(d.starts, d.rule.components[1].tiers[0].rate) for d in sorted(found, key=lambda d: d.starts)]
    assert [rate for _, rate in rates_of] == [Decimal("0.01"), Decimal("0.012"), Decimal("0.01")]
    assert rates_of[2][0] > date(2026, 10, 31)


def test_a_new_document_begins_as_a_sound_draft(signed_in, book):
    client = signed_in("operations")
    answer = client.post("/rulebook/proposals/new/", {"kind": "param", "name": "spring_bonus"})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Nothing is wrong" in page
    assert client.post("/rulebook/proposals/new/", {"kind": "param", "name": "1 bonus"}).status_code == 422


def test_the_list_of_changes_asks_the_database_as_often_for_many_as_for_one(signed_in, book):
    client, user = signed_in("operations"), User.objects.get(username="operations")

    def queries(count):
        for _ in range(count):
            Proposal.objects.create(kind="rule", about="param/base_salary", made_by=user, state="draft")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/rulebook/proposals/").status_code == 200
        return len(asked)

    queries(1)
    assert queries(1) == queries(20)


def test_nobody_else_may_propose(signed_in, book):
    for name in ("account_manager", "team_leader", "finance", "auditor"):
        assert signed_in(name).get(PLAN).status_code == 403
        assert signed_in(name).post(PLAN, {"do": "check", "text": "x"}).status_code == 403
    assert signed_in("operations").get("/rulebook/propose/plan/nothing/").status_code == 404
