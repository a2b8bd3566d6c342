"""What a period came to, as it was known on any day: by its runs, its closing and later periods."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from attain.runs import moments
from attain.runs.known_on import all_amounts, amounts_of, basis, end_of, story
from attain.runs.register import Register
from tests.runs.small_company import LATE_ORDER, load_text, opened

MARCH, APRIL = "2026-03", "2026-04"

MORE = """\
order_id,client_id,product_id,ordered_on,quantity,amount,is_return
9,K2,T,2026-03-06,1,500.00,false
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """March computed on April 1 and, with one more order, on April 3, closed on April 5.

    April, with a late order of March, is closed on May 4.
    """
    folder = tmp_path_factory.mktemp("known")
    clock = [datetime(2026, 4, 1, 8, tzinfo=UTC)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moments, "now", lambda: clock[0])
        place = opened(folder)
        register = Register(place.store)
        with place.engine() as engine:
            place.run(engine, MARCH)
            clock[0] += timedelta(days=2)
            load_text(place, folder, "order_lines", MORE, "order_lines-more")
            march = place.run(engine, MARCH).run
            clock[0] += timedelta(days=2)
            register.close(march)
            clock[0] = datetime(2026, 5, 3, 8, tzinfo=UTC)
            load_text(place, folder, "order_lines", LATE_ORDER, "order_lines-late")
        with place.engine() as engine:
            april = place.run(engine, APRIL).run
            clock[0] += timedelta(days=1)
            register.close(april)
    return register


def on(register, day, person="P1"):
    found = basis(register, MARCH, end_of(day, "UTC"))
    return found, sum(amounts_of(register, found, MARCH, person).values(), Decimal(0))


def test_a_day_knows_what_was_computed_by_its_end(told):
    first, second = (m.run for m in told.moments(MARCH) if not m.closed)
    assert on(told, date(2026, 3, 31)) == (basis(told, MARCH, end_of(date(2026, 3, 31), "UTC")), 0)
    assert on(told, date(2026, 3, 31))[0].run is None
    assert on(told, date(2026, 4, 2))[0].run.id == first
    assert on(told, date(2026, 4, 3))[0].run.id == second
    assert not on(told, date(2026, 4, 4))[0].closed
    assert on(told, date(2026, 4, 5))[0].closed


def test_what_a_later_period_pays_counts_from_its_closing(told):
    before, was = on(told, date(2026, 5, 3))
    after, now = on(told, date(2026, 5, 4))
    assert (before.late, len(after.late)) == ((), 1)
    paid = sum(d.amount for d in told.differences(told.closed(APRIL)) if d.person == "P1")
    assert paid > 0
    assert now - was == paid


def test_the_story_ends_at_what_is_known_now_and_names_causes(told):
    steps = story(told, MARCH, "P1")
    assert [(s.kind, s.period) for s in steps] == [
        *[("run", MARCH)] * 2, ("closed", MARCH), ("late", APRIL),
    ]  # fmt: skip
    assert [s.causes for s in steps] == [(), ("facts",), (), ("facts",)]
    assert sum(s.change for s in steps) == steps[-1].total == on(told, date(2027, 1, 1))[1]
    for step in steps:
        assert step.total == on(told, step.at.date())[1]
        assert sum(step.added.values(), Decimal(0)) == step.change


def test_everybody_together_is_the_sum_of_each(told):
    found = basis(told, MARCH, end_of(date(2027, 1, 1), "UTC"))
    whole = all_amounts(told, found, MARCH)
    for person in ("P1", "P2", "P3"):
        own = {component: amount for (who, component), amount in whole.items() if who == person}
        assert own == amounts_of(told, found, MARCH, person)


def test_a_run_made_again_is_known_again_and_old_stores_know_by_their_files(told, tmp_path):
    place = opened(tmp_path)
    register = Register(place.store)
    with place.engine() as engine:
        run = place.run(engine, MARCH).run
        place.run(engine, MARCH)
    assert [m.run for m in register.moments(MARCH)] == [run.id]
    (kept,) = place.store.place.names(f"moments/{MARCH}")
    (tmp_path / "store" / kept).unlink()
    assert [m.run for m in register.moments(MARCH)] == [run.id]
    with place.engine() as engine:
        place.run(engine, MARCH)
    assert len(place.store.place.names(f"moments/{MARCH}")) == 1
    (tmp_path / "store" / f"moments/{MARCH}/.notes").write_text("no moment")
    register.close(run)
    assert register.closed_at(MARCH) >= register.moments(MARCH)[0].at


def test_a_day_ends_where_the_company_is():
    assert end_of(date(2026, 10, 14), "Asia/Tokyo") == datetime(2026, 10, 14, 15, tzinfo=UTC)
