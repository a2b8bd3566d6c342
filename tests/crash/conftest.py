"""Commands in processes that can be killed, and a desk to work on with the files that a store should have."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
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
PASSING = ("LOCK", "tmp", "figures", "partials", "totals", "standing", "moments")


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
    """attain(folder, "run", …, kill_at=3): a command in a process of its own.

    attain.held(folder, "run", …, hold_at="run.json"): one that stops at a step.
    """

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            CHILD, cwd=ROOT, env=ENVIRONMENT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __call__(self, folder: Path, *words: Any, **asked: Any) -> Ended:
        ended = Ended(**self.told(folder=str(folder), words=[str(word) for word in words], **asked))
        assert "Traceback" not in ended.err
        assert ended.code != 70, ended.err
        return ended

    def held(self, folder: Path, *words: Any, hold_at: str, **asked: Any) -> "Held":
        return Held(self, folder=str(folder), words=[str(word) for word in words], hold_at=hold_at, **asked)

    def told(self, **asked: Any) -> dict[str, Any]:
        """What the process that runs commands answers."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def close(self) -> None:
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()


class Held:
    """A command that stops at a step until it is let go on, or is told to stop."""

    def __init__(self, commands: Commands, **asked: Any) -> None:
        self._commands = commands
        with tempfile.TemporaryDirectory(prefix="attain-held-") as folder:
            names = {name: f"{folder}/{name}" for name in ("go", "said")}
            for name in names.values():
                os.mkfifo(name)
            self._go = os.open(names["go"], os.O_RDWR)
            said = os.open(names["said"], os.O_RDONLY | os.O_NONBLOCK)
            self._process = commands.told(**names, **asked)["process"]
        os.set_blocking(said, True)
        self._said = os.fdopen(said)
        first = self._said.readline()
        assert first == "held\n", (first, self._said.read())

    def ended(self, signal: int = 0) -> Ended:
        """Lets it go on, or sends it a signal; how it ends."""
        if signal:
            os.kill(self._process, signal)
        else:
            os.write(self._go, b"x")
        with self._said:
            told = self._said.read()
        os.close(self._go)
        code = self._commands.told(ended=self._process)["code"]
        ended = Ended(**(json.loads(told) if told else {"code": code, "out": "", "err": "", "steps": []}))
        assert "Traceback" not in ended.err, ended.err
        return ended


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


def linked(folder: Path, to: Path) -> Path:
    """A copy whose store has the same files: none of them is ever written again, but for the lock."""
    shutil.copytree(folder, to, copy_function=_linked)
    return to


def _linked(source: str, target: str) -> None:
    if "/store/" in source and not source.endswith("/LOCK"):
        os.link(source, target)
    else:
        shutil.copyfile(source, target)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by name, but for locks, temporary ones, and what only says when."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: path.read_bytes() for name, path in sorted(found.items()) if name.split("/")[0] not in PASSING
    }
