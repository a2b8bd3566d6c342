"""A payroll file: lines by a mapping, as CSV, XLSX or fixed columns, with control sums that are proved."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal
from hashlib import sha256
from typing import Any

from attain.engine.decide.publish import canonical
from attain.engine.faults import Fault, Faulty
from attain.runs.paying import Cell
from attain.runs.payroll_layout import content
from attain.runs.payroll_mapping import DATES, GRAINS, Column, PayrollMapping

ZERO = Decimal(0)

EXACT = Context(prec=60)

#: So many faults of one file are told.
TOLD = 20


@dataclass(frozen=True)
class Payee:
    """What of a person a file can name. columns: of the table `people`."""

    number: str = ""
    name: str = ""
    unit: str = ""
    post: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class About:
    """What the whole file is of. titles: component → title. decimals: of the currency."""

    period: str
    number: int
    currency: str
    decimals: int
    pay_date: date
    payees: Mapping[str, Payee]
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Control:
    """What finance compares. components: component → sum. sha256: of the file's bytes."""

    lines: int
    people: int
    total: Decimal
    components: Mapping[str, Decimal]
    sha256: str

    def json(self, **more: str) -> dict[str, Any]:
        """The control file's content; figures as texts, so that no program rounds them."""
        sums = {name: canonical(value) for name, value in sorted(self.components.items())}
        told = {"lines": self.lines, "people": self.people, "total": canonical(self.total)}
        return {**more, **told, "components": sums, "sha256": self.sha256}


@dataclass(frozen=True)
class PayrollFile:
    name: str
    content: bytes
    control: Control


@dataclass(frozen=True)
class Line:
    """A line of the file: what its cells are taken from."""

    person: str
    component: str
    for_period: str
    in_period: str
    amount: Decimal


def lines_of(cells: Mapping[Cell, Decimal], grain: str) -> list[Line]:
    """Cells summed to the lines of a grain; what a grain does not tell apart is "". Zero lines are left out.

    With one line a person and component nothing below zero is lost: it is part of the sum.
    """
    depth = GRAINS.index(grain)
    sums: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
    for (person, component, for_period, in_period), amount in cells.items():
        kept = (component, *(("", ""), (for_period, in_period))[depth == 2]) if depth else ("", "", "")
        sums[(person, *kept)] += amount
    return [Line(*parts, amount) for parts, amount in sorted(sums.items()) if amount]


def payroll_file(mapping: PayrollMapping, cells: Mapping[Cell, Decimal], about: About) -> PayrollFile:
    """The file of all cells. Raises Faulty where a person lacks a number, a figure does not fit, and so on.

    Proved: what the written amounts come to, read back from their texts, is what the cells come to.
    """
    lines = lines_of(cells, mapping.grain)
    rows = rows_of(mapping, lines, about)
    _prove(mapping, rows, sum(cells.values(), ZERO), about.decimals)
    made = content(mapping, rows)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for (_, component, _, _), amount in cells.items():
        sums[component] += amount
    people = len({line.person for line in lines})
    total = sum((line.amount for line in lines), ZERO)
    digest = sha256(made).hexdigest()
    name = mapping.file.replace("{period}", about.period).replace("{number}", str(about.number))
    control = Control(len(lines), people, total, dict(sums), digest)
    return PayrollFile(f"{name}.{mapping.suffix}", made, control)


def control_file(file: PayrollFile, **more: str) -> bytes:
    """The control sums beside a file, as JSON."""
    told = file.control.json(file=file.name, **more)
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def rows_of(mapping: PayrollMapping, lines: Iterable[Line], about: About) -> list[list[str]]:
    """The cells of every line as texts. Raises Faulty with the first people whose lines can't be written."""
    faults: list[Fault] = []
    rows = []
    for line in lines:
        row = []
        for column in mapping.columns:
            try:
                row.append(_cell(column, mapping, line, about))
            except Faulty as error:
                row.append("")
                faults += error.faults
        rows.append(row)
    if faults:
        raise Faulty(*_unlike(faults))
    return rows


def _unlike(faults: Sequence[Fault]) -> list[Fault]:
    found = {(each.id, *each.values.values()): each for each in faults}
    return list(found.values())[:TOLD]


def _cell(column: Column, mapping: PayrollMapping, line: Line, about: About) -> str:
    text = _value(column, mapping, line, about)
    if mapping.format == "fixed" or (column.width and column.pad != "right"):
        text = _padded(text, column, line)
    if mapping.format != "xlsx" and not text.isascii():
        try:
            text.encode(mapping.encoding)
        except UnicodeEncodeError:
            values = {"person": line.person, "text": text, "encoding": mapping.encoding}
            raise Faulty(Fault("fault.payroll.encoding", values)) from None
    return text


def _value(column: Column, mapping: PayrollMapping, line: Line, about: About) -> str:
    payee = about.payees.get(line.person, Payee())
    source = column.source
    if source == "amount":
        return amount_text(column, mapping, line, about.decimals)
    if source == "pay_date":
        return about.pay_date.strftime(DATES[mapping.dates])
    if source == "number" and not payee.number:
        raise Faulty(Fault("fault.payroll.no_number", {"person": line.person}))
    if source == "wage_type":
        code = mapping.wage_types.get(line.component) or mapping.other
        if not code:
            raise Faulty(Fault("fault.payroll.no_wage_type", {"component": line.component}))
        return code
    text = _PLAIN[source](column, line, payee, about)
    return text if text.isprintable() else "".join(c for c in text if c >= " ")


_PLAIN: dict[str, Callable[[Column, Line, Payee, About], str]] = {
    "person": lambda column, line, payee, about: line.person,
    "number": lambda column, line, payee, about: payee.number,
    "name": lambda column, line, payee, about: payee.name,
    "column": lambda column, line, payee, about: payee.columns.get(column.column, ""),
    "component": lambda column, line, payee, about: line.component,
    "component_title": lambda column, line, payee, about: about.titles.get(line.component, line.component),
    "for_period": lambda column, line, payee, about: line.for_period,
    "in_period": lambda column, line, payee, about: line.in_period or about.period,
    "currency": lambda column, line, payee, about: about.currency,
    "unit": lambda column, line, payee, about: payee.unit,
    "post": lambda column, line, payee, about: payee.post,
    "text": lambda column, line, payee, about: column.text,
}


def amount_text(column: Column, mapping: PayrollMapping, line: Line, decimals: int) -> str:
    """An amount as the column writes it. Raises Faulty where it has more decimals than the column."""
    places = decimals if column.decimals is None else column.decimals
    cut = line.amount.quantize(Decimal(1).scaleb(-places), context=EXACT)
    if cut != line.amount:
        values = {"person": line.person, "amount": line.amount, "decimals": places}
        raise Faulty(Fault("fault.payroll.decimals", values))
    digits = f"{abs(cut):f}"
    mark = {"point": ".", "comma": ",", "none": ""}[mapping.decimal_mark]
    digits = digits.replace(".", mark)
    negative = cut < 0
    if column.sign == "trailing":
        return digits + ("-" if negative else "")
    return ("-" if negative else "+" if column.sign == "always" else "") + digits


def amount_of(text: str, column: Column, mapping: PayrollMapping, decimals: int) -> Decimal:
    """What a written amount says: the way back of `amount_text`."""
    places = decimals if column.decimals is None else column.decimals
    plain = text.strip()
    negative = "-" in plain
    plain = plain.strip("+-").lstrip("0") or "0"
    if mapping.decimal_mark == "none":
        value = Decimal(plain).scaleb(-places)
    else:
        value = Decimal(plain.replace(",", ".") if mapping.decimal_mark == "comma" else plain)
    return -value if negative else value


def _padded(text: str, column: Column, line: Line) -> str:
    """To the column's width; zeros stand behind a leading sign."""
    if len(text) > column.width:
        values = {"person": line.person, "text": text, "width": column.width}
        raise Faulty(Fault("fault.payroll.too_wide", values))
    if column.pad == "right":
        return text.ljust(column.width)
    if column.pad == "left":
        return text.rjust(column.width)
    sign = text[:1] if text[:1] in ("+", "-") and column.source == "amount" else ""
    return sign + text[len(sign) :].rjust(column.width - len(sign), "0")


def _prove(mapping: PayrollMapping, rows: Sequence[Sequence[str]], total: Decimal, decimals: int) -> None:
    for at, column in enumerate(mapping.columns):
        if column.source == "amount":
            found = sum((amount_of(row[at], column, mapping, decimals) for row in rows), ZERO)
            if found != total:
                raise Faulty(Fault("fault.payroll.unequal", {"written": found, "total": total}))
