"""Posts and reporting lines as dated spells: begun, ended and moved without a gap or an overlap."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from attain.engine.declare import OPEN_END
from attain.engine.money import scaled
from attain.engine.store import Change as Entry
from attain.engine.store import DuckEngine, Snapshot

#: A row as a CSV file of its table has it.
Row = Mapping[str, str]

#: A whole post: parts per million.
WHOLE = 1_000_000


@dataclass(frozen=True)
class Spell:
    """A person's post in a unit in [since, until). workload: parts per million."""

    person: str
    post: str
    unit: str
    since: date
    until: date = OPEN_END
    grade: str = ""
    market_type: str = ""
    workload: int = WHOLE

    table = "assignments"

    @property
    def key(self) -> dict[str, str]:
        names = {"person_id": self.person, "post": self.post, "unit_id": self.unit}
        return {**names, "from": self.since.isoformat()}

    @property
    def row(self) -> dict[str, str]:
        return {
            **self.key,
            "to": _end(self.until),
            "class": self.grade,
            "market_type": self.market_type,
            "workload": f"{scaled(self.workload, 4).normalize():f}%",
        }


@dataclass(frozen=True)
class Line:
    """To whom a person reports in [since, until)."""

    person: str
    manager: str
    since: date
    until: date = OPEN_END

    table = "reporting"

    @property
    def key(self) -> dict[str, str]:
        return {"person_id": self.person, "from": self.since.isoformat()}

    @property
    def row(self) -> dict[str, str]:
        return {**self.key, "manager_id": self.manager, "to": _end(self.until)}


Dated = Spell | Line


def ended(spells: Iterable[Dated], day: date) -> tuple[list[Dated], list[Dated]]:
    """(what is then so, what is gone) of those that would go on: from `day` on there are none."""
    stays, gone = [], []
    for each in spells:
        if each.since >= day:
            gone.append(each)
        elif each.until > day:
            stays.append(replace(each, until=day))
    return stays, gone


def moved(old: Dated, new: Dated) -> tuple[list[Dated], list[Dated]]:
    """`old` until new.since, then `new` for as long as `old` would have gone on.

    Raises ValueError where `new` does not begin within `old`.
    """
    if not old.since <= new.since < old.until:
        raise ValueError("the new spell begins outside of the old one")
    following = replace(new, until=old.until)
    if new.since == old.since:
        return [following], [old] if old.key != following.key else []
    return [replace(old, until=new.since), following], []


def placed(line: Line, there: Sequence[Line]) -> tuple[list[Dated], list[Dated]]:
    """The line from its day on, among those of the same person: the one that holds is ended; it lasts until
    the next one begins."""
    holding = next((each for each in there if each.since <= line.since < each.until), None)
    if holding is not None:
        return moved(holding, line)
    later = [each.since for each in there if each.since > line.since]
    return [replace(line, until=min([line.until, *later]))], []


def entries(stays: Iterable[Dated], gone: Iterable[Dated]) -> list[Entry]:
    """What the house is given to enter, a table at a time."""
    stays, gone = list(stays), list(gone)
    made = []
    for kind in (Spell, Line):
        rows = [each.row for each in stays if isinstance(each, kind)]
        keys = {tuple(row.items()) for row in (each.key for each in stays if isinstance(each, kind))}
        leaving = [
            each.key for each in gone if isinstance(each, kind) and tuple(each.key.items()) not in keys
        ]
        if rows or leaving:
            made.append(Entry(kind.table, rows, leaving))
    return made


@dataclass(frozen=True)
class Held:
    """What the store has of some people. joined: person → (joined_on, left_on)."""

    spells: tuple[Spell, ...]
    lines: tuple[Line, ...]
    known: Mapping[str, tuple[date | None, date | None]]


def held(engine: DuckEngine, snapshot: Snapshot, tables: Mapping, people: Iterable[str]) -> Held:
    """These people's spells and lines, and the lines of those who report to them."""
    engine.register(snapshot, {name: tables[name] for name in ("people", "assignments", "reporting")})
    wanted = list(people)
    among = f"({', '.join('?' * len(wanted))})"
    spells = engine.query(
        'SELECT person_id, post, unit_id, "from", "to", "class", market_type, workload FROM assignments'
        f' WHERE person_id IN {among} ORDER BY person_id, "from", post, unit_id',
        wanted,
    )
    lines = engine.query(
        'SELECT person_id, manager_id, "from", "to" FROM reporting'
        f' WHERE person_id IN {among} OR manager_id IN {among} ORDER BY person_id, "from"',
        [*wanted, *wanted],
    )
    known = engine.query(
        f"SELECT person_id, joined_on, left_on FROM people WHERE person_id IN {among}", wanted
    )
    return Held(
        tuple(
            Spell(person, post, unit, since, until or OPEN_END, grade or "", market or "", int(workload))
            for person, post, unit, since, until, grade, market, workload in spells
        ),
        tuple(Line(person, manager, since, until or OPEN_END) for person, manager, since, until in lines),
        {person: (joined, left) for person, joined, left in known},
    )


def share(text: str) -> int:
    """80% or 0.8 as parts per million. Raises ValueError for anything else, and outside of 0 to 100 %."""
    plain = text.strip().replace(" ", "").replace("％", "%").replace(",", ".")
    try:
        value = Decimal(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except ArithmeticError:
        raise ValueError(text) from None
    if not 0 < value <= 1:
        raise ValueError(text)
    return int(value * WHOLE)


def _end(day: date) -> str:
    return "" if day >= OPEN_END else day.isoformat()
