"""Data quality and snapshots: what is told is counted, and each finding leads to where something is done."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attain.apps.house import api as house
from attain.apps.intake import quality
from attain.apps.intake.models import Measured
from attain.runs.quality import strip, usual_day
from attain.runs.workplace import Workplace
from tests.web.test_intake import own, worked  # noqa: F401 - a house of the test's own

pytestmark = pytest.mark.django_db


def test_months_are_told_as_usual_thin_missing_or_late():
    months = [f"2026-{month:02}" for month in range(1, 8)]
    rows = {"2026-02": 100, "2026-03": 104, "2026-04": 30, "2026-05": 98, "2026-06": 101}
    looks = [each["look"] for each in strip(rows, months)]
    assert looks == ["none", "usual", "usual", "thin", "usual", "usual", "late"]
    assert strip({**rows, "2026-07": 99, "2026-03": 0}, months)[2]["look"] == "gap"
    assert {each["look"] for each in strip({"2026-01": 5}, months)} == {"usual", "none"}


def test_one_slip_of_a_year_does_not_move_the_board():
    from datetime import date

    days = [date(2026, 10, 30), date(2026, 10, 31), date(2062, 10, 3), date(2026, 9, 1)]
    assert usual_day(days) == date(2026, 10, 31)
    assert usual_day([]) is None


def test_the_board_is_measured_once_a_snapshot_and_says_when_it_is_stale(signed_in, own):  # noqa: F811
    client = signed_in("operations")
    empty = client.get("/facts/").content.decode()
    assert "Nothing is measured yet" in empty
    assert empty.count("button main") == 1
    worked(client.post("/facts/measure/"))
    page = client.get("/facts/").content.decode()
    assert "The facts have changed since." not in page
    assert "Order lines" in page
    content = Measured.objects.get().content
    snapshot = house.store().snapshot()
    assert content["snapshot"] == snapshot.id
    assert {each["name"]: each["rows"] for each in content["tables"]}["clients"] == snapshot.rows("clients")

    file = own / "holidays.csv"
    file.write_text("date,title\n2031-01-01,New Year\nno date,Oops\n", encoding="utf-8")
    place = Workplace.open(own / "rulebook", own / "store")
    place.load(place.sources([file])[0])
    assert "The facts have changed since." in client.get("/facts/").content.decode()
    quality.measure(lambda *_: None)
    page = signed_in("auditor").get("/facts/").content.decode()
    assert "1 row waits in quarantine." in page
    assert 'href="/facts/quarantine/"' in page


def test_what_a_load_brought_is_told_row_by_row(signed_in, own):  # noqa: F811
    place = Workplace.open(own / "rulebook", own / "store")
    before = place.store.snapshot().id
    rows = (
        "date,title\n2031-01-01,New Year\n2031-05-01,May Day\n",
        "date,title\n2031-01-01,New Year's Day\n",
    )
    for number, text in enumerate(rows):
        file = own / f"holidays-{number}.csv"
        file.write_text(text, encoding="utf-8")
        place.load(place.sources([file])[0])
    after = place.store.snapshot().id
    client = signed_in("finance")
    page = client.get("/facts/snapshots/").content.decode()
    assert page.index("holidays-1.csv") < page.index("holidays-0.csv")
    compared = client.get(f"/facts/snapshots/{before}/{after}/").content.decode()
    assert "New Year&#x27;s Day" in compared
    assert "May Day" in compared
    parent = place.store.snapshot().manifest.parent
    last = client.get(f"/facts/snapshots/{parent}/{after}/").content.decode()
    assert "May Day" not in last
    assert client.get(f"/facts/snapshots/none/{after}/").status_code == 404
    assert client.get(f"/facts/snapshots/{before}/{after}/?table=nothing").status_code == 404


def test_pages_ask_the_database_equally_often_however_much_waits(signed_in, own):  # noqa: F811
    client = signed_in("operations")
    place = Workplace.open(own / "rulebook", own / "store")
    asked = []
    for number in range(1, 9):
        file = own / f"holidays-{number}.csv"
        file.write_text(f"date,title\nno date {number},Oops\n", encoding="utf-8")
        place.load(place.sources([file])[0])
        if number in (1, 8):
            client.get("/facts/quarantine/")
            for page in ("/facts/quarantine/", "/facts/snapshots/", "/facts/", "/facts/load/"):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(page).status_code == 200
                asked.append((page, len(queries)))
    assert asked[:4] == asked[4:]
