"""What account managers do in the field: visits planned and made, and calls."""

from collections.abc import Iterator

from attain.runs.demo.chance import Chance
from attain.runs.demo.clients import Client
from attain.runs.demo.company import Company
from attain.runs.demo.personas import Behaviour
from attain.runs.demo.staff import Person

VISITS = "visit_id client_id employee_id visited_on kind planned effective figures_shown minutes"
PLANS = "plan_id client_id employee_id planned_on done done_on"
CALLS = "call_id client_id employee_id called_on minutes effective"

#: Planned visits a month by class; C clients are seen every second month.
VISITS_A_MONTH = {"A": 2, "B": 1, "C": 1}

CALLS_A_MONTH = 36

_KINDS = ("visit",) * 61 + ("joint",) * 2 + ("inspection",)


class Fieldwork:
    """Plans every visit of every month, and keeps the lines of plans and visits side by side."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.bits = Chance(company.seed, "visits").bits
        self.plans: list[str] = []
        self.visits: list[str] = []
        for month in range(company.size.months):
            for person in company.staff.field:
                self._month(person, month)

    def _month(self, person: Person, month: int) -> None:
        days = [day.isoformat() for day in self.company.days_of(person, month)]
        behaviour = self.company.behaviour(person, month)
        if not days:
            return
        for client in self.company.portfolios[month].get(person.id, ()):
            if client.grade == "C" and (client.number + month) & 1:
                continue
            for _ in range(VISITS_A_MONTH[client.grade]):
                self._visit(person, client, days, behaviour)

    def _visit(self, person: Person, client: Client, days: list[str], behaviour: Behaviour) -> None:
        lot, number = self.bits(64), len(self.plans) + 1
        at = (lot & 1023) % len(days)
        who = f"{client.id},{person.id}"
        if lot >> 10 & 1023 >= behaviour.visits:
            self.plans.append(f"V{number:06d},{who},{days[at]},false,\n")
            return
        done = days[min(at + (lot >> 20 & 7 == 0), len(days) - 1)]
        self.plans.append(f"V{number:06d},{who},{days[at]},true,{done}\n")
        effective = "true" if (lot >> 24 & 1023) < behaviour.skill else "false"
        shown = "true" if (lot >> 34 & 1023) < behaviour.diligence - 250 else "false"
        minutes = 4 + (lot >> 44 & 15) * behaviour.skill // 700
        self.visits.append(
            f"V{number:06d},{who},{done},{_KINDS[lot >> 48 & 63]},true,{effective},{shown},{minutes}\n"
        )


def calls(company: Company) -> Iterator[str]:
    """Lines of calls: the unsure call as often as others, but shortly and with less effect."""
    bits, number = Chance(company.seed, "calls").bits, 0
    for month, portfolio in enumerate(company.portfolios):
        for person in company.staff.managers:
            days, clients = company.days_of(person, month), portfolio.get(person.id)
            if not days or not clients:
                continue
            behaviour = company.behaviour(person, month)
            for _ in range(CALLS_A_MONTH * len(days) // 21):
                lot, number = bits(64), number + 1
                client, day = clients[(lot & 0xFFFF) % len(clients)], days[(lot >> 16 & 255) % len(days)]
                effective = "true" if (lot >> 24 & 1023) < behaviour.skill - 60 else "false"
                minutes = (80 + (lot >> 34 & 511)) * behaviour.skill // 700
                yield (
                    f"T{number:06d},{client.id},{person.id},{day.isoformat()},"
                    f"{minutes // 100}.{minutes % 100:02d},{effective}\n"
                )
