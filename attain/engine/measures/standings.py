"""Where the keys of families stand, asked at once for all; and the tables about keys that go by the day."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlglot import exp

from attain.engine.measures.clauses import (
    column,
    equal,
    every,
    joined,
    number,
    relation,
    select,
    subquery,
    union,
    where,
)
from attain.engine.measures.family import Family
from attain.engine.measures.names import day
from attain.engine.measures.once import ORGANISED, Once, files_of
from attain.engine.measures.relations import Engine
from attain.engine.measures.standing import MOVING, Days, Standing, Window, place_of, span, standing
from attain.engine.measures.stretches import stretches

#: A window that stands for all, where it is told how something is made.
ANY: Window = ((date(2000, 1, 1), date(2000, 2, 1)),) * 2

#: The tables of owners.
OWNED = ("coverage", "product_coverage")


@dataclass(frozen=True)
class Stood:
    """Where keys stand in a window. state: what that is made from. moving: whether some go by the day.

    owned: the days on which owners are looked up.
    """

    where: Standing
    owned: Days
    state: str
    moving: bool


@dataclass(frozen=True)
class Moves:
    """Relations about the keys that go by the day: their stretches, and the rows of coverage about them.

    states: what that is made from.
    """

    stretches: str
    owners: str
    states: tuple[str, ...]


class Standings:
    """Makes the tables that say where keys stand, or takes them as they were made of the same files."""

    def __init__(self, engine: Engine, snapshot: Any) -> None:
        self.engine, self.snapshot = engine, snapshot

    def of(self, families: Sequence[Family]) -> list[Stood]:
        """Where each family's keys stand in its days: at once for all that look owners up in the same way."""
        ways: dict[Hashable, list[tuple[int, Window]]] = defaultdict(list)
        for at, family in enumerate(families):
            question, stands = family.first, family.stands
            owned = self._owned_days(family, question.owned_on) if question.owned_on else stands
            ways[question.way, question.measure.credit.role].append((at, (owned, stands)))
        found: dict[int, Stood] = {}
        for number_of, alike in enumerate(ways.values(), 1):
            name, windows = f"standing_{number_of}", list(dict.fromkeys(window for _, window in alike))
            first = families[alike[0][0]].first
            told = [first.way, first.measure.credit.role, standing(first, [ANY]).sql("duckdb")]
            self._once({name: standing(first, windows)}, told, map(place_of, windows))
            moving = [self._any_moves(Standing(name, place_of(window))) for window in windows]
            for at, window in alike:
                state, moves = self._state(families[at], window[0]), moving[windows.index(window)]
                found[at] = Stood(Standing(name, place_of(window)), window[0], state, moves)
        return [found[at] for at in range(len(families))]

    def moves(self, families: Sequence[Family], stood: Sequence[Stood], nth: int) -> Moves:
        """What is known of the keys that go by the day in any of these families, which stand so."""
        moving, owners, between = f"moving_{nth}", f"owners_{nth}", f"stretches_{nth}"
        places = dict.fromkeys(stood)
        days = span([*((each.start, each.end) for each in families), *(each.owned for each in places)])
        states = tuple(each.state for each in places)
        made = {moving: _moving([each.where for each in places]), owners: _owners_of(moving)}
        told = [made[owners].sql("duckdb"), stretches(moving, owners, ANY[0]).sql("duckdb")]
        covers = [*states, *(f"{each.start} {each.end}" for each in families)]
        self._once({**made, between: stretches(moving, owners, days)}, told, covers)
        return Moves(between, owners, states)

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

    def _any_moves(self, where_keys: Standing) -> bool:
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
