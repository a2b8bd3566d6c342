"""Start-up: the database brought up to date, files collected, people and runs shown, then served."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext

import django
from django.core.management import call_command, execute_from_command_line

from attain.cli.language import speaking
from attain.config.environment import environment
from attain.config.safety import refusals
from attain.engine.resting import at_rest

#: The exit code of a start that was refused.
UNSAFE = 2


def chore(arguments: Sequence[str]) -> int:
    """One of Django's own commands."""
    if not _may():
        return UNSAFE
    _set_up()
    from attain.config.company import catch_up
    from attain.shell.work.worker import between

    between(catch_up)
    execute_from_command_line(["attain", *arguments])
    return 0


def serve(arguments: Sequence[str]) -> int:
    """Prepares, tells the address, and answers until it is told to stop."""
    given = _arguments(arguments)
    if not _may(given.address, given.processes):
        return UNSAFE
    _set_up()
    prepare()
    _tell_first(given.address, given.port)
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
    call_command("check", tags=["attain"], fail_level="ERROR", stdout=io.StringIO())
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    from attain.config.company import show_store

    show_store()


def _tell_first(address: str, port: int) -> None:
    """How the first administrator gets in, while nobody can: where it is tried out, the link itself."""
    from django.conf import settings

    from attain.shell.users.actions import password_link
    from attain.shell.users.first import NAME, administrator, nobody_can_sign_in

    given = environment()
    if settings.ATTAIN_DEMO or given.oidc_issuer or not nobody_can_sign_in():
        return
    wording = speaking(())
    if given.production:
        print(wording.say("users.first.command"), file=sys.stderr)
        return
    host = f"[{address}]" if ":" in address else address
    link = password_link(administrator(NAME), f"http://{host}:{port}")
    print(wording.say("users.first.link", username=NAME, link=link), flush=True)


def _may(address: str = "127.0.0.1", processes: int = 1) -> bool:
    """Whether this installation may start; tells the reasons where it may not."""
    wording = speaking(())
    try:
        found = refusals(environment(), address, processes)
    except ValueError as error:
        print(error, file=sys.stderr)
        return False
    for each in found:
        print(wording.say(each.why, **each.values), file=sys.stderr)
    return not found


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attain.config.settings")
    with at_rest():  # nothing of a start is garbage
        django.setup()


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="attain serve")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--no-worker", dest="worker", action="store_false", help="a worker is run elsewhere")
    return parser.parse_args(arguments)
