"""The shops that the demo company serves: who they are, when they opened, closed, paused and came back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.names import LANGUAGES, address, phone, shop_name
from attain.runs.demo.size import WHOLE, Size
from attain.runs.demo.staff import Person, Staff
from attain.runs.demo.window import Window

#: Class → weight, the usual value of one order in cents, days between orders.
CLASSES = {"A": (12, 64000, 7), "B": (30, 36000, 14), "C": (58, 21000, 28)}

SEGMENTS = {
    "A": (("supermarket", 50), ("chain", 30), ("grocery", 20)),
    "B": (("grocery", 50), ("convenience", 40), ("chain", 10)),
    "C": (("convenience", 50), ("kiosk", 40), ("grocery", 10)),
}

#: Clients in a branch of those who are no account managers: post → count, class, times the usual order.
OTHERS = {
    "key_account_manager": (6, "A", 9),
    "sales_manager": (30, "B", 6),
    "territory_manager": (60, "C", 2),
}


@dataclass(frozen=True)
class Client:
    """One shop. home: whose area it lies in, or who was chosen for it. order_value: cents of a usual order.

    team: of the branch, whose unit the shop belongs to. every: days between orders.
    pause: [start, end) of months, by number, without orders: lost, perhaps regained.
    """

    id: str
    number: int
    branch: int
    home: Person
    team: int
    grade: str
    market: str
    segment: str
    opened: date
    closed: date | None
    order_value: int
    every: int
    on_credit: bool
    pause: tuple[int, int] = (0, 0)

    @property
    def key_account(self) -> bool:
        return self.home.post == "key_account_manager"

    def open_on(self, day: date) -> bool:
        return self.opened <= day and (self.closed is None or day < self.closed)


def open_shops(seed: int, size: Size, staff: Staff, window: Window) -> list[Client]:
    """All clients, branch by branch."""
    return [
        client
        for branch in range(len(LANGUAGES))
        for client in _branch_shops(Chance(seed, "clients", branch), branch, size, staff, window)
    ]


def client_rows(seed: int, clients: list[Client], unit_of: Callable[[Client], str]) -> list[tuple]:
    """Rows of the clients' table; unit_of(client) is the unit that the shop belongs to."""
    chances = [Chance(seed, "shops", branch) for branch in range(len(LANGUAGES))]
    return [_row(client, chances[client.branch], unit_of(client)) for client in clients]


def _row(client: Client, chance: Chance, unit: str) -> tuple:
    language = LANGUAGES[client.branch]
    return (
        client.id,
        shop_name(language, client.segment, client.number, chance),
        address(language, chance),
        phone(client.branch, client.number),
        client.grade,
        client.market,
        unit,
        client.segment,
        client.opened,
        client.closed,
        client.key_account,
    )


def _branch_shops(chance: Chance, branch: int, size: Size, staff: Staff, window: Window) -> Iterator[Client]:
    areas = [(one, chance.between(80, 120)) for one in staff.managers if one.branch == branch]
    grades = [(grade, weight) for grade, (weight, _, _) in CLASSES.items()]
    others = [one for one in staff.field if one.branch == branch and one.post in OTHERS]
    left = {one.id: max(2, OTHERS[one.post][0] * size.clients // WHOLE.clients) for one in others}
    for place in range(size.clients):
        home, grade = chance.weighed(areas), chance.weighed(grades)
        if other := next((one for one in others if left[one.id] and OTHERS[one.post][1] == grade), None):
            left[other.id] -= 1
            home = other
        yield _shop(chance, branch * size.clients + place + 1, home, grade, window)


def _shop(chance: Chance, number: int, home: Person, grade: str, window: Window) -> Client:
    _, value, every = CLASSES[grade]
    special = home.post in OTHERS
    stays = home.post in ("key_account_manager", "territory_manager")
    opened, closed = _life(chance, home.persona, stays, window)
    return Client(
        id=f"C{number:05d}",
        number=number,
        branch=home.branch or 0,
        home=home,
        team=number % 2 if special else home.team,
        grade=grade,
        market=home.market or "city",
        segment="chain" if special and grade == "A" else chance.weighed(SEGMENTS[grade]),
        opened=opened,
        closed=closed,
        order_value=value * chance.near(1000, 400) // 1000 * (OTHERS[home.post][2] if special else 1),
        every=every,
        on_credit=grade == "A" or home.post == "sales_manager",
        pause=(0, 0) if special else _pause(chance, home.persona, len(window.months)),
    )


def _life(chance: Chance, persona: str, stays: bool, window: Window) -> tuple[date, date | None]:
    days = len(window.days)
    opened = window.start - timedelta(days=chance.between(200, 3000))
    if chance.happens(110 if persona == "strong" else 75) and not stays:
        opened = window.days[chance.below(days)]
    closed = None
    if chance.happens(70 if persona == "weak" else 35) and not stays:
        closed = opened + timedelta(days=chance.between(120, 700))
    return opened, closed if closed and window.holds(closed) else None


def _pause(chance: Chance, persona: str, months: int) -> tuple[int, int]:
    """Now and then a client stops to order, for good or for some months; more often with a weak manager."""
    if not chance.happens(90 if persona in ("weak", "dissatisfied") else 45):
        return 0, 0
    start = chance.between(1, max(1, months - 1))
    return start, start + (chance.between(4, 8) if chance.happens(500) else months)
