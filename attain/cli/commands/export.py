"""attain export: payroll file, statements, results, workbook, rulebook."""

from pathlib import Path

import click

from attain.cli.commands.explain import chosen_run
from attain.cli.commands.run import languages_of
from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.store import DuckEngine, Store
from attain.runs.register import Register
from attain.runs.writing import FORMATS, export_rulebook, export_run

KINDS = ("all", "statements", "payroll", "results", "summary", "rulebook")


def export(face: Face) -> click.Command:
    @face.command(
        "export",
        click.Argument(["kind"], type=click.Choice(KINDS)),
        face.option("--out", type=click.Path(file_okay=False), default="out", show_default=True),
        face.option("--run", default=None, metavar="RUN"),
        face.period(),
        face.option("--person", multiple=True, metavar="P017"),
        face.option("--languages", default="", metavar="en,zh"),
        face.option("--format", "formats", type=click.Choice(FORMATS), multiple=True),
        face.store(),
    )
    def command(
        output: Output, kind: str, out: str, run: str | None, period: str | None, person: tuple[str, ...],
        languages: str, formats: tuple[str, ...], store: str,
    ) -> int:  # fmt: skip
        opened = Store.open(store)
        chosen = chosen_run(Register(opened), run, period)
        with DuckEngine() as engine, output.progress() as told:
            if kind == "rulebook":
                written = export_rulebook(opened, chosen, Path(out))
            else:
                written = export_run(
                    opened, engine, chosen, Path(out), kind, languages_of(languages), told,
                    formats or FORMATS, person,
                )  # fmt: skip
        output.say("cli.export.done", style="green", count=len(written.files), folder=str(written.folder))
        for name in written.files[:12]:
            output.line(f"  {written.folder / name}")
        output.faults(written.warnings)
        output.answer({"ok": True, "run": chosen.id, "folder": str(written.folder), "files": written.files})
        return DONE

    return command
