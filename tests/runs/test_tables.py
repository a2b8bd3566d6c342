"""What the built-in tables do to a run: targets that follow clients, transfers, openings, adjustments."""

from decimal import Decimal

import pytest

from tests.runs.small_company import load_text, opened


@pytest.fixture
def place(tmp_path):
    return opened(tmp_path)


def computed(place, period="2026-03"):
    with place.engine() as engine:
        return place.run(engine, period).computed


def target(found, person, name="sales_amount"):
    place = found.evaluation.scope(found.payroll.spells(person)[0], found.period)
    return place.value(name, ("target",))


def test_a_clients_target_follows_the_client_by_days_and_share(place, tmp_path):
    load_text(
        place, tmp_path, "targets",
        "subject_kind,subject_id,name,period,value\n"
        "client,K1,active_clients,2026-03,31\nclient,K2,active_clients,2026-03,10\n",
        "client_targets",
    )  # fmt: skip
    found = computed(place)
    # K1: 14 days P1, 17 days P2 of 31; K2: 60 : 40
    assert target(found, "P1", "active_clients") == Decimal("20")
    assert target(found, "P2", "active_clients") == Decimal("21")


def test_a_transfer_moves_a_part_of_a_target_and_keeps_the_sum(place, tmp_path):
    load_text(
        place, tmp_path, "target_transfers",
        "period,name,from_kind,from_id,to_kind,to_id,value,reason,approved_by\n"
        "2026-03,visited_clients,person,P2,person,P1,1,Route moved,P3\n",
    )  # fmt: skip
    found = computed(place)
    assert (target(found, "P1", "visited_clients"), target(found, "P2", "visited_clients")) == (3, 2)


def test_a_yearly_target_of_a_client_goes_to_who_has_it_in_each_month(place, tmp_path):
    load_text(
        place, tmp_path, "targets",
        "subject_kind,subject_id,name,period,value\n"
        "client,K1,active_clients,2026,1200\nclient,K2,active_clients,2026,1350\n"
        "client,K2,active_clients,2026-03,250\n",
        "client_targets",
    )  # fmt: skip
    rows = [(who, key) for key in ("2026-02", "2026-03", "2026-04") for who in ("P1", "P2")]
    found = [target(computed(place, key), who, "active_clients") for who, key in rows]
    # K1's 100 a month are P1's until 15 March, then P2's; K2's 250 in March, else 100, are shared 60 : 40
    march = [Decimal("45.161290") + 150, Decimal("54.838710") + 100]
    assert found == [160, 40, *march, 60, 140]
    quarter = computed(place, "2026-Q1")
    whole = sum(target(quarter, who, "active_clients") for who in ("P1", "P2"))
    assert whole == 300 + 450


def test_a_part_of_a_yearly_target_moves_in_one_month(place, tmp_path):
    load_text(
        place, tmp_path, "target_transfers",
        "period,name,from_kind,from_id,to_kind,to_id,value,reason,approved_by\n"
        "2026-03,sales_amount,person,P2,person,P1,100,Route moved,P3\n",
    )  # fmt: skip
    # 1 000 and 2 000 a month: of the year, March alone is another
    periods = ("2026-02", "2026-03", "2026-Q1")
    found = [[target(computed(place, period), who) for who in ("P1", "P2")] for period in periods]
    assert found == [[1000, 2000], [1100, 1900], [3100, 5900]]


def test_who_has_a_yearly_target_gets_none_from_clients(place, tmp_path):
    load_text(
        place, tmp_path, "targets",
        "subject_kind,subject_id,name,period,value\nclient,K1,sales_amount,2026-03,31\n", "client_target",
    )  # fmt: skip
    assert [target(computed(place), who) for who in ("P1", "P2")] == [1000, 2000]


CLIENTS = "subject_kind,subject_id,name,period,value\nclient,K1,active_clients,2026-03,310\n"


def test_a_clients_target_is_carried_on_days_at_work_and_in_the_measures_role(place, tmp_path):
    left = "person_id,post,unit_id,from,to\nP1,account_manager,N,2025-01-01,2026-03-11\n"
    load_text(place, tmp_path, "assignments", left)
    cover = "client_id,person_id,from,to,role\nK1,P3,2025-01-01,,brand\n"
    load_text(place, tmp_path, "coverage", cover)
    load_text(place, tmp_path, "targets", CLIENTS, "client_targets")
    found = computed(place)
    # K1 is P1's until the 15th, who leaves on the 11th: 10 of 31 days; then P2's; P3 has it for another role
    assert [target(found, who, "active_clients") for who in ("P1", "P2", "P3")] == [100, 170, None]


def test_each_of_two_posts_has_the_clients_targets_of_its_own_days(place, tmp_path):
    moved = (
        "person_id,post,unit_id,from,to\nP2,account_manager,S,2025-01-01,2026-03-22\n"
        "P2,account_manager,N,2026-03-22,\n"
    )
    load_text(place, tmp_path, "assignments", moved)
    load_text(
        place, tmp_path, "targets", CLIENTS + "client,K1,active_clients,2026-02,280\n", "client_targets"
    )
    for period, whole in (("2026-03", 170), ("2026-Q1", 170)):
        found = computed(place, period)
        spells = [found.evaluation.scope(each, found.period) for each in found.payroll.spells("P2")]
        own = [each.value("active_clients", ("target",)) for each in spells]
        # K1 comes on the 15th: 7 days in the first post, 10 in the second
        assert own == [70, 100]
        assert sum(own) == whole


def test_a_yearly_target_is_spread_by_the_table_of_seasons(place, tmp_path):
    rows = "".join(f"sales_amount,{n:02d},{4 if n == 3 else 1}\n" for n in range(1, 13))
    load_text(place, tmp_path, "seasonality", "name,part,weight\n" + rows)
    found = computed(place)
    assert target(found, "P1") == Decimal("3200")  # 12 000 × 4 ÷ 15
    assert target(computed(place, "2026-04"), "P1") == Decimal("800")


def test_opening_balances_start_a_draw_in_mid_year(place, tmp_path):
    load_text(
        place, tmp_path, "openings", "person_id,name,period,value\nP1,draw.balance,2026-04,700\n"
    )  # fmt: skip
    found = computed(place, "2026-04")
    pay = found.pays["P1"]
    # 60 % of 250.00 earn 150.00 × 1 % = 1.50; filled up to 1 000.00, which adds to what is owed.
    assert (pay.due, pay.paid) == (Decimal("1.50"), 1000)
    assert (pay.draw.adjustment, pay.draw.balance) == (Decimal("998.50"), Decimal("1698.50"))


def test_only_what_someone_else_approved_is_paid_by_hand(place, tmp_path):
    before = computed(place).pays["P1"].paid
    load_text(
        place, tmp_path, "adjustments",
        "adjustment_id,person_id,period,component,amount,reason,made_by,approved_by,confirmed_by\n"
        "X1,P1,2026-03,commission,50.00,Missed order,P2,P3,\n"
        "X2,P1,2026-03,commission,900.00,Because I can,P2,P2,\n"
        "X3,P1,2026-03,commission,70.00,Not yet,P2,,\n"
        "X4,P1,2026-03,commission,8.00,Confirmed by a user,P2,P3,finance\n"
        "X5,P1,2026-03,commission,600.00,Confirmed twice,P2,P3,P3\n",
    )  # fmt: skip
    found = computed(place)
    assert found.pays["P1"].paid == before + 58
    assert [a.key for a in found.evaluation.world.unapproved] == ["X2", "X3", "X5"]


def test_holidays_are_no_working_days(place, tmp_path):
    load_text(place, tmp_path, "holidays", "date,title\n2026-03-19,San José\n")
    found = computed(place)
    scope = found.evaluation.scope(found.payroll.spells("P1")[0], found.period)
    assert scope.value("period.working_days", ()) == 21  # 22 weekdays less one


def test_a_quarter_is_computed_from_its_own_facts_and_summed_targets(place):
    found = computed(place, "2026-Q1")
    assert target(found, "P2") == 6000
    scope = found.evaluation.scope(found.payroll.spells("P2")[0], found.period)
    assert scope.value("sales_amount", ()) == Decimal("2600.04")
    assert not found.payroll.plans(found.payroll.spells("P2")[0])  # the plan pays by month


def test_erasing_a_person_leaves_every_number(place):
    with place.engine() as engine:
        before = place.run(engine, "2026-03")
        assert place.store.erase_person("P1")
        after = place.run(engine, "2026-03")
    assert before.computed.published == after.computed.published
    assert "P1" not in {row["person_id"] for row in place.store.personal("people")}
