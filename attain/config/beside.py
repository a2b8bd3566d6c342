"""The worker beside the server: started with it, started again when it dies, ended with it."""

import os
import signal
import subprocess
import sys
from threading import Event, Thread

from attain.shell.work.worker import PARENT

#: Seconds that a worker is given to end by itself; what it was doing is found again and done anew.
GRACE = 15.0

#: Seconds before a worker that died is started again.
PAUSE = 2.0


class Beside:
    """with Beside(): serves … – a worker's process lives as long as the block."""

    def __init__(self) -> None:
        self._ends = Event()
        self._process = self._started()
        self._watch = Thread(target=self._watched, name="watch of the worker", daemon=True)

    def __enter__(self) -> "Beside":
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._watch.join(GRACE)

    def _watched(self) -> None:
        while not self._ends.is_set():
            self._process.wait()
            if not self._ends.wait(PAUSE):
                self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        """In a session of its own: Ctrl-C reaches the server, which ends the worker."""
        environment = {**os.environ, PARENT: str(os.getpid())}
        command = [sys.executable, "-m", "attain.config", "worker"]
        return subprocess.Popen(command, env=environment, start_new_session=True)
