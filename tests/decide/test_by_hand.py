"""What hands set of the opening state: by worked amounts, and twice the same as once."""

from decimal import Decimal

from attain.engine.decide.by_hand import applied, known
from attain.engine.decide.world import Held, Instalment, Opening, Setting

SPREAD = (
    Instalment("bonus", "2026-01", 2, 3, Decimal("333.33"), "2026-02"),
    Instalment("bonus", "2026-01", 3, 3, Decimal("333.33"), "2026-03"),
    Instalment("salary", "2026-01", 2, 2, Decimal("5.00"), "2026-02"),
)
STORED = Opening(
    draws={("P1", "a_plan"): Decimal("400.00"), ("P2", "a_plan"): Decimal("7.00")},
    instalments={"P1": SPREAD},
    held={"P1": (Held("commission", "2026-01", "2|1", Decimal("60.00")),)},
)


def hand(name, value=None, due="", by="P8"):
    amount = None if value is None else Decimal(value)
    return Setting("P1", name, amount, due, "because", by, "P9" if by else "")


def after(*settings, stored=STORED):
    """The state of February; setting the same again changes nothing."""
    found = applied(stored, settings, "2026-02", 2)
    assert applied(found, settings, "2026-02", 2) == found
    return found


def parts(state):
    return [(i.component, i.number, i.event, i.amount, i.due, i.vesting) for i in state.instalments["P1"]]


OTHER = ("salary", 2, "", Decimal("5.00"), "2026-02", "employed")


def test_nought_takes_back_all_that_was_still_to_come_of_a_component():
    assert parts(after(hand("bonus.deferred", "0"))) == [
        ("bonus", 2, "", Decimal("333.33"), "2026-02", "never"),
        ("bonus", 3, "", Decimal("333.33"), "2026-02", "never"),
        OTHER,
    ]


def test_a_part_is_kept_in_equal_shares_and_the_rest_taken_back():
    assert parts(after(hand("bonus.deferred.2026-01", "100.01"))) == [
        ("bonus", 2, "", Decimal("50.01"), "2026-02", "employed"),
        ("bonus", 2, "", Decimal("283.32"), "2026-02", "never"),
        ("bonus", 3, "", Decimal("283.33"), "2026-02", "never"),
        ("bonus", 3, "", Decimal("50.00"), "2026-03", "employed"),
        OTHER,
    ]


def test_what_is_paid_at_once_is_paid_to_leavers_too_and_what_is_moved_keeps_its_terms():
    assert {part[4:] for part in parts(after(hand("bonus.deferred", due="2026-02")))[:2]} == {
        ("2026-02", "always")
    }
    assert {part[4:] for part in parts(after(hand("bonus.deferred", due="2026-09")))[:2]} == {
        ("2026-09", "employed")
    }


def test_another_period_of_the_same_component_stays():
    assert parts(after(hand("bonus.deferred.2025-12", "0"))) == list(parts(STORED))


def test_what_waits_for_a_day_is_paid_at_once_or_taken_back():
    paid = after(hand("commission.waiting.2|1", due="2026-02"))
    assert ("commission", 1, "2|1", Decimal("60.00"), "2026-02", "always") in parts(paid)
    assert not paid.held
    lost = after(hand("commission.waiting", "0"))
    assert ("commission", 1, "2|1", Decimal("60.00"), "2026-02", "never") in parts(lost)
    half = after(hand("commission.waiting", "20"))
    assert half.held["P1"] == (Held("commission", "2026-01", "2|1", Decimal("20.00")),)
    assert ("commission", 1, "2|1", Decimal("40.00"), "2026-02", "never") in parts(half)


def test_a_draw_that_somebody_decides_about_is_written_off_one_that_is_brought_along_is_not():
    decided = after(hand("draw.balance", "100"))
    assert decided.draws == {("P1", ""): Decimal("100"), ("P2", "a_plan"): Decimal("7.00")}
    assert decided.forgiven == {"P1": Decimal("300.00")}
    assert after(hand("draw.balance.a_plan", "500")).forgiven == {"P1": Decimal("-100.00")}
    assert after(hand("draw.balance", "100", by="")).forgiven == {}


def test_what_nobody_else_approved_does_not_hold():
    alone = Setting("P1", "draw.balance", Decimal(0), made_by="P8", approved_by="P8")
    assert after(alone) == STORED


def test_a_start_in_mid_year_brings_what_is_still_to_come():
    brought = after(hand("bonus.deferred.2025-12", "600", "2026-04", by=""), stored=Opening())
    assert parts(brought) == [("bonus", 1, "", Decimal("600.00"), "2026-04", "employed")]
    waiting = after(hand("commission.waiting.7|1", "80", by=""), stored=Opening())
    assert waiting.held["P1"] == (Held("commission", "2026-02", "7|1", Decimal("80.00")),)
    assert after(hand("commission.waiting.7|1", "80", by=""), stored=waiting) == waiting


def test_names_that_a_hand_can_set():
    good = "draw.balance draw.balance.x draw.recover a.to_date.base a.to_date.paid a.deferred a.waiting.2|1"
    assert all(map(known, good.split()))
    assert not any(map(known, ["draw", "draw.balanc", "a.to_date", "a.b", ".deferred", "draw.recover.x"]))
