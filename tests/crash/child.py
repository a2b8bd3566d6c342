"""A process that runs commands and is killed, held or starved at a step that a test has chosen.

Started once a session as `python -m tests.crash.child`, before any engine is open; for each line of JSON on
standard input it forks a child that runs one command, and answers with how it ended, or, for one that is to
be held, with its process number at once.
"""

import contextlib
import ctypes
import io
import json
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import duckdb  # noqa: F401 - before the first fork, as the dialect below
import sqlglot.dialects.duckdb  # noqa: F401

from attain.catalog import PATH
from attain.cli.main import main
from attain.engine.store.engine import DuckEngine
from attain.engine.store.place import Place
from attain.rulebook.load import load

#: Version of Linux's capabilities, and those by which the superuser passes over permissions.
_CAPABILITIES, _OVERRIDE = 0x20080522, (1 << 1) | (1 << 2)


class Steps:
    """Counts the steps that a command reaches and ends the process at the chosen one."""

    def __init__(self, kill_at: int, hold_at: str) -> None:
        self.reached: list[str] = []
        self._kill_at, self._hold_at = kill_at, hold_at

    def __call__(self, step: str) -> None:
        self.reached.append(step)
        if len(self.reached) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if self._hold_at and self._hold_at in step:
            self._hold_at = ""
            os.write(1, b"held\n")
            os.read(0, 1)


def hook(steps: Steps, kind: str) -> None:
    """kind: "durable" steps of the place, "query" for what the engine is asked, "page" for files written."""
    if kind == "durable":
        made = Place.__init__
        Place.__init__ = lambda self, root, crash_at=None: made(self, root, steps)
    elif kind == "query":
        asked = DuckEngine.execute
        DuckEngine.execute = lambda self, *given, **more: (steps("query"), asked(self, *given, **more))[1]
    else:
        replaced = Path.replace

        Path.replace = lambda self, target: (steps(f"page {target}"), replaced(self, target))[1]


def heed() -> None:
    """Signals that whoever started the tests had ignored, as nohup does, end commands here."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def obey_permissions() -> None:
    """The superuser, too, may read and write only what permissions allow from here on."""
    library = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    assert library.capget(header, data) == 0
    data[0] &= ~_OVERRIDE
    assert library.capset(header, data) == 0


def command(asked: dict[str, Any]) -> dict[str, Any]:
    """Runs the command in this process, which is a child of its own."""
    heed()
    os.chdir(asked["folder"])
    os.environ.update(asked.get("environment", {}))
    steps = Steps(asked.get("kill_at", 0), asked.get("hold_at", ""))
    hook(steps, asked.get("kind", "durable"))
    if "largest" in asked:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], asked["largest"]))
    if asked.get("unprivileged"):
        obey_permissions()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(asked["words"])
    return {"code": code, "out": out.getvalue(), "err": err.getvalue(), "steps": steps.reached}


def alone(asked: dict[str, Any], write: int) -> NoReturn:
    """All that a forked process does, and its end: the command, and what is told of it."""
    try:
        with os.fdopen(write, "w") as answer:
            json.dump(command(asked), answer)
        os._exit(0)
    finally:  # an error: no step back into the process that it was forked from
        traceback.print_exc()
        os._exit(70)


def forked(asked: dict[str, Any]) -> dict[str, Any]:
    """The command's answer; {"code": -9} where it was killed."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        alone(asked, write)
    os.close(write)
    with os.fdopen(read) as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return {"code": -os.WTERMSIG(status), "out": "", "err": "", "steps": []}
    return json.loads(told)


def held(asked: dict[str, Any]) -> dict[str, Any]:
    """The number of a process that does the command with two pipes as its standard input and output.

    They are opened here, where who asked holds their other ends already, so that nobody waits for anybody.
    """
    read, write = os.open(asked["go"], os.O_RDONLY), os.open(asked["said"], os.O_WRONLY)
    child = os.fork()
    if child == 0:
        os.dup2(read, 0)
        os.dup2(write, 1)
        alone(asked, write)
    os.close(read)
    os.close(write)
    return {"process": child}


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    """What is told of one request."""
    if "ended" in asked:
        _, status = os.waitpid(asked["ended"], 0)
        return {"code": os.waitstatus_to_exitcode(status)}
    return held(asked) if "hold_at" in asked else forked(asked)


def serve() -> None:
    """Answers one request a line until there are no more.

    What each command would read anew is read before the first fork; no engine is opened, and nothing is
    flushed to the disk, as in all tests.
    """
    os.fsync = lambda descriptor: None
    load(PATH)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answered(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
