"""An explanation and a whole payslip for the terminal: aligned figures, drawn branches, colour if wanted."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from attain.engine.trace import Node
from attain.runs.rendering.branch import Branch, branch
from attain.runs.rendering.people import Names
from attain.runs.rendering.sheet import CardPart, PlanPart, Row, Sheet
from attain.runs.rendering.titled import Titles
from attain.runs.rendering.wrapping import wrapped
from attain.wording import Wording

#: Text narrower than this is not worth wrapping beside its figure.
LEAST, NARROWEST, WIDEST = 16, 40, 100


def colour_wanted(stream: TextIO) -> bool:
    """Whether a stream is a terminal that shows colour; NO_COLOR and TERM=dumb say no."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def tree_text(
    node: Node,
    wording: Wording,
    width: int = 80,
    *,
    colour: bool = False,
    titles: Titles | None = None,
    names: Names | None = None,
) -> str:
    """The explanation of a number: a line a step, its figure at the right edge."""
    page = _Page(width, colour)
    page.tree(branch(node, wording, titles, names))
    return page.text()


def payslip(sheet: Sheet, wording: Wording, width: int = 80, *, colour: bool = False) -> str:
    """The whole statement."""
    page = _Page(width, colour)
    say = wording.say
    page.across(f"{say('statement.title')} · {sheet.period}", sheet.state_text, "bold", "dim")
    page.across(sheet.person, sheet.paid, "bold", "bold")
    page.wrapped(" · ".join(filter(None, (sheet.person_id, sheet.posts, sheet.company))), "dim")
    if sheet.held:
        page.blank()
        page.wrapped(say("statement.held"), "bold red")
        for reason in sheet.held:
            page.wrapped(reason, "red", "  • ")
    page.heading(say("statement.pay"), say("statement.amount", currency=sheet.currency))
    for plan in sheet.plans:
        _plan(page, plan, wording)
    if not sheet.plans:
        page.wrapped(say("statement.nothing"), "dim")
    _settlement(page, sheet, wording)
    for card in sheet.cards:
        _card(page, card, wording)
    page.heading(say("statement.origin"))
    for fact in sheet.origin:
        page.across(fact.label, fact.short, "dim", "dim")
    return page.text()


def _plan(page: "_Page", plan: PlanPart, wording: Wording) -> None:
    page.wrapped(plan.title, "bold")
    page.wrapped(" · ".join(filter(None, (plan.whose, plan.rule))), "dim")
    for part in plan.components:
        page.blank()
        page.across(part.title, part.amount, "bold cyan", "bold")
        if part.aside:
            page.wrapped(part.aside, "", "  ")
        for line in part.lines:
            page.across(line.sentence, line.amount, "", "", "  ")
        for note in part.notes:
            page.wrapped(note, "dim", "  → ")
    page.blank()
    for row in plan.limits:
        page.across(row.text, row.amount)
    page.rule()
    page.across(wording.say("statement.total"), plan.total, "bold", "bold")


def _settlement(page: "_Page", sheet: Sheet, wording: Wording) -> None:
    page.heading(wording.say("statement.settlement"))
    _rows(page, (sheet.earned, *sheet.steps))
    if sheet.differences:
        page.wrapped(wording.say("statement.differences"), "bold")
        _rows(page, sheet.differences, "  ")
    page.rule("═")
    page.across(sheet.total.text, sheet.paid, "bold", "bold")
    if sheet.balance:
        page.across(sheet.balance.text, sheet.balance.amount, "dim", "dim")


def _rows(page: "_Page", rows: Iterable[Row], indent: str = "") -> None:
    for row in rows:
        page.across(row.text, row.amount, "", "", indent)


def _card(page: "_Page", card: CardPart, wording: Wording) -> None:
    say = wording.say
    page.heading(f"{say('statement.scorecards')}{wording.colon}{card.title}")
    page.wrapped(" · ".join(filter(None, (card.whose, card.rule))), "dim")
    if card.held:
        page.wrapped(card.held, "bold red")
    for gate in card.gates:
        if gate.state != "open":
            page.wrapped(gate.tree.text, "bold red", "▌ ")
    heads = ("statement.actual", "statement.score", "statement.weight_head", "statement.points")
    table = [(say("statement.kpi"), *map(say, heads))]
    table += [(line.title, line.actual, line.score, line.weight, line.points) for line in card.lines]
    below = [
        [("→ " if text == line.next else "") + text for text in (line.next, line.remark) if text]
        for line in card.lines
    ]
    page.table(table, [[], *below])
    _rows(page, card.extras)
    page.rule()
    grade = f" · {say('statement.grade', grade=card.grade)}" if card.grade else ""
    page.across(say("statement.total") + grade, card.total, "bold", "bold")
    if card.story:
        page.blank()
        page.wrapped(say("statement.story"), "bold")
        page.tree(card.story)
    for gate in card.gates:
        if gate.state == "open":
            page.wrapped(gate.tree.text, "", "✓ ")


@dataclass
class _Page:
    """Lines of text on a page of fixed width; wide characters count as two columns."""

    width: int
    colour: bool

    def __post_init__(self) -> None:
        self.width = max(NARROWEST, min(self.width, WIDEST))
        self.console = Console(
            file=StringIO(),
            width=self.width,
            force_terminal=self.colour,
            color_system="standard" if self.colour else None,
            highlight=False,
            emoji=False,
            markup=False,
            legacy_windows=False,
        )

    def text(self) -> str:
        """All that was written, without blanks at the ends of lines."""
        written = self.console.file.getvalue()
        return "\n".join(line.rstrip() for line in written.splitlines()) + "\n"

    def blank(self) -> None:
        self.console.print()

    def rule(self, sign: str = "─") -> None:
        self._print(Text(sign * self.width, "dim"))

    def heading(self, text: str, right: str = "") -> None:
        self.blank()
        self.across(text, right, "bold", "dim")
        self.rule("━")

    def wrapped(self, text: str, style: str = "", first: str = "") -> None:
        """A paragraph; `first` stands before it and its other lines are as far from the edge."""
        for number, line in enumerate(wrapped(text, self.width - cell_len(first))):
            before = first if number == 0 else " " * cell_len(first)
            self._print(Text(before) + Text(line, style))

    def across(
        self,
        left: str,
        right: str,
        style: str = "",
        right_style: str = "",
        first: str = "",
        rest: str | None = None,
    ) -> None:
        """Text at the left, its figure at the right edge; below the text where there is no room."""
        rest = " " * cell_len(first) if rest is None else rest
        whole = self.width - max(cell_len(first), cell_len(rest))
        room = whole - cell_len(right) - 2
        beside = room >= LEAST
        lines = wrapped(left, room if beside else whole)
        for number, line in enumerate(lines):
            before = first if number == 0 else rest
            figure = right if number == 0 and beside else ""
            self._print(self._spread(Text(before, "dim") + Text(line, style), Text(figure, right_style)))
        if right and not beside:
            self._print(self._spread(Text(rest, "dim"), Text(right, right_style)))

    def tree(self, root: Branch) -> None:
        """A branch with all that is below it."""
        self.across(root.text, root.value, "bold", "bold", rest="│ " if root.children else "")
        self._below(root.children, "")

    def _below(self, children: Sequence[Branch], before: str) -> None:
        for number, child in enumerate(children, 1):
            last = number == len(children)
            after = before + ("  " if last else "│ ")
            under = after + ("│ " if child.children else "  ")
            self.across(child.text, child.value, first=before + ("└ " if last else "├ "), rest=under)
            self._below(child.children, after)

    def table(self, rows: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> None:
        """Rows of a name and figures under the heads of the first row; `below` says more of a row."""
        wide = [max(cell_len(row[at]) for row in rows) for at in range(1, len(rows[0]))]
        for number, (name, *figures) in enumerate(rows):
            cells = (" " * (w - cell_len(f)) + f for f, w in zip(figures, wide, strict=True))
            style = "dim" if number == 0 else ""
            self.across(name, "  ".join(cells), style, style)
            for text in below[number]:
                self.wrapped(text, "dim", "  ")

    def _spread(self, left: Text, right: Text) -> Text:
        gap = self.width - left.cell_len - right.cell_len
        return left + Text(" " * max(gap, 0)) + right

    def _print(self, text: Text) -> None:
        self.console.print(text, soft_wrap=True)
