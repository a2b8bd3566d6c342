"""Signing in: passwords, second factors, recovery, throttling, sessions, closed doors."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from attain.shell.models import AuditEntry, RoleGrant, User
from attain.shell.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PASSWORD = "green horse 42"


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana():
    user = User.objects.create_user("ana", "ana@example.com", PASSWORD, language="en")
    RoleGrant.objects.create(user=user, role=Role.FINANCE)
    return user


def signed(client, name="ana", password=PASSWORD, **more):
    return client.post("/sign-in/", {"login": name, "password": password, **more})


def code_of(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"


def with_app(user):
    """The user with an authenticator app; its secret."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


@pytest.mark.parametrize("name", ["ana", "ana@example.com", "ANA@example.com"])
def test_by_name_or_address_and_password_and_on_to_where_one_wanted(ana, name):
    client = Client()
    asked = client.get("/account/").headers["Location"]
    answer = client.post(asked, {"login": name, "password": PASSWORD, "next": "/account/"})
    assert answer.headers["Location"] == "/account/"
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_nobody_is_led_to_another_host(ana):
    assert signed(Client(), next="https://elsewhere.example/").headers["Location"] == "/"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "not correct"),
        ("zh", "不正确"),
        ("es", "no son correctos"),
        ("ja", "正しくありません"),
        ("ru", "неверны"),
    ],
)
def test_a_wrong_password_is_told_in_the_readers_language(ana, language, told):
    client = Client(headers={"accept-language": language})
    page = signed(client, password="wrong").content.decode()
    assert told in page
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_the_right_one_has_to_wait(ana):
    client = Client()
    for _ in range(5):
        assert "not correct" in signed(client, password="wrong").content.decode()
    assert "Too many" in signed(client).content.decode()
    assert "_auth_user_id" not in client.session


def test_a_password_that_is_easily_guessed_is_refused(ana):
    client = Client()
    client.force_login(ana)
    signed(client)
    for weak in ("short", "password1234", "123456789012345", "anaexamplecom"):
        given = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        assert client.post("/account/password/", given).status_code == 200, weak
    good = "a better one 77"
    given = {"oldpassword": PASSWORD, "password1": good, "password2": good}
    assert client.post("/account/password/", given).status_code == 302
    assert User.objects.get(pk=ana.pk).check_password(good)
    assert AuditEntry.objects.latest("number").what == "password_changed"


def test_a_second_factor_is_asked_for_after_the_password(ana):
    secret = with_app(ana)
    client = Client()
    assert signed(client).headers["Location"] == "/sign-in/second-factor/"
    assert client.get("/account/").status_code == 302  # not in yet
    page = client.post("/sign-in/second-factor/", {"code": "000000"})
    assert page.status_code == 200
    assert AuditEntry.objects.latest("number").what == "second_factor_refused"
    client.post("/sign-in/second-factor/", {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_an_app_is_set_up_with_a_picture_and_a_code_and_gives_recovery_codes_that_work_once(ana):
    client = Client()
    signed(client)
    again = client.get("/account/second-factor/app/", follow=True)
    assert again.redirect_chain[-1][0].startswith("/account/again/")
    client.post(again.redirect_chain[-1][0], {"password": PASSWORD})
    page = client.get("/account/second-factor/app/").content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'<code class="secret">(\w+)</code>', page)[1]
    assert client.post("/account/second-factor/app/", {"code": code_of(secret)}).status_code == 302
    codes = re.findall(
        r"<li><code>(\w+)</code>", client.get("/account/second-factor/codes/").content.decode()
    )
    assert len(codes) == 10
    whats = list(AuditEntry.objects.order_by("number").values_list("what", flat=True))
    assert whats[-2:] == ["second_factor_added", "second_factor_added"]
    for expected in (True, False):
        other = Client()
        signed(other)
        other.post("/sign-in/second-factor/", {"code": codes[0]})
        assert ("_auth_user_id" in other.session) is expected


def test_the_secret_of_an_app_stands_in_the_database_encrypted_only(ana):
    secret = with_app(ana)
    assert secret not in str(Authenticator.objects.get(user=ana).data)


def test_with_another_key_of_the_installation_no_code_fits(ana, settings):
    secret = with_app(ana)
    settings.SECRET_KEY = "another key of the installation, as long as it should be"
    client = Client()
    signed(client)
    assert client.post("/sign-in/second-factor/", {"code": code_of(secret)}).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_by_a_link_that_works_once(ana):
    Client().post("/sign-in/forgotten/", {"email": "ana@example.com"})
    Client().post("/sign-in/forgotten/", {"email": "stranger@example.com"})
    (letter,) = mail.outbox
    assert letter.to == ["ana@example.com"]
    link = re.search(r"http://testserver(\S+)", letter.body)[1]
    client = Client()
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "a better one 77", "password2": "a better one 77"})
    assert User.objects.get(pk=ana.pk).check_password("a better one 77")
    assert AuditEntry.objects.latest("number").what == "password_reset"
    assert "used already" in Client().get(link, follow=True).content.decode()


def test_who_is_signed_in_where_is_listed_and_ended(ana):
    here, there, elsewhere = Client(), Client(headers={"user-agent": "Browser of the thief"}), Client()
    for client in (here, there, elsewhere):
        signed(client)
    page = here.get("/account/sessions/").content.decode()
    assert "Browser of the thief" in page
    theirs = UserSession.objects.get(user_agent="Browser of the thief")
    here.post("/account/sessions/", {"session": theirs.pk})
    assert there.get("/account/").status_code == 302
    assert elsewhere.get("/account/sessions/").wsgi_request.user == ana
    here.post("/account/sessions/", {"session": "others"})
    assert UserSession.objects.filter(user=ana).count() == 1
    assert AuditEntry.objects.latest("number").what == "sessions_ended"


def test_nobody_ends_a_strangers_session(ana, signed_in):
    signed(Client())
    session = UserSession.objects.get(user=ana)
    assert signed_in("finance").post("/account/sessions/", {"session": session.pk}).status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_nobody_signs_up():
    assert Client().get("/signup/").status_code == 404
    assert Client().get("/sign-in/").content.decode().count("signup") == 0


def test_a_user_who_is_switched_off_is_told_so_and_not_let_in(ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    client = Client()
    signed(client)
    assert "_auth_user_id" not in client.session


def test_language_and_time_zone_are_the_users_own(ana, signed_in):
    client = signed_in("finance")
    assert client.post("/account/", {"language": "ru", "time_zone": "Mars/Olympus"}).status_code == 422
    assert client.post("/account/", {"language": "ru", "time_zone": "Asia/Tokyo"}).status_code == 302
    finance = User.objects.get(username="finance")
    assert (finance.language, finance.time_zone) == ("ru", "Asia/Tokyo")
    assert '<html lang="ru"' in client.get("/account/").content.decode()


def test_a_passkey_ceremony_begins_with_a_challenge_of_this_host(ana):
    answer = Client().get("/sign-in/passkey/", headers={"accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == "testserver"
    assert len(options["challenge"]) >= 40


def test_pages_of_signing_in_ask_nothing_of_another_host_and_have_no_inline_script(ana):
    for address in ("/sign-in/", "/sign-in/forgotten/"):
        page = Client().get(address)
        assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
        scripts = re.findall(r"<script([^>]*)>", page.content.decode())
        assert all("src=" in script or "application/json" in script for script in scripts)


def test_the_companys_sign_in_is_offered_where_it_is_set_up(settings):
    assert "/sign-in/with/" not in Client().get("/sign-in/").content.decode()
    from attain.config.accounts import accounts
    from attain.config.environment import environment

    given = {
        "ATTAIN_HOME": str(django_settings.ATTAIN_HOME),
        "ATTAIN_OIDC_ISSUER": "https://id.example.com",
        "ATTAIN_OIDC_CLIENT": "attain",
        "ATTAIN_OIDC_SECRET": "secret",
        "ATTAIN_OIDC_NAME": "Acme",
    }
    settings.SOCIALACCOUNT_PROVIDERS = accounts(environment(given))["SOCIALACCOUNT_PROVIDERS"]
    page = Client().get("/sign-in/").content.decode()
    assert "/sign-in/with/company/" in page
    assert "Acme" in page
