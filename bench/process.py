"""A task in a process of its own, so that its memory and processor time are its own."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.places import WORK

ROOT = Path(__file__).absolute().parents[1]
EVERY = 0.2

#: An installed program has its bytecode, whatever the machine's settings say of a checkout's.
BYTECODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(WORK / "bytecode")}


class TaskFailed(Exception):
    """The process did not end well; its last words stand in the message."""


@dataclass(frozen=True)
class Measured:
    """wall, cpu: seconds of the process and those that it started. peak: MiB that all of them held."""

    wall: float
    cpu: float
    peak: float
    told: dict[str, Any]


def measured(task: str, *arguments: str) -> Measured:
    """Runs `python -m bench.task TASK …`, whose last line of output is JSON. Raises TaskFailed."""
    began = time.monotonic()
    command = [sys.executable, "-m", "bench.task", task, *arguments]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | BYTECODE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watch = _Watch(process.pid)
    errors: list[str] = []
    reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
    reader.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    together = watch.stop()
    process.stdout.close()
    process.stderr.close()
    if process.returncode:
        raise TaskFailed(f"{task}: exit code {process.returncode}\n{''.join(errors)[-2000:]}")
    peak = max(usage.ru_maxrss / 1024, together)
    return Measured(wall, usage.ru_utime + usage.ru_stime, peak, json.loads(output.splitlines()[-1]))


class _Watch:
    """Adds up, a few times a second, the memory of a process that has started others; shared pages once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The most that was seen, in MiB; 0 where the process was alone."""
        self._done.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._done.wait(EVERY):
            family = _family(self._pid)
            if len(family) > 1:
                self._most = max(self._most, sum(map(_proportional, family)) / 1024)


def _family(pid: int) -> list[int]:
    """The process and all that it started, directly or not."""
    found = [pid]
    for each in found:
        try:
            listed = Path(f"/proc/{each}/task/{each}/children").read_text()
        except OSError:
            continue
        found += [int(child) for child in listed.split()]
    return found


def _proportional(pid: int) -> int:
    """KiB of a process, shared pages divided among those who share them; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
