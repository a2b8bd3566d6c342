"""The months' order lines: rhythm by class, season, growth, stock-outs, late deliveries, returns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from attain.runs.demo.bills import GROUP_COUNT, Shelf, shelves
from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.company import SLOW_BRANCH, Company
from attain.runs.demo.products import stock_outs
from attain.runs.demo.window import Window

COLUMNS = (
    "order_id line_no client_id product_id ordered_on promised_on delivered_on invoiced_on paid_on quantity "
    "delivered_quantity amount cost list_amount is_return is_order_head online original_line "
    "original_ordered_on"
)

#: Days within which delivery is promised.
PROMISED = 2

#: Days that a client on credit has, from the end of the month.
TERM = 14

#: Orders of 64 that a branch's back office ships late.
LATE = {SLOW_BRANCH: 17}
USUALLY_LATE = 2

#: Product lines of an order by class, and of how many products a client keeps to.
LINES = {"A": 3, "B": 2, "C": 1}
RANGE = {"A": 24, "B": 16, "C": 9}


@dataclass
class Sold:
    """What the orders came to, for everything that must agree with them.

    clients: client → cents in each month. people: person ("" = nobody) → month → cents of each product
    group. pieces: product → pieces in each month. paid_on: client on credit → for each month the ISO date
    on which it was paid, or "". forecast: (client, product) → pieces ordered in each month.
    """

    clients: dict[str, list[int]]
    people: dict[str, list[list[int]]]
    pieces: list[list[int]]
    paid_on: dict[str, list[str]]
    forecast: dict[tuple[str, str], list[int]]

    @classmethod
    def nothing(cls, company: Company) -> "Sold":
        months = range(company.size.months)
        sellers = ("", *(person.id for person in company.staff.everyone))
        people = {id: [[0] * GROUP_COUNT for _ in months] for id in sellers}
        return cls({}, people, [[0 for _ in months] for _ in company.products], {}, {})


class Diary:
    """The window's days by number, as the orders need them: text, month, next working day."""

    def __init__(self, window: Window) -> None:
        self.iso = [day.isoformat() for day in window.days]
        promised = [(day + timedelta(days=PROMISED)).isoformat() for day in window.days]
        #: Cells as far as ordered_on, promised_on; invoiced_on; paid_on, where delivery is as promised.
        self.ordered = [f"{day},{due}" for day, due in zip(self.iso, promised, strict=True)]
        self.delivered = [f"{cells},{due},{due}" for cells, due in zip(self.ordered, promised, strict=True)]
        self.paid = [f"{cells},{due}" for cells, due in zip(self.delivered, promised, strict=True)]
        #: From this day on what is promised lies after the window.
        self.safe = len(window.days) - PROMISED
        self.month = [window.month_of(day) for day in window.days]
        self.next_workday = _next_days(
            [day.weekday() < 6 and day not in window.holidays for day in window.days]
        )
        self.month_ends = [(month.end - window.start).days for month in window.months]

    def text(self, day: int) -> str:
        """ISO date; "" after the window."""
        return self.iso[day] if day < len(self.iso) else ""


class Orders:
    """Writes the lines of all clients, client by client, and keeps what they came to."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.days = Diary(company.window)
        self.sold = Sold.nothing(company)
        outs = stock_outs(company.seed, company.products, company.window)
        self.shelves = shelves(company.products, outs, self.sold.pieces)
        self.climate = [month.climate for month in company.window.months]

    def blocks(self) -> Iterator[str]:
        """The lines as text, a few hundred clients a block."""
        lines: list[str] = []
        for number, client in enumerate(self.company.clients):
            self._client(client, lines)
            if number % 500 == 499:
                yield "".join(lines)
                lines.clear()
        yield "".join(lines)

    def _client(self, client: Client, lines: list[str]) -> None:
        carers = self.company.carers(client)
        demand = [
            climate * self.company.selling(who, month) // 1000
            for month, (climate, who) in enumerate(zip(self.climate, carers, strict=True))
        ]
        paused = slice(*client.pause)
        demand[paused] = [0] * len(demand[paused])
        people = self.sold.people
        books = [people[who.id if who else ""][month] for month, who in enumerate(carers)]
        orders = ClientOrders(self, client, demand, books)
        orders.write(lines)
        self.sold.clients[client.id] = orders.months
        if orders.paydays:
            self.sold.paid_on[client.id] = orders.paydays
        if orders.watched:
            self.sold.forecast[client.id, orders.watched.id] = orders.seen


class ClientOrders:
    """The orders of one client. demand: permille of usual by month; books: by month, the cents of each
    product group that are counted for whoever has the client; months: the client's cents by month."""

    def __init__(self, orders: Orders, client: Client, demand: list[int], books: list[list[int]]) -> None:
        self.orders, self.client, self.demand, self.books = orders, client, demand, books
        self.days, self.months = orders.days, [0] * len(demand)
        self.bits = Chance(orders.company.seed, "orders", client.number).bits
        self.most_lines = LINES[client.grade]
        self.worth = client.order_value * 2 // (1 + self.most_lines)
        self.late = LATE.get(client.branch, USUALLY_LATE)
        shelf = orders.shelves[client.grade]
        first = self.bits(16)
        kept = [shelf[(first + k * 7) % len(shelf)] for k in range(RANGE[client.grade])]
        self.range = [(f"{client.id},{one.id}", one) for one in kept]
        self.paydays = self._paydays() if client.on_credit else None
        forecast = client.key_account or (client.on_credit and client.number % 2 == 0)
        self.watched, self.seen = kept[0] if forecast else None, [0] * len(demand)

    def write(self, lines: list[str]) -> None:
        window, days, bits = self.orders.company.window, self.days, self.bits
        first = max(0, (self.client.opened - window.start).days)
        after = (min(self.client.closed or window.end, window.end) - window.start).days
        every, number = self.client.every, self.client.number * 1000
        for day in range(first + bits(16) % every, after, every):
            day, lot = days.next_workday[day], bits(64)
            if day < after and self.demand[days.month[day]] and lot & 63 > 3:
                number += 1
                self._order(f"{number:08d}", day, lot >> 6, lines)

    def _order(self, number: str, day: int, lot: int, lines: list[str]) -> None:
        """lot: 58 bits of chance: 8 say when it is delivered, 6 whether it came online, 10 which products,
        8 how many lines, 6 which line comes back, 19 how many pieces."""
        month = self.days.month[day]
        late = 1 + (lot >> 6 & 3) if lot & 63 < self.late else 0
        dates = self._dates(day, month, late)
        online = "true" if lot >> 8 & 63 < 20 + month else "false"
        worth, at, head = self.worth * self.demand[month], lot >> 14 & 1023, "true"
        book, total = self.books[month], 0
        for line in range(1, 2 + (lot >> 24 & 255) % self.most_lines):
            cells, shelf = self.range[(at + line) % len(self.range)]
            # 717 … 1228 permille of what is usual; each line takes other bits.
            quantity = worth * (717 + (lot >> 33 + 5 * line & 511)) // shelf.unit or 1
            if shelf is self.watched:
                self.seen[month] += quantity
            if shelf.out[day]:
                _, bill = shelf.bills.missing(quantity)
                ordered = f"{self.days.ordered[day]},,,"
                lines.append(f"O{number},{line},{cells},{ordered},{bill},{head},{online},,\n")
            else:
                amount, bill = shelf.bills[quantity]
                book[shelf.group] += amount
                shelf.sold[month] += quantity
                total += amount
                lines.append(f"O{number},{line},{cells},{dates},{bill},{head},{online},,\n")
                if lot >> 32 & 63 == line and quantity > 1:
                    self._return(number, line, shelf, quantity, (day, late), lines)
            head = "false"
        self.months[month] += total

    def _dates(self, day: int, month: int, late: int) -> str:
        """The cells ordered_on … paid_on."""
        if late or day >= self.days.safe:
            there = self.days.text(day + PROMISED + late)
            dates = f"{self.days.ordered[day]},{there},{there}"
            return f"{dates},{self.paydays[month] if there and self.paydays else there}"
        if self.paydays:
            return f"{self.days.delivered[day]},{self.paydays[month]}"
        return self.days.paid[day]

    def _return(
        self, number: str, line: int, shelf: Shelf, sent: int, days: tuple[int, int], lines: list[str]
    ) -> None:
        """Part of a line comes back some days after its delivery, if that is still in the window."""
        ordered, late = days
        came = ordered + PROMISED + late + 3 + self.bits(4)
        if not (back := self.days.text(came)):
            return
        amount, cells = shelf.bills[-(1 + self.bits(8) % (sent // 2))]
        month = self.days.month[came]
        self.books[month][shelf.group] += amount
        self.months[month] += amount
        original = f"O{number}|{line},{self.days.iso[ordered]}"
        lines.append(
            f"R{number},{line},{self.client.id},{shelf.id},{back},,,{back},{back},{cells},false,false,{original}\n"
        )

    def _paydays(self) -> list[str]:
        """For each month the day on which its orders are paid; "" where that lies after the window."""
        return [self.days.text(end + TERM + self.bits(5)) for end in self.days.month_ends]


def _next_days(working: list[bool]) -> list[int]:
    """For each day itself or the next working one (the number of days where none is left)."""
    after, found = len(working), []
    for day in range(len(working) - 1, -1, -1):
        after = day if working[day] else after
        found.append(after)
    return found[::-1]
