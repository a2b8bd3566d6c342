"""Who counts in a period: spells that touch it, each person's days once, fronts that are there."""

from datetime import date
from decimal import Decimal

from attain.engine.decide.needs import Needs
from attain.engine.decide.organisation import Organisation
from attain.engine.decide.place import Place, ValueScope
from attain.engine.decide.subject import company_subject, unit_subject
from attain.engine.decide.world import TargetRow, World
from attain.engine.measures.trees import report_tree
from attain.engine.trace import Trace
from tests.decide.rules_and_world import Given, measure, payroll, person, rules

MOVED = (
    person("A", unit="N", end=date(2026, 3, 11)),
    person("A", unit="S", start=date(2026, 3, 11)),
)


SALES = (measure("sales"),)


def target(world: World, subject, documents=SALES, name: str = "sales"):
    found = payroll(rules(*documents), world).evaluation
    return found.target(Place(subject, found.period), name).value


def test_a_fixed_target_is_divided_between_the_spells_of_a_move():
    row = TargetRow("person", "A", "sales", "2026-03", Decimal(3100), fixed=True)
    world = World(Given({}), MOVED, targets=(row,))
    # 10 and 21 of the 31 days that A was there
    assert [target(world, spell) for spell in MOVED] == [Decimal(1000), Decimal(2100)]
    assert target(world, unit_subject("S")) == Decimal(2100)
    assert target(world, company_subject()) == Decimal(3100)


def test_a_fixed_target_of_two_posts_at_once_is_whole_in_both():
    spells = (person("A", post="seller"), person("A", post="driver", start=date(2026, 1, 2)))
    row = TargetRow("person", "A", "sales", "2026-03", Decimal(3100), fixed=True)
    assert [target(World(Given({}), spells, targets=(row,)), s) for s in spells] == [3100, 3100]


def test_a_target_that_is_a_mean_is_over_those_who_are_there():
    ratio = {"kpi": "rate", "formula": "sales / orders", "unit": "percent"}
    documents = (measure("sales"), measure("orders", value="count()"), ratio)
    of = {"A": 2, "B": 4, "C": 9}
    rows = tuple(TargetRow("person", key, "rate", "2026-03", Decimal(of[key])) for key in of)
    gone = person("C", end=date(2026, 2, 1))
    world = World(Given({}), (person("A"), person("B"), gone), targets=rows)
    assert target(world, company_subject(), documents, "rate") == Decimal(3)
    assert target(world, unit_subject("N"), documents, "rate") == Decimal(3)


def kpi(name: str, post: str) -> dict:
    return {"kpi": name, "formula": name.removesuffix("_met"), "unit": "number", "judges": [post]}


def line(name: str) -> dict:
    return {"kpi": name, "weight": 100, "curve": {0: 0, 100: 100}}


OFFICE = {"scorecard": "office_month", "post": "office", "lines": [line("billed_met")]}
FRONT = {
    "scorecard": "front_month",
    "post": "seller",
    "lines": [line("sold_met")],
    "accountability": {
        "results": ["sold_met"],
        "joint": ["sold_met"],
        "front": "50%",
        "back": "50%",
        "back_office": {"post": "office", "lines": ["billed_met"]},
    },
}
TWO_CARDS = (
    measure("sold"), measure("billed"), kpi("sold_met", "seller"), kpi("billed_met", "office"), OFFICE, FRONT,
)  # fmt: skip


def office_total(*fronts) -> Decimal:
    office = person("O", post="office")
    figures = Given({("A", "sold"): 40, ("B", "sold"): 80, ("O", "billed"): 100})
    found = payroll(rules(*TWO_CARDS), World(figures, (*fronts, office)))
    return found.evaluation.card(office, "office_month", found.evaluation.period).total


def test_the_back_office_carries_the_mean_over_the_fronts_that_it_serves_in_the_period():
    # A lacks 60 points, B 20; half of each is the office's: the mean of 30 and 10
    assert office_total(person("A"), person("B")) == Decimal(80)
    gone = person("C", end=date(2026, 2, 1))
    assert office_total(person("A"), person("B"), gone) == Decimal(80)


def test_a_front_elsewhere_is_not_the_back_offices():
    assert office_total(person("A"), person("B", unit="S")) == Decimal(70)


def test_a_back_office_judged_by_the_quarter_is_measured_in_the_quarter():
    found = rules(*TWO_CARDS[:-2], {**OFFICE, "cycle": "quarter"}, {**FRONT, "cycle": "quarter"})
    month, quarter = found.calendar.period("2026-03"), found.calendar.period("2026-Q1")
    for card, other in (("front_month", "billed"), ("office_month", "sold")):
        needs = Needs(found)
        needs.name(card, (), month)
        assert (other, quarter) in needs.beside | needs.measures


def test_a_unit_is_its_own_team_and_the_company_its_own_unit():
    share = {"kpi": "share", "formula": "sales / unit(sales)", "unit": "percent"}
    of_team = {"kpi": "of_team", "formula": "sales / team(sales)", "unit": "percent"}
    figures = Given({("unit", "N", "sales"): 50, ("company", "company", "sales"): 80})
    found = payroll(rules(measure("sales"), share, of_team), World(figures, (person("A"),))).evaluation
    for subject in (unit_subject("N"), company_subject()):
        scope = found.scope(subject, found.period)
        assert [scope.value(name, ()) for name in ("share", "of_team")] == [1, 1]


def test_a_scorecard_that_was_not_yet_in_force_is_undefined():
    found = payroll(rules(*TWO_CARDS), World(Given({("A", "sold"): 40}), (person("A"),)), "2026-01")
    trace = Trace()
    scope = ValueScope(found.evaluation, Place(found.spells("A")[0], found.evaluation.period), trace)
    assert scope.value("front_month", ("previous",)) is None
    assert trace.result().id == "kpi.not_in_force"
    assert scope.value("front_month", ()) == Decimal(40)


def test_every_published_part_of_a_scorecard_can_be_named():
    found = payroll(rules(*TWO_CARDS), World(Given({("A", "sold"): 40}), (person("A"),))).evaluation
    result = found.card(found.world.spells[0], "front_month", found.period)
    scope = found.scope(found.world.spells[0], found.period)
    assert scope.value("front_month.sold_met.weight", ()) == Decimal(100)
    assert scope.value("front_month.accountability", ()) == "no_back_office"
    for part, (value, _) in result.parts().items():
        assert scope.value(f"front_month.{part}", ()) == value


def test_who_reports_to_a_leader_themselves_is_the_same_by_lines_and_by_their_closure():
    lines = [
        ("ana", "lea", date(2026, 1, 1), date(2026, 3, 11)),
        ("ana", "max", date(2026, 3, 11), date(2100, 1, 1)),
        ("bo", "ana", date(2026, 1, 1), date(2026, 3, 20)),
        ("lea", "max", date(2026, 1, 1), date(2100, 1, 1)),
        ("zoe", "max", date(2026, 3, 5), date(2026, 3, 5)),
    ]
    closure = report_tree(lines)
    by_lines = Organisation((), closure, lambda unit: (), lines)
    by_closure = Organisation((), closure, lambda unit: ())
    days = [date(2026, 3, day) for day in (5, 10, 11, 20)]
    for leader in ("ana", "lea", "max", "bo"):
        found = [list(by_lines.below(leader, day, 1)) for day in days]
        assert found == [list(by_closure.below(leader, day, 1)) for day in days]
    assert [list(by_lines.below("max", day, 1)) for day in days] == [["lea"]] * 2 + [["ana", "lea"]] * 2
    assert list(by_lines.below("max", days[2], 2)) == ["ana", "bo", "lea"]
