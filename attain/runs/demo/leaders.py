"""Visits by those who lead and by the back office: joint visits, and the quotas of clients to see."""

from collections.abc import Iterator

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.company import Company
from attain.runs.demo.staff import Person

#: Post → (visits a month, kind). A director sees 5 % of the branch's clients: taken from its size.
QUOTAS = {
    "team_leader": (12, "joint"),
    "information_officer": (54, "visit"),
    "brand_manager": (84, "visit"),
    "territory_manager": (24, "visit"),
    "trade_marketing_manager": (22, "visit"),
    "service_centre_director": (0, "visit"),
}


def leaders_visits(company: Company) -> Iterator[str]:
    """Lines of the visits' table, about as many as the post's quota asks for."""
    chance, number = Chance(company.seed, "leaders' visits"), 0
    branches = [[c for c in company.clients if c.branch == branch] for branch in range(5)]
    for month in range(company.size.months):
        for person in company.staff.everyone:
            quota, kind = QUOTAS.get(person.post, (None, ""))
            days = company.days_of(person, month)
            if quota is None or not days:
                continue
            clients = company.clients if person.branch is None else branches[person.branch]
            count = chance.near(quota or company.size.clients // 20, 4)
            for client in _open_ones(chance, clients, count, days[0]):
                number += 1
                yield _line(number, person, client, chance.pick(days).isoformat(), kind, chance)


def _line(number: int, person: Person, client: Client, day: str, kind: str, chance: Chance) -> str:
    shown, effective = ("true" if chance.happens(permille) else "false" for permille in (600, 750))
    minutes = chance.between(8, 25)
    return f"L{number:06d},{client.id},{person.id},{day},{kind},false,{effective},{shown},{minutes}\n"


def _open_ones(chance: Chance, clients: list[Client], count: int, day) -> Iterator[Client]:
    drawn = (chance.pick(clients) for _ in range(count))
    return (client for client in drawn if client.open_on(day))
