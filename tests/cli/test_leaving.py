"""A command's process ends at once, with all that it had to say and nothing left behind."""

import os
import subprocess
import sys

import pytest

LEAVES = """
from attain.cli.leaving import leave
from attain.engine.store import DuckEngine
engine = DuckEngine()
engine.execute("SELECT 1")
print("said " * 50_000)
leave({code})
"""


@pytest.mark.parametrize("code", [0, 3])
def test_what_is_said_arrives_and_what_was_put_aside_is_cleared_away(tmp_path, code):
    done = subprocess.run(
        [sys.executable, "-c", LEAVES.format(code=code)],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stdout.split()), done.stderr) == (code, 50_000, "")
    assert list(tmp_path.iterdir()) == []


def test_who_cannot_be_told_does_not_take_it_for_done():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "attain", "--version"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1


@pytest.mark.parametrize(("word", "code"), [("--version", 0), ("nothing-like-it", 2)])
def test_a_process_ends_with_the_command_s_code(word, code):
    done = subprocess.run([sys.executable, "-m", "attain", word], capture_output=True, check=False)
    assert done.returncode == code
