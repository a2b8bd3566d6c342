"""Visits by those who lead and by the back office: joint visits, and the quotas of clients to see."""

from collections.abc import Iterator
from datetime import date

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.company import Company
from attain.runs.demo.staff import Person

#: Post → visits a month by kind.
QUOTAS = {
    "information_officer": {"visit": 54},
    "brand_manager": {"visit": 84},
    "trade_marketing_manager": {"visit": 22},
}

#: Who leads sees 5 % of the clients of the unit each month, some of them together with its people.
ONE_IN = 20
JOINT = {"team_leader": 12, "service_centre_director": 0}


def leaders_visits(company: Company) -> Iterator[str]:
    """Lines of the visits' table, about as many as the post's quota asks for."""
    chance, number = Chance(company.seed, "leaders' visits"), 0
    for person in company.staff.everyone:
        clients = _clients_of(company, person)
        for kind, quota in _quota(person, len(clients)).items():
            for days in (company.days_of(person, month) for month in range(company.size.months)):
                for client in _open_ones(chance, clients, chance.near(quota, 3), days):
                    number += 1
                    yield _line(number, person, client, chance.pick(days).isoformat(), kind, chance)


def _clients_of(company: Company, person: Person) -> list[Client]:
    if person.branch is None:
        return company.clients
    branch = [client for client in company.clients if client.branch == person.branch]
    return [c for c in branch if c.team == person.team] if person.post == "team_leader" else branch


def _quota(person: Person, clients: int) -> dict[str, int]:
    if person.post not in JOINT:
        return QUOTAS.get(person.post, {})
    joint = JOINT[person.post]
    return {"visit": max(3, clients // ONE_IN - joint)} | ({"joint": joint} if joint else {})


def _line(number: int, person: Person, client: Client, day: str, kind: str, chance: Chance) -> str:
    shown, effective = ("true" if chance.happens(permille) else "false" for permille in (600, 750))
    minutes = chance.between(8, 25)
    return f"L{number:06d},{client.id},{person.id},{day},{kind},false,{effective},{shown},{minutes}\n"


def _open_ones(chance: Chance, clients: list[Client], count: int, days: list[date]) -> Iterator[Client]:
    drawn = (chance.pick(clients) for _ in range(count if days else 0))
    return (client for client in drawn if client.open_on(days[0]))
