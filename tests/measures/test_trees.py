"""Units above units, leaders above people, and where people stand when."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attain.engine.declare import OPEN_END
from attain.engine.faults import Faulty
from attain.engine.measures.places import places
from attain.engine.measures.relations import organise, who_is_who
from attain.engine.measures.trees import BEGINNING, lines_above, report_tree, unit_tree
from tests.measures.company import Company

MAY, JUNE, JULY = (date(2026, month, 1) for month in (5, 6, 7))


def test_a_unit_lies_under_itself_and_all_above():
    rows = unit_tree([("team", "north"), ("north", "top"), ("top", None)])
    assert [above for unit, above in rows if unit == "team"] == ["team", "north", "top"]


def test_units_in_a_circle_are_named():
    with pytest.raises(Faulty) as caught:
        unit_tree([("a", "b"), ("b", "c"), ("c", "a")])
    assert caught.value.faults[0].values["path"] == "a → b → c → a"


def test_lines_are_as_long_as_all_their_parts_hold():
    rows = report_tree([("ana", "lea", MAY, JULY), ("lea", "max", JUNE, OPEN_END)])
    assert [row for row in rows if row[0] == "ana"] == [
        ("ana", "ana", BEGINNING, OPEN_END, 0),
        ("ana", "lea", MAY, JULY, 1),
        ("ana", "max", JUNE, JULY, 2),
    ]


def test_two_ways_to_one_leader_count_once_a_day_by_the_shorter():
    lines = [("ana", "lea", MAY, OPEN_END), ("lea", "max", MAY, OPEN_END), ("ana", "max", JUNE, JULY)]
    above = [row[2:] for row in report_tree(lines) if row[:2] == ("ana", "max")]
    assert above == [(MAY, JUNE, 2), (JUNE, JULY, 1), (JULY, OPEN_END, 2)]


def test_leading_each_other_in_turn_is_no_circle_but_at_once_it_is():
    in_turn = [("ana", "bo", MAY, JUNE), ("bo", "ana", JUNE, JULY)]
    assert ("ana", "bo", MAY, JUNE, 1) in report_tree(in_turn)
    with pytest.raises(Faulty) as caught:
        report_tree([("ana", "bo", MAY, JULY), ("bo", "ana", JUNE, JULY)])
    assert caught.value.faults[0].id == "fault.report_cycle"
    assert caught.value.faults[0].values["on"] == JUNE


def test_someone_under_a_circle_is_told_too():
    with pytest.raises(Faulty):
        report_tree([("x", "ana", MAY, JULY), ("ana", "bo", MAY, JULY), ("bo", "ana", MAY, JULY)])


DAYS = [MAY + timedelta(days=n) for n in range(6)]
REPORTS = st.tuples(st.integers(1, 5), st.integers(0, 4), st.integers(0, 5), st.integers(0, 5))


def above(reports: list[tuple[str, str, date, date]], person: str, day: date) -> dict[str, int]:
    """Who is above a person on a day, with the least depth, found step by step."""
    found, reached, depth = {person: 0}, {person}, 0
    while reached:
        depth += 1
        reached = {m for p, m, start, end in reports if p in reached and start <= day < end} - found.keys()
        found |= dict.fromkeys(reached, depth)
    return found


@given(st.lists(REPORTS, max_size=9))
def test_on_every_day_those_are_above_whom_one_reaches_step_by_step(drawn):
    reports = [(f"p{p}", f"p{m}", DAYS[a], DAYS[b]) for p, m, a, b in drawn if m < p]
    rows = report_tree(reports, [f"p{n}" for n in range(6)])
    for person in (f"p{n}" for n in range(6)):
        for day in DAYS:
            held = {r[1]: r[4] for r in rows if r[0] == person and r[2] <= day < r[3]}
            assert held == above(reports, person, day)


def test_a_place_ends_where_a_leader_changes():
    above = lines_above([("ana", "lea", MAY, JUNE), ("ana", "max", JUNE, OPEN_END)])
    posts = [(who, "N", date(2026, 1, 1), OPEN_END) for who in ("ana", "lea", "max")]
    stood = places(posts, above)
    of_ana = {row[0]: (row[2], row[3]) for row in stood.rows if row[1] == "ana"}
    assert list(of_ana.values()) == [(date(2026, 1, 1), MAY), (MAY, JUNE), (JUNE, OPEN_END)]
    rollup = list(stood.rollup({"N": ("N", "C")}))
    teams = [[row[2] for row in rollup if row[:2] == (place, "team")] for place in of_ana]
    assert teams == [["ana"], ["ana", "lea"], ["ana", "max"]]


def test_two_assignments_at_once_are_a_fault():
    with pytest.raises(Faulty) as caught:
        places([("ana", "N", MAY, JULY), ("ana", "S", JUNE, OPEN_END)], {})
    assert caught.value.faults[0].id == "fault.assignment_overlap"


def test_the_engine_rolls_up_places_as_their_rows_do():
    company = (
        Company().unit("N", "C").unit("C").person("ana", to="2026-10-09").person("ana", "S", "2026-10-09")
    )
    company.person("lea", "C").person("max", "C").reports("ana", "lea", to="2026-10-20").reports("lea", "max")
    company.load()
    organise(company.engine)
    posts = company.engine.query('SELECT person_id, unit_id, "from", "to" FROM assignments')
    lines = company.engine.query('SELECT person_id, manager_id, "from", "to" FROM reporting')
    rows = [*places(posts, lines_above(lines)).rollup({"N": ("N", "C"), "C": ("C",)})]
    rolled = company.engine.query("SELECT place, level, subject, spell FROM rollup")
    assert sorted(rolled) == sorted(rows)
    numbers = company.engine.query("SELECT DISTINCT who, level, subject, spell FROM rollup ORDER BY who")
    assert [number for number, *_ in numbers] == [*range(1, len({row[1:] for row in rows}) + 1)]
    assert company.engine.query(who_is_who()) == [row[1:] for row in numbers]
    assert {row[2:] for row in rows if row[1] == "team" and row[0] == 3} == {("ana", "2026-10-09")}
    assert [row[2] for row in rows if row[1] == "unit"] == ["N", "C", "S", "S", "C", "C"]
