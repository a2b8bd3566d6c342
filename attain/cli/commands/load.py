"""attain load: facts in; attain erase: a person's name out."""

from pathlib import Path
from typing import Any

import click

from attain.cli.face import Face
from attain.cli.output import DONE, QUARANTINED, WRONG, Output, fault_json
from attain.engine.faults import Fault, Faulty
from attain.engine.store import LoadReport, Store
from attain.runs.workplace import Source, Workplace


def load(face: Face) -> click.Command:
    @face.command(
        "load",
        face.rulebook(),
        click.Argument(["files"], type=click.Path(), nargs=-1, required=True, metavar="FILE…"),
        face.store(),
        face.option("--into", metavar="TABLE"),
        face.option("--accept-quarantine", is_flag=True),
    )
    def command(
        output: Output, rulebook: str, files: tuple[str, ...], store: str, into: str | None,
        accept_quarantine: bool,
    ) -> int:  # fmt: skip
        place = Workplace.open(rulebook, store, create=True)
        sources = place.sources([Path(file) for file in files], into)
        reports, faults = load_all(output, place, sources)
        output.faults(faults)
        waiting = sum(report.quarantined for report in reports)
        output.answer(
            {
                "ok": not faults,
                "loads": [report_json(report) for report in reports],
                "faults": [fault_json(fault, output.wording) for fault in faults],
                "rows_read": sum(report.rows_read for report in reports),
                "rows_loaded": sum(report.rows_loaded for report in reports),
                "quarantined": waiting,
                "snapshot": place.store.snapshot().id,
            }
        )
        if faults:
            return WRONG
        return QUARANTINED if waiting and not accept_quarantine else DONE

    return command


def load_all(output: Output, place: Workplace, sources: list[Source]) -> tuple[list[LoadReport], list[Fault]]:
    """Loads each source; a file that can't be loaded keeps no other from being loaded."""
    reports: list[LoadReport] = []
    faults: list[Fault] = []
    for number, source in enumerate(sources):
        with output.progress() as told:
            try:
                report = place.load(source, lambda step, part, n=number: told(f"load.{step}", part))
            except Faulty as error:
                faults += error.faults
                continue
        reports.append(report)
        show_report(output, source.path, report)
    return reports, faults


def show_report(output: Output, path: Path, report: LoadReport) -> None:
    """What one load did: how the file was read, counts, control totals, the first quarantined cells."""
    output.say("cli.load.file", style="bold", file=path.name, table=report.table)
    form = report.form
    output.say(
        "cli.load.form",
        encoding=form.encoding or "–",
        separator={"\t": "tab"}.get(form.separator or "", form.separator or "–"),
        dates=", ".join(sorted(set(form.date_formats.values()))) or "–",
        decimal=form.decimal or "–",
    )
    output.say("cli.load.repeated" if report.repeated else "cli.load.counts", **counts(report))
    if report.quarantined:
        output.say(
            "cli.load.quarantine", style="yellow", count=report.quarantined, file=report.quarantine_file
        )
        output.faults(report.quarantine[:5])
    output.faults(report.warnings)


def counts(report: LoadReport) -> dict[str, int]:
    return {
        "read": report.rows_read,
        "loaded": report.rows_loaded,
        "unchanged": report.unchanged,
        "corrected": report.corrected,
        "quarantined": report.quarantined,
        "skipped": report.rows_skipped,
    }


def report_json(report: LoadReport) -> dict[str, Any]:
    """A load for programs."""
    return {
        "load": report.load_id,
        "table": report.table,
        "rows_read": report.rows_read,
        "rows_loaded": report.rows_loaded,
        "unchanged": report.unchanged,
        "corrected": report.corrected,
        "quarantined": report.quarantined,
        "rows_skipped": report.rows_skipped,
        "repeated": report.repeated,
        "control": dict(report.control),
        "encoding": report.form.encoding,
        "separator": report.form.separator,
        "date_formats": dict(report.form.date_formats),
        "decimal": report.form.decimal,
        "quarantine_file": report.quarantine_file,
        "before": report.before,
        "after": report.after,
    }


def erase(face: Face) -> click.Command:
    @face.command(
        "erase",
        face.store(),
        face.option("--person", required=True, metavar="P017"),
        face.option("--yes", is_flag=True),
    )
    def command(output: Output, store: str, person: str, yes: bool) -> int:
        opened = Store.open(store)
        if not yes and not click.confirm(output.wording.say("cli.erase.sure", person=person), err=True):
            raise click.Abort
        erased = opened.erase_person(person)
        output.say("cli.erase.done" if erased else "cli.erase.nothing", person=person)
        output.answer({"ok": True, "erased": erased, "person": person})
        return DONE

    return command
