"""One answer: builds the commands in the reader's language, runs one, and turns faults into exit codes."""

import io
import os
import sys
import traceback
from collections.abc import Sequence
from decimal import localcontext

import click
from click.exceptions import Exit, NoArgsIsHelpError

from attain.cli.commands import Commands
from attain.cli.face import Face
from attain.cli.language import speaking
from attain.cli.output import SIGNALLED, STOPPED, UNEXPECTED, USAGE, WRONG, Output, fault_json
from attain.cli.stopping import stoppable
from attain.cli.usage import usage_text
from attain.engine.faults import Fault, Faulty
from attain.engine.money import CONTEXT
from attain.engine.store import unforeseen_refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    The exit code: 0 done, 1 something is wrong, 2 usage, 3 rows in quarantine, 70 a failure of Attain itself,
    130 stopped (143 by SIGTERM, 129 by SIGHUP).
    Nothing is raised; with ATTAIN_DEBUG set, an unforeseen failure shows where it came from.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _write_whatever_comes()
    output = Output(speaking(given), as_json="--json" in given)
    with stoppable() as stopped:
        return _ended(given, output, stopped)


def _ended(given: Sequence[str], output: Output, stopped: list[int]) -> int:
    """stopped: the signals that came, which say how the command ended."""
    try:
        return _answered(given, output)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (click.Abort, KeyboardInterrupt):
        said = " ".join(filter(None, (output.wording.say("cli.stopped"), output.kept)))
        output.problem("cli.stopped", said, mark=False)
        return SIGNALLED + stopped[0] if stopped else STOPPED
    except Exception as error:  # noqa: BLE001 - whatever it is, people get one line and no traceback
        return _unforeseen(output, error)


def _answered(given: Sequence[str], output: Output) -> int:
    face = Face(output.wording)
    group = face.group(Commands(face))
    try:
        with localcontext(CONTEXT), group.make_context("attain", list(given), obj=output) as context:
            code = group.invoke(context)
    except Exit as done:
        return done.exit_code
    except Faulty as error:
        return _wrong(output, error.faults)
    except click.ClickException as error:
        nothing_asked = isinstance(error, NoArgsIsHelpError)
        output.problem("cli.usage_problem", usage_text(error, output.wording), mark=not nothing_asked)
        return USAGE
    return code if isinstance(code, int) else 0


def _wrong(output: Output, faults: Sequence[Fault]) -> int:
    output.faults(faults)
    output.answer({"ok": False, "faults": [fault_json(fault, output.wording) for fault in faults]})
    return WRONG


def _unforeseen(output: Output, error: Exception) -> int:
    """One line for people; the traceback only for those who ask for it."""
    refused = unforeseen_refusal(error)
    if refused is not None:
        return _wrong(output, [refused])
    if os.environ.get("ATTAIN_DEBUG"):
        traceback.print_exception(error)
    reason = next(iter(str(error).splitlines()), "")
    problem = f"{type(error).__name__}: {reason[:200]}" if reason else type(error).__name__
    output.problem("cli.unexpected", output.wording.say("cli.unexpected", problem=problem))
    return UNEXPECTED


def _write_whatever_comes() -> None:
    """A terminal that lacks a sign shows its number; it is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
