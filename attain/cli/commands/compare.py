"""attain compare, whatif, verify: two runs side by side, other rules, an old run again."""

from pathlib import Path
from typing import Any

import click

from attain.cli.commands.run import manifest_json
from attain.cli.face import Face
from attain.cli.output import DONE, WRONG, Output
from attain.engine.store import DuckEngine, Store
from attain.runs.again import verify as verified
from attain.runs.compare import CAUSES, Comparison
from attain.runs.compare import compare as compared
from attain.runs.register import Register
from attain.runs.whatif import patch_file, what_if
from attain.runs.workplace import Workplace

LARGEST = 10


def compare(face: Face) -> click.Command:
    @face.command(
        "compare",
        click.Argument(["first"], metavar="RUN_A"),
        click.Argument(["second"], metavar="RUN_B"),
        face.store(),
    )
    def command(output: Output, first: str, second: str, store: str) -> int:
        opened = Store.open(store)
        register = Register(opened)
        a, b = register.get(first), register.get(second)
        with DuckEngine() as engine, output.progress() as told:
            found = compared(opened, engine, a, b, told)
        output.say("cli.compare.head", style="bold", first=a.id, second=b.id)
        show(output, found)
        output.answer({"ok": True, "first": a.id, "second": b.id, **comparison_json(found)})
        return DONE

    return command


def whatif(face: Face) -> click.Command:
    @face.command(
        "whatif",
        face.rulebook(),
        face.option("--with", "patch", type=click.Path(dir_okay=False), required=True, metavar="PATCH.yaml"),
        face.period(required=True),
        face.store(),
    )
    def command(output: Output, rulebook: str, patch: str, period: str, store: str) -> int:
        place = Workplace.open(rulebook, store)
        with place.engine() as engine, output.progress() as told:
            found = what_if(place.store, engine, place.loaded, [patch_file(Path(patch))], period, told)
        output.wording.currency = place.rules.settings.currency
        output.say("cli.whatif.head", style="bold", period=period)
        cost = found.comparison.total
        output.say("cli.whatif.cost", before=found.before.paid, after=found.after.paid, change=cost)
        show(output, found.comparison)
        output.answer(
            {
                "ok": True,
                "period": period,
                "before": found.before.paid,
                "after": found.after.paid,
                "people": len(found.comparison.changes),
                **comparison_json(found.comparison),
            }
        )
        return DONE

    return command


def show(output: Output, found: Comparison) -> None:
    """Who gains, who loses, and the causes that add up to the change."""
    output.say("cli.compare.counts", gain=len(found.gain), lose=len(found.lose), change=found.total)
    causes = found.by_cause()
    rows = [
        (output.wording.say(f"compare.cause.{name}"), output.wording.money(causes[name])) for name in CAUSES
    ]
    output.table(rows, frozenset({1}))
    for change in (*found.gain[:LARGEST], *found.lose[:LARGEST]):
        why = [
            f"{output.wording.say(f'compare.cause.{cause}')} {output.wording.money(amount)}"
            for cause, amount in change.causes.items()
        ]
        output.say("cli.compare.person", person=change.person, change=change.change, why="; ".join(why))


def comparison_json(found: Comparison) -> dict[str, Any]:
    return {
        "change": found.total,
        "gain": len(found.gain),
        "lose": len(found.lose),
        "causes": found.by_cause(),
        "changes": [
            {
                "person": c.person,
                "before": c.before,
                "after": c.after,
                "change": c.change,
                "causes": dict(c.causes),
            }
            for c in found.changes
            if c.change or c.causes
        ],
    }


def verify(face: Face) -> click.Command:
    @face.command("verify", click.Argument(["run"], metavar="RUN"), face.store())
    def command(output: Output, run: str, store: str) -> int:
        opened = Store.open(store)
        found = Register(opened).get(run)
        with DuckEngine() as engine, output.progress() as told:
            result = verified(opened, engine, found, told)
        if result.same:
            output.say("cli.verify.same", style="green", run=found.id, results=found.counts["results"])
        else:
            output.say("cli.verify.differs", style="red", run=found.id, line=result.line)
            output.line(f"- {result.stored}")
            output.line(f"+ {result.now}")
        output.answer({"ok": result.same, "same": result.same, "line": result.line, **manifest_json(found)})
        return DONE if result.same else WRONG

    return command
