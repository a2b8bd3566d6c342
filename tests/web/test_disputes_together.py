"""Several at once: one dispute, one answer, each step approved once, one row that pays. On PostgreSQL.

SQLite lets one writer in at a time, so there is nothing to race.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runs.small_company import RULEBOOK

pytestmark = pytest.mark.data

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif("ATTAIN_DATABASE" not in os.environ, reason="one writer at a time: needs PostgreSQL")
def test_what_is_asked_by_several_at_once_is_done_once(tmp_path):
    import psycopg

    address = os.environ["ATTAIN_DATABASE"]
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE disputes_racing")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    environment |= {"ATTAIN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "attain.config.settings"}
    environment["ATTAIN_DATABASE"] = address.replace("/postgres?", "/disputes_racing?")
    shutil.copytree(RULEBOOK, tmp_path / "rulebook")
    command = [sys.executable, "-m", "tests.web.disputes_racing", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["raised"] == [302, 302]  # the second is shown the first one's dispute
    assert [told[each].count(302) for each in ("decided", "first", "last")] == [1, 1, 1]
    assert (told["disputes"], told["steps"], told["rows"]) == (1, [1, 2], [1, 1000])
