"""What clients are worth and what is expected of those who look after them, read from the store by key."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from attain.engine.decide.rules import Rules
from attain.engine.facts.table import FactTable
from attain.engine.money import PPM, half_up, scaled
from attain.engine.period import PeriodFault
from attain.engine.store import DuckEngine, Snapshot, sql
from attain.runs.handover import HandOver, Moved, Spell, Transfer

#: A giver's worth is told by so many days before the hand-over.
YEAR = timedelta(days=365)

#: Decimals of a transfer of money as reckoned; what is counted moves in whole numbers.
PLACES = 2


@dataclass(frozen=True)
class Followed:
    """What of clients' own targets follows them, of one period. value: by share and days from the day on."""

    period: str
    name: str
    value: Decimal


@dataclass(frozen=True)
class Effects:
    """What a hand-over brings about.

    worth: client → its sum of the last 12 months; recent: of the last 3. shares: giver → which part of their
    own sum of 12 months goes. sizes: person → (clients before, after). open: table → matters not settled yet.
    """

    worth: Mapping[str, Decimal]
    recent: Mapping[str, Decimal]
    shares: Mapping[str, Fraction]
    sizes: Mapping[str, tuple[int, int]]
    open: Mapping[str, int]
    followed: Sequence[Followed] = field(default_factory=tuple)
    transfers: Sequence[Transfer] = field(default_factory=tuple)


class Portfolio:
    """Coverage, facts and targets of one snapshot, read by an engine."""

    def __init__(self, engine: DuckEngine, snapshot: Snapshot, rules: Rules) -> None:
        self.engine, self.snapshot, self.rules = engine, snapshot, rules
        self.decimals = rules.settings.currency_decimals

    def spells(self, clients: Iterable[str]) -> list[Spell]:
        """All spells of these clients."""
        self._chosen(clients)
        rows = self.engine.query(
            'SELECT c.client_id, person_id, role, "from", "to", share '
            f"FROM ({self._of('coverage')}) AS c SEMI JOIN chosen AS k ON k.client_id = c.client_id "
            "ORDER BY 1, 4, 2"
        )
        return [Spell(*row) for row in rows]

    def stored(self, transfers: Iterable[Transfer]) -> dict[tuple[str, str, str, str], Decimal]:
        """What has moved between two people already, of those transfers that are there."""
        wanted = {each.key for each in transfers}
        rows = self.engine.query(
            f"SELECT period, name, from_id, to_id, value FROM ({self._of('target_transfers')}) "
            "WHERE from_kind = 'person' AND to_kind = 'person'"
        )
        scale = self._scale("target_transfers", "value")
        return {key: scaled(value, scale) for *key_, value in rows if (key := tuple(key_)) in wanted}

    def effects(self, given: HandOver, parts: Moved, today: date) -> Effects:
        """What the hand-over brings about, as the facts are now."""
        givers = sorted({giver for _, giver in parts.handed if giver})
        people = [*givers, given.receiver]
        end = min(given.day, today + timedelta(days=1))
        self._chosen(given.clients)
        worth = self._worth("chosen", end - YEAR, end)
        recent = self._worth("chosen", end - timedelta(days=91), end)
        shares = self._shares(parts, givers, given.day, worth, end)
        return Effects(
            worth,
            recent,
            shares,
            self._sizes(parts, people, given.day),
            self._open(),
            self._followed(parts, given.day),
            self._transfers(givers, shares, given),
        )

    # -- worth -------------------------------------------------------------------------

    def main(self) -> FactTable | None:
        """What clients' worth is told by: the greatest fact table with a client and money."""
        tables = [
            table
            for table in self.rules.facts.values()
            if table.client and _money(table) and table.name not in self.snapshot.manifest.outside
        ]
        best = max(tables, key=lambda table: (self.snapshot.rows(table.name), table.name), default=None)
        return best if best is not None and self.snapshot.rows(best.name) else None

    def _worth(self, among: str, start: date, end: date) -> dict[str, Decimal]:
        table = self.main()
        if table is None:
            return {}
        column = _money(table)
        rows = self.engine.query(
            f"SELECT f.{sql.name(table.client or '')}, CAST(sum({sql.name(column)}) AS BIGINT) "
            f"FROM ({self.snapshot.relation(table, start, end)}) AS f "
            f"SEMI JOIN {sql.name(among)} AS k ON k.client_id = f.{sql.name(table.client or '')} "
            f"WHERE {sql.name(table.date)} >= ? AND {sql.name(table.date)} < ? GROUP BY 1",
            [start, end],
        )
        scale = table.columns[column].scale(self.decimals)
        return {client: scaled(int(value or 0), scale) for client, value in rows}

    def _shares(
        self, parts: Moved, givers: Sequence[str], day: date, worth: Mapping[str, Decimal], end: date
    ) -> dict[str, Fraction]:
        """Giver → the moved clients' part of what all their clients came to, each by the giver's share."""
        found = {}
        for giver in givers:
            own = self.engine.query(
                f"SELECT client_id, sum(share) FROM ({self._of('coverage')}) "
                'WHERE person_id = ? AND "from" <= ? AND "to" > ? GROUP BY 1',
                [giver, day, day],
            )
            self.engine.table("portfolio", [(client,) for client, _ in own], {"client_id": "VARCHAR"})
            all_of = self._worth("portfolio", end - YEAR, end)
            whole = sum(int(share) * Fraction(all_of.get(client, 0)) for client, share in own)
            going = [each for each in parts.before if each.person == giver and each.holds(day)]
            moving = sum(each.share * Fraction(worth.get(each.client, 0)) for each in going)
            found[giver] = min(max(moving / whole, Fraction(0)), Fraction(1)) if whole > 0 else Fraction(0)
        return found

    def _sizes(self, parts: Moved, people: Sequence[str], day: date) -> dict[str, tuple[int, int]]:
        there: dict[str, set[str]] = defaultdict(set)
        for person in people:
            rows = self.engine.query(
                f"SELECT DISTINCT client_id FROM ({self._of('coverage')}) "
                'WHERE person_id = ? AND "from" <= ? AND "to" > ?',
                [person, day, day],
            )
            there[person] = {client for (client,) in rows}
        changed = {person: set(clients) for person, clients in there.items()}
        for each in parts.before:
            if each.holds(day):
                changed[each.person].discard(each.client)
        for each in parts.after:
            if each.holds(day):
                changed[each.person].add(each.client)
        return {person: (len(there[person]), len(changed[person])) for person in people}

    def _open(self) -> dict[str, int]:
        """Matters of the chosen clients that are not settled, by table: those with a column that says so."""
        found = {}
        for table in self.rules.facts.values():
            kind = table.columns.get("settled")
            known = table.client and kind and kind.kind == "boolean"
            if not known or table.name in self.snapshot.manifest.outside:
                continue
            ((count,),) = self.engine.query(
                f"SELECT count(*) FROM ({self.snapshot.relation(table)}) AS f SEMI JOIN chosen AS k "
                f"ON k.client_id = f.{sql.name(table.client or '')} WHERE NOT coalesce(settled, false)"
            )
            if count:
                found[table.name] = count
        return found

    # -- targets -----------------------------------------------------------------------

    def _followed(self, parts: Moved, day: date) -> list[Followed]:
        """Clients' own targets go with the client: the receiver's part, by days and share."""
        sums: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        scale = self._scale("targets", "value")
        rows = self.engine.query(
            f"SELECT subject_id, name, period, value FROM ({self._of('targets')}) AS t "
            "SEMI JOIN chosen AS k ON k.client_id = t.subject_id "
            "WHERE subject_kind = 'client' AND \"group\" = ''"
        )
        going: dict[str, list[Spell]] = defaultdict(list)
        for each in parts.after:
            if each.since >= day:
                going[each.client].append(each)
        for client, name, key, value in rows:
            days = self._days(key, day)
            if days is None:
                continue
            start, end, length = days
            for spell in going.get(client, ()):
                held = max(0, (min(spell.until, end) - max(spell.since, start)).days)
                sums[key, name] += Fraction(scaled(value, scale)) * held * spell.share / (length * PPM)
        return [Followed(key, name, _rounded(value)) for (key, name), value in sorted(sums.items()) if value]

    def _transfers(
        self, givers: Sequence[str], shares: Mapping[str, Fraction], given: HandOver
    ) -> list[Transfer]:
        """Of each giver's own targets the moved part, by the days of the period that are left."""
        if not givers:
            return []
        places = ", ".join("?" * len(givers))
        rows = self.engine.query(
            f"SELECT subject_id, name, period, value FROM ({self._of('targets')}) "
            f"WHERE subject_kind = 'person' AND \"group\" = '' AND subject_id IN ({places})",
            list(givers),
        )
        scale = self._scale("targets", "value")
        found = []
        for giver, name, key, value in rows:
            days = self._days(key, given.day)
            if days is None or not self.rules.additive(name, given.day):
                continue
            start, end, length = days
            part = shares[giver] * (end - max(start, given.day)).days / length
            places = PLACES if self.rules.unit_word(name, given.day) == "money" else 0
            moving = _rounded(Fraction(scaled(value, scale)) * part, places)
            if moving:
                found.append(Transfer(key, name, giver, given.receiver, moving))
        return sorted(found, key=lambda each: (each.giver, each.name, each.period))

    def _days(self, key: str, day: date) -> tuple[date, date, int] | None:
        """[start, end) of a period and its days; None where it ends before the day, or is none."""
        try:
            period = self.rules.calendar.period(key)
        except PeriodFault:
            return None
        return (period.start, period.end, period.days) if period.end > day else None

    # -- reading -----------------------------------------------------------------------

    def _chosen(self, clients: Iterable[str]) -> None:
        self.engine.table("chosen", [(key,) for key in dict.fromkeys(clients)], {"client_id": "VARCHAR"})

    def _of(self, table: str) -> str:
        return self.snapshot.relation(self.rules.tables[table])

    def _scale(self, table: str, column: str) -> int:
        return self.rules.tables[table].columns[column].scale(self.decimals)


def _money(table: FactTable) -> str:
    return next((name for name, kind in table.columns.items() if kind.kind == "money"), "")


def _rounded(value: Fraction, places: int = PLACES) -> Decimal:
    return scaled(half_up(value.numerator * 10**places, value.denominator), places)


__all__ = ["Effects", "Followed", "Portfolio"]
