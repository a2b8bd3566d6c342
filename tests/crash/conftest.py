"""Commands in processes that can be killed, and a desk to work on with the files that a store should have."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.runs.small_company import LATE_ORDER, RULEBOOK, TABLES

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "ATTAIN_LANG": "en", "ATTAIN_STORE": "store"}
CHILD = [sys.executable, "-m", "tests.crash.child"]

#: What belongs to no result: locks, temporary files, and what is made again where it is missing.
PASSING = ("LOCK", "tmp", "figures", "partials", "totals", "moments")


@dataclass(frozen=True)
class Ended:
    """How a command ended. code: -9 where it was killed. steps: which it reached."""

    code: int
    out: str
    err: str
    steps: list[str]

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


class Commands:
    """attain(folder, "run", …, kill_at=3): a command in a process of its own."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            CHILD, cwd=ROOT, env=ENVIRONMENT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __call__(self, folder: Path, *words: Any, **asked: Any) -> Ended:
        assert self._server.stdin
        assert self._server.stdout
        asked |= {"folder": str(folder), "words": [str(word) for word in words]}
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        ended = Ended(**json.loads(self._server.stdout.readline()))
        assert "Traceback" not in ended.err
        assert ended.code != 70, ended.err
        return ended

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()


class Held:
    """A command that stops at a step until it is let go on, or is told to stop."""

    def __init__(self, folder: Path, *words: Any, hold_at: str, **asked: Any) -> None:
        asked |= {"folder": str(folder), "words": [str(word) for word in words], "hold_at": hold_at}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.process = subprocess.Popen(
            [*CHILD, json.dumps(asked)], cwd=ROOT, env=ENVIRONMENT, text=True, **pipes
        )
        assert self.process.stdout
        first = self.process.stdout.readline()
        assert first == "held\n", (first, self.process.communicate())

    def ended(self, signal: int = 0) -> Ended:
        """Lets it go on, or sends it a signal; how it ends."""
        if signal:
            self.process.send_signal(signal)
        out, err = self.process.communicate("" if signal else "x")
        assert "Traceback" not in err, err
        told = (
            json.loads(out) if out else {"code": self.process.returncode, "out": "", "err": err, "steps": []}
        )
        return Ended(**told)


@pytest.fixture(scope="session")
def attain() -> Iterator[Commands]:
    commands = Commands()
    yield commands
    commands.close()


@pytest.fixture(scope="session")
def unloaded(tmp_path_factory) -> Path:
    """The small company's rulebook and files, and no store yet. Nobody changes it."""
    home = tmp_path_factory.mktemp("unloaded")
    shutil.copytree(RULEBOOK, home / "rulebook")
    (home / "data").mkdir()
    for table, text in TABLES.items():
        (home / "data" / f"{table}.csv").write_text(text, encoding="utf-8")
    (home / "order_lines-late.csv").write_text(LATE_ORDER, encoding="utf-8")
    return home


@pytest.fixture(scope="session")
def loaded(attain, unloaded, tmp_path_factory) -> Path:
    """The company with its files loaded and March computed. Nobody changes it."""
    home = copied(unloaded, tmp_path_factory.mktemp("loaded") / "desk")
    assert attain(home, "load", "rulebook", "data").code == 0
    assert attain(home, "run", "rulebook", "--period", "2026-03").code == 0
    return home


def copied(folder: Path, to: Path) -> Path:
    """A copy to work on."""
    shutil.copytree(folder, to)
    return to


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by name, but for locks, temporary ones, and what only says when."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes() for name, path in sorted(found.items()) if name.split("/")[0] not in PASSING
    }
