"""Partial aggregates are made beside all else: whatever ends that, nothing of it stays or goes on."""

import threading

import pytest

from attain.engine.measures.aggregate import aggregate
from attain.engine.measures.schema import Schema
from attain.engine.store import DuckEngine
from attain.engine.store.place import Place
from tests.measures.company import CALENDAR
from tests.measures.growing import HEAD, MEASURES, TABLES, Kept, partials

COVERED = "client_id,person_id,from,to\nK,ana,2026-01-01,2026-10-15\nK,bo,2026-10-15,\nL,bo,2026-01-01,\n"
MONTHS = ("08", "09", "10")


@pytest.fixture
def company(tmp_path):
    """Three months of sales; K changes hands within the last."""
    made = Kept(tmp_path)
    made.load("coverage", COVERED)
    for month in MONTHS:
        made.load("sales", HEAD + f"S{month},1,K,t,2026-{month}-10,1,1.00,no\n")
    return made


@pytest.fixture(scope="module")
def engine():
    with DuckEngine(threads=2) as found:
        yield found


def made_beside() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("making")]


def test_what_ends_one_piece_ends_all_and_what_was_made_serves_the_next(company, engine, monkeypatch):
    """A signal, or whatever else: it is raised where the piece is asked for."""
    moved = []

    def move(place, file, name, so_far=Place.move, **how):
        moved.append(name)
        if (
            name.startswith("partials/")
            and len([each for each in moved if each.startswith("partials/")]) == 2
        ):
            raise KeyboardInterrupt
        so_far(place, file, name, **how)

    with monkeypatch.context() as broken:
        broken.setattr(Place, "move", move)
        with pytest.raises(KeyboardInterrupt):
            company.kept(engine, MEASURES[5])
    assert made_beside() == []
    left = partials(company)
    assert list(company.kept(engine)) == list(company.anew(engine))
    assert left < partials(company)


def test_what_fails_meanwhile_ends_the_reading_of_files(company, engine):
    class Elsewhere(Exception):
        """Something that has nothing to do with files."""

    def fails() -> None:
        raise Elsewhere

    engine.fewest_kept = 1
    asked = company.asked(*MEASURES)
    with pytest.raises(Elsewhere):
        aggregate(engine, company.store.snapshot(), asked, Schema(TABLES), CALENDAR, meanwhile=fails)
    assert made_beside() == []
    assert list(company.kept(engine)) == list(company.anew(engine))


def test_figures_are_the_same_whether_files_are_read_at_once_or_in_turn(company, engine, tmp_path):
    """So is what is kept of each file."""
    (tmp_path / "other").mkdir()
    other = company.copied(tmp_path / "other")
    with DuckEngine(threads=1) as alone:
        in_turn = other.kept(alone)
    assert list(company.kept(engine)) == list(in_turn)
    assert partials(company) == partials(other)
    assert len({name.split("/")[1] for name in partials(company)}) > len(MONTHS)


def test_what_is_kept_of_one_measure_serves_where_more_are_asked(company, engine):
    """Then what others lack of the same file is made."""
    company.kept(engine, MEASURES[0])
    assert list(company.kept(engine)) == list(company.anew(engine))
