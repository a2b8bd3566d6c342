"""Administrators make users, give and end roles; every change is checked and told to the trail."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from attain.shell.audit import Actor
from attain.shell.models import AuditEntry, RoleGrant, User
from attain.shell.roles import Role
from attain.shell.users import actions

pytestmark = [pytest.mark.django_db, pytest.mark.data]

BY = Actor(name="tester")


@pytest.fixture
def ana():
    return actions.add(BY, actions.Details("ana", "ana@example.com", "Ana", "Ruiz"))


@pytest.fixture
def today():
    return timezone.localdate()


def whats(user):
    return list(
        AuditEntry.objects.filter(kind="user", key=str(user.pk))
        .order_by("number")
        .values_list("what", flat=True)
    )


def test_from_a_new_user_to_their_first_sign_in(signed_in, settings):
    settings.ATTAIN_EMAIL = "smtp://localhost"
    administrator = signed_in("administrator")
    made = administrator.post(
        "/users/new/", {"username": "ana", "email": "ana@example.com", "language": "es"}
    )
    page = made.headers["Location"]
    administrator.post(page, {"do": "give_role", "role": "finance", "since": "2026-01-01"})
    administrator.post(page, {"do": "invite"})
    letter = mail.outbox[0]
    assert letter.to == ["ana@example.com"]
    assert letter.subject == "Attain: su invitación"
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    ana = Client()
    form = ana.get(link, follow=True)
    answer = ana.post(
        form.redirect_chain[-1][0], {"password1": "caballo verde 42", "password2": "caballo verde 42"}
    )
    assert answer.status_code == 302
    ana.post("/sign-in/", {"login": "ana@example.com", "password": "caballo verde 42"})
    home = ana.get("/")
    assert (home.status_code, home.wsgi_request.user.username) == (200, "ana")
    assert whats(home.wsgi_request.user) == [
        "user_added",
        "role_given",
        "user_invited",
        "password_reset",
        "signed_in",
    ]
    assert "su invitación" not in "".join(AuditEntry.objects.values_list("after", flat=True))


def test_without_e_mail_the_link_is_shown_to_the_administrator_once(signed_in, ana):
    client = signed_in("administrator")
    page = client.post(f"/users/{ana.pk}/", {"do": "invite"}).content.decode()
    assert "/sign-in/new-password/" in page
    assert "/sign-in/new-password/" not in client.get(f"/users/{ana.pk}/").content.decode()
    assert mail.outbox == []


def test_names_stand_in_the_order_of_their_script(ana):
    takashi = actions.add(BY, actions.Details("takashi", "t@example.com", "隆", "木村", language="ja"))
    wei = actions.add(BY, actions.Details("wei", "w@example.com", "伟", "王", language="zh"))
    assert [each.shown_name for each in (ana, takashi, wei)] == ["Ana Ruiz", "木村 隆", "王伟"]


def test_the_trail_names_no_person_and_no_whole_address(ana):
    told = AuditEntry.objects.get(what="user_added", key=str(ana.pk)).after
    assert "Ruiz" not in told
    assert "ana@example.com" not in told
    assert "a…@example.com" in told


def test_a_role_begins_and_ends_on_its_days(ana, today):
    actions.give_role(BY, ana, Role.FINANCE, "", today, today + timedelta(days=10))
    ana = User.objects.get(pk=ana.pk)
    assert [held.role for held in ana.held_roles(on=today + timedelta(days=9))] == [Role.FINANCE]
    assert ana.held_roles(on=today + timedelta(days=10)) == ()


def test_an_ended_role_stays_as_history_and_one_of_today_is_taken_away(ana, today):
    old = actions.give_role(BY, ana, Role.FINANCE, "", today - timedelta(days=9), None)
    new = actions.give_role(BY, ana, Role.AUDITOR, "", today, None)
    actions.end_role(BY, old)
    actions.end_role(BY, new)
    assert list(ana.grants.values_list("role", "until")) == [("finance", today)]
    assert whats(ana)[-2:] == ["role_ended", "role_ended"]


@pytest.mark.parametrize(
    ("role", "unit", "refused"),
    [
        (Role.LEADER, "", "users.refused.unit"),
        (Role.FINANCE, "HQ", "users.refused.unit"),
        (Role.LEADER, "no such unit", "users.refused.unknown_unit"),
        (Role.MANAGER, "", "users.refused.person"),
    ],
)
def test_a_role_that_makes_no_sense_is_refused_and_leaves_no_entry(ana, today, role, unit, refused):
    with pytest.raises(actions.Refused, match=refused):
        actions.give_role(BY, ana, role, unit, today, None)
    assert whats(ana) == ["user_added"]
    assert not ana.grants.exists()


def test_the_same_role_is_not_given_twice_for_a_day(ana, today):
    actions.give_role(BY, ana, Role.FINANCE, "", today, today + timedelta(days=5))
    with pytest.raises(actions.Refused, match="has_it"):
        actions.give_role(BY, ana, Role.FINANCE, "", today + timedelta(days=4), None)
    actions.give_role(BY, ana, Role.FINANCE, "", today + timedelta(days=5), None)


def test_names_addresses_and_persons_are_one_users_only(ana):
    for given, refused in (
        (actions.Details("ANA"), "users.refused.name"),
        (actions.Details("eva", "Ana@Example.com"), "users.refused.same_email"),
        (actions.Details("eva", person="nobody"), "users.refused.unknown_person"),
        (
            actions.Details("eva", person=User.objects.get(username="account_manager").person),
            "users.refused.same_person",
        ),
    ):
        with pytest.raises(actions.Refused, match=refused):
            actions.add(BY, given)


def test_somebody_can_always_manage_users(signed_in):
    grant = RoleGrant.objects.get(role=Role.ADMINISTRATOR)
    with pytest.raises(actions.Refused, match="last"):
        actions.end_role(BY, grant)
    with pytest.raises(actions.Refused, match="last"):
        actions.switch(BY, grant.user, False)
    page = signed_in("administrator").post(f"/users/{grant.user_id}/", {"do": "switch_off"})
    assert "You can&#x27;t switch yourself off" in page.content.decode()
    assert User.objects.get(pk=grant.user_id).is_active


def test_who_is_switched_off_is_signed_out_at_once(signed_in):
    finance = signed_in("finance")
    assert finance.get("/").status_code == 200
    user = User.objects.get(username="finance")
    signed_in("administrator").post(f"/users/{user.pk}/", {"do": "switch_off"})
    assert finance.get("/").headers["Location"].startswith("/sign-in/")
    assert whats(user)[-1] == "user_switched_off"


def test_an_administrator_resets_the_second_factor_of_who_lost_it(signed_in, ana):
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    signed_in("administrator").post(f"/users/{ana.pk}/", {"do": "reset_second_factor"})
    assert not Authenticator.objects.filter(user=ana).exists()
    assert whats(ana)[-1] == "second_factor_reset"


def test_the_list_is_searched_and_shows_no_pay(signed_in, ana):
    page = signed_in("administrator").get("/users/", {"q": "ruiz"}).content.decode()
    assert "ana" in page
    assert "finance" not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_the_first_administrator_is_made_at_the_command_line(capsys):
    call_command("make_administrator", "root", address="https://attain.example.com")
    link = re.search(r"https://attain.example.com(\S+)", capsys.readouterr().out)[1]
    assert Client().get(link, follow=True).status_code == 200
    root = User.objects.get(username="root")
    assert [grant.role for grant in root.grants.all()] == ["administrator"]
    assert AuditEntry.objects.get(what="user_added", key=str(root.pk)).actor == "system"


@pytest.mark.parametrize(("language", "first"), [("zh", "family_name"), ("es", "given_name")])
def test_names_are_asked_for_in_the_order_of_the_language(signed_in, language, first):
    page = signed_in("administrator").get("/users/new/", headers={"accept-language": language})
    names = [name for name in page.context["form"].fields if name.endswith("_name")]
    assert names[0] == first
