"""What clients say and ask: complaints, claims, requests, surveys, referrals; the upkeep of their data."""

from collections.abc import Iterator
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.company import SLOW_BRANCH, Company
from attain.runs.demo.personas import Behaviour
from attain.runs.demo.sheet import money
from attain.runs.demo.staff import Person

COMPLAINTS = (
    "complaint_id client_id employee_id received_on due_on settled settled_on settle_days kind founded"
)
CLAIMS = "claim_id client_id received_on settled settled_on amount"
REQUESTS = "request_id client_id employee_id asked_on answered answer_hours wrong_information unmet"
SURVEYS = "answer_id client_id answered_on recommend satisfaction channel"
DATA = "client_id checked_on required_fields complete_fields"
REFERRALS = "referral_id client_id referred_on won"
CONTRACTS = "contract_id client_id signed_on ends_on kind amount"

KINDS = (("service", 30), ("goods", 20), ("delivery", 25), ("price", 15), ("conduct", 4), ("other", 6))

#: Days within which a complaint has to be settled.
IN_TIME = 7

Encounter = tuple[Person, Client, date, Behaviour]


class Care:
    """Rows of what happens between clients and those who look after them."""

    def __init__(self, company: Company) -> None:
        self.company, self.end = company, company.window.end

    def complaints(self) -> Iterator[tuple]:
        """Complaints of the last days may still be open."""
        chance = Chance(self.company.seed, "complaints")
        for number, (person, client, day, how) in enumerate(self._some("complaints", 10, by_trouble=True), 1):
            in_time = chance.happens(how.diligence - (240 if client.branch == SLOW_BRANCH else 20))
            took = chance.between(0, IN_TIME) if in_time else IN_TIME + chance.between(1, 20)
            settled = day + timedelta(days=took)
            done = settled < self.end
            yield (
                f"K{number:05d}",
                client.id,
                person.id,
                day,
                day + timedelta(days=IN_TIME),
                done,
                settled if done else None,
                took if done else None,
                chance.weighed(KINDS),
                chance.happens(850),
            )

    def claims(self) -> Iterator[tuple]:
        chance = Chance(self.company.seed, "claims")
        for number, (_, client, day, how) in enumerate(self._some("claims", 3, by_trouble=True), 1):
            settled = day + timedelta(days=chance.between(1, 7))
            done = settled < self.end and chance.happens(how.diligence)
            amount = money(chance.between(800, 26000))
            yield f"M{number:05d}", client.id, day, done, settled if done else None, amount

    def requests(self) -> Iterator[tuple]:
        """The branch's administrator answers, key accounts their manager; the slow branch takes days."""
        chance = Chance(self.company.seed, "requests")
        for number, (person, client, day, _) in enumerate(self._some("requests", 12), 1):
            office = self.company.staff.administrator(client.branch)
            slow = client.branch == SLOW_BRANCH and not client.key_account
            answered = chance.happens(900 if slow else 975)
            hours = chance.between(1500, 7000) if slow else chance.between(50, 800)
            yield (
                f"Q{number:05d}",
                client.id,
                person.id if client.key_account else office.id,
                day,
                answered,
                money(hours) if answered else None,
                chance.happens(30 if slow else 8),
                chance.happens(40 if slow else 12),
            )

    def surveys(self) -> Iterator[tuple]:
        """Clients of good managers are content; in the slow branch all are less so."""
        chance = Chance(self.company.seed, "surveys")
        for number, (_, client, day, how) in enumerate(self._some("surveys", 30), 1):
            mood = (how.skill + how.diligence - how.trouble // 5) - (
                120 if client.branch == SLOW_BRANCH else 0
            )
            recommend = max(0, min(10, chance.near(mood // 180, 3)))
            content = max(1, min(5, chance.near(mood // 340, 1)))
            channel = chance.pick(("link", "link", "delivery", "call", "visit"))
            yield f"S{number:05d}", client.id, day, recommend, content, channel

    def data_records(self) -> Iterator[tuple]:
        chance, seen = Chance(self.company.seed, "data"), set()
        for _, client, day, how in self._some("data", 50):
            if (client.id, day) not in seen:
                seen.add((client.id, day))
                missing = sum(chance.happens(1000 - how.diligence) for _ in range(14))
                yield client.id, day, 24, 24 - missing

    def referrals(self) -> Iterator[tuple]:
        chance = Chance(self.company.seed, "referrals")
        for number, (_, client, day, how) in enumerate(self._some("referrals", 2), 1):
            yield f"F{number:05d}", client.id, day, chance.happens(how.skill // 2)

    def contracts(self) -> Iterator[tuple]:
        chance = Chance(self.company.seed, "contracts")
        for number, (_, client, day, _) in enumerate(self._some("contracts", 25, grades="A"), 1):
            worth = money(client.order_value * chance.between(20, 52))
            kind = "new" if chance.happens(300) else "renewal"
            yield f"N{number:05d}", client.id, day, day + timedelta(days=365), kind, worth

    def _some(
        self, name: str, permille: int, by_trouble: bool = False, grades: str = "ABC"
    ) -> Iterator[Encounter]:
        """So many permille of each month's clients, with who looks after them, on some working day.

        Key accounts are heard eight times as often.
        """
        chance = Chance(self.company.seed, "encounters", name)
        for month, portfolio in enumerate(self.company.portfolios):
            for person in self.company.staff.field:
                days, how = self.company.days_of(person, month), self.company.behaviour(person, month)
                often = permille * how.trouble // 1000 if by_trouble else permille
                often *= 8 if person.post == "key_account_manager" else 1
                clients = [c for c in portfolio.get(person.id, ()) if c.grade in grades and days]
                sure, perhaps = divmod(len(clients) * often, 1000)
                for _ in range(sure + chance.happens(perhaps)):
                    yield person, chance.pick(clients), chance.pick(days), how
