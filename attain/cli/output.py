"""What commands show: text for people on one side, one JSON object for programs on the other."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from attain.cli.aligned import aligned
from attain.engine.faults import Fault
from attain.runs.compute import Progress as Told
from attain.wording import Wording

#: Exit codes: done; something is wrong with what was given; usage; done, but rows wait in quarantine.
DONE, WRONG, USAGE, QUARANTINED = 0, 1, 2, 3

#: Exit codes of a failure that is Attain's own, and of a command that was stopped.
UNEXPECTED, STOPPED = 70, 130

#: What is added to the number of the signal that stopped a command.
SIGNALLED = 128


class Screen(Console):
    """A console that leaves it to the command what a reader's going away means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


@dataclass
class Output:
    """Where a command speaks. as_json: answers are one JSON object on standard output."""

    wording: Wording
    as_json: bool = False
    kept: str = ""
    out: Console = field(default_factory=lambda: Screen(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Screen(stderr=True, highlight=False, soft_wrap=True))

    def keeps(self, id: str, /, **values: Any) -> None:
        """What is kept of the work, should the command be stopped from here on."""
        self.kept = self.wording.say(id, **values)

    def waiting(self, seconds: int) -> None:
        """Told when another process has to be waited for."""
        self.aside("cli.waiting", seconds=seconds)

    def aside(self, id: str, /, **values: Any) -> None:
        """A sentence on standard error about how the work goes on."""
        if not self.as_json:
            self.err.print(Text(self.wording.say(id, **values), style="yellow"))

    def say(self, id: str, /, style: str = "", **values: Any) -> None:
        """A sentence for people; programs don't get it."""
        self.line(self.wording.say(id, **values), style)

    def line(self, text: str = "", style: str = "") -> None:
        """Lines that are already in words."""
        if not self.as_json:
            self.out.print(Text(text, style=style))

    def page(self, text: str) -> None:
        """Lines that are laid out and coloured already."""
        if not self.as_json:
            sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def table(
        self,
        rows: Iterable[Sequence[str]],
        right: Iterable[int] = (),
        head: Sequence[str] = (),
        indent: str = "",
    ) -> None:
        """Rows in columns. right: numbers of the columns that are figures. head: what stands above."""
        listed = list(rows)
        if self.as_json or not listed:
            return
        lines = aligned([head, *listed] if head else listed, frozenset(right), indent).split("\n")
        for number, line in enumerate(lines):
            self.line(line, "bold" if head and number == 0 else "")

    def answer(self, content: Mapping[str, Any]) -> None:
        """The answer for programs: one JSON object, the only thing on standard output."""
        if self.as_json:
            sys.stdout.write(json.dumps(content, ensure_ascii=False, default=plain) + "\n")
            sys.stdout.flush()

    def problem(self, id: str, text: str, mark: bool = True) -> None:
        """What stopped the command, in words. mark: whether it is told as an error."""
        word = self.wording.say("cli.error") + " " if mark else ""
        self.err.print(Text(word, style="red").append(text, style="default"))
        self.answer({"ok": False, "faults": [{"id": id, "severity": "error", "message": text}]})

    def faults(self, faults: Iterable[Fault]) -> None:
        """What is wrong, one line each: file:line:column: reason and remedy."""
        if self.as_json:
            return
        for fault in faults:
            error = fault.severity != "warning"
            word = self.wording.say("cli.error" if error else "cli.warning")
            text = Text(f"{word} ", style="red" if error else "yellow")
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
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)


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
