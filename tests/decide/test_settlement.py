"""From earned to paid: instalments, amounts that wait, draws; nothing is lost between periods."""

from datetime import date
from decimal import Decimal

from attain.engine.decide.opening import closing
from attain.engine.decide.settlement import paid, settle
from attain.engine.decide.world import Adjustment, Held, Instalment, Opening, World
from attain.engine.pay.scope import Event
from tests.decide.rules_and_world import Given, measure, payroll, person, rules


def months(documents, people_by_month, figures_by_month, start="2026-03", **world):
    """Runs month after month, handing on the state; yields each month's pay of A."""
    found = rules(*documents)
    period, opening = found.calendar.period(start), Opening()
    for people, figures in zip(people_by_month, figures_by_month, strict=True):
        due = world.get("due_dates", {})
        roll = payroll(found, World(figures, people, opening=opening, due_dates=due), period.key)
        pays = {p: settle(roll, p) for p in sorted({*roll.people, "A"})}
        opening = closing(found.calendar, period, pays, opening)
        yield pays["A"]
        period = found.calendar.after(period)


BONUS = {
    "plan": "pay",
    "post": "seller",
    "components": [
        {"component": "bonus", "shape": "rate", "base": "sales", "rate": "10%", "spread": {"periods": 3}}
    ],
}


def test_a_spread_bonus_is_paid_in_instalments_that_sum_to_it():
    figures = [Given({("A", "sales"): 1000}), Given({}), Given({}), Given({})]
    pays = list(months([measure("sales"), BONUS], [(person("A"),)] * 4, figures))
    assert [pay.paid for pay in pays] == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33"), 0]
    assert [pay.earned for pay in pays] == [Decimal("100.00"), 0, 0, 0]


def test_who_leaves_loses_what_has_not_vested():
    leaver = person("A", end=date(2026, 4, 15))
    pays = list(
        months(
            [measure("sales"), BONUS], [(leaver,)] * 3, [Given({("A", "sales"): 1000}), Given({}), Given({})]
        )
    )
    assert [pay.paid for pay in pays] == [Decimal("33.34"), 0, 0]
    assert [len(pay.forfeited) for pay in pays] == [0, 1, 1]


def test_an_amount_waits_for_its_facts_hold_date():
    plan = {
        "plan": "pay",
        "post": "seller",
        "components": [
            {
                "component": "c",
                "shape": "rate",
                "base": "deals",
                "rate": "10%",
                "per": "event",
                "hold_until": "paid_on",
            }
        ],
    }
    deals = measure("deals", per="event")
    known = Event("D1", date(2026, 3, 5), Decimal(100), due=date(2026, 3, 20))
    later = Event("D2", date(2026, 3, 6), Decimal(200))
    figures = [Given({}, {("A", "deals"): (known, later)}), Given({}), Given({})]
    due = {("c", "D2"): date(2026, 5, 2)}
    pays = list(months([deals, plan], [(person("A"),)] * 3, figures, due_dates=due))
    assert [pay.earned for pay in pays] == [Decimal("30.00"), 0, 0]
    assert [pay.paid for pay in pays] == [Decimal("10.00"), 0, Decimal("20.00")]


def test_a_draw_is_handed_from_month_to_month():
    plan = {
        "plan": "pay",
        "post": "seller",
        "components": [{"component": "c", "shape": "rate", "base": "sales", "rate": "100%"}],
        "draw": {"minimum": 2000},
    }
    earned = (1500, 2375, 3000)
    figures = [Given({("A", "sales"): amount}) for amount in earned]
    pays = list(months([measure("sales"), plan], [(person("A"),)] * 3, figures))
    assert [pay.paid for pay in pays] == [2000, 2000, 2875]
    assert [pay.draw.balance for pay in pays] == [500, 125, 0]
    assert sum(pay.paid for pay in pays) == sum(earned) + pays[-1].draw.balance


#: Tiers that go on from month to month of a quarter.
TO_DATE = {
    "plan": "pay",
    "post": "seller",
    "components": [
        {"component": "c", "shape": "tiers", "base": "sales", "to_date": "quarter",
         "tiers": [{"to": 1000, "rate": "1%"}, {"rate": "2%"}]}
    ],
}  # fmt: skip


def test_earned_to_date_climbs_the_tiers_over_the_months_of_a_quarter_and_starts_anew():
    figures = [Given({("A", "sales"): 800}) for _ in range(4)]
    pays = list(months([measure("sales"), TO_DATE], [(person("A"),)] * 4, figures, "2026-01"))
    # 8; then 200 × 1 % + 600 × 2 % = 14; then 800 × 2 % = 16; April starts at the first tier
    assert [pay.paid for pay in pays] == [
        Decimal("8.00"),
        Decimal("14.00"),
        Decimal("16.00"),
        Decimal("8.00"),
    ]


def test_who_changes_within_the_month_goes_on_climbing_the_tiers_of_the_quarter():
    moved = (person("A", end=date(2026, 3, 11)), person("A", unit="S", start=date(2026, 3, 11)))
    march = Given({("A", "2026-01-01", "sales"): 500, ("A", "2026-03-11", "sales"): 600})
    figures = [Given({("A", "sales"): 800}), march, Given({("A", "sales"): 800})]
    pays = list(months([measure("sales"), TO_DATE], [(person("A"),), moved, moved[1:]], figures, "2026-02"))
    # 800 of February; 200 × 1 % + 300 × 2 %; 600 × 2 %: 18 + 10 to 1 900 in all; April begins anew
    assert [s.earned for s in pays[1].spells] == [Decimal("8.00"), Decimal("12.00")]
    assert [pay.paid for pay in pays] == [Decimal("8.00"), Decimal("20.00"), Decimal("8.00")]


def test_adjustments_by_hand_are_paid_with_who_and_why():
    by_hand = Adjustment("X1", "A", "commission", "2026-02", Decimal("-45.00"), "booked twice", "P1", "P2")
    world = World(Given({}), (person("A"),), adjustments=(by_hand,))
    pay = settle(payroll(rules(measure("sales")), world), "A")
    assert pay.paid == Decimal("-45.00")
    assert pay.adjustments == (by_hand,)


def test_two_equal_amounts_that_wait_for_one_fact_are_both_paid():
    waits = Held("bonus", "2026-02", "D1", Decimal("5.00"))
    for day, due, left in ((date(2026, 3, 9), 10, 0), (date(2026, 4, 9), 0, 2)):
        world = World(
            Given({}), (person("A"),), opening=Opening(held={"A": (waits, waits)}),
            due_dates={("bonus", "D1"): day},
        )  # fmt: skip
        pay = settle(payroll(rules(measure("sales"), BONUS), world), "A")
        assert (pay.paid, len(pay.still_waiting)) == (due, left)


def test_what_was_to_come_stays_to_come_while_pay_is_held():
    unknown = {"component": "unknown", "shape": "rate", "base": "sales / visits", "rate": "10%"}
    plan = {**BONUS, "components": [*BONUS["components"], unknown]}
    found = rules(measure("sales"), measure("visits"), plan)
    part = Instalment("bonus", "2026-02", 2, 3, Decimal("33.33"), "2026-03")
    waits = Held("bonus", "2026-02", "D1", Decimal("5.00"))
    before = Opening(instalments={"A": (part,)}, held={"A": (waits,)})
    roll = payroll(found, World(Given({("A", "sales"): 1}), (person("A"),), opening=before))
    pay = settle(roll, "A")
    assert pay.paid is None
    after = closing(found.calendar, roll.evaluation.period, {"A": pay}, before)
    assert (after.instalments, after.held) == (before.instalments, before.held)


def test_a_leader_who_moves_has_the_reports_earnings_once():
    override = {"component": "override", "shape": "override", "percent": "10%"}
    lead = {"plan": "lead", "post": "leader", "components": [override]}
    sell = {"plan": "pay", "post": "seller", "components": [
        {"component": "c", "shape": "rate", "base": "sales", "rate": "100%"},
    ]}  # fmt: skip
    leader = (
        person("L", post="leader", unit="N", end=date(2026, 3, 11)),
        person("L", post="leader", unit="S", start=date(2026, 3, 11)),
    )
    line = ("A", "L", date(2026, 1, 1), date(2100, 1, 1), 1)
    world = World(Given({("A", "sales"): 1000}), (person("A"), *leader), leaders=(line,))
    assert settle(payroll(rules(measure("sales"), sell, lead), world), "L").paid == Decimal("100.00")


def test_what_is_paid_is_the_same_without_all_that_is_told_of_it():
    """Each world pays somebody in a way of its own; a canary: the last is held, and nothing is paid."""
    line = {"component": "c", "shape": "rate", "base": "sales / visits", "rate": "100%"}
    sell = {"plan": "pay", "post": "seller", "components": [line]}
    lead = {"plan": "lead", "post": "leader", "components": [
        {"component": "override", "shape": "override", "percent": "10%"},
    ]}  # fmt: skip
    half = person("A", end=date(2026, 3, 17)), person("A", unit="S", start=date(2026, 3, 17))
    reports = ("A", "L", date(2026, 1, 1), date(2100, 1, 1))
    by_hand = Adjustment("X1", "A", "c", "2026-03", Decimal("-45.00"), "booked twice", "P1", "P2")
    instalment = Instalment("c", "2026-02", 2, 3, Decimal("33.33"), "2026-03")
    no_visits = {("A", "visits"): 0}
    found = []
    for around, people, figures, world in (
        ({}, (person("A"),), {}, {}),
        ({}, half, {}, {}),
        ({"guarantee": 2000}, (person("A"),), {}, {}),
        ({"cap": 700}, (person("A"),), {}, {}),
        ({"draw": {"minimum": 2000}}, (person("A"),), {}, {}),
        ({}, (person("A"),), {}, {"adjustments": (by_hand,)}),
        ({}, (person("A"),), {}, {"opening": Opening(instalments={"A": (instalment,)})}),
        ({"guarantee": 2000}, (person("A"),), no_visits, {}),
    ):
        given = Given({("A", "sales"): 1000, ("A", "visits"): 1, **figures})
        rulebook = rules(measure("sales"), measure("visits"), {**sell, **around}, lead)
        everybody = (*people, person("L", post="leader"))
        inputs = World(given, everybody, leaders=((*reports, 1),), direct=(reports,), **world)
        told, alone = payroll(rulebook, inputs), payroll(rulebook, inputs)
        alone.sums_alone()
        for who in ("L", "A"):
            pay = settle(told, who)
            assert paid(alone, who) == (pay.earned, pay.paid)
        found.append((alone.earnings_of("A"), paid(alone, "A")[1], paid(alone, "L")[1]))
    assert found == [
        (1000, 1000, 100),
        (2000, 2000, 200),
        (2000, 2000, 200),
        (700, 700, 70),
        (1000, 2000, 100),
        (1000, 955, 100),
        (1000, Decimal("1033.33"), 100),
        (None, None, None),
    ]
