"""The form of a document: its numbers in sections with titles, as they are, are typed, and were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from attain.apps.rulebook.pictures import Picture, picture, thinned
from attain.apps.rulebook.typed import name_of, rows_of
from attain.engine.decide.rules import Rules
from attain.rulebook.documents import Document
from attain.rulebook.editing import Wrong
from attain.rulebook.numbers import Number, Table, fields, is_number, literals, value_of
from attain.rulebook.text_parts import Tree
from attain.rulebook.yaml_source import Path
from attain.wording import Wording
from attain.wording.rules import Teller
from attain.wording.rules.teller import words

#: Lists whose items are sections of their own.
LISTS = ("components", "lines", "gates", "merits", "deductions")


@dataclass
class Cell:
    """An input. wrong: what to say of what is typed in it. told: its formula, parted where it stands."""

    name: str
    value: str
    label: str
    column: str = ""
    wrong: str = ""
    told: tuple[str, str, str] | tuple[()] = ()
    figure: bool = True


@dataclass
class TableForm:
    """Rows of inputs, the last one blank. form: "curve", "steps", "tiers" or "rows". was: the old rows."""

    name: str
    form: str
    title: str
    heads: Sequence[str]
    columns: Sequence[str]
    rows: list[tuple[str, list[Cell]]]
    picture: Picture | None = None
    was: Sequence[Mapping[str, str]] = ()
    wrong: str = ""

    @property
    def was_json(self) -> str:
        """The old rows, for the page's script."""
        return json.dumps([dict(row) for row in self.was])


@dataclass
class Matrix:
    """A table of sums by two bounds: heads across, a head and cells down."""

    title: str
    across: list[Cell]
    rows: list[tuple[Cell, list[Cell]]]


@dataclass
class Section:
    """What belongs together: a component, a line of a scorecard, all gates."""

    key: str
    title: str
    cells: list[Cell] = field(default_factory=list)
    tables: list[TableForm] = field(default_factory=list)
    matrix: Matrix | None = None
    weight: bool = False

    @property
    def beside(self) -> list[Cell]:
        """What stands beside the title: a line's weight."""
        return [cell for cell in self.cells if self.weight and cell.column == "weight"]

    @property
    def below(self) -> list[Cell]:
        return [cell for cell in self.cells if cell not in self.beside]

    @property
    def wrong(self) -> bool:
        inside = [cell for table in self.tables for _, row in table.rows for cell in row]
        return any(cell.wrong for cell in [*self.cells, *inside]) or any(table.wrong for table in self.tables)


@dataclass
class Form:
    """sections in the order of the text. weights: their sum and what it must be; None without any."""

    sections: list[Section]
    weights: tuple[Decimal, Decimal] | None = None

    @property
    def rows(self) -> bool:
        """Whether there are tables whose rows come and go."""
        return any(section.tables for section in self.sections)

    @property
    def empty(self) -> bool:
        return not self.sections


def form(
    text: str,
    document: Document | None,
    before: str,
    rules: Rules,
    wording: Wording,
    typed: QueryDict | None = None,
    wrong: Sequence[Wrong] = (),
) -> Form:
    """The form of a document's text. before: the text that it takes over from, for the grey picture."""
    made = _Maker(Tree(text), document, rules, wording, typed, wrong)
    was = {each.path: each.rows for each in fields(before) if isinstance(each, Table)} if before else {}
    for each in fields(text):
        section = made.section(each.path)
        if isinstance(each, Table):
            section.tables.append(made.table(each, was.get(each.path, ())))
        elif each.path[-1] == "decimals" or not made.in_matrix(section, each):
            section.cells.append(made.cell(each))
    sections = [each for each in made.sections.values() if each.cells or each.tables or each.matrix]
    return Form(sections, _weights(sections, document))


def _weights(sections: Sequence[Section], document: Document | None) -> tuple[Decimal, Decimal] | None:
    found = [
        cell for section in sections for cell in section.cells if cell.column == "weight" and section.weight
    ]
    if not found:
        return None
    total = getattr(getattr(document, "rule", None), "total", Decimal(100))
    known = [value_of(cell.value) for cell in found if is_number(cell.value)]
    return sum(known, Decimal(0)), total


class _Maker:
    """Makes the parts of one form."""

    def __init__(
        self,
        tree: Tree,
        document: Document | None,
        rules: Rules,
        wording: Wording,
        typed: QueryDict | None,
        wrong: Sequence[Wrong],
    ) -> None:
        self.tree, self.wording, self.typed = tree, wording, typed
        self.value: Any = document.written.value if document else {}
        starts = getattr(document.rule, "starts", None) if document else None
        self.teller = Teller(rules, wording, starts or date.max)
        self.sections: dict[Path, Section] = {}
        self.wrong = {(each.path, each.row, each.column): each.id for each in wrong}

    # -- sections ----------------------------------------------------------------------

    def section(self, path: Path) -> Section:
        """The section that a path belongs to, made when it is met first."""
        own: Path = path[:2] if path[0] in LISTS else path[:1] if len(path) > 1 else ()
        own = () if own in (("values",), ("curve",), ("steps",)) else own
        if own not in self.sections:
            title = self._title(own)
            self.sections[own] = Section(name_of(own) or "rule", title, weight=own[:1] == ("lines",))
        return self.sections[own]

    def _title(self, path: Path) -> str:
        say = self.wording.say
        if not path:
            return say("rule.section.rule")
        if len(path) == 1:
            return self.label(str(path[0]))
        item = self.value[path[0]][path[1]] if isinstance(self.value, dict) else {}
        item = item if isinstance(item, dict) else {}
        if "kpi" in item:
            return self.teller.title(str(item["kpi"]))
        title = item.get("title")
        if isinstance(title, dict):
            return self.wording.title(title) or words(str(item.get("component") or item.get("name") or ""))
        named = str(title or item.get("component") or item.get("name") or "")
        return words(named) if named else f"{self.label(str(path[0]))} {path[1] + 1}"

    def label(self, key: str) -> str:
        """What a key of a document is called."""
        id = f"rule.key.{key}"
        return self.wording.say(id) if self.wording.knows(id) else words(key)

    # -- single numbers ----------------------------------------------------------------

    def cell(self, number: Number) -> Cell:
        name = name_of(number.path, number.at)
        value = self.typed.get(name, number.text) if self.typed is not None else number.text
        steps = [step for step in number.path if step not in LISTS][-2:]
        key = str(number.path[-1])
        label = self.label(key)
        if isinstance(number.path[-1], int):
            label = f"{self.label(str(number.path[-2]))} {number.path[-1] + 1}"
        elif (
            len(number.path) > 2 and isinstance(steps[0], str) and number.path[0] not in ("grades", "points")
        ):
            label = f"{self.label(str(steps[0]))} · {label}"
        told = self._in_formula(number) if number.at >= 0 else ()
        return Cell(name, value, label, key, self._say(number.path, number.at, ""), told)

    def _in_formula(self, number: Number) -> tuple[str, str, str]:
        """The formula that a number stands in, parted there."""
        raw = self.tree.raw(number.path)
        begin, end = literals(raw)[number.at]
        return raw[:begin], raw[begin:end], raw[end:]

    def _say(self, path: Path, row: int, column: str) -> str:
        id = self.wrong.get((path, row, column), "")
        return self.wording.say(id) if id else ""

    def in_matrix(self, section: Section, number: Number) -> bool:
        """Whether the number stands in a matrix, which then has it."""
        path = number.path
        if (
            len(path) < 4
            or path[0] != "components"
            or path[2] not in ("values", "row_bounds", "column_bounds")
        ):
            return False
        if section.matrix is None:
            section.matrix = Matrix(self.label("values"), [], [])
        cell, matrix = self.cell(number), section.matrix
        if path[2] == "column_bounds":
            matrix.across.append(cell)
        elif path[2] == "row_bounds":
            matrix.rows.append((cell, []))
        elif path[3] < len(matrix.rows):
            matrix.rows[path[3]][1].append(cell)
        return True

    # -- tables ------------------------------------------------------------------------

    def table(self, table: Table, was: Sequence[Mapping[str, str]]) -> TableForm:
        name, kind = name_of(table.path), str(table.path[-1]) if table.form == "points" else table.form
        columns = ("to", "rate") if table.form == "tiers" and not table.columns else table.columns
        if self.typed is not None and f"{name}:row" in self.typed:
            rows = [
                (str(row.origin) if row.origin is not None else "", row.cells)
                for row in rows_of(self.typed, name, columns)
            ]
        else:
            rows = [(str(at), cells) for at, cells in enumerate(table.rows)]
        made = [
            (origin, [self._in_row(table, name, column, cells, at) for column in columns])
            for at, (origin, cells) in enumerate([*rows, ("", {})])
        ]
        drawn = None
        if kind in ("curve", "steps", "tiers"):
            drawn = picture(kind, [cells for _, cells in rows], was)
        if drawn is not None:
            drawn = Picture(
                drawn.form, drawn.line, drawn.past, thinned(drawn.across, 34), thinned(drawn.upward, 14)
            )
        heads = [self.head(table, column) for column in columns]
        told = self._say(table.path, -1, "")
        return TableForm(name, kind, self.label(kind), heads, columns, made, drawn, was, told)

    def head(self, table: Table, column: str) -> str:
        if table.form == "points":
            return self.wording.say(f"rule.point.{column}")
        if table.form == "tiers" or column == "value":
            return self.label(column)
        return self.teller.trait(column)

    def _in_row(self, table: Table, name: str, column: str, cells: Mapping[str, str], at: int) -> Cell:
        value = cells.get(column, "")
        label = self.wording.say("rule.cell", column=self.head(table, column), row=at + 1)
        figure = table.form != "rows" or column == "value"
        return Cell(f"{name}:{column}", value, label, column, self._say(table.path, at, column), (), figure)
