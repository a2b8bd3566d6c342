"""attain serve: the web application for a folder with rulebook/ and store/."""

import os
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import click

from attain.cli.face import FOLDER, Face
from attain.cli.output import Output
from attain.engine.faults import Fault, Faulty

#: The roles that a demo's page of sign-ins offers, one button each.
DEMO_ROLES = ("manager", "leader", "back_office", "operations", "finance", "auditor", "administrator")


#: Where a server that listens at every address of the machine is asked.
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}

#: So many seconds lie between two looks whether it listens.
OFTEN = 0.1

#: A demo looks for a free port among so many more.
NEXT = 20


def serve(face: Face) -> click.Command:
    @face.command(
        "serve",
        face.option(
            "--folder", type=FOLDER, default=".", envvar="ATTAIN_HOME", metavar="FOLDER", help="home"
        ),
        face.option("--address", default="127.0.0.1", metavar="127.0.0.1"),
        face.option("--port", type=click.IntRange(1, 65_535), default=8000, metavar="8000"),
        face.option("--processes", type=click.IntRange(1, 64), default=1, metavar="N"),
    )
    def command(output: Output, folder: str, address: str, port: int, processes: int) -> int:
        return served(output, Path(folder), address, port, processes)

    return command


def served(
    output: Output, home: Path, address: str = "127.0.0.1", port: int = 8000, processes: int = 1,
    demo: bool = False,
) -> int:  # fmt: skip
    """Serves until it is told to stop; the server's code. A demo takes the next port that nobody has.

    Raises Faulty where the web parts are missing, or somebody else answers at the port.
    """
    if find_spec("django") is None or find_spec("granian") is None:
        raise Faulty(Fault("fault.serve.extra", {}))
    port = _free(address, port, port + NEXT if demo else port)
    words = ["--address", address, "--port", str(port), "--processes", str(processes)]
    environment = {**os.environ, "ATTAIN_HOME": str(home.resolve())}
    if demo:
        environment["ATTAIN_DEMO"] = "1"
    server = subprocess.Popen([sys.executable, "-m", "attain.config", "serve", *words], env=environment)
    told = False
    while True:
        try:
            if not told and _listens(server, address, port):
                told = True
                _tell(output, f"http://{address}:{port}/", home, demo)
            return max(server.wait(), 0)
        except KeyboardInterrupt:
            continue  # the server was told as well, and ends in its own time


def _listens(server: "subprocess.Popen[bytes]", address: str, port: int) -> bool:
    """Waits until the server can be opened: who follows an address that is told earlier finds nothing there.

    False where it ended before.
    """
    own = LOOPBACK.get(address, address)
    while server.poll() is None:
        try:
            socket.create_connection((own, port), OFTEN).close()
        except OSError:
            time.sleep(OFTEN)
        else:
            return True
    return False


def _tell(output: Output, address: str, home: Path, demo: bool) -> None:
    output.say("cli.serve.starting", style="bold", address=address, folder=str(home))
    if demo:
        roles = output.wording.list([output.wording.say(f"shell.role.{role}") for role in DEMO_ROLES])
        output.say("cli.serve.roles", roles=roles)


def _free(address: str, port: int, last: int) -> int:
    """The first port from `port` to `last` that can be listened at. Raises Faulty where there is none."""
    for each in range(port, min(last, 65_535) + 1):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((address, each))
            except OSError as error:
                problem = error
            else:
                return each
    values = {"address": address, "port": port, "reason": problem.strerror or str(problem)}
    raise Faulty(Fault("fault.serve.port", values))
