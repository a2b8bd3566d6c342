"""What people, units and the company were to reach each month, set from what a usual manager would sell."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import Company
from attain.runs.demo.orders import Sold
from attain.runs.demo.products import BRANDS, GROUPS
from attain.runs.demo.staff import COMPANY, Person, branch_id
from attain.runs.demo.window import Month

COLUMNS = "subject_kind subject_id name group period value fixed set_on set_by reason"

#: What managers are asked for each month beside sales.
MONTHLY = {
    "account_manager": {"new_clients": 1, "market_signs_reported": 1, "law_briefings": 1},
    "territory_manager": {"new_clients": 1, "market_signs_reported": 1, "law_briefings": 1},
    "sales_manager": {"new_clients": 1, "contract_amount": 15000},
    "key_account_manager": {"contract_amount": 150000, "market_signs_reported": 1},
    "team_leader": {"joint_visits": 12},
}

#: Permille of the list price that clients of a post's people get off, about.
OFF = {"key_account_manager": 80, "sales_manager": 40, "territory_manager": 0}
USUALLY_OFF = 55

Subject = tuple[str, str]


class Targets:
    """Rows of the targets' table. Sums of sales are whole units of the currency, groups add to the total."""

    def __init__(self, company: Company, sold: Sold) -> None:
        self.company, self.sold = company, sold
        self.chance = Chance(company.seed, "targets")
        self.posts = {person.id: person.post for person in company.staff.everyone}
        self.margin = sum((p.price - p.cost) * 1000 // p.price for p in company.products) // len(
            company.products
        )

    def rows(self) -> Iterator[tuple]:
        for month in self.company.window.months:
            yield from self._sales(month)
            yield from self._tasks(month)
            yield from self._products(month)

    def _sales(self, month: Month) -> Iterator[tuple]:
        plans: dict[Subject, list[int]] = defaultdict(lambda: [0] * len(GROUPS))
        for person in self.company.staff.field:
            plan = self._plan(person, month.index)
            for subject in self._subjects(person):
                plans[subject] = [a + b for a, b in zip(plans[subject], plan, strict=True)]
        for subject, plan in plans.items():
            if not sum(plan):
                continue
            yield self._row(subject, "sales_amount", "", month, sum(plan))
            for group, value in zip(GROUPS, plan, strict=True):
                yield self._row(subject, "sales_amount", group, month, value)
            yield self._row(subject, "margin_amount", "", month, sum(plan) * self._margin(subject) // 1000)

    def _plan(self, person: Person, month: int) -> list[int]:
        """Units of the currency by product group: what a usual manager would have sold, give or take."""
        mood = self.chance.near(1000, 30)
        selling = self.company.selling(person, month)
        return [max(0, sold) * mood // selling // 10000 * 100 for sold in self.sold.people[person.id][month]]

    def _subjects(self, person: Person) -> list[Subject]:
        """Whose target it is: the person's and of the units where the month began. Who leads has none of
        his own: a team's target is the sum of its people's."""
        branch = person.branch or 0
        units = dict.fromkeys((person.spells[0].unit, branch_id(branch), COMPANY))
        return [("person", person.id), *(("unit", unit) for unit in units), ("company", "")]

    def _margin(self, subject: Subject) -> int:
        """Permille of sales that should remain, after the discount of the classes that the post serves."""
        off = OFF.get(self.posts.get(subject[1], ""), USUALLY_OFF)
        return (self.margin - off) * 1000 // (1000 - off)

    def _tasks(self, month: Month) -> Iterator[tuple]:
        for person in self.company.staff.everyone:
            if person.works_in(month.start, month.end):
                for name, value in MONTHLY.get(person.post, {}).items():
                    yield self._row(("person", person.id), name, "", month, value)

    def _products(self, month: Month) -> Iterator[tuple]:
        """Brand managers answer for their brands, the purchasing manager for the margin of all categories."""
        pieces = [by_month[month.index] for by_month in self.sold.pieces]
        priced = list(zip(self.company.products, pieces, strict=True))
        for person, brands in zip(brand_managers(self.company), shared_brands(), strict=True):
            sales = sum(p.price * n for p, n in priced if p.brand in brands) * self.chance.near(960, 25)
            yield self._row(("person", person.id), "brand_sales_amount", "", month, sales // 100000)
            clients = len(self.company.clients) * self.chance.near(640, 20) // 1000
            yield self._row(("person", person.id), "brand_clients", "", month, clients)
        buyer = self.company.staff.one("purchasing_manager")
        margin = sum((p.price * 95 // 100 - p.cost) * n for p, n in priced) * self.chance.near(1000, 25)
        yield self._row(("person", buyer.id), "category_margin", "", month, margin // 100000)

    def _row(self, subject: Subject, name: str, group: str, month: Month, value: int) -> tuple:
        set_on: date = month.start - timedelta(days=10)
        return (*subject, name, group, month.key, value, False, set_on, self.company.staff.director.id, "")


def brand_managers(company: Company) -> list[Person]:
    return [person for person in company.staff.office if person.post == "brand_manager"]


def shared_brands() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The brands of each of the two brand managers."""
    half = len(BRANDS) // 2
    return BRANDS[:half], BRANDS[half:]
