"""Stage A at size: families of questions answered together, from one reading of their facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from attain.engine.measures.answers import Gathered, counts_once, values_query
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
from attain.engine.measures.gathering import Gathering, lots, lots_of_clients, sheet, unit_by_key
from attain.engine.measures.groups import groups_query
from attain.engine.measures.lacking import lacking_query
from attain.engine.measures.relations import Engine
from attain.engine.measures.selection import Question
from attain.engine.measures.standing import Standing
from attain.engine.measures.standings import Standings, Stood
from attain.engine.measures.totals import totals

#: Numbers of `subjects` with one value for each question; or what lacks credit.
Rows = list[tuple[Any, ...]]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Answer:
    """Rows (number of the subject, a value for each question)."""

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
class _Lots:
    """What goes by the day, gathered for several families. owners: the rows of coverage that are about it."""

    gathering: Gathering
    owners: str


class Shared:
    """Answers families one after the other; what several of them need is made once.

    told: how much is read, and of how much. organise: makes the relations about the organisation.
    """

    def __init__(
        self,
        engine: Engine,
        snapshot: Any,
        families: Iterable[Family],
        told: Told,
        organise: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine, self.snapshot, self.told, self.organise = engine, snapshot, told, organise
        self.standings = Standings(engine, snapshot)
        self._lots: dict[Hashable, _Lots] = {}
        cells: dict[Hashable, Cells] = defaultdict(Cells)
        self._planned = [_planned(family, cells[family.source]) for family in in_order(families)]

    def answers(self) -> Iterator[Answer | Lack]:
        """What all questions come to, and what their facts lack.

        Files are read while the organisation is put together and what was read of others is added up.
        """
        with self.engine.foresee(self.snapshot, [planned.sheet for planned in self._planned]):
            self.organise()
            found = self.standings.of([planned.family for planned in self._planned])
            stood = {id(planned): one for planned, one in zip(self._planned, found, strict=True)}
            for planned in self._planned:
                self._begin_lots(planned, stood)
            gathered = [
                self._gathered(planned, stood[id(planned)], number)
                for number, planned in enumerate(self._planned)
            ]
            for lots in self._lots.values():
                self.engine.gather(self.snapshot, lots.gathering, _unheard)
        self.told(1, 1)
        for planned, one in zip(self._planned, gathered, strict=True):
            yield from self._answers(planned, one)

    def _gathered(self, planned: _Planned, stood: Stood, number_of: int) -> Gathered:
        """The relations of a family's answers: its sums by place, and what goes by the day."""

        def told(done: int, of: int) -> None:
            self.told(number_of * of + done, len(self._planned) * of)

        family, where_keys = planned.family, stood.where
        name = f"sheet_totals_{number_of}"
        summed = totals(family, planned.cells, planned.asked, where_keys, stood.state, name)
        self.engine.add_up(self.snapshot, planned.sheet, summed, told)
        by_day, owners = "", ""
        if not unit_by_key(family):
            by_day = self._own_lots(planned, stood, f"own_lots_{number_of}")
        elif stood.moving:
            lots = self._lots[family.lots_like]
            by_day, owners = lots.gathering.name, lots.owners
        chosen = tuple(planned.chosen)
        return Gathered(family, planned.cells, chosen, name, where_keys, by_day, owners)

    def _answers(self, planned: _Planned, gathered: Gathered) -> Iterator[Answer | Lack]:
        family, found = planned.family, planned.asked
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

    def _begin_lots(self, planned: _Planned, stood: Mapping[int, Stood]) -> None:
        """The lots of moving clients and who owned these, at once for families that read the same facts."""
        key = planned.family.lots_like
        if key in self._lots or not unit_by_key(planned.family) or not stood[id(planned)].moving:
            return
        alike = [other for other in self._planned if other.family.lots_like == key]
        alike = [other for other in alike if stood[id(other)].moving]
        families, nth = [other.family for other in alike], len(self._lots) + 1
        moves = self.standings.moves(families, [stood[id(other)] for other in alike], nth)
        chosen = list(dict.fromkeys(cell for other in alike for cell in other.chosen))
        wanted = lots_of_clients(
            families, planned.cells, chosen, f"lots_{nth}", moves.stretches, moves.states
        )
        self._lots[key] = _Lots(wanted, moves.owners)
        self.engine.begin(wanted)

    def _own_lots(self, planned: _Planned, stood: Stood, name: str) -> str:
        """The family's own lots, if some key of its sheet does not stand in one place."""
        if not self._unsettled(stood.where):
            return ""
        family = planned.family
        wanted = lots(family, planned.cells, planned.chosen, name, stood.where, stood.state)
        self.engine.gather(self.snapshot, wanted, _unheard)
        return name

    def _unsettled(self, standing: Standing) -> bool:
        same = equal(column("key", "standing"), column("_key", "sheet"))
        settled = exp.GT(this=column("place", "standing"), expression=number(0))
        query = select(named(number(1), "one"), source=relation("sheet", "sheet"))
        query = joined(query, standing.relation(), same, settled, left=True)
        query = where(query, exp.Not(this=filled(column("key", "standing"))))
        return bool(self.engine.query(query.limit(1, copy=False)))


def _unheard(_done: int, _of: int) -> None:
    """Of what was begun before, or is few, nobody is told how far it is."""


def _planned(family: Family, cells: Cells) -> _Planned:
    return _Planned(family, cells, tuple(asked(question, cells) for question in family.questions))


def _answer(asked: Sequence[Asked], rows: Rows) -> Answer:
    return Answer(tuple(one.question for one in asked), rows)


def in_order(families: Iterable[Family]) -> list[Family]:
    """Families of the same facts, whose keys stand alike, next to each other."""

    def order(family: Family) -> tuple[str, ...]:
        return *family.source, family.first.measure.credit.role, *map(str, family.stands)

    return sorted(families, key=order)
