"""attain load: facts in, with counts, control totals and what waits in quarantine."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, QUARANTINED, WRONG, Output, fault_json
from attain.engine.faults import Fault, Faulty
from attain.engine.store import LoadReport, Repair, read_repairs
from attain.runs.ahead import measure_ahead
from attain.runs.compute import Progress
from attain.runs.sources import Source, sources
from attain.runs.workplace import Workplace, sound_rulebook

#: Quarantined cells that are shown for one file; all of them are in the quarantine file.
SHOWN = 5


def load(face: Face) -> click.Command:
    @face.command(
        "load",
        face.rulebook(),
        face.argument("files", "FILE…", type=click.Path(), nargs=-1, required=True),
        face.store(),
        face.option("--into", metavar="TABLE"),
        face.option("--accept-quarantine", is_flag=True),
        face.option("--repairs", type=click.Path(), metavar="REPAIRS"),
        face.option("--aggregate-later", is_flag=True),
        face.memory(),
        face.wait(),
    )
    def command(
        output: Output, rulebook: str, files: tuple[str, ...], store: str, into: str | None,
        accept_quarantine: bool, repairs: str | None, aggregate_later: bool, memory: str, wait: int,
    ) -> int:  # fmt: skip
        loaded = sound_rulebook(rulebook)
        found = sources(loaded, [Path(file) for file in files], into)
        mended = _repairs(repairs, found)
        place = Workplace.at(loaded, store, create=True, memory=memory)
        place.store.patient(wait, output.waiting)
        reports, faults = load_all(output, place, found, mended)
        output.faults(faults)
        waiting = sum(report.quarantined for report in reports)
        aggregated = "" if aggregate_later or not reports else _aggregated(output, place, reports[0].before)
        output.answer({**_answer(output, place, reports, faults), "aggregated": aggregated})
        if faults:
            return WRONG
        return QUARANTINED if waiting and not accept_quarantine else DONE

    return command


def _repairs(path: str | None, found: Sequence[Source]) -> Sequence[Repair]:
    """The repairs of the one file that is loaded. Raises Faulty where there are several."""
    if path is None:
        return ()
    if len(found) != 1:
        raise Faulty(Fault("fault.repairs.files", {"count": len(found)}, path))
    return read_repairs(path)


def load_all(
    output: Output, place: Workplace, found: Sequence[Source], repairs: Sequence[Repair] = ()
) -> tuple[list[LoadReport], list[Fault]]:
    """Loads each source; a file that can't be loaded keeps no other from being loaded."""
    reports: list[LoadReport] = []
    faults: list[Fault] = []
    output.keeps("cli.kept.files", done=0, files=len(found))
    with place.engine() as engine:
        for source in found:
            try:
                with output.progress() as told:
                    report = place.load(source, partial(_step_told, told), engine, repairs)
            except Faulty as error:
                faults += [f for each in error.faults if (f := _placed(each, source.path)) not in faults]
                continue
            reports.append(report)
            output.keeps("cli.kept.files", done=len(reports), files=len(found))
            show_report(output, source.path, report)
    return reports, faults


def _aggregated(output: Output, place: Workplace, since: str) -> str:
    """Aggregates what came in large files since a snapshot, so that a run finds it done; the month's key."""
    with output.progress() as told:
        measured = measure_ahead(place, since, told)
    if measured:
        output.say("cli.load.aggregated", style="dim", period=measured)
    return measured


def _step_told(told: Progress, step: str, part: float) -> None:
    told(f"load.{step}", part)


def _placed(fault: Fault, path: Path) -> Fault:
    """A fault of no file is about the one that was being loaded."""
    return fault if fault.file else replace(fault, file=str(path))


def show_report(output: Output, path: Path, report: LoadReport) -> None:
    """What one load did: how the file was read, counts, control totals, the first quarantined cells."""
    output.line(f"{path.name} → {report.table}", "bold")
    output.line("  " + ", ".join(_counts(output, report)))
    form = _form(output, report)
    if form:
        output.line("  " + ", ".join(form), "dim")
    for name, total in report.control.items():
        output.line("  " + output.wording.say("cli.load.control", name=name, value=total))
    if report.unused:
        output.line("  " + output.wording.say("cli.load.unused", columns=", ".join(report.unused)), "dim")
    if not report.rows_read and not report.repeated:
        output.say("cli.load.nothing", style="yellow")
    if report.quarantined:
        output.faults(report.quarantine[:SHOWN])
        output.say("cli.load.quarantine", style="yellow", file=report.quarantine_file)
    output.faults(report.warnings)


def _counts(output: Output, report: LoadReport) -> list[str]:
    """Rows read and new, and those of other kinds where there are some."""
    say = output.wording.say
    told = [say("cli.load.read", read=report.rows_read), say("cli.load.loaded", loaded=report.rows_loaded)]
    if report.unchanged:
        told.append(say("cli.load.unchanged", unchanged=report.unchanged))
    if report.corrected:
        told.append(say("cli.load.corrected", corrected=report.corrected))
    if report.rows_skipped:
        told.append(say("cli.load.skipped", skipped=report.rows_skipped))
    if report.left_out:
        told.append(say("cli.load.left_out", left_out=report.left_out))
    if report.quarantined:
        told.append(say("cli.load.quarantined", quarantined=report.quarantined))
    return told


def _form(output: Output, report: LoadReport) -> list[str]:
    """How the file was read, as far as it says."""
    say, form = output.wording.say, report.form
    separator = say("cli.load.tab") if form.separator == "\t" else form.separator and f"“{form.separator}”"
    told = {
        "cli.load.encoding": form.encoding,
        "cli.load.separator": separator,
        "cli.load.sheet": form.sheet,
        "cli.load.header_row": form.header_row if form.header_row > 1 else None,
        "cli.load.dates": ", ".join(sorted(set(form.date_formats.values()))),
        "cli.load.decimal": form.decimal and f"“{form.decimal}”",
    }
    return [say(id, value=value) for id, value in told.items() if value]


def _answer(
    output: Output, place: Workplace, reports: Sequence[LoadReport], faults: Sequence[Fault]
) -> dict[str, Any]:
    return {
        "ok": not faults,
        "loads": [_report(output, report) for report in reports],
        "faults": [fault_json(fault, output.wording) for fault in faults],
        "snapshot": place.store.snapshot().id,
        "rows_read": sum(report.rows_read for report in reports),
        "rows_loaded": sum(report.rows_loaded for report in reports),
        "quarantined": sum(report.quarantined for report in reports),
    }


def _report(output: Output, report: LoadReport) -> dict[str, Any]:
    """A load for programs."""
    return {
        "load": report.load_id,
        "table": report.table,
        "file": report.form.file,
        "rows_read": report.rows_read,
        "rows_loaded": report.rows_loaded,
        "unchanged": report.unchanged,
        "corrected": report.corrected,
        "quarantined": report.quarantined,
        "rows_skipped": report.rows_skipped,
        "left_out": report.left_out,
        "repeated": report.repeated,
        "control": dict(report.control),
        "encoding": report.form.encoding,
        "separator": report.form.separator,
        "sheet": report.form.sheet,
        "header_row": report.form.header_row,
        "date_formats": dict(report.form.date_formats),
        "decimal": report.form.decimal,
        "stated": list(report.form.stated),
        "columns": dict(report.columns),
        "unused": list(report.unused),
        "quarantine": [fault_json(fault, output.wording) for fault in report.quarantine],
        "quarantine_file": report.quarantine_file,
        "warnings": [fault_json(fault, output.wording) for fault in report.warnings],
        "before": report.before,
        "after": report.after,
    }
