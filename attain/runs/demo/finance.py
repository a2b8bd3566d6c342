"""Money: what clients and we owe, what was bought, the company's ledger, offers, forecasts."""

from collections.abc import Iterator
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import Company
from attain.runs.demo.orders import TERM, Sold
from attain.runs.demo.products import SUPPLIERS
from attain.runs.demo.sheet import money
from attain.runs.demo.staff import Person, branch_id

RECEIVABLES = "movement_id client_id moved_on kind amount due_on"
PAYABLES = "movement_id supplier employee_id moved_on kind amount"
PURCHASES = "purchase_id product_id supplier employee_id purchased_on quantity amount"
LEDGER = "entry_id booked_on unit_id account amount"
FUNNEL = "opportunity_id stage client_id employee_id entered_on amount"
FORECASTS = "client_id product_id month made_on forecast_quantity actual_quantity"

STAGES = ("lead", "qualified", "offer", "negotiation", "won")

#: Opportunities that open in a month, thousandths, by post.
OPPORTUNITIES = {"account_manager": 450, "sales_manager": 4000, "key_account_manager": 2000}

#: Cost of a branch in permille of its revenue, and by account.
EXPENSES = {"selling": 118, "administration": 46, "depreciation": 12, "interest": 4, "tax": 14}


class Finance:
    """Rows that agree with the orders: the same sums, paid on the same days."""

    def __init__(self, company: Company, sold: Sold) -> None:
        self.company, self.sold, self.window = company, sold, company.window
        self.buyer = company.staff.one("purchasing_manager")
        self.bought = [
            [pieces * 103 // 100 * product.cost for pieces in sold.pieces[number]]
            for number, product in enumerate(company.products)
        ]

    def receivables(self) -> Iterator[tuple]:
        """Clients on credit get one invoice a month and pay it on the day that their orders name."""
        number = 0
        for client, paid_on in self.sold.paid_on.items():
            for month, amount in zip(self.window.months, self.sold.clients[client], strict=True):
                if not amount:
                    continue
                booked = month.end - timedelta(days=1)
                kind = "invoice" if amount > 0 else "credit_note"
                number += 1
                yield f"A{number:06d}", client, booked, kind, money(amount), month.end + timedelta(days=TERM)
                if paid := paid_on[month.index]:
                    number += 1
                    yield f"A{number:06d}", client, paid, "payment", money(-amount), None

    def purchases(self) -> Iterator[tuple]:
        chance = Chance(self.company.seed, "purchases")
        for month in self.window.months:
            for number, product in enumerate(self.company.products):
                if cost := self.bought[number][month.index]:
                    day, pieces = month.day(chance.between(1, 25)), cost // product.cost
                    order = f"P-{month.key}-{SUPPLIERS.index(product.supplier) + 1}"
                    yield order, product.id, product.supplier, self.buyer.id, day, pieces, money(cost)

    def payables(self) -> Iterator[tuple]:
        """Each supplier's month is owed from its end and paid 45 days later."""
        number = 0
        for supplier in SUPPLIERS:
            for month in self.window.months:
                owed = self._owed(supplier, month.index)
                day = month.end - timedelta(days=1)
                for moved, kind, amount in (
                    (day, "invoice", owed),
                    (day + timedelta(days=45), "payment", -owed),
                ):
                    if owed and self.window.holds(moved):
                        number += 1
                        yield f"U{number:04d}", supplier, self.buyer.id, moved, kind, money(amount)

    def _owed(self, supplier: str, month: int) -> int:
        numbered = enumerate(self.company.products)
        return sum(self.bought[n][month] for n, product in numbered if product.supplier == supplier)

    def ledger(self) -> Iterator[tuple]:
        """Each branch's month: revenue as sold, cost of sales at the company's ratio, expenses."""
        chance, number = Chance(self.company.seed, "ledger"), 0
        for month in self.window.months:
            revenue = [0] * 5
            for client in self.company.clients:
                revenue[client.branch] += self.sold.clients[client.id][month.index]
            cost = sum(bought[month.index] for bought in self.bought) * 100 // 103
            for branch, earned in enumerate(revenue):
                booked = {"revenue": earned, "cost_of_sales": cost * earned // (sum(revenue) or 1)}
                booked["other_income"] = earned // 250
                booked |= {name: earned * chance.near(p, p // 12) // 1000 for name, p in EXPENSES.items()}
                for account, amount in booked.items():
                    number += 1
                    day = month.end - timedelta(days=1)
                    yield f"W{number:05d}", day, branch_id(branch), account, money(amount)

    def funnel(self) -> Iterator[tuple]:
        """Opportunities pass stage after stage, or are lost at one."""
        chance, number = Chance(self.company.seed, "funnel"), 0
        for month, portfolio in enumerate(self.company.portfolios):
            for person in self.company.staff.field:
                days, clients = self.company.days_of(person, month), portfolio.get(person.id)
                sure, perhaps = divmod(OPPORTUNITIES.get(person.post, 1000), 1000)
                for _ in range((sure + chance.happens(perhaps)) if days and clients else 0):
                    number += 1
                    client, worth = chance.pick(clients), chance.between(80000, 900000)
                    for stage, day in self._stages(chance, person, chance.pick(days), month):
                        yield f"OP{number:05d}", stage, client.id, person.id, day, money(worth)

    def _stages(self, chance: Chance, person: Person, day: date, month: int) -> Iterator[tuple[str, date]]:
        skill = self.company.behaviour(person, month).skill
        for stage in STAGES:
            if not self.window.holds(day) or not person.works_on(day):
                return
            yield stage, day
            day += timedelta(days=chance.between(4, 16))
            if stage != "won" and not chance.happens(600 + skill // 4):
                if self.window.holds(day) and person.works_on(day):
                    yield "lost", day
                return

    def forecasts(self) -> Iterator[tuple]:
        """The better the manager, the nearer the forecast; most are a little too high."""
        chance = Chance(self.company.seed, "forecasts")
        clients = {client.id: client for client in self.company.clients}
        for (client, product), pieces in self.sold.forecast.items():
            carers = self.company.carers(clients[client])
            for month, actual in zip(self.window.months, pieces, strict=True):
                who = carers[month.index]
                skill = 600 if who is None else self.company.behaviour(who, month.index).skill
                said = max(0, actual * chance.near(1020, (1350 - skill) * 2 // 3) // 1000 + chance.near(0, 1))
                made = max(self.window.start, month.start - timedelta(days=5))
                yield client, product, month.start, made, said, actual
