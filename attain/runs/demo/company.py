"""The demo company as a whole: who, what and when, before anything happens."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client, open_shops
from attain.runs.demo.coverage import Care, assign, carer
from attain.runs.demo.personas import Behaviour, behaviour
from attain.runs.demo.products import Product, assortment
from attain.runs.demo.size import Size
from attain.runs.demo.staff import Person, Staff, hire
from attain.runs.demo.window import Window

#: The branch whose back office ships late and answers slowly: the story of accountability.
SLOW_BRANCH = 1


@dataclass(frozen=True)
class Company:
    """Everything that stands still. The same seed, size and window give the same company."""

    seed: int
    size: Size
    window: Window
    staff: Staff
    clients: list[Client]
    coverage: dict[str, list[Care]]
    products: tuple[Product, ...]

    @cached_property
    def personas(self) -> dict[str, tuple[str, ...]]:
        """Persona → the person ids of its account managers."""
        found: dict[str, tuple[str, ...]] = {}
        for manager in self.staff.managers:
            found[manager.persona] = (*found.get(manager.persona, ()), manager.id)
        return found

    @cached_property
    def luck(self) -> dict[str, int]:
        """What sets a person apart from others of the persona: permille of sales, 950–1050."""
        chance = Chance(self.seed, "luck")
        return {person.id: chance.near(1000, 50) for person in self.staff.everyone}

    def behaviour(self, person: Person, month: int) -> Behaviour:
        return behaviour(person.persona, month, self.size.months)

    @cached_property
    def _selling(self) -> dict[str, list[int]]:
        return {
            person.id: [self.behaviour(person, m).sales * self.luck[person.id] // 1000 for m in months]
            for months in (range(self.size.months),)
            for person in self.staff.everyone
        }

    def selling(self, person: Person | None, month: int) -> int:
        """Permille of usual sales that this person makes in the month; 1000 where nobody cares."""
        return 1000 if person is None else self._selling[person.id][month]

    @cached_property
    def _days(self) -> dict[str, list[list[date]]]:
        return {
            person.id: [[day for day in days if person.works_on(day)] for days in self.window.workdays]
            for person in self.staff.everyone
        }

    def days_of(self, person: Person, month: int) -> list[date]:
        """The working days of the month on which the person is there."""
        return self._days[person.id][month]

    @cached_property
    def portfolios(self) -> tuple[dict[str, list[Client]], ...]:
        """By month: person → the clients looked after in the middle of the month."""
        months: tuple[dict[str, list[Client]], ...] = tuple({} for _ in self.window.months)
        for client in self.clients:
            for month, who in enumerate(self.carers(client)):
                if who is not None:
                    months[month].setdefault(who.id, []).append(client)
        return months

    def carers(self, client: Client) -> list[Person | None]:
        """Who looks after the client in the middle of each month."""
        rows = self.coverage[client.id]
        if len(rows) == 1 and rows[0].start <= self.window.start and rows[0].end >= self.window.end:
            return [rows[0].person] * self.size.months
        return [carer(rows, month.day(15)) for month in self.window.months]


def found_company(seed: int, size: Size, window: Window) -> Company:
    staff = hire(seed, size, window)
    clients = open_shops(seed, size, staff, window)
    coverage = assign(seed, clients, staff, window)
    return Company(seed, size, window, staff, clients, coverage, assortment(seed))
