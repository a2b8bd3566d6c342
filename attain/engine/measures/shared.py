"""Stage A at size: families of questions answered together, from one reading of their facts."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from attain.engine.measures.gathering import Gathering, lots, lots_of_clients, sheet, unit_by_key
from attain.engine.measures.groups import groups_query
from attain.engine.measures.lacking import lacking_query
from attain.engine.measures.names import day
from attain.engine.measures.once import ORGANISED, Once, files_of
from attain.engine.measures.relations import Engine
from attain.engine.measures.selection import Question
from attain.engine.measures.standing import MOVING, Days, Standing, Window, place_of, span, standing
from attain.engine.measures.stretches import stretches
from attain.engine.measures.totals import totals

#: Numbers of `subjects` with one value for each question; or what lacks credit.
Rows = list[tuple[Any, ...]]
Told = Callable[[int, int], None]

#: A window that stands for all, where it is told how something is made.
ANY: Window = ((date(2000, 1, 1), date(2000, 2, 1)),) * 2

#: The tables of owners.
OWNED = ("coverage", "product_coverage")


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
class _Stood:
    """Where keys stand in a window. state: what that is made from. moving: whether some go by the day.

    owned: the days on which owners are looked up.
    """

    where: Standing
    owned: Days
    state: str
    moving: bool


class Shared:
    """Answers families one after the other; what several of them need is made once."""

    def __init__(self, engine: Engine, snapshot: Any, families: Iterable[Family], told: Told) -> None:
        self.engine, self.snapshot, self.told = engine, snapshot, told
        self._lots: dict[Hashable, tuple[str, str]] = {}
        cells: dict[Hashable, Cells] = defaultdict(Cells)
        self._planned = [_planned(family, cells[family.source]) for family in in_order(families)]

    def answers(self) -> Iterator[Answer | Lack]:
        """What all questions come to, and what their facts lack."""
        self.engine.foresee(self.snapshot, [planned.sheet for planned in self._planned])
        stood = self._stand()
        for planned in self._planned:
            yield from self._answers(planned, stood)

    def _answers(self, planned: _Planned, stood: Mapping[int, _Stood]) -> Iterator[Answer | Lack]:
        family, found, standing = planned.family, planned.asked, stood[id(planned)]
        summed = totals(family, planned.cells, found, standing.where, standing.state, "sheet_totals")
        self.engine.add_up(self.snapshot, planned.sheet, summed, self.told)
        by_day, owners = (
            self._lots_of(planned, stood) if unit_by_key(family) else (self._own_lots(planned, standing), "")
        )
        chosen = tuple(planned.chosen)
        gathered = Gathered(family, planned.cells, chosen, summed.name, standing.where, by_day, owners)
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

    def _stand(self) -> dict[int, _Stood]:
        """Where each family's keys stand in its days: at once for all that look owners up in the same way."""
        ways: dict[Hashable, list[tuple[_Planned, Window]]] = defaultdict(list)
        for planned in self._planned:
            question, stands = planned.family.first, planned.family.stands
            owned = self._owned_days(planned.family, question.owned_on) if question.owned_on else stands
            ways[question.way, question.measure.credit.role].append((planned, (owned, stands)))
        found = {}
        for number_of, alike in enumerate(ways.values(), 1):
            name, windows = f"standing_{number_of}", list(dict.fromkeys(window for _, window in alike))
            first = alike[0][0].family.first
            told = [first.way, first.measure.credit.role, standing(first, [ANY]).sql("duckdb")]
            self._once({name: standing(first, windows)}, told, map(place_of, windows))
            moving = [self._moves(Standing(name, place_of(window))) for window in windows]
            for planned, window in alike:
                at = windows.index(window)
                state = self._state(planned.family, window[0])
                found[id(planned)] = _Stood(Standing(name, place_of(window)), window[0], state, moving[at])
        return found

    def _once(self, queries: Mapping[str, exp.Select], told: Iterable[str], covers: Iterable[str]) -> None:
        """Tables that are made from owners and where they stand, one after the other.

        told: how they are made, whatever they cover.
        """

        def make() -> None:
            for name, query in queries.items():
                self.engine.keep(name, query)

        if self.snapshot is None:
            make()
            return
        made_of = (*told, *files_of(self.snapshot, *OWNED, *ORGANISED))
        rows = sum(map(self.snapshot.rows, OWNED))
        self.engine.once(self.snapshot, Once(tuple(queries), made_of, rows, make, tuple(covers)))

    def _moves(self, where_keys: Standing) -> bool:
        """Whether some key goes by the day."""
        moving = equal(column(where_keys.place), number(MOVING))
        query = where(select(number(1), source=relation(where_keys.table)), moving)
        return bool(self.engine.query(query.limit(1, copy=False)))

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

    def _lots_of(self, planned: _Planned, stood: Mapping[int, _Stood]) -> tuple[str, str]:
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
            families = [other.family for other in alike]
            days = span([*((each.start, each.end) for each in families), *(each.owned for each in places)])
            states = [each.state for each in places]
            made = {moving: _moving([each.where for each in places]), owners: _owners_of(moving)}
            told = [made[owners].sql("duckdb"), stretches(moving, owners, ANY[0]).sql("duckdb")]
            covers = [*states, *(f"{each.start} {each.end}" for each in families)]
            self._once({**made, f"stretches_{nth}": stretches(moving, owners, days)}, told, covers)
            chosen = list(dict.fromkeys(cell for other in alike for cell in other.chosen))
            wanted = lots_of_clients(families, planned.cells, chosen, name, f"stretches_{nth}", states)
            self.engine.gather(self.snapshot, wanted, self.told)
        return self._lots[key]

    def _own_lots(self, planned: _Planned, stood: _Stood) -> str:
        """The family's own lots, if some key of its sheet does not stand in one place."""
        if not self._unsettled(stood.where):
            return ""
        family = planned.family
        wanted = lots(family, planned.cells, planned.chosen, "own_lots", stood.where, stood.state)
        self.engine.gather(self.snapshot, wanted, self.told)
        return "own_lots"

    def _unsettled(self, standing: Standing) -> bool:
        same = equal(column("key", "standing"), column("_key", "sheet"))
        settled = exp.GT(this=column("place", "standing"), expression=number(0))
        query = select(named(number(1), "one"), source=relation("sheet", "sheet"))
        query = joined(query, standing.relation(), same, settled, left=True)
        query = where(query, exp.Not(this=filled(column("key", "standing"))))
        return bool(self.engine.query(query.limit(1, copy=False)))

    def _state(self, family: Family, owned: Days) -> str:
        """What `standing` is made from: the tables of owners, posts and leaders, and the days."""
        files = files_of(self.snapshot, *OWNED, *ORGANISED) if self.snapshot else []
        role = family.first.measure.credit.role
        return "\0".join([*files, family.first.way, role, *map(str, (*owned, *family.stands))])


def _moving(standings: Iterable[Standing]) -> exp.Select:
    """The keys that go by the day in any of these windows, each once."""
    keys = [
        where(
            select(column("key"), column("place"), source=each.relation()),
            equal(column("place"), number(MOVING)),
        )
        for each in standings
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
