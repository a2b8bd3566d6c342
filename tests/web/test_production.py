"""Running it for a company: unsafe settings are refused with the reason, health is told, logs are JSON."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from attain.config.environment import KNOWN, database, environment
from attain.config.logs import Lines
from attain.config.mail import mail
from attain.config.safety import refusals
from attain.shell import views
from attain.shell.requests import REQUEST

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guides" / "production.md"
SAFE = {
    "ATTAIN_PRODUCTION": "1",
    "ATTAIN_SECRET_KEY": "Zq3-vXw8Lr_Tn5Yb1Kd7Hs2Mf9Jc4Pg6Ue0Ra8Wi3Xo5Vl7Nt2Bk",
    "ATTAIN_HOSTS": "attain.example.com",
    "ATTAIN_DATABASE": "postgresql://attain:secret@db.example.com:5432/attain",
    "ATTAIN_PROXIES": "1",
}


def refused(tmp_path, address="127.0.0.1", processes=1, **changed):
    given = {**SAFE, "ATTAIN_HOME": str(tmp_path), **changed}
    given = {name: value for name, value in given.items() if value is not None}
    found = refusals(environment(given), address, processes)
    return [each.why.removeprefix("production.refused.") for each in found]


def test_a_safe_installation_starts(tmp_path):
    assert refused(tmp_path, processes=4, address="0.0.0.0") == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ATTAIN_SECRET_KEY": None}, "no_secret"),
        ({"ATTAIN_SECRET_KEY": "short"}, "weak_secret"),
        ({"ATTAIN_SECRET_KEY": "ab" * 40}, "weak_secret"),
        ({"ATTAIN_DEMO": "1"}, "demo"),
        ({"ATTAIN_HOSTS": None}, "no_hosts"),
        ({"ATTAIN_HOSTS": "*"}, "any_host"),
        ({"ATTAIN_DATABASE": None}, "sqlite"),
        ({"ATTAIN_DATABASE": "mysql://somewhere"}, "database"),
        ({"ATTAIN_PROXIES": None}, "plain_http"),
        ({"ATTAIN_EMAIL": "mail.example.com"}, "email"),
        ({"ATTAIN_LOG": "xml"}, "log"),
        ({"ATTAIN_OIDC_ISSUER": "https://id.example.com"}, "oidc"),
        ({"ATTAIN_HOST": "attain.example.com"}, "unknown"),
    ],
)
def test_each_unsafe_setting_is_refused_by_its_name(tmp_path, changed, why):
    assert refused(tmp_path, processes=2, **changed) == [why]


def test_sqlite_serves_one_process_and_plain_http_where_one_says_so(tmp_path):
    assert refused(tmp_path, ATTAIN_DATABASE=None) == []
    assert refused(tmp_path, ATTAIN_PROXIES=None, ATTAIN_PLAIN_HTTP="1") == []


def test_a_trial_answers_on_its_own_machine_alone(tmp_path):
    trial = dict.fromkeys(SAFE)
    assert refused(tmp_path, **trial) == []
    assert refused(tmp_path, address="localhost", **trial) == []
    assert refused(tmp_path, address="0.0.0.0", **trial) == ["open_trial"]
    assert refused(tmp_path, address="0.0.0.0", **{**trial, "ATTAIN_PLAIN_HTTP": "1"}) == []


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_start_that_is_refused_tells_every_reason_and_touches_nothing(tmp_path, command):
    given = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    given |= {"ATTAIN_HOME": str(tmp_path), "ATTAIN_PRODUCTION": "1", "ATTAIN_DEMO": "1", "ATTAIN_LANG": "en"}
    ended = subprocess.run(
        [sys.executable, "-m", "attain.config", command], cwd=ROOT, env=given, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "ATTAIN_SECRET_KEY is not set" in ended.stderr
    assert "ATTAIN_DEMO lets anyone in" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_production_settings_are_closed(tmp_path):
    told = """
import json
from attain.config import settings as s
print(json.dumps([s.DEBUG, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,
    s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER, s.ALLOWED_HOSTS, s.ALLAUTH_TRUSTED_PROXY_COUNT]))
"""
    given = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    given |= {**SAFE, "ATTAIN_HOME": str(tmp_path)}
    ended = subprocess.run([sys.executable, "-c", told], cwd=ROOT, env=given, capture_output=True, text=True)
    header = ["HTTP_X_FORWARDED_PROTO", "https"]
    assert json.loads(ended.stdout) == [False, True, True, True, True, header, ["attain.example.com"], 1]


def test_a_proxys_word_counts_only_where_one_is_declared(settings, rf):
    from attain.shell.origin import address_of

    request = rf.get("/", headers={"x-forwarded-for": "203.0.113.5, 192.0.2.1"}, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "192.0.2.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert address_of(request) == "203.0.113.5"


def test_addresses_of_databases_and_letters_are_read_as_they_are_written(tmp_path):
    found = database("postgresql://ana:p%40ss@db:5433/attain?sslmode=require", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "ana",
        "p@ss",
        "db",
        "5433",
        "attain",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}
    letters = mail("smtp://ana:p%40ss@mail.example.com")
    assert (letters["EMAIL_PORT"], letters["EMAIL_USE_TLS"], letters["EMAIL_HOST_PASSWORD"]) == (
        587,
        True,
        "p@ss",
    )
    assert mail("smtps://mail.example.com")["EMAIL_USE_SSL"] is True
    assert "dummy" in mail("")["EMAIL_BACKEND"]


@pytest.mark.django_db
@pytest.mark.data
def test_health_says_that_the_process_lives_and_whether_it_can_work(settings, tmp_path, monkeypatch):
    assert Client().get("/health/live/").json() == {"ok": True}
    told = {"ok": True, "database": True, "migrated": True, "store": True}
    assert Client().get("/health/ready/").json() == told
    settings.ATTAIN_STORE = tmp_path
    answer = Client().get("/health/ready/")
    assert (answer.status_code, answer.json()["store"]) == (503, False)


@pytest.mark.django_db
@pytest.mark.data
def test_a_pending_migration_is_not_ready(monkeypatch):
    monkeypatch.setattr(views, "_KNOWN_AS_MIGRATED", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'shell' AND name = '0002_audit'")
    answer = Client().get("/health/ready/")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)


@pytest.mark.django_db
def test_every_answer_has_an_id_that_the_log_has_too(caplog, settings):
    with caplog.at_level(logging.INFO, logger="attain.request"):
        answer = Client().get("/sign-in/?next=/secret/")
    record = next(each for each in caplog.records if each.name == "attain.request")
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert (record.method, record.path, record.status) == ("GET", "/sign-in/", 200)
    assert "secret" not in record.getMessage()
    forged = Client().get("/sign-in/", headers={"x-request-id": "chosen-by-a-stranger"})
    assert forged.headers["X-Request-ID"] != "chosen-by-a-stranger"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    passed = Client().get("/sign-in/", headers={"x-request-id": "chosen-by-the-proxy"})
    assert passed.headers["X-Request-ID"] == "chosen-by-the-proxy"


@pytest.mark.django_db
def test_the_link_of_a_letter_is_not_in_the_log(caplog):
    with caplog.at_level(logging.INFO, logger="attain.request"):
        Client().get("/sign-in/new-password/1-secretkey/")
    assert "secretkey" not in "".join(
        each.getMessage() for each in caplog.records if each.name == "attain.request"
    )


def test_a_line_of_the_log_is_json_with_the_error_in_it():
    token = REQUEST.set("abc")
    try:
        raise ValueError("what went wrong")
    except ValueError:
        record = logging.LogRecord(
            "attain", logging.ERROR, "x.py", 1, "Could not %s", ("do it",), sys.exc_info()
        )
    finally:
        record.part = 3
        line = json.loads(Lines().format(record))
        REQUEST.reset(token)
    assert (line["level"], line["message"], line["request_id"], line["part"]) == (
        "error",
        "Could not do it",
        "abc",
        3,
    )
    assert "what went wrong" in line["error"]


def test_the_guide_has_every_setting_and_no_other():
    rows = re.findall(r"^\| `(ATTAIN_\w+)` \|", GUIDE.read_text(encoding="utf-8"), re.M)
    assert sorted(rows) == sorted(KNOWN)


def test_every_variable_that_the_code_reads_is_known():
    read = set()
    for path in (ROOT / "attain").rglob("*.py"):
        if "node_modules" not in path.parts:
            read |= set(re.findall(r"""["'](ATTAIN_[A-Z_]+[A-Z])["']""", path.read_text(encoding="utf-8")))
    internal = {"ATTAIN_RULEBOOK", "ATTAIN_STORE"}
    assert read - internal == set(KNOWN)


def test_a_process_is_warm_before_its_first_request_and_starts_without_rulebook_and_tables(tmp_path):
    told = (
        "import gc, attain.config.wsgi as w; print(callable(w.application), gc.get_freeze_count() > 100_000)"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ATTAIN_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True)
    assert run.stdout == "True True\n", run.stderr
