"""A small demo company, computed once a process and shown in the test database, for all tests of pages."""

import csv
import fcntl
import os
import shutil
import tempfile
from datetime import timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from attain.runs.demo import generate
from attain.runs.entries import Entry, enter
from attain.runs.workplace import Source, Workplace
from tests.web import settings as web

ROOT = Path(__file__).resolve().parents[2]

#: Small, but with every post, team and role.
SCALE = Fraction(1, 40)
MONTHS = ("2026-09", "2026-10")


def _shared(path: Path) -> Entry:
    """The pool that the demo leaves open, shared as in the month before: so that nobody's pay waits."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["period"] == MONTHS[0]]
    return Entry("hand_shares", [{**row, "period": MONTHS[-1]} for row in rows])


def _made(home: Path) -> None:
    """The company in this folder: its rulebook and a store with two months computed."""
    files = generate(home, 1, MONTHS[-1], SCALE, lambda *_: None)
    place = Workplace.open(files.rulebook, home / "store", create=True)
    with place.engine() as engine:
        for table, path in files.facts:
            place.load(Source(path, table), engine=engine)
    enter(place, [_shared(files.file("hand_shares"))], "shared by hand")
    with place.engine() as engine:
        for month in MONTHS:
            place.run(engine, month)


def _made_of() -> str:
    """A digest of all that the company is made by: the code, its locked parts, and this file."""
    packages = ("catalog", "engine", "rulebook", "runs")
    files = (path for each in packages for path in (ROOT / "attain" / each).rglob("*"))
    code = sorted(path for path in files if path.is_file() and path.suffix != ".pyc")
    found = sha256()
    for path in (*code, ROOT / "requirements.lock", Path(__file__)):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(scope="session")
def company() -> Path:
    """The folder with rulebook/ and store/, two months computed.

    The first process makes it, others and the next runs of the same code take a copy: older ones go.
    """
    if not (web.HOME / "store" / "HEAD").exists():
        common = Path(tempfile.gettempdir()) / f"attain-company-{os.getuid()}"
        common.mkdir(mode=0o700, exist_ok=True)
        with (common / "lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            kept = common / _made_of()
            if not (kept / "whole").exists():
                for other in common.iterdir():
                    if other.is_dir():
                        shutil.rmtree(other)
                _made(kept)
                (kept / "whole").touch()
            shutil.copytree(kept, web.HOME, dirs_exist_ok=True)
    return web.HOME


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, company):
    """The company's people, runs and sign-ins are in the database before the first test."""
    from attain.config.company import show_store

    with django_db_blocker.unblock():
        show_store()


@pytest.fixture(autouse=True)
def todays_day():
    """Tests reckon days in the company's time zone, as its pages do: near midnight others differ."""
    with timezone.override(ZoneInfo("Europe/Madrid")):
        yield


@pytest.fixture
def signed_in(db):
    """signed_in("account_manager") → a client who is signed in as the demo's user of that name."""
    from attain.shell.models import User

    def made(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return made


@pytest.fixture
def token(db):
    """token("finance", "run:read") → a client whose requests carry a token with these scopes; none = all."""

    def made(name: str, *scopes: str) -> Client:
        from attain.shell.api.models import ApiToken
        from attain.shell.api.tokens import digest, permissions_of
        from attain.shell.models import User

        user = User.objects.get(username=name)
        ApiToken.objects.create(
            user=user,
            name="test",
            digest=digest(f"attain_{name}"),
            hint="attain_test",
            scopes=list(scopes or permissions_of(user)),
            expires_at=timezone.now() + timedelta(days=1),
        )
        return Client(headers={"authorization": f"Bearer attain_{name}"})

    return made


@pytest.fixture
def kept_store(company):
    """What a test enters into the store is gone after it, as its rows of the database are."""
    store = company / "store"
    head, personal = (store / "HEAD").read_bytes(), store / "personal"
    files = {path: path.read_bytes() for path in personal.rglob("*") if path.is_file()}
    yield store
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (store / "HEAD").write_bytes(head)
