"""The entry: builds the commands in the reader's language, runs one, and turns faults into exit codes."""

import os
import sys
from collections.abc import Sequence
from decimal import localcontext

import click

from attain.cli.commands.check import check
from attain.cli.commands.compare import compare, verify, whatif
from attain.cli.commands.demo import demo
from attain.cli.commands.explain import explain
from attain.cli.commands.export import export
from attain.cli.commands.load import erase, load
from attain.cli.commands.run import close, run, runs
from attain.cli.face import Face
from attain.cli.language import speaking
from attain.cli.output import USAGE, WRONG, Output, fault_json
from attain.cli.usage import usage_text
from attain.engine.faults import Fault, Faulty
from attain.engine.money import CONTEXT

COMMANDS = (demo, check, load, run, explain, compare, whatif, verify, export, close, runs, erase)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit code: 0 done, 1 something is wrong, 2 usage, 3 rows in quarantine."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wording = speaking(given)
    output = Output(wording, as_json="--json" in given)
    face = Face(wording)
    group = face.group([command(face) for command in COMMANDS])
    try:
        with localcontext(CONTEXT):
            code = group.main(given, prog_name="attain", standalone_mode=False, obj=output)
    except Faulty as error:
        return _wrong(output, error.faults)
    except click.ClickException as error:
        output.err.print(usage_text(error, wording), markup=False)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        output.err.print(wording.say("cli.stopped"), markup=False)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, MemoryError) as error:
        return _wrong(output, [_machine_fault(error)])
    return code if isinstance(code, int) else 0


def _wrong(output: Output, faults: Sequence[Fault]) -> int:
    output.faults(faults)
    output.answer({"ok": False, "faults": [fault_json(fault, output.wording) for fault in faults]})
    return WRONG


def _machine_fault(error: OSError | MemoryError) -> Fault:
    """The machine's refusals: a full disk, a file that may not be read, no memory."""
    if isinstance(error, MemoryError):
        return Fault("fault.machine.memory")
    file = str(error.filename or "")
    return Fault("fault.machine.file", {"problem": error.strerror or str(error)}, file)


if __name__ == "__main__":
    sys.exit(main())
