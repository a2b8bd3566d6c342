"""Stage A at size: families of questions answered together, from one reading of their facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlglot import exp

from attain.engine.measures.answers import Gathered, counts_once, values_query
from attain.engine.measures.cells import Asked, Cells, asked
from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    filled,
    joined,
    named,
    number,
    relation,
    select,
    subquery,
    union,
    where,
)
from attain.engine.measures.family import Family
from attain.engine.measures.gathering import Gathering, lots, sheet, unit_by_key
from attain.engine.measures.groups import groups_query
from attain.engine.measures.lacking import lacking_query
from attain.engine.measures.names import day
from attain.engine.measures.relations import Engine
from attain.engine.measures.selection import Question
from attain.engine.measures.standing import MOVING, Days, standing
from attain.engine.measures.totals import totals

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


@dataclass(frozen=True)
class _Standing:
    """A relation of where keys stand. state: what it is made from. moving: whether some go by the day."""

    name: str
    state: str
    moving: bool


class Shared:
    """Answers families one after the other; what several of them need is made once."""

    def __init__(self, engine: Engine, snapshot: Any, families: Iterable[Family], told: Told) -> None:
        self.engine, self.snapshot, self.told = engine, snapshot, told
        self._standing: dict[Hashable, _Standing] = {}
        self._lots: dict[Hashable, tuple[str, str]] = {}
        cells: dict[Hashable, Cells] = defaultdict(Cells)
        self._planned = [_planned(family, cells[family.source]) for family in in_order(families)]

    def answers(self) -> Iterator[Answer | Lack]:
        """What all questions come to, and what their facts lack."""
        self.engine.foresee(self.snapshot, [planned.sheet for planned in self._planned])
        stood = {id(planned): self._stand(planned.family) for planned in self._planned}
        for planned in self._planned:
            yield from self._answers(planned, stood)

    def _answers(self, planned: _Planned, stood: Mapping[int, "_Standing"]) -> Iterator[Answer | Lack]:
        family, found, standing = planned.family, planned.asked, stood[id(planned)]
        summed = totals(family, planned.cells, found, standing.name, standing.state, "sheet_totals")
        self.engine.add_up(self.snapshot, planned.sheet, summed, self.told)
        by_day, owners = (
            self._lots_of(planned, stood) if unit_by_key(family) else (self._own_lots(planned, standing), "")
        )
        chosen = tuple(planned.chosen)
        gathered = Gathered(family, planned.cells, chosen, summed.name, standing.name, by_day, owners)
        for name, query in gathered.credit.items():
            self.engine.keep(name, query)
        plain = [one for one in found if not one.question.per]
        for once in (False, True):
            if alike := [one for one in plain if counts_once(one) is once]:
                yield _answer(alike, self.engine.answer(values_query(gathered, alike)))
        if by_key := [one for one in found if one.question.per]:
            yield _answer(by_key, self.engine.answer(groups_query(gathered, by_key)))
        lacking = lacking_query(gathered, found)
        yield Lack(family.questions, self.engine.answer(lacking) if lacking is not None else [])

    def _stand(self, family: Family) -> "_Standing":
        """Where the keys stand in the family's days, made once for all families with the same."""
        question, stands = family.first, family.stands
        owned = self._owned_days(family, question.owned_on) if question.owned_on else stands
        key = question.way, question.measure.credit.role, owned, stands
        if key not in self._standing:
            name = f"standing_{len(self._standing) + 1}"
            self.engine.keep(name, standing(question, owned, stands))
            moving = equal(column("place"), number(MOVING))
            query = where(select(number(1), source=relation(name)), moving)
            found = bool(self.engine.query(query.limit(1, copy=False)))
            self._standing[key] = _Standing(name, self._state(family, owned), found)
        return self._standing[key]

    def _owned_days(self, family: Family, name: str) -> Days:
        """The window's days and those on which ownership of its facts is looked up instead, at the least."""
        window = family.start, family.end
        told = None
        if self.snapshot is not None and family.on == family.fact.date:
            told = self.engine.bounds(self.snapshot, family.fact, name, window)
        first, end = self._owned_in_rows(family, name) if told is None else told
        return min(family.start, first), max(family.end, end)

    def _owned_in_rows(self, family: Family, name: str) -> Days:
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
        return first, last + timedelta(days=1)

    def _lots_of(self, planned: _Planned, stood: Mapping[int, "_Standing"]) -> tuple[str, str]:
        """The lots of moving clients and who owned these, at once for families that read the same facts."""
        if not stood[id(planned)].moving:
            return "", ""
        alike = [
            other
            for other in self._planned
            if other.family.lots_like == planned.family.lots_like and stood[id(other)].moving
        ]
        key = planned.family.lots_like
        if key not in self._lots:
            nth = len(self._lots) + 1
            name, moving, owners = f"lots_{nth}", f"moving_{nth}", f"owners_{nth}"
            self._lots[key] = name, owners
            places = dict.fromkeys(stood[id(other)] for other in alike)
            self.engine.keep(moving, _moving([each.name for each in places]))
            self.engine.keep(owners, _owners_of(moving))
            states = [each.state for each in places]
            chosen = list(dict.fromkeys(cell for other in alike for cell in other.chosen))
            families = [other.family for other in alike]
            wanted = lots(families, planned.cells, chosen, name, moving, states)
            self.engine.gather(self.snapshot, wanted, self.told)
        return self._lots[key]

    def _own_lots(self, planned: _Planned, standing: "_Standing") -> str:
        """The family's own lots, if some key of its sheet does not stand in one place."""
        if not self._unsettled(standing.name):
            return ""
        family = planned.family
        wanted = lots([family], planned.cells, planned.chosen, "own_lots", standing.name, [standing.state])
        self.engine.gather(self.snapshot, wanted, self.told)
        return "own_lots"

    def _unsettled(self, standing: str) -> bool:
        same = equal(column("key", "standing"), column("_key", "sheet"))
        settled = exp.GT(this=column("place", "standing"), expression=number(0))
        query = select(named(number(1), "one"), source=relation("sheet", "sheet"))
        query = joined(query, relation(standing, "standing"), same, settled, left=True)
        query = where(query, exp.Not(this=filled(column("key", "standing"))))
        return bool(self.engine.query(query.limit(1, copy=False)))

    def _state(self, family: Family, owned: Days) -> str:
        """What `standing` is made from: the tables of owners, posts and leaders, and the days."""
        tables = ("coverage", "product_coverage", "assignments", "reporting", "units")
        files = [part.file for name in tables for part in self.snapshot.parts(name)] if self.snapshot else []
        role = family.first.measure.credit.role
        return "\0".join([*files, family.first.way, role, *map(str, (*owned, *family.stands))])


def _moving(standings: Sequence[str]) -> exp.Select:
    """The keys that go by the day in any of these relations, each once."""
    keys = [
        where(
            select(column("key"), column("place"), source=relation(name)),
            equal(column("place"), number(MOVING)),
        )
        for name in standings
    ]
    query = select(column("key"), column("place"), source=subquery(union(*keys), "moving"))
    query.set("distinct", exp.Distinct())
    return query


def _owners_of(moving: str) -> exp.Select:
    """The rows of coverage that are about these keys."""
    query = select(every("c"), source=relation("coverage", "c"))
    return joined(query, relation(moving, "moving"), equal(column("key", "moving"), column("client_id", "c")))


def _planned(family: Family, cells: Cells) -> _Planned:
    return _Planned(family, cells, tuple(asked(question, cells) for question in family.questions))


def _answer(asked: Sequence[Asked], rows: Rows) -> Answer:
    return Answer(tuple(one.question for one in asked), rows)


def in_order(families: Iterable[Family]) -> list[Family]:
    """Families of the same facts, whose keys stand alike, next to each other."""

    def order(family: Family) -> tuple[str, ...]:
        return *family.source, family.first.measure.credit.role, *map(str, family.stands)

    return sorted(families, key=order)
