"""Facts of a client that changes hands are kept by stretches of days; each is credited as on its own day."""

from datetime import date, timedelta

import pytest

from attain.engine.store import DuckEngine
from tests.measures.company import Company, measure
from tests.measures.growing import HEAD, Kept, partials

SALES = measure(measure="sales", value="sum(amount)")
BEFORE = measure(measure="before", value="sum(amount)", window="last 2 months")
DAYS = [date(2026, 9, 15) + timedelta(days=later) for later in range(40)]


def handed_over(*starts: str) -> list[tuple[str, date, date]]:
    """Who owns the client from when to when: ana, bo, ana …"""
    begins = [date(2026, 1, 1), *map(date.fromisoformat, starts)]
    ends = [*begins[1:], date(2100, 1, 1)]
    return [("ana" if not at % 2 else "bo", *span) for at, span in enumerate(zip(begins, ends, strict=True))]


@pytest.mark.parametrize("moved", [date(2026, 10, 12), date(2026, 1, 1)], ids=["moves", "stays"])
@pytest.mark.parametrize(
    "starts",
    [
        ["2026-10-10"],
        ["2026-09-20", "2026-10-20"],
        ["2026-09-16", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-15", "2026-10-24"],
    ],
    ids=["once", "twice", "often"],
)
def test_each_day_is_credited_to_whose_client_it_was_however_often_that_changed(starts, moved):
    """Sums tell days apart: each day's sale is twice the one before. bo may go to another unit meanwhile."""
    company = Company().unit("C").unit("N", "C").unit("S", "C")
    company.person("ana").person("bo", "N", to=moved.isoformat()).person("bo", "S", moved.isoformat())
    for number, on in enumerate(DAYS):
        company.sale("K", on.isoformat(), str(2**number))
    expected = {}
    for person, since, to in handed_over(*starts):
        company.covers(person, "K", since.isoformat(), to.isoformat())
        for number, on in enumerate(DAYS):
            if since <= on < to:
                unit = "S" if person == "bo" and on >= moved else "N"
                for who in (("person", person), ("unit", unit)):
                    for name in ("sales", "before") if on.month == 10 else ("before",):
                        expected[name, *who] = expected.get((name, *who), 0) + 2**number
    found = {}
    for key, value in company.figures(SALES, BEFORE):
        if key.level in ("person", "unit") and key.subject != "C":
            name = key.measure, key.level, key.subject
            found[name] = found.get(name, 0) + int(value)
    assert found == expected


def test_what_is_kept_of_a_client_that_changes_hands_once_is_a_row_for_each_owner(tmp_path):
    """And numbers are those of a full reading, of the day after too."""
    company = Kept(tmp_path)
    company.load(
        "coverage",
        "client_id,person_id,from,to,share\nK,ana,2026-01-01,2026-10-10,100%\nK,bo,2026-10-10,,100%\n"
        "L,bo,2026-01-01,,100%\n",
    )
    lines = [f"O{on},1,{client},t,2026-10-{on:02},1,{on},no\n" for on in range(1, 29) for client in "KL"]
    company.load("sales", HEAD + "".join(lines[::2] + [line.replace("O", "P") for line in lines[1::2]]))
    with DuckEngine(threads=1) as engine:
        company.kept(engine)
        files = [str(company.store.place.root / file) for file in partials(company)]
        held = [engine.query(f"SELECT * FROM read_parquet('{file}')") for file in files]
        assert sorted(map(len, held)) == [2, 2]
        company.load("sales", HEAD + "O29,1,K,t,2026-10-29,1,29,no\n")
        kept, anew = company.kept(engine), company.anew(engine)
    assert list(kept) == list(anew)
    assert kept.lacking == anew.lacking


def test_clients_that_move_are_found_wherever_they_stand_in_their_file(tmp_path):
    """The first and the last of a file's clients, the one between, and none of another file's."""
    company = Kept(tmp_path)
    clients = ["A", "B", "C", "D", "E"]
    company.load("clients", "client_id\n" + "".join(f"{each}\n" for each in clients))
    rows = "".join(f"{each},ana,2026-01-01,2026-10-10,100%\n{each},bo,2026-10-10,,100%\n" for each in clients)
    company.load("coverage", f"client_id,person_id,from,to,share\n{rows}")
    for file in ("ABC", "CD", "E", "AE"):
        lines = [
            f"{file}{each}{on},1,{each},t,2026-10-{on},1,{on},no\n" for each in file for on in (9, 10, 11)
        ]
        company.load("sales", HEAD + "".join(line.replace("-9,", "-09,") for line in lines))
    with DuckEngine(threads=1) as engine:
        figures = company.kept(engine, SALES)
    sums = {
        who: int(figures.value("sales", "person", who, "2026-01-01", "", "2026-10")) for who in ("ana", "bo")
    }
    assert sums == {"ana": 9 * 8, "bo": 21 * 8}
