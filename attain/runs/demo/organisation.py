"""The built-in tables of the demo company: people, posts, units, coverage, calendar, hand-made rows."""

from collections.abc import Iterator
from datetime import date

from attain.runs.demo.chance import Chance
from attain.runs.demo.company import Company
from attain.runs.demo.names import email, phone
from attain.runs.demo.products import GROUPS
from attain.runs.demo.staff import COMPANY, OPEN, Person
from attain.runs.demo.targets import brand_managers, shared_brands

PEOPLE = "person_id name given_name family_name email phone language joined_on left_on"
POSTS = "post title"
UNITS = "unit_id parent_id title kind country"
ASSIGNMENTS = "person_id post unit_id from to class market_type workload"
REPORTING = "person_id manager_id from to"
CLIENTS = "client_id name address phone class market_type unit_id segment opened_on closed_on key_account"
PRODUCTS = "product_id title group brand category price cost focus"
COVERAGE = "client_id person_id from to share role"
PRODUCT_COVERAGE = "scope key person_id from to share"
HOLIDAYS = "date title"
ADJUSTMENTS = "adjustment_id person_id period for_period component amount reason made_by approved_by"
HAND_SHARES = "pool unit_id person_id period weight reason made_by approved_by"
CREDITS = "fact fact_key person_id share role"


def people(company: Company) -> Iterator[tuple]:
    for number, one in enumerate(company.staff.everyone, 1):
        name = one.name
        contact = (email(one.id), phone(0 if one.branch is None else one.branch, 900000 + number))
        yield one.id, name.full, name.given, name.family, *contact, one.language, one.joined, one.left


def posts(company: Company) -> Iterator[tuple]:
    for post in sorted({person.post for person in company.staff.everyone}):
        yield post, post.replace("_", " ").capitalize()


def assignments(company: Company) -> Iterator[tuple]:
    for one in company.staff.everyone:
        for spell in one.spells:
            where = (spell.unit, spell.start, _open(spell.end))
            yield one.id, one.post, *where, one.rank, one.market or None, "100%"


def reporting(company: Company) -> Iterator[tuple]:
    for one in company.staff.everyone:
        for spell in one.spells:
            if spell.leader:
                yield one.id, spell.leader, spell.start, _open(spell.end)


def coverage(company: Company) -> Iterator[tuple]:
    for cares in company.coverage.values():
        for care in cares:
            yield care.client, care.person.id, care.start, _open(care.end), f"{care.share}%", None


def product_coverage(company: Company) -> Iterator[tuple]:
    """Brands of the brand managers, categories of the purchasing manager."""
    start = company.window.start
    for person, brands in zip(brand_managers(company), shared_brands(), strict=True):
        for brand in brands:
            yield "brand", brand, person.id, start, None, "100%"
    buyer = company.staff.one("purchasing_manager")
    for category in dict.fromkeys(category for category, _, _ in GROUPS.values()):
        yield "category", category, buyer.id, start, None, "100%"


def holidays(company: Company) -> Iterator[tuple]:
    yield from sorted(company.window.holidays.items())


def adjustments(company: Company) -> Iterator[tuple]:
    """Two amounts set by hand in the last month, each with who, why and approved by."""
    months, staff = company.window.months, company.staff
    chance = Chance(company.seed, "adjustments")
    lucky, late = (person for person in chance.some(_steady(staff.managers), 2))
    for number, (person, amount, reason, for_period) in enumerate(
        (
            (lucky, "120.00", "Covered a colleague's route for a week", months[-1].key),
            (late, "-45.00", "An order was booked twice in the month before", months[-2].key),
        ),
        1,
    ):
        made = ("kpi_bonus", amount, reason, person.spells[0].leader, staff.heads[person.branch or 0].id)
        yield f"ADJ-{months[-1].key}-{number}", person.id, months[-1].key, for_period, *made


#: Posts whose people share the marketing pool by hand.
MARKETING = ("brand_manager", "purchasing_manager", "trade_marketing_manager", "project_manager")


def hand_shares(company: Company) -> Iterator[tuple]:
    """How the director shared the marketing pool in the months before; the last one is still to be shared."""
    director, chance = company.staff.director, Chance(company.seed, "hand shares")
    people = [person for person in company.staff.office if person.post in MARKETING]
    for month in company.window.months[:-1]:
        for person in people:
            weight = chance.between(60, 110)
            why = "Launch of the month" if weight > 95 else "By score"
            yield "marketing_pool", COMPANY, person.id, month.key, weight, why, director.id, None


def _steady(managers: tuple[Person, ...]) -> list[Person]:
    """Those with nothing special, or in a small company all who stay where they are."""
    steady = [one for one in managers if one.persona == "steady"]
    return (
        steady if len(steady) > 1 else [one for one in managers if one.left is None and len(one.spells) == 1]
    )


def _open(day: date) -> date | None:
    return None if day >= OPEN else day
