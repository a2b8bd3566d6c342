"""attain close, runs: a period made binding, and what a store keeps."""

from collections.abc import Sequence
from decimal import Decimal

import click

from attain.cli.face import Face
from attain.cli.manifest import manifest_json
from attain.cli.output import DONE, Output
from attain.engine.store import Store
from attain.runs.register import Register, Run


def close(face: Face) -> click.Command:
    @face.command("close", face.argument("run"), face.store(), face.wait())
    def command(output: Output, run: str, store: str, wait: int) -> int:
        register = Register(Store.open(store).patient(wait, output.waiting))
        found = register.get(run)
        register.close(found)
        output.say("cli.close.done", style="green", period=found.period, run=found.id)
        output.answer({"ok": True, "run": found.id, "period": found.period, "state": "closed"})
        return DONE

    return command


def runs(face: Face) -> click.Command:
    @face.command("runs", face.store())
    def command(output: Output, store: str) -> int:
        register = Register(Store.open(store))
        found = sorted(register.all(), key=lambda run: (run.period, run.id))
        closed = {run.id for key in register.closed_periods() if (run := register.closed(key))}
        if found:
            _show(output, found, closed)
        else:
            output.say("cli.runs.none")
        output.answer({"ok": True, "runs": [{**manifest_json(r), "closed": r.id in closed} for r in found]})
        return DONE

    return command


def _show(output: Output, found: Sequence[Run], closed: set[str]) -> None:
    wording = output.wording
    states = {True: wording.say("cli.state.closed"), False: wording.say("cli.state.calculated")}
    head = ("cli.runs.period", "cli.runs.run", "cli.runs.state", "cli.run.people", "cli.run.paid")
    rows = [
        (
            run.period,
            run.id,
            states[run.id in closed],
            wording.number(run.counts["people"]),
            wording.money(Decimal(run.control["paid"])),
        )
        for run in found
    ]
    output.table(rows, right={3, 4}, head=[wording.say(id) for id in head])
