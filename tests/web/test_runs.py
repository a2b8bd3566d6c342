"""Runs on the web: listed, computed, compared, handed on; the same bytes as on the command line."""

import csv
import io
import json
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from attain.apps.results import api as results
from attain.apps.results import tasks
from attain.apps.results.models import Sheet, StoredRun
from attain.apps.results.run_views import agreements
from attain.engine.store import Store
from attain.runs.register import Register
from attain.shell.work.job import folder_of
from attain.shell.work.models import State, Work
from attain.shell.work.performing import performed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def worked(answer) -> Work:
    """The work that a page led to, after the worker had its turn."""
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    work = Work.objects.get(pk=int(answer.headers["Location"].strip("/").rpartition("/")[2]))
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.DONE, work.faults
    return work


@pytest.mark.data
def test_a_run_on_the_web_has_the_bytes_of_one_on_the_command_line(signed_in, settings, tmp_path, company):
    """The same facts in a store without runs: the web computes them anew, file by file the same."""
    first = results.runs()[-1].period
    copied = tmp_path / "store"
    shutil.copytree(company / "store", copied, ignore=shutil.ignore_patterns("runs", "bundles", "lock*"))
    settings.ATTAIN_STORE = copied
    worked(signed_in("operations").post("/runs/start/", {"period": first}))
    here, there = (
        Register(Store.open(copied)).latest(first),
        Register(Store.open(company / "store")).latest(first),
    )
    assert here.id == there.id
    assert here.results == there.results
    for name in ("results.gz", "pieces.gz", "opening.gz", "closing.gz", "pools.json", "run.json"):
        mine, theirs = (Path(store.place.path(f"runs/{here.id}/{name}")) for store in (
            Store.open(copied), Store.open(company / "store")))  # fmt: skip
        assert mine.read_bytes() == theirs.read_bytes(), name


@pytest.mark.data
def test_a_computed_period_is_shown_and_its_sums_agree(signed_in):
    period = results.runs()[0].period
    before = Sheet.objects.filter(run__period=period).count()
    client = signed_in("operations")
    work = worked(client.post("/runs/start/", {"period": period}))
    assert work.outcome["url"] == f"/runs/{results.run(period).key}/"
    assert Sheet.objects.filter(run__period=period).count() == before
    row = StoredRun.objects.get(period=period, current=True)
    assert all(each.agrees for each in agreements(row))
    page = client.get(work.outcome["url"]).content.decode()
    assert page.count("circle-check") == 3
    assert "circle-x" not in page


@pytest.mark.data
def test_sums_that_do_not_agree_are_told(signed_in):
    row = StoredRun.objects.filter(current=True).first()
    sheet = Sheet.objects.filter(run=row, kind="person", paid__gt=0).first()
    sheet.paid += Decimal("0.01")
    sheet.save()
    page = signed_in("finance").get(f"/runs/{row.key}/").content.decode()
    assert page.count("circle-x") == 1
    assert "do not pay before" in page


def test_the_same_period_is_not_computed_twice_at_once(signed_in):
    client = signed_in("operations")
    first = client.post("/runs/start/", {"period": "2026-10"})
    second = client.post("/runs/start/", {"period": "2026-10"})
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize("period", ["", "../../etc", "a b", "x" * 30])
def test_what_is_no_period_is_refused_at_the_field(signed_in, period):
    answer = signed_in("operations").post("/runs/start/", {"period": period})
    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()
    assert not Work.objects.exists()


def test_a_period_that_the_calendar_does_not_know_fails_in_words(signed_in):
    client = signed_in("operations")
    answer = client.post("/runs/start/", {"period": "2026-99"})
    work = Work.objects.get()
    performed(work.pk, work.task)
    work.refresh_from_db()
    assert work.state == State.FAILED
    assert "2026-99" in client.get(answer.headers["Location"]).content.decode()


def test_the_list_shows_who_may_what(signed_in):
    pages = {
        name: signed_in(name).get("/runs/").content.decode()
        for name in ("operations", "finance", "administrator")
    }
    assert "/runs/start/" in pages["operations"]
    assert "/runs/start/" not in pages["finance"]
    assert 'data-label="To be paid"' in pages["finance"]
    assert 'data-label="To be paid"' not in pages["administrator"]  # no pay data
    run = results.runs()[0]
    paid = run.control["paid"].partition(".")[0][-3:]
    assert (
        paid not in signed_in("administrator").get(f"/runs/{run.key}/").content.decode().partition("<main")[2]
    )
    assert signed_in("account_manager").get("/runs/").status_code == 403


@pytest.mark.data
def test_two_runs_are_compared_with_causes_that_add_up(signed_in):
    newer, older = results.runs()[:2]
    client = signed_in("finance")
    work = worked(client.post("/runs/compare/", {"first": older.key, "second": newer.key}))
    told = json.loads((folder_of(work.pk) / tasks.COMPARED).read_text())
    assert Decimal(told["before"]) == Decimal(older.control["paid"])
    assert Decimal(told["after"]) == Decimal(newer.control["paid"])
    assert sum(Decimal(value) for value in told["causes"].values()) == Decimal(told["change"])
    page = client.get(f"/runs/compare/{work.pk}/").content.decode()
    assert "Changes by person" in page
    assert signed_in("administrator").get(f"/runs/compare/{work.pk}/").status_code == 403


@pytest.mark.data
def test_the_payroll_file_pays_what_the_run_pays(signed_in):
    run = results.runs()[0]
    client = signed_in("finance")
    work = worked(client.post(f"/runs/{run.key}/export/", {"kind": "payroll"}))
    answer = client.get(f"/work/{work.pk}/file/{work.files[0]}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(run.control["paid"])


def test_an_export_that_there_is_not_is_not_found(signed_in):
    run = results.runs()[0]
    assert signed_in("finance").post(f"/runs/{run.key}/export/", {"kind": "everything"}).status_code == 422
    assert signed_in("finance").post("/runs/nothing/export/", {"kind": "payroll"}).status_code == 404


def test_statements_come_as_one_archive(signed_in, monkeypatch):
    monkeypatch.setitem(tasks.EXPORTS, "statements", ("html",))  # a page a person is enough here
    run = results.runs()[-1]
    work = worked(signed_in("finance").post(f"/runs/{run.key}/export/", {"kind": "statements"}))
    with zipfile.ZipFile(folder_of(work.pk) / work.files[0]) as archive:
        assert len(archive.namelist()) == run.people
