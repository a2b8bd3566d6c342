"""Several writers at once leave one whole chain, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.data

ROOT = Path(__file__).resolve().parents[2]
WRITERS, ENTRIES = 3, 40

#: A process of its own that writes entries, each in a transaction with another change.
WRITER = f"""
import django; django.setup()
from django.db import transaction
from attain.shell.audit import Actor, record
from attain.shell.models import User
for at in range({ENTRIES}):
    with transaction.atomic():
        User.objects.filter(username="nobody").update(language="en")
        record(Actor(name="writer"), "user_changed", "user", at)
"""


def begun(environment, *command):
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, **told)


def ended(process):
    """(exit code, what it said)"""
    said = process.communicate()[0]
    return process.returncode, said


def test_writers_at_once_leave_one_whole_chain(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    environment |= {"ATTAIN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "attain.config.settings"}
    if "ATTAIN_DATABASE" in os.environ:
        environment["ATTAIN_DATABASE"] = os.environ["ATTAIN_DATABASE"]
    assert ended(begun(environment, "-m", "attain.config", "migrate", "--verbosity", "0")) == (0, "")
    writers = [begun(environment, "-c", WRITER) for _ in range(WRITERS)]
    assert [ended(writer) for writer in writers] == [(0, "")] * WRITERS
    code, said = ended(begun(environment, "-m", "attain.config", "verify_audit"))
    assert (code, said.partition(" entries")[0]) == (0, f"All {WRITERS * ENTRIES}")
