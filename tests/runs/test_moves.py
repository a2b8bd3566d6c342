"""Moves, leaves and changes of manager: no day lost, none twice; told before; taken back to the very rows."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attain.engine.declare import OPEN_END
from attain.engine.facts import all_tables
from attain.engine.faults import Faulty
from attain.engine.period import Calendar
from attain.engine.store import Change, IntakeSettings, Store
from attain.runs.moves import arranging, correcting, joining, leaving, moving, reporting
from attain.runs.rows_back import back, rows_there
from attain.runs.spells import Held, Line, Spell, ended, held, moved, placed, share

TABLES = all_tables([])
SETTINGS = IntakeSettings(currency="EUR", decimals=2, time_zone="Europe/Madrid")
START = date(2025, 1, 1)

days = st.integers(0, 900).map(lambda n: START + timedelta(days=n))


@st.composite
def spells(draw):
    """A spell, a day within it and a new spell from that day."""
    since = draw(days)
    length = draw(st.integers(1, 400))
    until = draw(st.sampled_from([since + timedelta(days=length), OPEN_END]))
    old = Spell("P1", "seller", "NORTH", since, until)
    day = since + timedelta(days=draw(st.integers(0, length - 1)))
    new = Spell(
        "P1", draw(st.sampled_from(["seller", "leader"])), draw(st.sampled_from(["NORTH", "SOUTH"])), day
    )
    return old, new


@given(spells())
def test_a_move_leaves_no_gap_and_no_overlap_and_ends_where_the_old_spell_did(two):
    old, new = two
    stays, gone = moved(old, new)
    parts = sorted(stays, key=lambda each: each.since)
    assert parts[0].since == old.since
    assert parts[-1].until == old.until
    assert all(before.until == after.since for before, after in itertools.pairwise(parts))
    assert all(part.since < part.until for part in parts)
    assert (parts[-1].post, parts[-1].unit) == (new.post, new.unit)
    assert gone in ([], [old])


@given(st.lists(days, min_size=1, max_size=5, unique=True), days)
def test_a_new_manager_takes_the_place_of_the_one_who_held_until_the_next(starts, day):
    starts = sorted(starts)
    ends = [*starts[1:], OPEN_END]
    there = [Line("P1", f"M{n}", s, e) for n, (s, e) in enumerate(zip(starts, ends, strict=True))]
    stays, gone = placed(Line("P1", "NEW", day), there)
    changed = {each.since for each in (*stays, *gone)}
    whole = sorted(
        [*stays, *(each for each in there if each.since not in changed)], key=lambda each: each.since
    )
    assert whole[-1].until == OPEN_END
    assert all(before.until == after.since for before, after in itertools.pairwise(whole))
    assert next(each.manager for each in whole if each.since <= day < each.until) == "NEW"
    assert whole[0].since == min(starts[0], day)


@given(st.lists(st.tuples(days, st.integers(1, 300)), max_size=6), days)
def test_after_the_last_day_nothing_goes_on_and_nothing_before_is_lost(parts, day):
    made = [
        Spell("P1", "seller", f"U{n}", since, since + timedelta(days=n + length))
        for n, (since, length) in enumerate(parts)
    ]
    stays, gone = ended(made, day)
    assert all(each.until == day for each in stays)
    assert all(each.since >= day for each in gone)
    kept = [each for each in made if each.until <= day]
    assert len(stays) + len(gone) + len(kept) == len(made)


def held_of(*parts):
    spells_ = tuple(each for each in parts if isinstance(each, Spell))
    return Held(spells_, tuple(each for each in parts if isinstance(each, Line)), {})


def test_a_move_in_the_month_says_that_the_month_has_two_parts_and_who_leads_still():
    old = Spell("P1", "seller", "NORTH", START)
    planned = moving(
        held_of(old, Line("P1", "M1", START)),
        old,
        Spell("P1", "seller", "SOUTH", date(2026, 10, 12)),
        "",
        Calendar(),
    )
    assert [effect.id.rpartition(".")[2] for effect in planned.effects] == ["moves", "split", "still_reports"]
    assert planned.effects[1].values["period"] == "2026-10"


def test_a_move_on_the_first_of_a_month_keeps_the_month_whole():
    old = Spell("P1", "seller", "NORTH", START)
    planned = moving(held_of(old), old, Spell("P1", "leader", "NORTH", date(2026, 10, 1)), "M2", Calendar())
    assert [effect.id.rpartition(".")[2] for effect in planned.effects] == ["moves", "reports"]


@pytest.mark.parametrize(
    "new", [Spell("P1", "seller", "SOUTH", START - timedelta(days=1)), Spell("P1", "seller", "NORTH", START)]
)
def test_a_move_outside_of_the_post_or_to_the_same_is_refused(new):
    old = Spell("P1", "seller", "NORTH", START)
    with pytest.raises(Faulty):
        moving(held_of(old), old, new, "", Calendar())


def test_who_leaves_leaves_nobody_unmentioned():
    parts = (Spell("M1", "leader", "NORTH", START), Line("P1", "M1", START), Line("P2", "M1", START))
    alone = leaving(held_of(*parts), "M1", date(2026, 10, 31), "")
    assert sorted(effect.values["person"] for effect in alone.effects if effect.warns) == ["P1", "P2"]
    followed = leaving(held_of(*parts), "M1", date(2026, 10, 31), "P1")
    assert not [effect for effect in followed.effects if effect.warns]
    rows = [row for entry in followed.entries if entry.table == "reporting" for row in entry.rows]
    assert {(row["person_id"], row["manager_id"], row["from"]) for row in rows} == {
        ("P1", "M1", "2025-01-01"),
        ("P2", "M1", "2025-01-01"),
        ("P2", "P1", "2026-11-01"),
    }


def test_a_unit_cannot_stand_below_itself():
    paths = {"NORTH": "/ALL/NORTH/", "TEAM": "/ALL/NORTH/TEAM/"}
    row = {"unit_id": "NORTH", "title": "North", "parent_id": "TEAM", "kind": ""}
    with pytest.raises(Faulty):
        arranging(row, {"title": "North", "parent_id": "ALL"}, paths)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("80%", 800_000), ("0.5", 500_000), ("62,5 %", 625_000), ("100", None), ("0%", None), ("half", None)],
)
def test_a_workload_is_a_share_of_a_post(text, parts):
    if parts is None:
        with pytest.raises(ValueError, match=text):
            share(text)
    else:
        assert share(text) == parts


# -- in a store -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = Store.create(tmp_path_factory.mktemp("moves") / "store")
    people = [
        {"person_id": key, "name": f"Name {key}", "joined_on": "2025-01-01"}
        for key in ("P1", "P2", "M1", "M2")
    ]
    units = [{"unit_id": key, "parent_id": "", "title": key.title()} for key in ("NORTH", "SOUTH")]
    spells_ = [Spell(key, "seller", "NORTH", START).row for key in ("P1", "P2", "M1", "M2")]
    lines = [Line(key, "M1", START).row for key in ("P1", "P2")]
    parts = (
        Change("people", people),
        Change("units", units),
        Change("assignments", spells_),
        Change("reporting", lines),
    )
    made.change(TABLES, parts, "start", SETTINGS)
    return made


def content(store):
    """Every row of the tables that changes touch."""
    with store.engine() as engine:
        engine.register(store.snapshot(), TABLES)
        return {
            t: sorted(map(str, engine.query(f"SELECT * FROM {t}")))
            for t in ("people", "units", "assignments", "reporting")
        }


def planned_of(kind, store, day):
    with store.engine() as engine:
        there = held(engine, store.snapshot(), TABLES, ["P1", "P2", "M1"])
    old = next(spell for spell in there.spells if spell.person == "P1")
    return {
        "join": lambda: joining(
            {"person_id": "NEW", "name": "New"}, Spell("NEW", "seller", "SOUTH", day), "M2"
        ),
        "move": lambda: moving(
            there, old, Spell("P1", "leader", "SOUTH", day, workload=500_000), "M2", Calendar()
        ),
        "leave": lambda: leaving(there, "M1", day, "P2"),
        "manager": lambda: reporting(there, ["P1", "P2"], day, "M2"),
        "correct": lambda: correcting(old, Spell("P1", "seller", "SOUTH", day)),
        "remove": lambda: correcting(old, None),
        "unit": lambda: arranging(
            {"unit_id": "EAST", "title": "East", "parent_id": "NORTH", "kind": ""}, {}, {}
        ),
    }[kind]()


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["join", "move", "leave", "manager", "correct", "remove", "unit"]), st.integers(1, 700)
)
def test_a_change_taken_back_leaves_the_very_rows_that_were_there(store, kind, after):
    before = content(store)
    planned = planned_of(kind, store, START + timedelta(days=after))
    with store.engine() as engine:
        then = rows_there(engine, store.snapshot(), TABLES, planned.entries, 2)
    store.change(TABLES, planned.entries, "change", SETTINGS)
    assert content(store) != before
    with store.engine() as engine:
        now = rows_there(engine, store.snapshot(), TABLES, planned.entries, 2)
    store.change(TABLES, back(then, now), "back", SETTINGS)
    assert content(store) == before
    assert {row["name"] for row in store.personal("people")} == {
        f"Name {key}" for key in ("P1", "P2", "M1", "M2")
    }
