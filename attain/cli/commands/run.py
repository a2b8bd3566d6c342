"""attain run: a period's numbers."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from attain.cli.engines import engine_options, opened_engine
from attain.cli.face import FOLDER, Face
from attain.cli.manifest import manifest_json
from attain.cli.output import DONE, Output
from attain.runs.left_over import of_sums
from attain.runs.run import Ran
from attain.runs.workplace import Workplace
from attain.runs.writing import Written, known_languages, write_all

#: So many kinds of facts without an owner are shown.
SHOWN = 10


def run(face: Face) -> click.Command:
    @face.command(
        "run",
        face.rulebook(),
        face.period(required=True),
        face.store(),
        *engine_options(face),
        face.option("--out", type=FOLDER, default=None, metavar="FOLDER"),
        face.option("--languages", default="", metavar="en,zh"),
        face.memory(),
    )
    def command(
        output: Output, rulebook: str, period: str, store: str, out: str | None, languages: str, memory: str,
        **engine: Any,
    ) -> int:  # fmt: skip
        wanted = known_languages(languages)
        place = Workplace.open(rulebook, store, memory=memory)
        output.keeps("cli.kept.before")
        with opened_engine(place.store, memory, engine) as opened, output.progress() as told:
            ran = place.run(opened, period, told)
            written = None
            if out:
                output.keeps("cli.kept.run", run=ran.run.id, folder=out)
                written = write_all(place.store, ran.run, ran.computed, Path(out), wanted, told)
        show_run(output, ran, place.rules.settings.currency)
        if written:
            output.say("cli.run.written", count=written.statements, folder=str(written.folder))
            output.faults(written.warnings)
        output.answer({"ok": True, **_json(ran), "out": _out(written)})
        return DONE

    return command


def show_run(output: Output, ran: Ran, currency: str) -> None:
    """What a run came to: people, sums, who is held and which facts found no owner."""
    wording = output.wording
    wording.currency = currency
    run, computed = ran.run, ran.computed
    output.say("cli.run.done", style="bold", period=run.period, run=run.id)
    credited, uncredited = computed.control.of_unit("money")
    rows = [("cli.run.people", wording.number(run.counts["people"]))]
    rows += [("cli.run.results", wording.number(run.counts["results"]))]
    if run.counts["held"]:
        rows += [("cli.run.held_count", wording.number(run.counts["held"]))]
    if run.counts["unapproved"]:
        rows += [("cli.run.unapproved", wording.number(run.counts["unapproved"]))]
    if run.counts["differences"]:
        rows += [("cli.run.differences", wording.number(run.counts["differences"]))]
    rows += [
        ("cli.run.credited", wording.money(credited)),
        ("cli.run.uncredited", wording.money(uncredited)),
        ("cli.run.paid", wording.money(computed.paid)),
    ]
    if left := of_sums(run.control):
        rows += [("left_over.title", wording.money(sum((each.amount for each in left), Decimal(0))))]
    output.table([(wording.say(id), figure) for id, figure in rows], right={1}, indent="  ")
    for pay in computed.held:
        for note in pay.held:
            reason = wording.say(note.id, **note.facts)
            output.say("cli.run.held", style="yellow", person=pay.person, reason=reason)
    _show_lacking(output, ran)
    _show_left(output, ran)


def _show_left(output: Output, ran: Ran) -> None:
    """What pools leave over, with whom it stays and why nobody gets it."""
    found = of_sums(ran.run.control)
    if not found:
        return
    wording, places, rules = output.wording, ran.computed.places, ran.computed.rules
    output.say("left_over.title", style="yellow")
    rows = [
        (
            wording.title(rules.title(each.pool), each.pool),
            places.get(each.unit, each.unit) if each.unit else wording.say("left_over.company"),
            wording.money(each.amount),
            wording.say(each.why),
        )
        for each in found[:SHOWN]
    ]
    output.table(rows, right={2}, indent="  ")
    if len(found) > SHOWN:
        output.line("  " + wording.say("cli.more", count=len(found) - SHOWN))


def _show_lacking(output: Output, ran: Ran) -> None:
    """Which facts found no owner, the most first."""
    found = sorted(lacking(ran), key=lambda lack: -lack["count"])
    if not found:
        return
    wording, places = output.wording, ran.computed.places
    output.say("index.lacking", style="yellow")
    rows = []
    for lack in found[:SHOWN]:
        unit = lack["of_unit"]
        place = places.get(unit, unit) or wording.say("index.unknown_unit")
        reason = wording.say(f"index.reason.{lack['reason']}")
        table = wording.title(ran.computed.rules.facts[lack["table"]].title, lack["table"])
        rows.append((table, place, wording.number(lack["count"]), reason))
    output.table(rows, right={2}, indent="  ")
    if len(found) > SHOWN:
        output.line("  " + wording.say("cli.more", count=len(found) - SHOWN))


def lacking(ran: Ran) -> list[dict[str, Any]]:
    """Facts without an owner, by fact table, unit and reason: the most of any of its measures."""
    most: dict[tuple[str, str, str], int] = {}
    for lack in ran.computed.control.lacking:
        measure = ran.computed.rules.measure(lack.measure, ran.computed.period.last_day)
        key = measure.of, lack.unit, lack.reason
        most[key] = max(most.get(key, 0), lack.facts)
    return [
        {"table": table, "of_unit": unit, "reason": reason, "count": count}
        for (table, unit, reason), count in sorted(most.items())
    ]


def _json(ran: Ran) -> dict[str, Any]:
    """A run for programs: what it read, who is held, what has no owner; at the end counts and sums."""
    found = manifest_json(ran.run)
    counts, sums = found.pop("counts"), found.pop("control")
    found["by_measure"] = {
        s.measure: {"unit": s.unit, "all": s.all, "credited": s.credited, "uncredited": s.uncredited}
        for s in ran.computed.control.sums
    }
    found["lacking"] = lacking(ran)
    found["held"] = [pay.person for pay in ran.computed.held]
    return {**found, "counts": counts, "control": sums}


def _out(written: Written | None) -> dict[str, Any] | None:
    if written is None:
        return None
    return {"folder": str(written.folder), "statements": written.statements, "files": written.files}
