"""People's growth and conduct: exams, ratings, trainings, conduct cases, projects, months on the staff."""

from collections.abc import Iterator
from datetime import timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import SLOW_BRANCH, Company
from attain.runs.demo.personas import Behaviour
from attain.runs.demo.sheet import money
from attain.runs.demo.staff import CLASSES, Person

EXAMS = "exam_id employee_id held_on level level_rank points passed"
RATINGS = "rating_id employee_id rated_on competency rater points"
TRAININGS = "training_id employee_id held_on subject hours completed points_before points_after"
CONDUCT = "case_id employee_id happened_on severity points"
PROJECTS = "project_id employee_id closed_on planned_cost actual_cost acceptance_points"
STAFF_MONTHS = "employee_id month recorded_on sells at_start at_end left overtime"

SUBJECTS = ("company", "product", "market", "business", "communication", "brand")
SKILLS = ("knowledge", "systems", "tools", "analysis")
COMPETENCIES = ("thinking", "acting", "managing", "attitude")

#: Posts that sell.
SELLERS = {"account_manager", "key_account_manager", "sales_manager", "territory_manager"}


class Growth:
    """Rows about people that no client appears in."""

    def __init__(self, company: Company) -> None:
        self.company, self.window = company, company.window

    def exams(self) -> Iterator[tuple]:
        """A certificate of the present level at the start; then each May and November some try the next."""
        chance, number = Chance(self.company.seed, "exams"), 0
        for person in self.company.staff.everyone:
            rank, first = CLASSES.index(person.rank) + 1, max(self.window.start, person.joined)
            number += 1
            yield f"X{number:04d}", person.id, first, person.rank, rank, chance.between(62, 95), True
            for month in self._half_years():
                held = self.window.months[month].day(15)
                if not person.works_on(held) or held <= first or rank == len(CLASSES) or chance.happens(600):
                    continue
                number += 1
                points = min(100, chance.near(self._how(person, month).skill // 12 + 5, 15))
                passed = points >= 60
                yield f"X{number:04d}", person.id, held, CLASSES[rank], rank + 1, points, passed
                rank += passed

    def ratings(self) -> Iterator[tuple]:
        """Half-yearly: competencies by leader, a peer and a client; skills by leader and panel."""
        chance, number = Chance(self.company.seed, "ratings"), 0
        wanted = [(c, rater) for c in COMPETENCIES for rater in ("leader", "peer", "client", "self")]
        wanted += [(skill, rater) for skill in SKILLS for rater in ("leader", "panel")]
        for month in self._half_years():
            day = self.window.months[month].day(20)
            for person in (one for one in self.company.staff.everyone if one.works_on(day)):
                for competency, rater in wanted:
                    number += 1
                    points = self._points(chance, self._how(person, month), competency, rater)
                    yield f"Y{number:05d}", person.id, day, competency, rater, points

    def trainings(self) -> Iterator[tuple]:
        """Each month one subject for half of the account managers; the dissatisfied stay away more often."""
        chance = Chance(self.company.seed, "trainings")
        for month in self.window.months:
            day = month.day(12)
            for number, person in enumerate(self.company.staff.managers):
                if (number + month.index) % 2 and person.works_on(day):
                    done = chance.happens(self._how(person, month.index).diligence)
                    before = chance.near(60, 15)
                    after = min(100, before + chance.between(2, 20)) if done else None
                    subject = SUBJECTS[month.index % len(SUBJECTS)]
                    yield f"L-{month.key}", person.id, day, subject, "4.00", done, before, after

    def conduct(self) -> Iterator[tuple]:
        """Small matters here and there; one serious case, of the offender, in the last month."""
        chance, number = Chance(self.company.seed, "conduct"), 0
        for month in self.window.months:
            for person in self.company.staff.managers:
                how, days = self._how(person, month.index), self.company.days_of(person, month.index)
                if days and chance.happens(how.trouble // 100):
                    number += 1
                    yield f"J{number:04d}", person.id, chance.pick(days), "minor", chance.between(1, 3)
        offender = next(one for one in self.company.staff.managers if one.persona == "offender")
        yield f"J{number + 1:04d}", offender.id, self.window.months[-1].day(17), "serious", 10

    def projects(self) -> Iterator[tuple]:
        """The project manager closes one project each month."""
        chance = Chance(self.company.seed, "projects")
        manager = self.company.staff.one("project_manager")
        for month in self.window.months:
            planned = chance.between(300000, 2500000)
            actual = planned * chance.between(880, 1120) // 1000
            points = chance.near(82, 14)
            yield f"PJ-{month.key}", manager.id, month.day(25), money(planned), money(actual), points

    def staff_months(self) -> Iterator[tuple]:
        """Overtime is seen: most among the strong and in the slow branch, least among the dissatisfied."""
        chance = Chance(self.company.seed, "overtime")
        for month in self.window.months:
            for person in self.company.staff.everyone:
                if not person.works_in(month.start, month.end):
                    continue
                left = person.left is not None and person.left < month.end
                last = (person.left if left and person.left else month.end) - timedelta(days=1)
                hours = money(self._overtime(chance, person))
                sells, at_start = person.post in SELLERS, person.joined <= month.start
                yield person.id, month.start, last, sells, at_start, not left, left, hours

    def _overtime(self, chance: Chance, person: Person) -> int:
        """Hundredths of an hour in a month."""
        usual = {"strong": 900, "dissatisfied": 40, "complacent": 60}.get(person.persona, 350)
        return chance.between(0, usual * 2) + (600 if person.branch == SLOW_BRANCH else 0)

    def _points(self, chance: Chance, how: Behaviour, competency: str, rater: str) -> int:
        middle = how.skill // 20 + how.diligence // 22
        if competency == "attitude":
            middle += 6 - how.trouble // 200
        return max(0, min(100, chance.near(middle + (8 if rater == "self" else 0), 9)))

    def _how(self, person: Person, month: int) -> Behaviour:
        return self.company.behaviour(person, month)

    def _half_years(self) -> list[int]:
        """The months of exams and ratings: May and November; the first month where there is neither."""
        found = [month.index for month in self.window.months if month.start.month in (5, 11)]
        return found or [0]
