"""attain export: payroll file, statements, results, workbook, rulebook."""

from datetime import datetime
from pathlib import Path

import click

from attain.cli.face import FILE, FOLDER, Face
from attain.cli.manifest import chosen_run
from attain.cli.output import DONE, Output
from attain.engine.faults import Fault, Faulty
from attain.engine.store import Store
from attain.runs.payroll_export import mapped_file, write_mapped
from attain.runs.payroll_mapping import PayrollMapping, parsed
from attain.runs.register import Register
from attain.runs.writing import FORMATS, Written, export_rulebook, export_run, known_languages

KINDS = ("all", "statements", "payroll", "results", "summary", "rulebook")

#: So many of the written files are named.
NAMED = 12


def export(face: Face) -> click.Command:
    @face.command(
        "export",
        face.argument("kind", type=click.Choice(KINDS)),
        face.option("--out", type=FOLDER, default="out", metavar="FOLDER"),
        face.run(),
        face.period(),
        face.option("--person", multiple=True, metavar="P017"),
        face.option("--languages", default="", metavar="en,zh"),
        face.option("--format", "formats", type=click.Choice(FORMATS), multiple=True),
        face.option("--mapping", type=FILE, default=None, metavar="FILE"),
        face.option("--pay-date", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="2026-11-05"),
        face.store(),
        face.memory(),
    )
    def command(
        output: Output, kind: str, out: str, run: str | None, period: str | None, person: tuple[str, ...],
        languages: str, formats: tuple[str, ...], mapping: str | None, pay_date: datetime | None,
        store: str, memory: str,
    ) -> int:  # fmt: skip
        wanted = known_languages(languages)
        layout = _mapping(mapping, kind)
        opened = Store.open(store)
        chosen = chosen_run(Register(opened), run, period)
        output.keeps("cli.kept.export", folder=out)
        if kind == "rulebook":
            written = export_rulebook(opened, chosen, Path(out))
        elif layout is not None:
            with opened.engine(memory) as engine, output.progress() as told:
                day = pay_date.date() if pay_date else None
                file = mapped_file(opened, engine, chosen, layout, day, told)
            written = Written(Path(out), files=write_mapped(file, Path(out)))
        else:
            with opened.engine(memory) as engine, output.progress() as told:
                written = export_run(
                    opened, engine, chosen, Path(out), kind, wanted, told, formats or FORMATS, person
                )
        _show(output, written)
        output.answer({"ok": True, "run": chosen.id, "folder": str(written.folder), "files": written.files})
        return DONE

    return command


def _mapping(path: str | None, kind: str) -> PayrollMapping | None:
    """The mapping of a file. Raises Faulty where it can't be read, or is not for the payroll."""
    if path is None:
        return None
    if kind != "payroll":
        raise Faulty(Fault("fault.export.mapping", {"kind": kind}))
    try:
        return parsed(Path(path).read_text(encoding="utf-8-sig"), path)
    except OSError as error:
        values = {"file": path, "why": error.strerror or ""}
        raise Faulty(Fault("fault.export.mapping_file", values)) from None
    except UnicodeDecodeError:
        raise Faulty(Fault("fault.payroll.yaml", {}, path, 1)) from None


def _show(output: Output, written: Written) -> None:
    output.say("cli.export.done", style="green", count=len(written.files), folder=str(written.folder))
    for name in written.files[:NAMED]:
        output.line(f"  {written.folder / name}")
    if len(written.files) > NAMED:
        output.line("  " + output.wording.say("cli.more", count=len(written.files) - NAMED))
    output.faults(written.warnings)
