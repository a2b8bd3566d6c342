"""The old way's file: which column is what, and its amounts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from attain.runs.column_words import folded, stands_for
from attain.runs.target_sheets import rows_of

#: Stands for "every other column is a component".
EACH = "*"

#: What the column of components and that of amounts are called, folded.
COMPONENTS = frozenset(
    {
        *(
            "component",
            "payelement",
            "element",
            "paycode",
            "wagetype",
            "kind",
            "item",
            "薪酬项",
            "项目",
            "工资项",
        ),
        *(
            "componente",
            "concepto",
            "報酬項目",
            "項目",
            "支給項目",
            "составляющая",
            "видоплаты",
            "начисление",
        ),
    }
)
AMOUNTS = frozenset(
    {
        *(
            "amount",
            "sum",
            "paid",
            "pay",
            "value",
            "total",
            "金额",
            "实发",
            "应发",
            "importe",
            "cantidad",
            "total",
        ),
        *("金額", "支給額", "сумма", "выплата", "итого"),
    }
)

#: A file has at most so many rows and columns.
MOST_ROWS, MOST_COLUMNS = 500_000, 200

#: So many wrong rows are told.
TOLD = 20


@dataclass(frozen=True)
class Columns:
    """Numbers of columns. component: None where a row is a person's total. amount: None for EACH column."""

    person: int
    component: int | None
    amount: int | None

    def to_json(self) -> dict[str, int | None]:
        return {"person": self.person, "component": self.component, "amount": self.amount}


@dataclass
class Read:
    """lines: (person, component, amount) as written. wrong: (row number, what is written there)."""

    lines: list[tuple[str, str, Decimal]] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0


def table(content: bytes) -> tuple[list[str], list[list[Any]]]:
    """Head and rows of a file. Raises NoSheet for what is none; ("", []) for an empty one."""
    rows = [row for row in rows_of(content) if any(str(cell).strip() for cell in row)]
    if not rows or len(rows) > MOST_ROWS or len(rows[0]) > MOST_COLUMNS:
        return [], []
    return [str(cell).strip() for cell in rows[0]], rows[1:]


def guessed(head: Sequence[str], rows: Sequence[Sequence[Any]], number: Callable[[Any], Decimal]) -> Columns:
    """Which column most likely is what, by its name and by what stands in it."""
    person = next(
        (at for at, name in enumerate(head) if folded(name) == "personid" or stands_for("person_id", name)), 0
    )
    component = next(
        (at for at, name in enumerate(head) if folded(name) in COMPONENTS and at != person), None
    )
    figures = [at for at in range(len(head)) if at not in (person, component) and _figures(rows, at, number)]
    amount = next((at for at in figures if folded(head[at]) in AMOUNTS), None)
    if component is None and len(figures) > 1 and amount is None:
        return Columns(person, None, None)
    return Columns(person, component, amount if amount is not None else next(iter(figures[-1:]), None))


def _figures(rows: Sequence[Sequence[Any]], at: int, number: Callable[[Any], Decimal]) -> bool:
    """Whether a column has figures alone, in the first rows."""
    cells = [row[at] for row in rows[:50] if at < len(row) and str(row[at]).strip()]
    try:
        return bool([number(cell) for cell in cells])
    except (ValueError, InvalidOperation):
        return False


def read(
    head: Sequence[str], rows: Sequence[Sequence[Any]], columns: Columns, number: Callable[[Any], Decimal]
) -> Read:
    """The amounts. number: a cell → money; raises ValueError for what is none. Empty amounts are none."""
    found = Read()
    each = amounts(head, rows, columns, number)
    for count, row in enumerate(rows, 2):
        person = named_in(row, columns.person)
        if not person:
            continue
        for at in each:
            text = row[at] if at < len(row) else ""
            if not str(text).strip():
                continue
            name = head[at] if columns.amount is None else ""
            name = named_in(row, columns.component) if columns.component is not None else name
            try:
                found.lines.append((person, name[:200], number(text)))
            except (ValueError, InvalidOperation):
                found.count += 1
                if len(found.wrong) < TOLD:
                    found.wrong.append((count, str(text)[:60]))
    return found


def amounts(
    head: Sequence[str], rows: Sequence[Sequence[Any]], columns: Columns, number: Callable[[Any], Decimal]
) -> list[int]:
    """The columns that have amounts."""
    if columns.amount is not None:
        return [columns.amount]
    return [at for at in range(len(head)) if at != columns.person and _figures(rows, at, number)]


def named_in(row: Sequence[Any], at: int | None) -> str:
    """A cell's text; a whole number that a workbook keeps as 17.0 is 17."""
    if at is None or at >= len(row):
        return ""
    text = str(row[at]).strip()
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def ours(names: Mapping[str, Mapping[str, str]], written: str) -> str:
    """Our component that is most likely meant: of that key, or of that title in any language; "" for none."""
    wanted = folded(written)
    for key, titles in names.items():
        if wanted in {folded(key), *(folded(title) for title in titles.values())}:
            return key
    return ""
