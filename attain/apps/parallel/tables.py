"""The table of differences."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from attain.apps.results import api as results
from attain.runs.parallel import Difference
from attain.shell.tables import Column, Table
from attain.wording import Wording

#: A row: the difference as `line`, and what its person is called.
Row = Mapping[str, Any]


def _line(row: Row) -> Difference:
    line: Difference = row["line"]
    return line


def _ticked(row: Row, wording: Wording) -> str:
    line = _line(row)
    if line.found:
        return ""
    told = wording.say("parallel.choose", person=row["called"])
    value = f"{line.person}|{line.component}|{line.amount:f}"
    return format_html(
        '<input type="checkbox" name="line" value="{}" form="naming" aria-label="{}">', value, told
    )


def _cause(row: Row, wording: Wording) -> str:
    line = _line(row)
    if not line.cause:
        return format_html('<b class="over">{}</b>', wording.say("parallel.to_name"))
    told = wording.say(f"parallel.cause.{line.cause}")
    kind = wording.say("parallel.found") if line.found else line.note
    return format_html('{} <span class="soft small">{}</span>', told, kind)


def columns(
    decimals: int, titles: Mapping[str, str], run: results.RunView, ticks: bool
) -> tuple[Column, ...]:
    """As money of so many decimals is shown. ticks: rows can be chosen."""
    boxes = (Column("choose", "parallel.choose_head", value=lambda _: "", shown=_ticked),) if ticks else ()

    def title(row: Row) -> str:
        line = _line(row)
        return titles.get(line.component, line.component)

    def explained(row: Row) -> str:
        line = _line(row)
        if line.new is None or not line.component:
            return ""
        return f"{reverse('results:explain', args=['person', line.person, line.component])}?run={run.key}"

    def money(key: str, **more: Any) -> Column:
        return Column(
            key,
            f"parallel.{key}",
            value=lambda row: getattr(_line(row), key),
            unit="money",
            decimals=decimals,
            order=key,
            **more,
        )

    return (
        *boxes,
        Column(
            "person",
            "parallel.person",
            value=lambda row: row["called"],
            order="person",
        ),
        Column("component", "parallel.component", value=title, order="component"),
        money("old"),
        money("new", link=explained, panel=True),
        money("amount"),
        Column(
            "cause",
            "parallel.cause",
            value=lambda row: (
                f"parallel.cause.{_line(row).cause}" if _line(row).cause else "parallel.to_name"
            ),
            unit="message",
            shown=_cause,
            order="cause",
        ),
        Column("note", "parallel.note", value=lambda row: _line(row).note, visible=False),
    )


TABLE = Table("parallel", "parallel.differences", (), search=("person", "component"), empty="parallel.none")
