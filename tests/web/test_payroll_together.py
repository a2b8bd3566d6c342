"""Work that is killed while it hands over leaves nothing half done; two at once hand over once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.payroll_company import closed_march

pytestmark = pytest.mark.data

ROOT = Path(__file__).resolve().parents[2]


def database(tmp_path):
    """Settings of a database of its own: a file, or one more in the server of the tests."""
    address = os.environ.get("ATTAIN_DATABASE")
    if address is None:
        return {}
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE payroll_racing")
    return {"ATTAIN_DATABASE": address.replace("/postgres?", "/payroll_racing?")}


def test_killed_anywhere_and_released_twice_at_once_it_is_proposed_and_handed_over_once(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ATTAIN_")}
    environment |= {"ATTAIN_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "attain.config.settings"}
    environment |= {"ATTAIN_STORE": str(closed_march(tmp_path)), **database(tmp_path)}

    def said(mode):
        command = [sys.executable, "-m", "tests.web.payroll_racing", mode]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    for mode in ("propose", "release"):
        killed = said(mode)
        assert killed.returncode == 9, killed.stderr
    raced = said("race")
    assert raced.returncode == 0, raced.stderr
    told = json.loads(raced.stdout.splitlines()[-1])
    assert told["before"] == [0, 0]
    assert told["states"] in (["done", "failed"], ["done", "done"])
    assert told["proposals"] == ["approved"]
    assert (told["keys"], told["files"]) == (["2026-03/1"], 1)
    assert told["sums"] == {"cost": "-3700.10", "advances": "-899.94", "approved": "4600.04"}
    assert told["whole"] is True
