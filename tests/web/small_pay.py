"""The small company of three people behind the pages: run in milliseconds, with users of its own.

P1 and P2 are account managers, P3 leads both; "ops", "fin" and "aud" are no payees.
"""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from attain.apps.adjusting import api as adjusting
from attain.apps.people import api as people
from attain.apps.results import api as results
from attain.apps.results.models import StoredRun
from attain.runs.workplace import Workplace
from attain.shell.models import RoleGrant, User
from attain.shell.roles import Role
from tests.runs.small_company import RULEBOOK, opened

#: Name → role, person, unit.
USERS = {
    "ana": (Role.MANAGER, "P1", ""),
    "wei": (Role.MANAGER, "P2", ""),
    "boss": (Role.LEADER, "P3", "C"),
    "ops": (Role.OPERATIONS, "", ""),
    "ops2": (Role.OPERATIONS, "", ""),
    "fin": (Role.FINANCE, "", ""),
    "aud": (Role.AUDITOR, "", ""),
}


@cache
def _made() -> Path:
    """The store with March computed, made once for all modules."""
    folder = Path(tempfile.mkdtemp(prefix="attain-small-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    place = opened(folder, shutil.copytree(RULEBOOK, folder / "rulebook"))
    with place.engine() as engine:
        place.run(engine, "2026-03")
    return folder


@pytest.fixture
def small(settings, tmp_path, db):
    """A copy of it as the installation's company, shown in the database; the workplace."""
    shutil.copytree(_made(), tmp_path / "small")
    settings.ATTAIN_RULEBOOK = tmp_path / "small" / "rulebook"
    settings.ATTAIN_STORE = tmp_path / "small" / "store"
    settings.MEDIA_ROOT = tmp_path / "files"
    place = Workplace.open(settings.ATTAIN_RULEBOOK, settings.ATTAIN_STORE)
    people.sync(place.store, place.rules)
    adjusting.sync(place.store, place.rules)
    StoredRun.objects.all().delete()
    results.publish(place.store, results.register().latest("2026-03"))
    for name, (role, person, unit) in USERS.items():
        user = User.objects.create(username=name, person=person, first_name=name.title())
        RoleGrant.objects.create(user=user, role=role, unit=unit)
    return place


def run(place, period):
    """Computes a period and shows it."""
    with place.engine() as engine:
        place.run(engine, period)
    results.publish(place.store, results.register().latest(period))


@pytest.fixture
def by(small):
    """by("ops") → a client who is signed in as that user."""

    def made(name: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=name))
        return client

    return made
