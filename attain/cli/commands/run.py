"""attain run, close, runs: a period's numbers, made binding, and found again."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.faults import Fault, Faulty
from attain.engine.store import Store
from attain.runs.register import Register, Run
from attain.runs.run import Ran
from attain.runs.workplace import Workplace
from attain.runs.writing import Written, write_all

ENGINES = ("duckdb", "spark")


def run(face: Face) -> click.Command:
    @face.command(
        "run",
        face.rulebook(),
        face.period(required=True),
        face.store(),
        face.option("--engine", type=click.Choice(ENGINES), default="duckdb", show_default=True),
        face.option("--out", type=click.Path(file_okay=False), default=None),
        face.option("--languages", default="", metavar="en,zh"),
    )
    def command(
        output: Output, rulebook: str, period: str, store: str, engine: str, out: str | None, languages: str
    ) -> int:
        if engine == "spark":
            raise Faulty(Fault("fault.engine.spark"))
        place = Workplace.open(rulebook, store)
        with place.engine() as opened, output.progress() as told:
            ran = place.run(opened, period, told)
            written = None
            if out:
                args = place.store, ran.run, ran.computed, Path(out), languages_of(languages), told
                written = write_all(*args)
        show_run(output, ran, place.rules.settings.currency)
        if written:
            output.say("cli.run.written", count=written.statements, folder=str(written.folder))
            output.faults(written.warnings)
        output.answer({"ok": True, **run_json(ran), "out": _out(written)})
        return DONE

    return command


def languages_of(given: str) -> tuple[str, ...]:
    """Languages for statements; none = each person's own."""
    return tuple(part.strip() for part in given.split(",") if part.strip())


def show_run(output: Output, ran: Ran, currency: str) -> None:
    """What a run came to: people, sums, who is held and which facts found no owner."""
    output.wording.currency = currency
    run, computed = ran.run, ran.computed
    output.say("cli.run.done", style="bold", period=run.period, run=run.id)
    credited, uncredited = computed.control.of_unit("money")
    rows = [
        (output.wording.say("cli.run.people"), str(run.counts["people"])),
        (output.wording.say("cli.run.results"), str(run.counts["results"])),
        (output.wording.say("cli.run.credited"), output.wording.money(credited)),
        (output.wording.say("cli.run.uncredited"), output.wording.money(uncredited)),
        (output.wording.say("cli.run.paid"), output.wording.money(computed.paid)),
    ]
    output.table(rows, frozenset({1}))
    for pay in computed.held:
        for note in pay.held:
            reason = output.wording.say(note.id, **note.facts)
            output.say("cli.run.held", style="yellow", person=pay.person, reason=reason)
    for lack in lacking(ran):
        output.say("cli.run.lacking", style="yellow", **lack)


def lacking(ran: Ran) -> list[dict[str, Any]]:
    """Facts without an owner, by fact table, unit and reason: the most of any of its measures."""
    most: dict[tuple[str, str, str], int] = {}
    for lack in ran.computed.control.lacking:
        measure = ran.computed.rules.measure(lack.measure, ran.computed.period.last_day)
        key = measure.of, lack.unit, lack.reason
        most[key] = max(most.get(key, 0), lack.facts)
    return [
        {"table": table, "of_unit": unit or "–", "reason": reason, "count": count}
        for (table, unit, reason), count in sorted(most.items())
    ]


def run_json(ran: Ran) -> dict[str, Any]:
    """A run for programs: what it read, counts, control sums."""
    found = manifest_json(ran.run)
    found["control"] = dict(ran.run.control)
    found["by_measure"] = {
        s.measure: {"unit": s.unit, "all": s.all, "credited": s.credited, "uncredited": s.uncredited}
        for s in ran.computed.control.sums
    }
    found["lacking"] = lacking(ran)
    found["held"] = [pay.person for pay in ran.computed.held]
    return found


def manifest_json(run: Run) -> dict[str, Any]:
    """A run's manifest for programs."""
    found = asdict(run)
    return {"run": found.pop("id"), **found}


def _out(written: Written | None) -> dict[str, Any] | None:
    if written is None:
        return None
    return {"folder": str(written.folder), "statements": written.statements, "files": written.files}


def close(face: Face) -> click.Command:
    @face.command("close", click.Argument(["run"], metavar="RUN"), face.store())
    def command(output: Output, run: str, store: str) -> int:
        register = Register(Store.open(store))
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
        closed = {register.closed(key).id for key in register.closed_periods()}
        if not found:
            output.say("cli.runs.none")
        states = {
            True: output.wording.say("cli.state.closed"),
            False: output.wording.say("cli.state.calculated"),
        }
        output.table(
            (r.period, r.id, states[r.id in closed], str(r.counts["people"]), r.control["paid"])
            for r in found
        )
        output.answer({"ok": True, "runs": [{**manifest_json(r), "closed": r.id in closed} for r in found]})
        return DONE

    return command
