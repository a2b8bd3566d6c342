"""Several writers at once leave one whole chain, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.data

ROOT = Path(__file__).resolve().parents[2]
WRITERS, ENTRIES = 3, 40

#: A process of its own prepares the database, as its chore does. Forks of it write entries, each in a
#: transaction with another change and over a connection of its own. In the end it verifies what they wrote.
PROGRAM = f"""
import os
from attain.config.start import chore
assert chore(["migrate", "--verbosity", "0"]) == 0
from django.db import connections, transaction
from attain.shell.audit import Actor, record
from attain.shell.models import User

def write():
    for at in range({ENTRIES}):
        with transaction.atomic():
            User.objects.filter(username="nobody").update(language="en")
            record(Actor(name="writer"), "user_changed", "user", at)

def begun():
    child = os.fork()
    if not child:
        write()
        os._exit(0)
    return child

connections.close_all()
writers = [begun() for _ in range({WRITERS})]
assert [os.waitpid(writer, 0)[1] for writer in writers] == [0] * {WRITERS}
assert chore(["verify_audit"]) == 0
"""


def test_writers_at_once_leave_one_whole_chain(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    environment |= {"ATTAIN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "attain.config.settings"}
    if "ATTAIN_DATABASE" in os.environ:
        environment["ATTAIN_DATABASE"] = os.environ["ATTAIN_DATABASE"]
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.partition(" entries")[0] == f"All {WRITERS * ENTRIES}"
