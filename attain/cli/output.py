"""What commands show: text for people on one side, one JSON object for programs on the other."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from attain.engine.faults import Fault
from attain.runs.compute import Progress as Told
from attain.wording import Wording

#: Exit codes: done; something is wrong with what was given; usage; done, but rows wait in quarantine.
DONE, WRONG, USAGE, QUARANTINED = 0, 1, 2, 3


@dataclass
class Output:
    """Where a command speaks. as_json: answers are one JSON object on standard output."""

    wording: Wording
    as_json: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    def say(self, id: str, /, style: str = "", **values: Any) -> None:
        """A sentence for people; programs don't get it."""
        if not self.as_json:
            self.out.print(Text(self.wording.say(id, **values), style=style))

    def line(self, text: str = "", style: str = "") -> None:
        """A line that is already in words."""
        if not self.as_json:
            self.out.print(Text(text, style=style))

    def table(self, rows: Iterable[tuple[str, ...]], right: frozenset[int] = frozenset()) -> None:
        """Rows in columns; `right`: numbers of the columns that are figures."""
        from rich.table import Table

        if self.as_json:
            return
        listed = list(rows)
        table = Table(box=None, pad_edge=False, show_header=False)
        for number in range(len(listed[0]) if listed else 0):
            table.add_column(justify="right" if number in right else "left", overflow="fold")
        for row in listed:
            table.add_row(*(Text(cell) for cell in row))
        self.out.print(table)

    def answer(self, content: Mapping[str, Any]) -> None:
        """The answer for programs: one JSON object, the last thing on standard output."""
        if self.as_json:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, default=plain) + "\n")

    def faults(self, faults: Iterable[Fault]) -> None:
        """What is wrong, one line each: file:line:column: reason and remedy."""
        if self.as_json:
            return
        for fault in faults:
            style = "yellow" if fault.severity == "warning" else "red"
            word = self.wording.say(f"cli.{fault.severity}")
            text = Text(f"{word} ", style=style)
            self.err.print(text.append(self.wording.fault(fault), style="default"))

    @contextmanager
    def progress(self) -> Iterator[Told]:
        """A progress bar on standard error while long work goes on; nothing where nobody watches."""
        if self.as_json or not self.err.is_terminal:
            yield lambda step, part: None
            return
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self.err, transient=True) as shown:
            task = shown.add_task("", total=1.0)

            def told(step: str, part: float) -> None:
                shown.update(task, description=self.wording.say(step), completed=part)

            yield told


def plain(value: Any) -> Any:
    """JSON for values that it has no word for: exact decimals and dates are text."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if isinstance(value, (set, frozenset)) else list(value)
    raise TypeError(type(value))


def fault_json(fault: Fault, wording: Wording) -> dict[str, Any]:
    """A fault for programs: where, what, and the sentence."""
    return {
        "id": fault.id,
        "severity": fault.severity,
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "message": wording.say(fault.id, **fault.values),
    }
