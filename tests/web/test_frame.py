"""The frame: signing in by role, languages, pages that are not there."""

import re

import pytest
from django.core.management import call_command
from django.test import Client

from attain.shell.models import User
from attain.shell.roles import Role

pytestmark = pytest.mark.django_db


def test_every_role_has_a_demo_sign_in_that_one_click_opens():
    roles = {grant.role for user in User.objects.all() for grant in user.grants.all()}
    assert roles == set(Role)
    for user in User.objects.all():
        client = Client()
        answer = client.post("/sign-in/demo/", {"user": user.pk}, follow=True)
        assert answer.status_code == 200
        assert answer.wsgi_request.user == user


def test_there_is_no_demo_sign_in_outside_a_demo(settings):
    settings.ATTAIN_DEMO = False
    user = User.objects.first()
    assert Client().post("/sign-in/demo/", {"user": user.pk}).status_code == 404
    assert user.username.encode() not in Client().get("/sign-in/").content


@pytest.mark.parametrize(("asked", "tag"), [("ru-RU,ru;q=0.9", "ru"), ("zh-CN", "zh"), ("xx", "en")])
def test_a_page_speaks_the_language_that_the_browser_asks_for(asked, tag):
    page = Client(headers={"accept-language": asked}).get("/sign-in/")
    assert f'<html lang="{tag}"' in page.content.decode()


def test_a_chosen_language_stays_with_the_user(signed_in):
    client = signed_in("finance")
    client.post("/language/", {"language": "ja"})
    assert '<html lang="ja"' in client.get("/").content.decode()
    assert User.objects.get(username="finance").language == "ja"


def test_nobody_is_led_to_another_host():
    answer = Client().post("/language/", {"language": "es", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


def test_who_is_not_signed_in_is_asked_to_and_comes_back():
    assert Client().get("/more/").headers["Location"] == "/sign-in/?next=/more/"


def test_start_up_refuses_a_view_that_does_not_say_who_may_open_it(monkeypatch):
    from django.core.management import CommandError

    from attain.shell import views

    call_command("check", tags=["attain"], fail_level="ERROR")
    monkeypatch.delattr(views.more, "permission")
    with pytest.raises((CommandError, SystemExit), match="more/"):
        call_command("check", tags=["attain"], fail_level="ERROR")


@pytest.mark.parametrize("user", ["account_manager", "team_leader", "finance", "administrator"])
def test_a_phone_s_bar_has_five_entries_at_most_and_one_of_them_is_here(signed_in, user):
    client = signed_in(user)
    menu = client.get("/").context["menu"]
    for each in menu:
        page = client.get(each.url, follow=True).content.decode()
        bar = page.split('<nav class="phone"')[1].split("</nav>")[0]
        assert 2 <= bar.count("<a ") <= 5, each.url
        assert bar.count("aria-current=") == 1, each.url
    more = client.get("/more/").content.decode()
    assert all(f'href="{each.url}"' in more for each in menu)
    assert '<a href="/more/" aria-current="page">' in more


def test_the_pages_about_oneself_stand_below_the_entries_of_one_s_own(signed_in):
    client = signed_in("account_manager")
    for address in ("/statement/", "/scorecard/"):
        page = client.get(address, follow=True)
        assert page.wsgi_request.path.startswith("/people/")
        assert [each.url for each in page.context["menu"] if each.here] == [address]


def test_what_belongs_to_one_s_pay_is_marked_there_and_what_belongs_nowhere_not_as_more(signed_in):
    client = signed_in("account_manager")
    own = client.get("/statement/", follow=True).wsgi_request.path.removesuffix("statement/")
    for path, here in ((f"{own}estimate/", "/statement/"), ("/my-plan/", "/statement/"), ("/account/", None)):
        page = client.get(path).content.decode()
        marked = re.findall('<a href="([^"]*)" aria-current', page.split('<nav class="phone"')[1])
        assert marked == [here] * (here is not None), path
