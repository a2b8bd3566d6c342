"""Who works in the demo company: five branches, two teams each, their leaders and their back office."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from attain.runs.demo.chance import Chance
from attain.runs.demo.names import LANGUAGES, Name, people_names, words
from attain.runs.demo.personas import cast
from attain.runs.demo.size import Size
from attain.runs.demo.window import Window

COMPANY = "ADD"
OPEN = date(2100, 1, 1)

#: Posts of the twelve in the back office, and the branch that each serves and answers for (None: all).
BACK_OFFICE = (
    *(("sales_administrator", branch) for branch in range(5)),
    ("information_officer", 0),
    ("information_officer", 3),
    ("brand_manager", None),
    ("brand_manager", None),
    ("purchasing_manager", None),
    ("trade_marketing_manager", None),
    ("project_manager", None),
)

#: The market type of an account manager's area, by place in the branch.
MARKETS = ("city", "city", "town", "city", "village", "town", "city", "city", "town", "village")

CLASSES = ("junior", "middle", "senior", "technician", "senior_technician")


@dataclass(frozen=True)
class Spell:
    """Who holds a post in a unit, [start, end), under which leader."""

    unit: str
    leader: str
    start: date
    end: date = OPEN


@dataclass(frozen=True)
class Person:
    """One of the staff. branch: 0–4, None for the company's own. market: of the area, where there is one."""

    id: str
    name: Name
    language: str
    post: str
    branch: int | None
    spells: tuple[Spell, ...]
    joined: date
    left: date | None = None
    rank: str = "middle"
    market: str = ""
    persona: str = "steady"
    team: int = 0

    def works_on(self, day: date) -> bool:
        return self.joined <= day and (self.left is None or day < self.left)

    def works_in(self, start: date, end: date) -> bool:
        return self.joined < end and (self.left is None or start < self.left)


@dataclass(frozen=True)
class Staff:
    """Everyone. managers: the account managers, branch by branch; deal_makers: the sales managers."""

    director: Person
    heads: tuple[Person, ...]
    leaders: tuple[Person, ...]
    key_managers: tuple[Person, ...]
    deal_makers: tuple[Person, ...]
    territory: tuple[Person, ...]
    service_head: Person
    office: tuple[Person, ...]
    managers: tuple[Person, ...]

    @property
    def everyone(self) -> tuple[Person, ...]:
        leading = (self.director, self.service_head, *self.heads, *self.leaders)
        return (*leading, *self.office, *self.field)

    @property
    def field(self) -> tuple[Person, ...]:
        """All who have clients of their own."""
        return (*self.managers, *self.key_managers, *self.deal_makers, *self.territory)

    def one(self, post: str) -> Person:
        """Who holds a post that one person holds."""
        return next(person for person in self.everyone if person.post == post)

    def administrator(self, branch: int) -> Person:
        """Who in the back office serves the branch."""
        return self.office[branch]


def branch_id(branch: int) -> str:
    return f"{COMPANY}-{LANGUAGES[branch].upper()}"


def team_id(branch: int, team: int) -> str:
    return f"{branch_id(branch)}-{team + 1}"


def unit_rows() -> list[tuple]:
    """(unit_id, parent_id, title, kind, country) of every unit."""
    rows = [(COMPANY, "", "Attain Demo Distribution", "company", "")]
    for branch, language in enumerate(LANGUAGES):
        said = words(language).branch
        rows.append((branch_id(branch), COMPANY, said["title"], "branch", said["country"]))
        for team, title in enumerate(said["teams"]):
            rows.append((team_id(branch, team), branch_id(branch), title, "team", said["country"]))
    return rows


def hire(seed: int, size: Size, window: Window) -> Staff:
    """The whole staff, the same for the same seed."""
    return _Hiring(seed, size, window).staff()


class _Hiring:
    def __init__(self, seed: int, size: Size, window: Window) -> None:
        self.size, self.window = size, window
        self.chance = Chance(seed, "staff")
        need = size.managers + 12
        self.names = {lang: people_names(lang, need, Chance(seed, "names", lang)) for lang in LANGUAGES}

    def staff(self) -> Staff:
        director = self._person("E001", "general_director", None, COMPANY, "", "en")
        heads = [
            self._person(f"E{2 + b:03d}", "service_centre_director", b, branch_id(b), "E001")
            for b in range(5)
        ]
        return Staff(
            director,
            tuple(heads),
            tuple(self._leader(b, t, heads[b].id) for b in range(5) for t in range(2)),
            tuple(
                self._person(f"E{21 + b:03d}", "key_account_manager", b, branch_id(b), heads[b].id)
                for b in range(5)
            ),
            tuple(
                self._person(f"E{26 + b:03d}", "sales_manager", b, branch_id(b), heads[b].id)
                for b in range(5)
            ),
            tuple(
                self._person(f"E{46 + n:03d}", "territory_manager", b, branch_id(b), heads[b].id)
                for n, b in enumerate((1, 4))
            ),
            self._person("E007", "head_of_client_service", None, COMPANY, "E001", "es"),
            tuple(self._office(n, post, branch) for n, (post, branch) in enumerate(BACK_OFFICE)),
            self._managers(),
        )

    def _leader(self, branch: int, team: int, head: str) -> Person:
        leader = self._person(_leader_id(branch, team), "team_leader", branch, team_id(branch, team), head)
        return replace(leader, team=team)

    def _office(self, number: int, post: str, branch: int | None) -> Person:
        leader, unit = ("E001", COMPANY) if branch is None else ("E007", branch_id(branch))
        language = LANGUAGES[number % 5] if branch is None else None
        return self._person(f"E{31 + number:03d}", post, branch, unit, leader, language)

    def _managers(self) -> tuple[Person, ...]:
        per_branch = self.size.managers
        # Branch after branch takes one from the cast, so that every branch has some of each kind.
        personas = cast(5 * per_branch)
        return tuple(
            self._manager(branch, place, personas[place * 5 + branch])
            for branch in range(5)
            for place in range(per_branch)
        )

    def _manager(self, branch: int, place: int, persona: str) -> Person:
        team = 0 if place < self.size.team else 1
        person = self._person(
            f"E{101 + branch * self.size.managers + place:03d}",
            "account_manager",
            branch,
            team_id(branch, team),
            _leader_id(branch, team),
        )
        market = MARKETS[place % len(MARKETS)]
        return self._settled(replace(person, persona=persona, market=market, team=team))

    def _settled(self, person: Person) -> Person:
        """The persona's dates: a new one's first day, a leaver's last, a mover's second spell."""
        months = self.window.months
        first = person.spells[0]
        if person.persona == "new":
            joined = months[-2].start
            return replace(person, joined=joined, spells=(replace(first, start=joined),), rank="junior")
        if person.persona == "leaver":
            left = months[-1].day(16)
            return replace(person, left=left, spells=(replace(first, end=left),))
        if person.persona == "mover":
            moved, branch = months[-1].day(11), person.branch or 0
            other = 1 - person.team
            second = Spell(team_id(branch, other), _leader_id(branch, other), moved)
            return replace(person, spells=(replace(first, end=moved), second))
        rank = {"strong": "senior", "complacent": "senior_technician", "unsure": "junior"}.get(person.persona)
        return replace(person, rank=rank or person.rank)

    def _person(
        self, id: str, post: str, branch: int | None, unit: str, leader: str, language: str | None = None
    ) -> Person:
        tongue = language or LANGUAGES[branch or 0]
        joined = self.window.start - timedelta(days=self.chance.between(30, 2600))
        rank = self.chance.weighed(list(zip(CLASSES, (6, 30, 40, 18, 6), strict=True)))
        name = self.names[tongue].pop()
        return Person(id, name, tongue, post, branch, (Spell(unit, leader, joined),), joined, rank=rank)


def _leader_id(branch: int, team: int) -> str:
    return f"E{11 + branch * 2 + team:03d}"
