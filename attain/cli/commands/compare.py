"""attain compare, whatif, verify: two runs side by side, other rules, an old run again."""

from pathlib import Path
from typing import Any

import click

from attain.cli.changes import changes_json, show_changes
from attain.cli.engines import engine_options, opened_engine
from attain.cli.face import FILE, Face
from attain.cli.manifest import manifest_json
from attain.cli.output import DONE, WRONG, Output
from attain.engine.store import Store
from attain.runs.again import verify as verified
from attain.runs.compare import compare as compared
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace


def compare(face: Face) -> click.Command:
    @face.command(
        "compare",
        face.argument("first", "RUN_A"),
        face.argument("second", "RUN_B"),
        face.store(),
        face.memory(),
    )
    def command(output: Output, first: str, second: str, store: str, memory: str) -> int:
        opened = Store.open(store)
        register = Register(opened)
        a, b = register.get(first), register.get(second)
        with opened.engine(memory) as engine, output.progress() as told:
            found = compared(opened, engine, a, b, told)
        output.wording.currency = found.currency
        periods = {"before": a.period, "after": b.period}
        output.say("cli.compare.head", style="bold", first=a.id, second=b.id, **periods)
        show_changes(output, found)
        output.answer({"ok": True, "first": a.id, "second": b.id, **changes_json(found)})
        return DONE

    return command


def whatif(face: Face) -> click.Command:
    @face.command(
        "whatif",
        face.rulebook(),
        face.option("--with", "patch", type=FILE, required=True, metavar="PATCH.yaml"),
        face.period(required=True),
        face.store(),
        face.memory(),
    )
    def command(output: Output, rulebook: str, patch: str, period: str, store: str, memory: str) -> int:
        place = Workplace.open(rulebook, store, memory=memory)
        other = patch_file(Path(patch))
        with place.engine() as engine, output.progress() as told:
            found = what_if(place.store, engine, place.loaded, [other], period, told)
        output.wording.currency = place.rules.settings.currency
        paid = {"before": found.before.paid, "after": found.after.paid}
        output.say("cli.whatif.head", style="bold", period=period, **paid)
        show_changes(output, found.comparison)
        people = {"people": len(found.comparison.changes)}
        output.answer({"ok": True, "period": period, **paid, **people, **changes_json(found.comparison)})
        return DONE

    return command


def verify(face: Face) -> click.Command:
    @face.command("verify", face.argument("run"), face.store(), *engine_options(face), face.memory())
    def command(output: Output, run: str, store: str, memory: str, **options: Any) -> int:
        opened = Store.open(store)
        found = Register(opened).get(run)
        with opened_engine(opened, memory, options) as engine, output.progress() as told:
            result = verified(opened, engine, found, told)
        if result.same:
            output.say("cli.verify.same", style="green", run=found.id, results=found.counts["results"])
        else:
            output.say("cli.verify.differs", style="red", run=found.id, line=result.line)
            output.line(f"- {result.stored}")
            output.line(f"+ {result.now}")
        difference = {"line": result.line, "stored": result.stored, "now": result.now}
        output.answer({"ok": result.same, "same": result.same, **difference, **manifest_json(found)})
        return DONE if result.same else WRONG

    return command
