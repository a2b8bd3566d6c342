"""No answer is empty: where the page of an error can't be made either, a plain one says what to do."""

import base64
import re
from hashlib import sha256

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client

from attain.engine.declare import LANGUAGES
from attain.shell.models import User
from attain.shell.plainly import never_empty
from attain.wording import Wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """Somebody who is signed in, for whom an error is an answer."""
    user = User.objects.create(username="somebody", language="")
    made = Client(raise_request_exception=False)
    made.force_login(user)
    return made


def locked(*_args, **_kwargs):
    raise OperationalError("database is locked")


def replaced(*_args, **_kwargs):
    raise ValueError("Missing staticfiles manifest entry for 'shell/attain.css'")


def says(answer, language, name):
    """Whether a page of its own says it, in that language, at the width of the reader's screen."""
    wording, page = Wording(language), answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert wording.say(f"shell.{name}") in page
    assert wording.say(f"shell.{name}.told") in page
    assert "width=device-width" in page
    (style,) = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    return True


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/sign-in/", "/", "/nowhere/"])
def test_a_database_that_does_not_answer_is_told_with_what_to_do(client, monkeypatch, address, language):
    monkeypatch.setattr(CursorWrapper, "execute", locked)
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["X-Request-ID"] in answer.content.decode()
    assert says(answer, language, "busy")
    assert b"database is locked" not in answer.content


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_page_of_errors_breaks_too_a_plain_one_is_shown(client, monkeypatch, caplog, language):
    monkeypatch.setattr(staticfiles_storage, "url", replaced)
    answer = client.get("/sign-in/new-password/", headers={"accept-language": language})
    assert answer.status_code == 500
    assert says(answer, language, "broken")
    assert b"manifest" not in answer.content
    assert "Missing staticfiles manifest entry" in caplog.text


def test_a_program_is_told_by_a_problem(client, monkeypatch):
    monkeypatch.setattr(CursorWrapper, "execute", locked)
    answer = client.get("/api/v1/me", headers={"accept-language": "es"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.json()["title"] == Wording("es").say("shell.busy")


def test_what_breaks_outside_of_every_page_is_an_answer_as_well(caplog):
    def breaks(environ, start_response):
        raise ZeroDivisionError("secret detail")

    began = []
    environ = {"PATH_INFO": "/sign-in/", "HTTP_ACCEPT_LANGUAGE": "ja"}
    body = b"".join(never_empty(breaks)(environ, lambda status, headers: began.append((status, headers))))
    ((status, headers),) = began
    assert status == "500 Internal Server Error"
    assert ("Content-Type", "text/html; charset=utf-8") in headers
    assert Wording("ja").say("shell.broken") in body.decode()
    assert b"secret" not in body
    assert "secret detail" in caplog.text
