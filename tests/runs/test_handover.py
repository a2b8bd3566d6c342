"""A hand-over moves what somebody had from a day on, all of it and nothing else; and can be taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.declare import OPEN_END
from attain.engine.faults import Faulty
from attain.runs.entries import enter
from attain.runs.handover import HandOver, Spell, Transfer, moved, transfer_entry
from attain.runs.portfolio import Portfolio
from tests.runs.small_company import opened

START = date(2026, 1, 1)
DAY = date(2026, 3, 12)
WHOLE = 1_000_000


def spell(client, person, since=START, until=OPEN_END, share=WHOLE, role=""):
    return Spell(client, person, role, since, until, share)


def test_the_old_spell_ends_on_the_day_and_the_new_one_begins():
    parts = moved(HandOver(("K1",), "P2", DAY), [spell("K1", "P1")])
    assert parts.before == (spell("K1", "P1"),)
    assert parts.after == (spell("K1", "P1", until=DAY), spell("K1", "P2", since=DAY))
    assert parts.handed == (("K1", "P1"),)
    assert parts.entry().gone == []


def test_a_spell_that_begins_on_the_day_is_gone():
    parts = moved(HandOver(("K1",), "P2", DAY), [spell("K1", "P1", since=DAY)])
    assert parts.after == (spell("K1", "P2", since=DAY),)
    (gone,) = parts.entry().gone
    assert (gone["person_id"], gone["from"]) == ("P1", "2026-03-12")


def test_shares_and_roles_and_ends_stay():
    until = date(2026, 9, 1)
    spells = [
        spell("K1", "P1", share=600_000, until=until),
        spell("K1", "P2", share=400_000),
        spell("K1", "P3", role="merchandiser"),
    ]
    parts = moved(HandOver(("K1",), "P2", DAY, giver="P1"), spells)
    assert [each for each in parts.after if each.since >= DAY] == [
        spell("K1", "P2", since=DAY, until=until, share=WHOLE),
        spell("K1", "P2", since=until, share=400_000),
    ]


def test_a_client_of_nobody_begins_with_the_receiver():
    parts = moved(HandOver(("K9",), "P2", DAY), [])
    assert parts.after == (spell("K9", "P2", since=DAY),)
    assert parts.handed == (("K9", ""),)


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (HandOver(("K1",), "P1", DAY), "fault.handover.has_it"),
        (HandOver(("K1",), "P2", DAY, giver="P3"), "fault.handover.not_theirs"),
        (HandOver(("K2",), "P2", DAY), "fault.handover.planned"),
    ],
)
def test_what_can_not_move_is_told_for_each_client(asked, fault):
    later = date(2026, 6, 1)
    spells = [spell("K1", "P1"), spell("K2", "P1", until=later), spell("K2", "P3", since=later)]
    with pytest.raises(Faulty) as refused:
        moved(asked, spells)
    assert [each.id for each in refused.value.faults] == [fault]


@st.composite
def portfolios(draw):
    """Spells of a few clients whose shares never come to more than the whole, and a hand-over of them."""
    spells = []
    for client in ("K1", "K2", "K3"):
        for role in draw(st.sampled_from([("",), ("", "m")])):
            people = draw(st.lists(st.sampled_from(["P1", "P2", "P3", "P4"]), max_size=3, unique=True))
            for person in people:
                since = START + timedelta(days=draw(st.integers(0, 90)))
                ends = draw(st.one_of(st.none(), st.integers(1, 200)))
                until = OPEN_END if ends is None else since + timedelta(days=ends)
                share = draw(st.integers(1, WHOLE // 3))
                spells.append(Spell(client, person, role, since, until, share))
    day = START + timedelta(days=draw(st.integers(0, 200)))
    giver = draw(st.sampled_from(["", "P1", "P2"]))
    return spells, HandOver(("K1", "K2", "K3"), draw(st.sampled_from(["P1", "P4"])), day, giver)


def share_on(spells, day, client, role, person=None):
    return sum(
        each.share
        for each in spells
        if each.holds(day) and (each.client, each.role) == (client, role) and person in (None, each.person)
    )


@settings(max_examples=200, deadline=None)
@given(portfolios())
def test_on_every_day_shares_come_to_what_they_were_and_nothing_before_the_day_changes(drawn):
    spells, asked = drawn
    try:
        parts = moved(asked, spells)
    except Faulty:
        return
    after = parts.done(spells)
    new = {client for client, giver in parts.handed if not giver}
    assert len({each.key for each in after}) == len(after)
    for number in range(0, 420, 3):
        day = START + timedelta(days=number)
        for client in ("K1", "K2", "K3"):
            for role in ("", "m"):
                whole = share_on(spells, day, client, role)
                if client in new and day >= asked.day and role == "":
                    assert share_on(after, day, client, role) == WHOLE
                    continue
                assert share_on(after, day, client, role) == whole
                for person in ("P1", "P2", "P3", "P4"):
                    had = share_on(spells, day, client, role, person)
                    if day < asked.day:
                        assert share_on(after, day, client, role, person) == had
                    elif person != asked.receiver and asked.giver in ("", person) and had:
                        # a role that its receiver alone holds on the day is not handed over
                        held = any(
                            each.holds(asked.day) and each.person != asked.receiver
                            for each in spells
                            if (each.client, each.role) == (client, role) and asked.giver in ("", each.person)
                        )
                        assert not held or share_on(after, day, client, role, person) == 0
    assert sorted(parts.after) == sorted({*after} - ({*spells} - {*parts.before}))


# -- with a store ----------------------------------------------------------------------


@pytest.fixture
def place(tmp_path):
    return opened(tmp_path)


def portfolio(place, engine):
    return Portfolio(engine, place.store.snapshot(), place.rules)


def credited(place, period="2026-03"):
    """Everybody's sales and what nobody has, of a computed period."""
    with place.engine() as engine:
        control = place.run(engine, period).run.control
    return {name: Decimal(control[name]) for name in ("credited", "uncredited", "all")}


def test_what_is_credited_stays_and_taking_back_restores_every_spell(place):
    before = credited(place)
    with place.engine() as engine:
        spells = portfolio(place, engine).spells(["K1", "K2", "K3", "K4"])
        parts = moved(HandOver(("K2", "K3"), "P1", date(2026, 3, 12)), spells)
    enter(place, [parts.entry()], "hand-over 1")
    with place.engine() as engine:
        assert portfolio(place, engine).spells(["K1", "K2", "K3", "K4"]) != spells
    after = credited(place)
    assert after["all"] == before["all"] == after["credited"] + after["uncredited"]
    assert after["credited"] == before["credited"]
    enter(place, [parts.back()], "hand-over 1")
    with place.engine() as engine:
        assert portfolio(place, engine).spells(["K1", "K2", "K3", "K4"]) == spells


def test_targets_move_by_worth_and_days_and_sum_to_zero(place):
    asked = HandOver(("K2",), "P2", date(2026, 3, 12))
    with place.engine() as engine:
        own = portfolio(place, engine)
        parts = moved(asked, own.spells(asked.clients))
        effects = own.effects(asked, parts, date(2026, 4, 30))
    part = effects.shares["P1"]
    assert 0 < part < 1
    yearly = next(each for each in effects.transfers if each.name == "sales_amount")
    # 12 000 for the year, 295 of 365 days from 12 March on
    assert yearly.value == round(Decimal(12000 * 295 * part.numerator) / (365 * part.denominator), 2)
    assert effects.sizes == {"P1": (2, 1), "P2": (2, 2)}
    assert {(each.giver, each.receiver) for each in effects.transfers} == {("P1", "P2")}


def test_transfers_add_to_those_between_the_same_two_and_are_taken_back(place):
    moving = [Transfer("2026", "sales_amount", "P1", "P2", Decimal("100.50"))]

    def there():
        with place.engine() as engine:
            return portfolio(place, engine).stored(moving)

    for expected in ("100.50", "201.00"):
        enter(place, [transfer_entry(moving, there(), "route 7", "P3")], "hand-over 1")
        assert there() == {moving[0].key: Decimal(expected)}
    enter(place, [transfer_entry(moving, there(), "", "", back=True)], "hand-over 1")
    assert there() == {moving[0].key: Decimal("100.50")}
    enter(place, [transfer_entry(moving, there(), "", "", back=True)], "hand-over 1")
    assert there() == {}
