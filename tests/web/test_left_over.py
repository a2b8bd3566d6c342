"""What caps leave of a pool is told wherever the pool is: how much, with whom it stays, and why."""

from decimal import Decimal

import pytest

from attain.apps.results import api as results
from attain.cli.main import main
from attain.runs.workplace import Workplace
from tests.rendering.test_files import rows
from tests.web.small_pay import by, run, small  # noqa: F401 - fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.data]

PERIOD = "2026-03"

RULES = """\
pool: pot
title: {en: Launch pool}
from: 2026-01-01
level: company
amount: 1000.00
units: {weight: 1, cap: 45%}
---
plan: pot_pay
title: {en: Pot pay}
post: account_manager
from: 2026-01-01
components:
  - {component: pot_part, shape: share, pool: pot, by: head, cap: 400.00}
"""


@pytest.fixture
def capped(small, settings):  # noqa: F811
    """N and S get 450.00 of 1 000.00 at most, P1 and P2 400.00; 100.00 and twice 50.00 stay."""
    (settings.ATTAIN_RULEBOOK / "pot.yaml").write_text(RULES, encoding="utf-8")
    place = Workplace.open(settings.ATTAIN_RULEBOOK, settings.ATTAIN_STORE)
    run(place, PERIOD)
    return place


def test_a_run_names_it_among_its_control_sums_and_pays_it_to_nobody(capped):
    made = results.run(PERIOD)
    left = {name: value for name, value in made.control.items() if name.startswith("left ")}
    assert left == {
        "left by caps of pot": "100.00",
        "left by caps of pot in N": "50.00",
        "left by caps of pot in S": "50.00",
    }
    sheets = results.people_sheets(made, None).filter(subject__in=["P1", "P2"])
    parts = [each.values["pot_part"] for each in sheets]
    assert sorted(map(Decimal, parts)) == [Decimal(400), Decimal(400)]


def test_who_runs_pay_reads_it_on_the_page_of_the_run(capped, by):  # noqa: F811
    made = results.run(PERIOD)
    page = by("fin").get(f"/runs/{made.key}/").content.decode()
    assert "Left over in pools" in page
    assert "All who have a weight are at their cap" in page
    assert "All units that have a weight are at their cap" in page
    assert f"/pools/{PERIOD}/pot/N/" in page
    assert f"/pools/{PERIOD}/pot/company/" in page


def test_the_pages_of_the_pool_say_with_whom_it_stays(capped, by):  # noqa: F811
    client = by("fin")
    listed = client.get(f"/pools/?period={PERIOD}")
    left = {row.unit: row.left for row in listed.context["table"].rows if row.pool == "pot"}
    assert left == {"": Decimal("100.00"), "N": Decimal("50.00"), "S": Decimal("50.00")}
    first = client.get(f"/pools/{PERIOD}/pot/company/").content.decode()
    assert "€450.00" in first
    assert "€100.00 goes to nobody and stays with: Whole company." in first
    unit = client.get(f"/pools/{PERIOD}/pot/N/").content.decode()
    assert "€50.00 goes to nobody and stays with:" in unit
    assert "Capped at €400.00: €50.00 less" in unit
    assert client.get(f"/pools/{PERIOD}/hand_pool/company/").status_code == 404


def test_who_shares_it_reads_it_beside_the_own_part(capped, by):  # noqa: F811
    page = by("ana").get(f"/people/P1/pool/pot_part/?period={PERIOD}").content.decode()
    assert "€50.00 goes to nobody and stays with:" in page


def test_the_command_tells_it_and_the_workbook_and_the_index_of_the_run_have_it(capped, tmp_path, capsys):
    place = ["--store", str(capped.store.place.path(""))]
    out = tmp_path / "out"
    rulebook = str(tmp_path / "small" / "rulebook")
    assert main(["run", rulebook, "--period", PERIOD, *place, "--out", str(out)]) == 0
    told = capsys.readouterr().out
    assert "All units that have a weight are at their cap" in told
    sums = rows((out / "summary.xlsx").read_bytes(), 1)
    assert [row[3] for row in sums if row[0] == "Launch pool"] == [100.0, 50.0, 50.0]
    assert "Left over in pools" in (out / "index.html").read_text(encoding="utf-8")
