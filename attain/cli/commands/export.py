"""attain export: payroll file, statements, results, workbook, rulebook."""

from pathlib import Path

import click

from attain.cli.face import FOLDER, Face
from attain.cli.manifest import chosen_run
from attain.cli.output import DONE, Output
from attain.engine.store import Store
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
        face.store(),
        face.memory(),
    )
    def command(
        output: Output, kind: str, out: str, run: str | None, period: str | None, person: tuple[str, ...],
        languages: str, formats: tuple[str, ...], store: str, memory: str,
    ) -> int:  # fmt: skip
        wanted = known_languages(languages)
        opened = Store.open(store)
        chosen = chosen_run(Register(opened), run, period)
        output.keeps("cli.kept.export", folder=out)
        if kind == "rulebook":
            written = export_rulebook(opened, chosen, Path(out))
        else:
            with opened.engine(memory) as engine, output.progress() as told:
                written = export_run(
                    opened, engine, chosen, Path(out), kind, wanted, told, formats or FORMATS, person
                )
        _show(output, written)
        output.answer({"ok": True, "run": chosen.id, "folder": str(written.folder), "files": written.files})
        return DONE

    return command


def _show(output: Output, written: Written) -> None:
    output.say("cli.export.done", style="green", count=len(written.files), folder=str(written.folder))
    for name in written.files[:NAMED]:
        output.line(f"  {written.folder / name}")
    if len(written.files) > NAMED:
        output.line("  " + output.wording.say("cli.more", count=len(written.files) - NAMED))
    output.faults(written.warnings)
