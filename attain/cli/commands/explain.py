"""attain explain: the tree behind a number, its source rows, its SQL."""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from attain.cli.engines import engine_options, opened_engine
from attain.cli.face import FILE, Face
from attain.cli.manifest import chosen_run
from attain.cli.output import DONE, Output
from attain.engine.decide.subject import COMPANY
from attain.engine.faults import Fault, Faulty
from attain.engine.measures.rows import SHARE
from attain.engine.store import Store
from attain.engine.trace import Node
from attain.runs import rendering
from attain.runs.compute import Computed
from attain.runs.explain import PAID, named
from attain.runs.explaining import Explaining
from attain.runs.page import write_page
from attain.runs.register import Register
from attain.runs.source_rows import SOURCE, SourceRows
from attain.runs.statement import people_in, titles
from attain.runs.writing import origin_of, people_of

MOST_ROWS = 20


def explain(face: Face) -> click.Command:
    @face.command(
        "explain",
        face.option("--person", default=None, metavar="P017"),
        face.option("--unit", default=None, metavar="NORTH"),
        face.option("--line", default=None, metavar="commission"),
        face.option("--rows", is_flag=True),
        face.option("--sql", is_flag=True),
        face.option("--limit", type=click.IntRange(1, 100_000), default=MOST_ROWS, metavar="N"),
        face.option("--html", type=FILE, default=None, metavar="FILE"),
        face.run(),
        face.period(),
        face.store(),
        *engine_options(face),
        face.memory(),
    )
    def command(
        output: Output, person: str | None, unit: str | None, line: str | None, rows: bool, sql: bool,
        limit: int, html: str | None, run: str | None, period: str | None, store: str, memory: str,
        **options: Any,
    ) -> int:  # fmt: skip
        if (person is None) == (unit is None):
            raise Faulty(Fault("fault.explain.whose"))
        opened = Store.open(store)
        chosen = chosen_run(Register(opened), run, period)
        with opened_engine(opened, memory, options) as engine, output.progress() as told:
            explaining = Explaining(opened, engine, chosen, told, (named(line),) if line else ())
            node, computed = _node(explaining, person, unit, line), explaining.computed
            found = explaining.rows(node, limit) if rows or sql else []
            origin = origin_of(opened, engine, chosen, computed.rules, computed.period) if html else None
        output.wording.currency = computed.rules.settings.currency
        known = titles(computed, [node])
        mentioned = people_in([node]) | ({person} if person else set())
        people = people_of(opened, chosen, computed.rules, mentioned)
        whose = _whose(people, computed, person, unit)
        output.say("cli.explain.head", style="dim", whose=whose, period=chosen.period, run=chosen.id)
        _show(output, node, (known, people), found, rows, sql)
        if html:
            listed = [row for source in found for row in _told(output, source)] if rows else []
            page = rendering.explanation_html(
                node, output.wording.language, titles=known, names=people, origin=origin, rows=listed
            )
            write_page(Path(html), page)
            output.say("cli.explain.html", style="green", file=html)
        answer = {"ok": True, "run": chosen.id, "period": chosen.period, "person": person, "unit": unit}
        answer |= {"line": line or PAID, "tree": rendering.tree_json(node, output.wording, known, people)}
        output.answer({**answer, **_sources(found, rows, sql)})
        return DONE

    return command


def _node(explaining: Explaining, person: str | None, unit: str | None, line: str | None) -> Node:
    if person is not None:
        return explaining.tree(person, line or PAID)
    if line is None:
        example = next(iter(explaining.computed.rules.names("measure")), "sales_amount")
        raise Faulty(Fault("fault.explain.unit_line", {"example": example}))
    return explaining.unit_tree(unit or "", line)


def _whose(people: rendering.Names, computed: Computed, person: str | None, unit: str | None) -> str:
    """A person's name and key, a unit's title, or the company's name."""
    if person is not None:
        known = people.get(person)
        return " ".join(filter(None, (known.name if known else "", person)))
    settings = computed.rules.settings
    return computed.places.get(unit or "", settings.rulebook if unit == COMPANY else unit or "")


def _show(
    output: Output,
    node: Node,
    called: tuple[rendering.Titles, rendering.Names],
    found: Sequence[SourceRows],
    rows: bool,
    sql: bool,
) -> None:
    """called: what rules, posts and units are called, and people."""
    colour = rendering.colour_wanted(sys.stdout)
    known, people = called
    told = rendering.tree_text(
        node, output.wording, output.out.width, colour=colour, titles=known, names=people
    )
    output.page(told)
    for source in found:
        name = output.wording.title(known.get(source.measure, {}), source.measure)
        if rows:
            output.line()
            shown = len(source.rows) if len(source.rows) < source.count else None
            output.say("cli.explain.rows", style="bold", name=name, count=source.count, shown=shown)
            _rows(output, source)
        if sql:
            output.line(f"\n-- {name}", "bold")
            output.line(source.sql)


def _rows(output: Output, source: SourceRows) -> None:
    figures = {at for row in source.rows for at, cell in enumerate(row) if isinstance(cell, (Decimal, int))}
    rows = [
        [_cell(output, column, cell) for column, cell in zip(source.columns, row, strict=True)]
        for row in source.rows
    ]
    output.table(rows, right=figures, head=_head(output, source))


def _head(output: Output, source: SourceRows) -> list[str]:
    """Columns as the source calls them; those beside them in words."""
    own = {
        SHARE: output.wording.say("cli.explain.credited_share"),
        SOURCE: output.wording.say("cli.explain.source"),
    }
    return [own.get(column, column) for column in source.columns]


def _told(output: Output, source: SourceRows) -> list[dict[str, Any]]:
    """The rows by the heads of their columns."""
    return [dict(zip(_head(output, source), row, strict=True)) for row in source.rows]


def _cell(output: Output, column: str, cell: Any) -> str:
    """A stored value as people read it; days as in the source, so that they can be looked up there."""
    if cell is None:
        return ""
    if column == SHARE:
        return output.wording.percent(cell)
    if isinstance(cell, bool) or not isinstance(cell, (Decimal, int, date)):
        return output.wording.value(cell)
    return cell.isoformat() if isinstance(cell, date) else output.wording.number(cell)


def _sources(found: Sequence[SourceRows], rows: bool, sql: bool) -> dict[str, Any]:
    return {
        "rows": [source.json() for source in found] if rows else None,
        "sql": {source.measure: source.sql for source in found} if sql else None,
    }
