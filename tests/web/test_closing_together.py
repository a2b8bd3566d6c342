"""Several at once: one closing, one run that is shown, one batch of entries; on SQLite and on PostgreSQL."""

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.runs.small_company import RULEBOOK

pytestmark = pytest.mark.data

ROOT = Path(__file__).resolve().parents[2]


def database():
    """Settings of a database of its own: a file, or one more in the server of the tests."""
    address = os.environ.get("ATTAIN_DATABASE")
    if address is None:
        return {}
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE closing_racing")
    return {"ATTAIN_DATABASE": address.replace("/postgres?", "/closing_racing?")}


def test_requests_at_once_close_a_period_once_and_the_closed_run_is_shown(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    environment |= {"ATTAIN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "attain.config.settings"}
    shutil.copytree(RULEBOOK, tmp_path / "rulebook")
    command = [sys.executable, "-m", "tests.web.closing_racing", str(tmp_path)]
    done = subprocess.run(
        command, cwd=ROOT, env={**environment, **database()}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["sent"] == [302, 302]
    assert told["waiting"] == 2
    assert told["group"] == [302, 422]
    assert told["codes"].count(302) == (0 if told["stopped"] else 1)
    assert told["stopped"] in ("", "waiting")
    assert told["shown"]
    ((period, owed),) = told["batches"]
    assert (period, Decimal(owed)) == ("2026-03", Decimal(told["paid"]))
    assert told["whole"]
