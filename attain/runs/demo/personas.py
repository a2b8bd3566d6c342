"""The kinds of account managers in the demo, and how each behaves over the months.

| persona | what is true of them, for a screen to find |
|---|---|
| steady | about the plan, work done |
| strong | 10–20 % above the plan, every record in time |
| weak | some 20 % below the plan, fewer visits, late records, more complaints |
| new | joined at the start of the last month but one, took over a part of colleagues' clients |
| fading | strong in the first months, below the plan in the last; visits fall with it |
| complacent | still above the plan, while visits and diaries fall |
| dissatisfied | near the plan, but fewer visits, late diaries, missed trainings, hardly an hour of overtime |
| unsure | short calls and visits that lead to little, diligent records |
| leaver | left in the middle of the last month; clients handed over, some late, some to nobody |
| mover | moved to the branch's other team in the middle of the last month |
| offender | a serious conduct case in the last month closes the gate of the scorecard |

Who they are: `Company.personas` maps each to its people; it is never written into the data.
"""

from dataclasses import dataclass
from itertools import chain, repeat

#: Persona → how many of the 100. The first of each stand first, so a small company has all of them.
COUNTS = {
    "strong": 12,
    "weak": 9,
    "new": 4,
    "fading": 4,
    "complacent": 4,
    "leaver": 1,
    "unsure": 3,
    "dissatisfied": 3,
    "mover": 1,
    "offender": 1,
}


@dataclass(frozen=True)
class Behaviour:
    """Permille of what is usual: sales, visits made of those planned, records in time, trouble, skill."""

    sales: int = 1025
    visits: int = 950
    diligence: int = 940
    trouble: int = 1000
    skill: int = 700


FIXED = {
    "strong": Behaviour(1150, 1010, 985, 700, 850),
    "weak": Behaviour(790, 770, 780, 1700, 500),
    "new": Behaviour(880, 860, 900, 1200, 560),
    "dissatisfied": Behaviour(960, 820, 800, 1300, 680),
    "unsure": Behaviour(900, 900, 960, 1100, 480),
    "leaver": Behaviour(940, 800, 850, 1200, 650),
}


def behaviour(persona: str, month: int, months: int) -> Behaviour:
    """How such a person works in the month of that number, of so many."""
    late = 1000 * month // max(1, months - 1)
    if persona == "fading":
        return Behaviour(1160 - 340 * late // 1000, 1000 - 250 * late // 1000, 960 - 160 * late // 1000)
    if persona == "complacent":
        return Behaviour(1090, 1000 - 350 * late // 1000, 960 - 330 * late // 1000, 1100, 800)
    return FIXED.get(persona, Behaviour())


def cast(people: int) -> list[str]:
    """The persona of each of so many account managers: one of each first, then the rest by count."""
    first = list(COUNTS)
    more = chain.from_iterable(repeat(persona, count - 1) for persona, count in COUNTS.items())
    special = [*first, *more][: max(len(first), people * sum(COUNTS.values()) // 100)]
    return [*special, *repeat("steady", max(0, people - len(special)))][:people]
