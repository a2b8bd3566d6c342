"""Stage A at size: families of questions answered together, from one reading of their facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlglot import exp

from attain.engine.measures.answers import Gathered, groups_query, values_query
from attain.engine.measures.cells import Asked, Cells, asked
from attain.engine.measures.clauses import (
    column,
    equal,
    filled,
    joined,
    named,
    number,
    relation,
    select,
    where,
)
from attain.engine.measures.family import Family
from attain.engine.measures.gathering import Gathering, lots, sheet, unit_by_key
from attain.engine.measures.lacking import lacking_query
from attain.engine.measures.names import day
from attain.engine.measures.relations import Engine
from attain.engine.measures.selection import Question
from attain.engine.measures.standing import MOVING, Days, standing

#: Subjects (level, subject, spell) with one value for each question.
Rows = list[tuple[Any, ...]]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Answer:
    """Rows (level, subject, spell, a value for each question)."""

    questions: tuple[Question, ...]
    rows: Rows


@dataclass(frozen=True)
class Lack:
    """Rows (unit, reason, then facts, share, value for each question)."""

    questions: tuple[Question, ...]
    rows: Rows


@dataclass(frozen=True)
class _Planned:
    """A family, its questions over cells, and the cells that it shares with others of the same facts."""

    family: Family
    cells: Cells
    asked: tuple[Asked, ...]

    @property
    def chosen(self) -> list[str]:
        """The cells that it needs itself."""
        return list(dict.fromkeys(cell for one in self.asked for cell in one.all))

    @property
    def sheet(self) -> Gathering:
        """What is gathered for it."""
        return sheet(self.family, self.cells, self.chosen, "sheet")


class Shared:
    """Answers families one after the other; where keys stand is worked out once for all of the same days."""

    def __init__(self, engine: Engine, snapshot: Any, families: Iterable[Family], told: Told) -> None:
        self.engine, self.snapshot, self.told = engine, snapshot, told
        self._standing: tuple[Any, ...] = ()
        self._moving = False
        cells: dict[Hashable, Cells] = defaultdict(Cells)
        self._planned = [_planned(family, cells[family.source]) for family in in_order(families)]

    def answers(self) -> Iterator[Answer | Lack]:
        """What all questions come to, and what their facts lack."""
        self.engine.foresee(self.snapshot, [planned.sheet for planned in self._planned])
        for planned in self._planned:
            yield from self._answers(planned)

    def _answers(self, planned: _Planned) -> Iterator[Answer | Lack]:
        family, found = planned.family, planned.asked
        owned = self._stand(family)
        self.engine.gather(self.snapshot, planned.sheet, self.told)
        by_day = self._by_day(planned, owned)
        gathered = Gathered(family, planned.cells, tuple(planned.chosen), "sheet", "standing", by_day)
        for name, query in gathered.credit.items():
            self.engine.keep(name, query)
        if plain := [one for one in found if not one.question.per]:
            yield _answer(plain, self.engine.query(values_query(gathered, plain)))
        if by_key := [one for one in found if one.question.per]:
            yield _answer(by_key, self.engine.query(groups_query(gathered, by_key)))
        lacking = lacking_query(gathered, found)
        yield Lack(family.questions, self.engine.query(lacking) if lacking is not None else [])

    def _stand(self, family: Family) -> Days:
        """Makes `standing` for the family's days; returns the days on which ownership is looked up."""
        question, stands = family.first, family.stands
        owned = stands
        if question.owned_on:
            owned = self._owned_days(family, question.owned_on)
        key = question.way, question.measure.credit.role, owned, stands
        if key != self._standing:
            self.engine.keep("standing", standing(question, owned, stands))
            moving = where(
                select(number(1), source=relation("standing")), equal(column("place"), number(MOVING))
            )
            self._moving = bool(self.engine.query(moving.limit(1, copy=False)))
            self._standing = key
        return owned

    def _owned_days(self, family: Family, name: str) -> Days:
        """The window's days and those on which ownership of its facts is looked up instead."""
        on, owned = column(family.on), column(name)
        rows = select(exp.Min(this=owned), exp.Max(this=owned.copy()), source=relation(family.fact.name))
        inside = [
            exp.GTE(this=on, expression=day(family.start)),
            exp.LT(this=on.copy(), expression=day(family.end)),
        ]
        ((first, last),) = self.engine.query(where(rows, *inside))
        if first is None:
            return family.start, family.end
        first, last = (getattr(each, "date", lambda each=each: each)() for each in (first, last))
        return min(family.start, first), max(family.end, last + timedelta(days=1))

    def _by_day(self, planned: _Planned, owned: Days) -> bool:
        """Gathers "gathered_lots", if any key's credit goes by the day."""
        family = planned.family
        if unit_by_key(family):
            if not self._moving:
                return False
        elif not self._unsettled():
            return False
        state = self._state(family, owned)
        chosen = planned.chosen
        by_day = lots(family, planned.cells, chosen, "gathered_lots", "standing", state)
        self.engine.gather(self.snapshot, by_day, self.told)
        return True

    def _unsettled(self) -> bool:
        """Whether some key of the sheet does not stand in one place."""
        same = equal(column("key", "standing"), column("_key", "sheet"))
        settled = exp.GT(this=column("place", "standing"), expression=number(0))
        query = select(named(number(1), "one"), source=relation("sheet", "sheet"))
        query = joined(query, relation("standing", "standing"), same, settled, left=True)
        query = where(query, exp.Not(this=filled(column("key", "standing"))))
        return bool(self.engine.query(query.limit(1, copy=False)))

    def _state(self, family: Family, owned: Days) -> str:
        """What `standing` is made from: the tables of owners, posts and leaders, and the days."""
        tables = ("coverage", "product_coverage", "assignments", "reporting", "units")
        files = [part.file for name in tables for part in self.snapshot.parts(name)] if self.snapshot else []
        role = family.first.measure.credit.role
        return "\0".join([*files, family.first.way, role, *map(str, (*owned, *family.stands))])


def _planned(family: Family, cells: Cells) -> _Planned:
    return _Planned(family, cells, tuple(asked(question, cells) for question in family.questions))


def _answer(asked: Sequence[Asked], rows: Rows) -> Answer:
    return Answer(tuple(one.question for one in asked), rows)


def in_order(families: Iterable[Family]) -> list[Family]:
    """Families whose keys stand alike, next to each other."""
    return sorted(
        families,
        key=lambda family: (
            family.first.way,
            family.first.measure.credit.role,
            str(family.stands),
            family.fact.name,
        ),
    )
