"""A folder with nothing in it: somebody gets in, begins the rulebook, and sees what comes next."""

from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client

from attain.apps.results.models import StoredRun
from attain.config.start import _tell_first
from attain.runs.workplace import sound_rulebook
from attain.shell.audit.entries import AuditEntry
from attain.shell.models import RoleGrant, User
from tests.web.menu import READERS, unopened
from tests.web.test_intake import brought, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing(settings, tmp_path):
    settings.ATTAIN_STORE, settings.ATTAIN_RULEBOOK = tmp_path / "store", tmp_path / "rulebook"
    settings.MEDIA_ROOT = tmp_path / "files"
    StoredRun.objects.all().delete()
    return tmp_path


@pytest.mark.data
@pytest.mark.parametrize("user", READERS)
def test_every_page_of_the_menu_opens_before_there_are_rules(nothing, signed_in, user):
    assert unopened(signed_in(user)) == {}


def test_the_rulebook_is_begun_on_its_page_and_the_next_step_is_told(nothing, signed_in):
    client = signed_in("operations")
    assert "There is no rulebook yet" in client.get("/targets/").content.decode()
    assert "/rulebook/begin/" in client.get("/rulebook/").content.decode()
    assert next(each.id for each in _steps(client) if each.next) == "home.first.rules"
    typed = {"name": "北风: Trading", "currency": "CNY", "time_zone": "Asia/Shanghai", "standard": "1"}
    assert client.post("/rulebook/begin/", typed).headers["Location"] == "/"
    settings = sound_rulebook(nothing / "rulebook").rules.settings
    assert (settings.currency, settings.time_zone) == ("CNY", "Asia/Shanghai")
    assert "account_manager" in sound_rulebook(nothing / "rulebook").rules.posts
    assert AuditEntry.objects.filter(what="rulebook_begun", actor="operations").exists()
    people = nothing / "people.csv"
    people.write_text("person_id,name\nX1,Ana\n", encoding="utf-8")
    loaded(client, brought(client, people))
    posts = nothing / "assignments.csv"
    posts.write_text("person_id,post,unit_id,from\nX1,sales_manager,N,2026-01-01\n", encoding="utf-8")
    loaded(client, brought(client, posts))
    assert [(each.id.rpartition(".")[2], each.done) for each in _steps(client)] == [
        *(("rules", True), ("people", True), ("clients", False), ("facts", False)),
        *(("targets", False), ("run", False)),
    ]
    sheet = client.get("/targets/").context  # nobody has a target yet: what the post is judged by is offered
    assert sheet["shown"].asked.named.key == "sales_amount"
    assert len(sheet["names"]) > 1
    assert len(signed_in("finance").get("/targets/").context["names"]) == 1  # who sets none is spared them
    assert client.post("/rulebook/begin/", {**typed, "name": "Another"}).headers["Location"] == "/rulebook/"


def test_times_are_told_in_the_companys_zone_unless_the_reader_chose_one(nothing, signed_in):
    client = signed_in("operations")
    typed = {"name": "Tea", "currency": "CNY", "time_zone": "Asia/Shanghai", "standard": "1"}
    client.post("/rulebook/begin/", typed)
    began = AuditEntry.objects.get(what="rulebook_begun").at
    for own, shown in (("", "Asia/Shanghai"), ("UTC", "UTC"), ("Asia/Tokyo", "Asia/Tokyo")):
        User.objects.filter(username="auditor").update(time_zone=own, language="ru")
        page = signed_in("auditor").get("/audit/").content.decode()
        assert f"{began.astimezone(ZoneInfo(shown)):%H:%M}" in page
    User.objects.filter(username="auditor").update(language="en")
    assert "As the company: Asia/Shanghai" in signed_in("auditor").get("/account/").content.decode()


def _steps(client):
    return next(p.data for p in client.get("/").context["parts"] if p.template == "web/home_first.html")


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(nothing, signed_in):
    typed = {"name": " ", "currency": "ABC", "time_zone": "Moon/Base", "standard": ""}
    page = signed_in("operations").post("/rulebook/begin/", typed)
    assert (page.status_code, set(page.context["errors"])) == (422, {"name", "currency", "time_zone"})
    assert page.context["typed"]["standard"] == ""
    assert not (nothing / "rulebook").exists()


def test_whoever_may_not_write_rules_is_told_who_does(nothing, signed_in):
    client = signed_in("finance")
    page = client.get("/rulebook/").content.decode()
    assert "HR and sales operations begins it here" in page
    assert "/rulebook/begin/" not in page
    assert client.get("/rulebook/begin/").status_code == 403


def test_a_rulebook_with_errors_is_no_broken_page(nothing, signed_in):
    (nothing / "rulebook").mkdir()
    (nothing / "rulebook" / "rulebook.yaml").write_text("rulebook: A\ncurrency: EUR\nincluded: standard\n")
    client = signed_in("operations")
    page = client.get("/targets/")
    assert (page.status_code, "The rulebook has errors" in page.content.decode()) == (200, True)
    assert client.post("/targets/save/", {}).status_code == 409
    assert "“included”" in client.get("/rulebook/").content.decode()
    assert client.get("/rulebook/begin/").headers["Location"] == "/rulebook/"


def test_the_administrator_is_told_that_nobody_writes_rules_yet(nothing, signed_in):
    assert "Nobody has the role" not in signed_in("administrator").get("/").content.decode()
    RoleGrant.objects.filter(role="operations").delete()
    assert "Nobody has the role" in signed_in("administrator").get("/").content.decode()


def test_a_server_that_nobody_can_sign_in_to_tells_the_first_administrators_link(settings, capsys):
    settings.ATTAIN_DEMO = False
    _tell_first("127.0.0.1", 8000)
    link = capsys.readouterr().out.rstrip().rpartition(" ")[2]
    assert link.startswith("http://127.0.0.1:8000/sign-in/new-password/")
    client = Client()
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True).redirect_chain[-1][0]
    short = client.post(form, {"password1": "abc", "password2": "abc"}, headers={"accept-language": "zh"})
    assert "密码太短，至少需要 12 个字符。" in short.content.decode()
    client.post(form, {"password1": "Horse-Battery-7788", "password2": "Horse-Battery-7788"})
    first = User.objects.get(username="administrator")
    assert first.has_usable_password()
    _tell_first("127.0.0.1", 8000)
    assert capsys.readouterr().out == ""


def test_the_command_speaks_the_language_of_the_machine(monkeypatch, capsys):
    monkeypatch.setenv("ATTAIN_LANG", "ru")
    call_command("make_administrator", "root")
    assert "теперь администратор" in capsys.readouterr().out
