"""Who looks after which client: areas, hand-overs, successions, shared clients and gaps."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.staff import OPEN, Person, Staff
from attain.runs.demo.window import Window

WHOLE = 100


@dataclass(frozen=True)
class Care:
    """One row: this person looks after the client in [start, end), with so many percent."""

    client: str
    person: Person
    start: date
    end: date = OPEN
    share: int = WHOLE

    def on(self, day: date) -> bool:
        return self.start <= day < self.end


def assign(seed: int, clients: list[Client], staff: Staff, window: Window) -> dict[str, list[Care]]:
    """Client → its rows in the order of their days; no day is covered beyond 100 %."""
    return _Areas(seed, staff, window).assign(clients)


def carer(rows: list[Care], day: date) -> Person | None:
    """Who looks after the client on that day (of several the first, who has the larger share)."""
    return next((care.person for care in rows if care.on(day)), None)


class _Areas:
    def __init__(self, seed: int, staff: Staff, window: Window) -> None:
        self.staff, self.window = staff, window
        self.chance = Chance(seed, "coverage")
        self.turns = Counter()
        self.successions = {"new": self._new, "leaver": self._leaver, "mover": self._mover}

    def assign(self, clients: list[Client]) -> dict[str, list[Care]]:
        return {client.id: self._cares(client) for client in clients}

    def _cares(self, client: Client) -> list[Care]:
        home = client.home
        first = self._from_opening(client, home)
        if home.post != "account_manager":
            return [first]
        if succession := self.successions.get(home.persona):
            return [care for care in succession(client, first) if care.start < care.end]
        lot = self.chance.below(1000)
        if lot < 60:
            return self._handed_over(first, self.chance.pick(self.window.days[1:]), gap=lot < 4)
        return self._shared(first) if lot < 62 else [first]

    def _from_opening(self, client: Client, person: Person) -> Care:
        return Care(client.id, person, max(client.opened, person.joined), client.closed or OPEN)

    def _new(self, client: Client, first: Care) -> list[Care]:
        """A colleague had the client until the new one came."""
        if client.opened >= first.person.joined:
            return [first]
        before = self._colleague(first.person)
        until = min(first.end, first.person.joined)
        return [Care(client.id, before, max(client.opened, before.joined), until), first]

    def _leaver(self, client: Client, first: Care) -> list[Care]:
        """Most go to colleagues at once, some after a gap; a few are left behind, ended or still open."""
        left = first.person.left or OPEN
        if client.opened >= left or (client.closed and client.closed <= left):
            return [replace(first, end=min(first.end, left))]
        lot = self._turn("leaver", 20)
        if lot == 19:
            return [first]
        if lot == 18:
            return [replace(first, end=left)]
        start = left + timedelta(days=8 if lot >= 16 else 0)
        return [replace(first, end=left), Care(client.id, self._colleague(first.person), start, first.end)]

    def _mover(self, client: Client, first: Care) -> list[Care]:
        """One in ten clients stays with the old team; the others go along."""
        moved = first.person.spells[-1].start
        stays = self._turn("mover", 10) == 0 and client.open_on(moved) and client.opened < moved
        return self._handed_over(first, moved, gap=False) if stays else [first]

    def _handed_over(self, first: Care, day: date, gap: bool) -> list[Care]:
        if not first.start < day < first.end:
            return [first]
        start = day + timedelta(days=self.chance.between(14, 28) if gap else 0)
        rows = [replace(first, end=day)]
        if start < first.end:
            rows.append(replace(first, person=self._colleague(first.person), start=start))
        return rows

    def _shared(self, first: Care) -> list[Care]:
        """From the middle of the months on two have the client, 60 and 40 %."""
        day = self.window.months[len(self.window.months) // 2].start
        if not first.start < day < first.end:
            return [first]
        other = self._colleague(first.person)
        if other is first.person:
            return [first]
        rows = [replace(first, end=day), replace(first, start=day, share=60)]
        return [*rows, replace(first, person=other, start=day, share=40)]

    def _colleague(self, person: Person) -> Person:
        """Another account manager of the branch, of the same team if possible, who was there all the time;
        in a very small branch there may be nobody else."""
        there = [other for other in self.staff.managers if other.persona not in self.successions]
        branch = [other for other in there if other.branch == person.branch and other.id != person.id]
        team = [other for other in branch if other.team == person.team]
        return self.chance.pick(team or branch or [person])

    def _turn(self, name: str, of: int) -> int:
        """0, 1, … of − 1, 0, 1 … in turn."""
        self.turns[name] += 1
        return (self.turns[name] - 1) % of
