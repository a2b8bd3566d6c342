"""Ctrl-C and a service manager's SIGTERM: the store as it was, one line, and the exit code for scripts."""

import signal
import subprocess
import sys

import pytest

from tests.crash.conftest import ENVIRONMENT, ROOT, copied, files

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.mark.parametrize("sent", CODES)
def test_a_run_that_is_stopped(loaded, tmp_path, attain, sent):
    desk = copied(loaded, tmp_path / "desk")
    ended = attain.held(desk, "run", "rulebook", "--period", "2026-04", hold_at="run.json").ended(sent)
    assert ended.code == CODES[sent]
    assert ended.err == "Stopped. What was stored before is unharmed. The same command does the work again.\n"
    assert attain(desk, "runs", "--json").out == attain(loaded, "runs", "--json").out
    assert not any((desk / "store" / "tmp").iterdir())


@pytest.mark.parametrize("sent", CODES)
def test_a_load_of_many_files_that_is_stopped(unloaded, tmp_path, attain, sent):
    desk = copied(unloaded, tmp_path / "desk")
    ended = attain.held(desk, "load", "rulebook", "data", hold_at="renaming facts").ended(sent)
    assert ended.code == CODES[sent]
    assert ended.err == (
        "Stopped. Files that are in the store: 8 of 10. The same command goes on with the rest.\n"
    )
    again = attain(desk, "load", "rulebook", "data", "--json").json["loads"]
    assert [load["repeated"] for load in again] == [True] * 8 + [False] * 2


@pytest.mark.parametrize("sent", CODES)
def test_an_export_that_is_stopped(loaded, tmp_path, attain, sent):
    desk, wanted = copied(loaded, tmp_path / "desk"), copied(loaded, tmp_path / "wanted")
    words = ("export", "all", "--out", "out", "--format", "html")
    ended = attain.held(desk, *words, kind="page", hold_at="payroll.csv").ended(sent)
    assert ended.code == CODES[sent]
    assert ended.err.startswith("Stopped. The files that are in out are whole.")
    assert attain(wanted, *words).code == 0
    assert files(desk / "out").items() < files(wanted / "out").items(), "no half-written file is left"


QUERY = """
import sys
from tests.crash.child import heed
from attain.cli import answering as entry
from attain.engine.store import DuckEngine
from attain.cli.stopping import stoppable
def long(*_):
    with DuckEngine() as engine:
        said = []
        told = lambda part: said or (said.append(print("asked", flush=True)))
        engine.query("SELECT sum(hash(a.range * b.range)) FROM range(2000) a, range(10000000) b", (), told)
entry._answered = long
heed()
sys.exit(entry.main([]))
"""


@pytest.mark.parametrize("sent", CODES)
def test_a_long_query_is_interrupted(sent):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    words = [sys.executable, "-c", QUERY]
    with subprocess.Popen(words, cwd=ROOT, env=ENVIRONMENT, **pipes) as asked:
        assert asked.stdout.readline() == "asked\n"
        asked.send_signal(sent)
        try:
            _, err = asked.communicate(timeout=60)
        finally:
            asked.kill()
    assert (asked.returncode, err) == (CODES[sent], "Stopped.\n")
