"""The written work: diaries, information passed on, promises, tasks and requests between front and back."""

from collections.abc import Iterator
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import SLOW_BRANCH, Company
from attain.runs.demo.personas import Behaviour
from attain.runs.demo.sheet import money
from attain.runs.demo.staff import Person

DIARIES = "employee_id kind day due_on submitted_on complete correct classified rating"
TRANSFERS = "number giver_id source class given_on due_on content_rating adopted"
HANDLINGS = "number receiver_id received_on due_on handled_on feedback_given handling_rating"
PROMISES = "promise_id employee_id meeting promised_on due_on done_on"
TASKS = "task_id giver_id taker_id given_on due_on done_on accepted"
REQUESTS = "request_id asker_id answerer_id asked_on due_on answered_on answer_hours"
IDEAS = "idea_id employee_id given_on adopted"

SOURCES = ("client", "visit", "competitor", "market", "law")
CLASSES = ("price", "stock", "competition", "complaint", "new product")
MEETINGS = (("daily", 30), ("weekly", 45), ("monthly", 20), ("special", 5))

#: Of 1000 tasks and requests, those that the back office does in time.
IN_TIME = {SLOW_BRANCH: 610}
USUALLY_IN_TIME = 955


class Records:
    """Rows of the written work of all who have clients, month by month."""

    def __init__(self, company: Company) -> None:
        self.company, self.end = company, company.window.end
        self.field = set(company.staff.field)

    def diaries(self) -> Iterator[tuple]:
        """A diary each working day, a summary each week, an analysis and a plan each month.

        Of those who lead and of the back office only the last two are asked.
        """
        chance = Chance(self.company.seed, "diaries")
        for person, days, how in self._months(everyone=True):
            for day in days if person in self.field else ():
                yield self._diary(chance, person, "diary", day, 1, how)
                if day.weekday() == 4:
                    yield self._diary(chance, person, "summary", day, 3, how)
            yield self._diary(chance, person, "plan", days[0], 2, how)
            yield self._diary(chance, person, "analysis", days[max(0, len(days) - 6)], 3, how)

    def _diary(
        self, chance: Chance, person: Person, kind: str, day: date, term: int, how: Behaviour
    ) -> tuple:
        due = day + timedelta(days=term)
        sent = due - timedelta(days=chance.below(term + 1))
        if not chance.happens(how.diligence):
            sent = due + timedelta(days=chance.between(1, 6))
        sound = [chance.happens(how.diligence) for _ in range(3)]
        rating = chance.near((how.skill + how.diligence) // 20, 8) if chance.happens(400) else None
        there = sent < self.end
        return (person.id, kind, day, due, sent if there else None, *sound, rating if there else None)

    def transfers(self) -> Iterator[tuple]:
        for number, giver, day, late, how, _ in self._forms():
            chance = Chance(self.company.seed, "transfer", number)
            rating = min(100, chance.near(how.skill // 10 + 6, 10))
            due = day + timedelta(days=-1 if late else 2)
            source, kind = chance.pick(SOURCES), chance.pick(CLASSES)
            yield number, giver.id, source, kind, day, due, rating, chance.happens(how.skill // 3)

    def handlings(self) -> Iterator[tuple]:
        """Every form goes to the branch's back office; forms of the last days may still lie there."""
        for number, giver, day, _, _, receiver in self._forms():
            chance = Chance(self.company.seed, "handling", number)
            in_time = chance.happens(IN_TIME.get(giver.branch, USUALLY_IN_TIME))
            handled = day + timedelta(days=chance.between(1, 3) if in_time else chance.between(4, 12))
            done = handled < self.end
            rating = chance.near(80 if giver.branch != SLOW_BRANCH else 66, 10) if done else None
            due, feedback = day + timedelta(days=3), done and chance.happens(960)
            yield number, receiver.id, day, due, handled if done else None, feedback, rating

    def promises(self) -> Iterator[tuple]:
        """Promises of the last days, and some of the careless for longer, are still open."""
        chance, number = Chance(self.company.seed, "promises"), 0
        for person, days, how in self._months(everyone=True):
            for _ in range(3):
                due = chance.pick(days)
                number += 1
                done = due - timedelta(days=chance.below(3))
                if not chance.happens(how.diligence):
                    done = due + timedelta(days=chance.between(1, 25))
                kept = done < self.end and chance.happens(985)
                given = max(due - timedelta(days=chance.between(3, 14)), self.company.window.start)
                meeting = chance.weighed(MEETINGS)
                yield f"Z{number:05d}", person.id, meeting, given, due, max(done, given) if kept else None

    def tasks(self) -> Iterator[tuple]:
        """What the front hands to the branch's back office, and now and then the back to the front."""
        chance, number = Chance(self.company.seed, "tasks"), 0
        for person, days, how in self._months():
            office = self.company.staff.administrator(person.branch or 0)
            for turn in range(3):
                given, number = days[chance.below(max(1, len(days) - 5))], number + 1
                to_back = turn > 0
                permille = IN_TIME.get(person.branch, USUALLY_IN_TIME) if to_back else how.diligence
                due = min(given + timedelta(days=4), days[-1])
                late = 0 if chance.happens(permille) else chance.between(1, 9)
                done = due + timedelta(days=late)
                there = done < self.end
                giver, taker = (person, office) if to_back else (office, person)
                accepted = there and chance.happens(970)
                yield f"H{number:05d}", giver.id, taker.id, given, due, done if there else None, accepted

    def requests(self) -> Iterator[tuple]:
        """What the front asks: answered within a day or two, in the slow branch often much later."""
        chance, number = Chance(self.company.seed, "front requests"), 0
        for person, days, _ in self._months():
            for _ in range(3):
                number += 1
                asked, answerer = chance.pick(days), self._answerer(person, chance)
                in_time = chance.happens(IN_TIME.get(person.branch, USUALLY_IN_TIME))
                hours = chance.between(50, 4700) if in_time else chance.between(7200, 20000)
                answered = asked + timedelta(days=hours // 2400)
                there = answered < self.end
                due, took = asked + timedelta(days=2), money(hours) if there else None
                yield (
                    f"B{number:05d}",
                    person.id,
                    answerer.id,
                    asked,
                    due,
                    answered if there else None,
                    took,
                )

    def ideas(self) -> Iterator[tuple]:
        chance, number = Chance(self.company.seed, "ideas"), 0
        for person, days, how in self._months():
            if chance.happens(how.skill // 5):
                number += 1
                yield f"D{number:05d}", person.id, chance.pick(days), chance.happens(300)

    def _answerer(self, person: Person, chance: Chance) -> Person:
        officers = [one for one in self.company.staff.office if one.post == "information_officer"]
        return (
            chance.pick(officers)
            if chance.happens(200)
            else self.company.staff.administrator(person.branch or 0)
        )

    def _forms(self) -> Iterator[tuple[str, Person, date, bool, Behaviour, Person]]:
        """(number, giver, day, whether late, behaviour, receiver) of each information transfer form."""
        chance, number = Chance(self.company.seed, "forms"), 0
        for person, days, how in self._months():
            for _ in range(2):
                number += 1
                late, receiver = not chance.happens(how.diligence), self._answerer(person, chance)
                yield f"X{number:05d}", person, chance.pick(days), late, how, receiver

    def _months(self, everyone: bool = False) -> Iterator[tuple[Person, list[date], Behaviour]]:
        people = self.company.staff.everyone if everyone else self.company.staff.field
        for month in range(self.company.size.months):
            for person in people:
                if days := self.company.days_of(person, month):
                    yield person, days, self.company.behaviour(person, month)
