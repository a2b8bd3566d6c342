"""attain explain: the tree behind a number, its source rows, its SQL."""

import click

from attain.cli.face import Face
from attain.cli.output import DONE, Output
from attain.engine.faults import Fault, Faulty
from attain.engine.store import DuckEngine, Store
from attain.runs import rendering
from attain.runs.again import recompute
from attain.runs.explain import PAID, tree, unit_tree
from attain.runs.register import Register, Run
from attain.runs.statement import titles
from attain.runs.source_rows import behind
from attain.wording import Wording

MOST_ROWS = 20


def explain(face: Face) -> click.Command:
    @face.command(
        "explain",
        face.option("--person", default=None, metavar="P017"),
        face.option("--unit", default=None, metavar="NORTH"),
        face.option("--line", default=PAID, metavar="commission"),
        face.option("--rows", is_flag=True),
        face.option("--sql", is_flag=True),
        face.option("--limit", type=click.IntRange(1, 100_000), default=MOST_ROWS, show_default=True),
        face.option("--html", type=click.Path(dir_okay=False), default=None),
        face.option("--run", default=None, metavar="RUN"),
        face.period(),
        face.store(),
    )
    def command(
        output: Output, person: str | None, unit: str | None, line: str, rows: bool, sql: bool, limit: int,
        html: str | None, run: str | None, period: str | None, store: str,
    ) -> int:  # fmt: skip
        if (person is None) == (unit is None):
            raise Faulty(Fault("fault.explain.whose"))
        opened = Store.open(store)
        chosen = chosen_run(Register(opened), run, period)
        with DuckEngine() as engine, output.progress() as told:
            computed = recompute(opened, engine, chosen, told)
            node = tree(computed, person, line) if person else unit_tree(computed, unit or "", line)
            found = (
                behind(engine, opened.snapshot(chosen.snapshot), computed, node, limit) if rows or sql else []
            )
        settings = computed.rules.settings
        wording = Wording(output.wording.language, currency=settings.currency)
        named = titles(computed, [node])
        output.line(rendering.tree_text(node, wording, output.out.width, titles=named))
        for source in found:
            if sql:
                output.line(f"\n-- {source.measure}\n{source.sql}")
            if rows:
                output.say(
                    "cli.explain.rows",
                    style="bold",
                    name=source.measure,
                    count=source.count,
                    shown=len(source.rows),
                )
                output.table([source.columns, *(tuple(map(str, row)) for row in source.rows)])
        if html:
            with open(html, "w", encoding="utf-8") as file:
                file.write(
                    rendering.explanation_html(node, wording.language, settings.currency, titles=named)
                )
            output.say("cli.explain.html", file=html)
        output.answer(
            {
                "ok": True,
                "run": chosen.id,
                "period": chosen.period,
                "person": person,
                "unit": unit,
                "line": line,
                "tree": rendering.tree_json(node, wording, named),
                "rows": [source.json() for source in found] if rows else None,
                "sql": {source.measure: source.sql for source in found} if sql else None,
            }
        )
        return DONE

    return command


def chosen_run(register: Register, run: str | None, period: str | None) -> Run:
    """The run named, else the period's, else that of the newest period. Raises Faulty where there is none."""
    if run is not None:
        return register.get(run)
    if period is not None:
        found = register.latest(period)
        if found is None:
            raise Faulty(Fault("fault.run.none_for", {"period": period}))
        return found
    newest = register.newest()
    if newest is None:
        raise Faulty(Fault("fault.run.none"))
    return newest
