"""What payroll says it paid: a sheet's columns guessed by what stands in them, its amounts read by person."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

ZERO = Decimal(0)

#: No amount is as much: it is an account's number, say.
MOST = Decimal(10) ** 15

#: So many rows are looked at for a guess.
LOOKED = 2_000

#: What groups digits in the languages that we speak, besides point and comma.
_GROUPS = re.compile(r"[\s\u00a0\u202f'’]")
_MONEY = re.compile(r"^[A-Z]{3}|[A-Z]{3}$|[€$¥£₽]|元|円")


@dataclass(frozen=True)
class Wrong:
    """A row that can't be read. row: from 1. text: its amount."""

    row: int
    text: str


@dataclass
class Paid:
    """amounts: by person, of unknown ones by what stands there. lines: rows with an amount."""

    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    lines: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)


def texts(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """A sheet's cells as texts: numbers of a workbook as they are written shortest, without an idle ".0"."""

    def text(cell: Any) -> str:
        if cell is None:
            return ""
        plain = str(cell).strip()
        if isinstance(cell, (int, Decimal, str)) or not re.fullmatch(r"-?\d+\.0", plain):
            return plain
        return plain[:-2]

    return [[text(cell) for cell in row] for row in rows]


def amount(text: str, mark: str = "point") -> Decimal | None:
    """An amount as people and programs write it; None for anything else. mark: decides 1,234 and 1.234."""
    plain = _GROUPS.sub("", _MONEY.sub("", text.strip()))
    negative = plain.startswith(("-", "−", "(")) or plain.endswith(("-", "−"))
    plain = plain.strip("-−+()")
    if not re.fullmatch(r"[\d.,]*\d[\d.,]*", plain):
        return None
    point, comma = plain.rfind("."), plain.rfind(",")
    if point >= 0 and comma >= 0:
        decimal = "." if point > comma else ","
    elif point < 0 and comma < 0:
        decimal = "."
    else:
        sign = "." if point >= 0 else ","
        alone = plain.count(sign) == 1 and len(plain) - plain.rfind(sign) - 1 != 3
        own = {"point": ".", "comma": ","}.get(mark, ".")
        decimal = sign if alone or sign == own else own
    other = "," if decimal == "." else "."
    try:
        value = Decimal(plain.replace(other, "").replace(decimal, "."))
    except InvalidOperation:
        return None
    if value >= MOST:
        return None
    return -value if negative else value


def known_ids(numbers: Mapping[str, str], people: Sequence[str]) -> dict[str, str]:
    """What a sheet may call these people → person: key, payroll's number, either without leading zeros."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for person in people:
        for id in dict.fromkeys((person, numbers.get(person, ""))):
            for each in dict.fromkeys((id, id.lstrip("0"))):
                if each and found.setdefault(each.casefold(), person) != person:
                    twice.add(each.casefold())
    exact = {person.casefold(): person for person in people}
    return {id: person for id, person in found.items() if id not in twice} | exact


def guessed(
    rows: Sequence[Sequence[str]], ids: Mapping[str, str], handed: Mapping[str, Decimal], mark: str
) -> tuple[int, int]:
    """The columns of people and amounts: with most known people, with most of the amounts handed over."""
    width = max((len(row) for row in rows[:LOOKED]), default=0)
    if not width:
        return 0, 0
    hits = [sum(1 for row in rows[:LOOKED] if _person(row, at, ids)) for at in range(width)]
    who = max(range(width), key=lambda at: (hits[at], -at))
    scores = []
    for at in range(width):
        found = [(_person(row, who, ids), amount(_cell(row, at), mark)) for row in rows[:LOOKED]]
        equal = sum(1 for person, value in found if value is not None and value == handed.get(person or ""))
        figures = sum(1 for person, value in found if person and value is not None)
        scores.append((at != who, equal, figures, at))
    return who, max(scores)[3]


def read(rows: Sequence[Sequence[str]], person: int, value: int, ids: Mapping[str, str], mark: str) -> Paid:
    """The amounts of a sheet; what stands above the first line is passed over, empty rows too."""
    paid = Paid()
    for number, row in enumerate(rows, 1):
        who, text = _cell(row, person), _cell(row, value)
        if not who and not text:
            continue
        found = amount(text, mark)
        if found is None or not who:
            if paid.lines or paid.wrong or found is not None or who.casefold() in ids:
                paid.wrong.append(Wrong(number, text or who))
            continue
        paid.lines += 1
        paid.amounts[ids.get(who.casefold(), who)] += found
    return paid


def _person(row: Sequence[str], at: int, ids: Mapping[str, str]) -> str:
    return ids.get(_cell(row, at).casefold(), "")


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""
