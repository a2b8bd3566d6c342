"""Start-up: the database brought up to date, files collected, people and runs shown, then served."""

import argparse
import os
from collections.abc import Sequence
from contextlib import nullcontext

import django
from django.core.management import call_command, execute_from_command_line


def chore(arguments: Sequence[str]) -> int:
    """One of Django's own commands."""
    _set_up()
    execute_from_command_line(["attain", *arguments])
    return 0


def serve(arguments: Sequence[str]) -> int:
    """Prepares, tells the address, and answers until it is told to stop."""
    given = _arguments(arguments)
    _set_up()
    prepare()
    from granian import Granian
    from granian.constants import Interfaces

    from attain.config.beside import Beside

    server = Granian(
        "attain.config.wsgi:application",
        address=given.address,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.processes,
        blocking_threads=4,
        log_enabled=False,
    )
    with Beside() if given.worker else nullcontext():
        server.serve()
    return 0


def prepare() -> None:
    """Everything that must be true before the first request; does nothing where it is."""
    call_command("check", tags=["attain"], fail_level="ERROR")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    from attain.config.company import show_store

    show_store()


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attain.config.settings")
    django.setup()


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="attain serve")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-worker", dest="worker", action="store_false", help="a worker is run elsewhere")
    return parser.parse_args(arguments)
