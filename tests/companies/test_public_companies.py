"""Public sample companies, loaded from their raw files, give the reference results to the cent."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from attain.engine.decide.world import Opening
from attain.engine.money import rounded
from attain.runs.compute import Computation
from attain.runs.workplace import Workplace

HERE = Path(__file__).parent


def opened(name: str, folder: Path) -> Workplace:
    return Workplace.open(HERE / name, folder / "store", create=True)


def load(place: Workplace, data: Path, *pairs: tuple[str, str]):
    return [place.load(source) for file, into in pairs for source in place.sources([data / file], into)]


def reference(shared: Path, name: str):
    with (shared / "data" / "reference_results" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def northwind(tmp_path_factory, request):
    shared = request.getfixturevalue("shared")
    place = opened("northwind", tmp_path_factory.mktemp("northwind"))
    (tmp_path_factory.getbasetemp() / "units.csv").write_text("unit_id\nNORTHWIND\n", encoding="utf-8")
    load(place, tmp_path_factory.getbasetemp(), ("units.csv", "units"))
    data = shared / "data" / "northwind"
    reports = load(
        place,
        data,
        ("Employees.csv", "employees"),
        ("Employees.csv", "posts_of_employees"),
        ("Customers.csv", "customers"),
        ("Products.csv", "products"),
        ("OrderDetails.csv", "order_details"),
    )
    return place, reports


def test_northwind_loads_whole_and_meets_its_control_totals(northwind):
    _, reports = northwind
    assert [report.quarantined for report in reports] == [0, 0, 0, 0, 0]
    assert reports[-1].rows_loaded == reports[-1].control["rows"] == 2155
    assert reports[-1].form.date_formats


def test_northwind_sales_orders_and_customers_by_employee_and_month(northwind, shared):
    place, _ = northwind
    expected = {
        (row["EmployeeID"], row["m"]): (
            rounded(Decimal(row["net"]), 2),
            Decimal(row["orders"]),
            Decimal(row["customers"]),
        )
        for row in reference(shared, "northwind_employee_month.csv")
    }
    found = {}
    with place.engine() as engine:
        computation = Computation(engine, place.store.snapshot())
        for month in sorted({month for _, month in expected}):
            computed = computation.compute(place.rules, month, Opening())
            for spell in computed.payroll.spells():
                scope = computed.evaluation.scope(spell, computed.period)
                values = tuple(scope.value(name, ()) for name in ("net", "orders", "customers"))
                if values[1]:
                    found[spell.id, month] = values
    assert found == expected


@pytest.fixture(scope="module")
def crm(tmp_path_factory, request):
    shared = request.getfixturevalue("shared")
    place = opened("crm", tmp_path_factory.mktemp("crm"))
    teams = "sales_teams.csv"
    reports = load(
        place,
        shared / "data" / "crm_sales_opportunities",
        (teams, "managers"),
        (teams, "agents"),
        (teams, "offices"),
        (teams, "agent_posts"),
        (teams, "agent_leaders"),
        ("accounts.csv", "accounts"),
        ("products.csv", "products"),
        ("sales_pipeline.csv", "pipeline"),
    )
    return place, reports


def test_the_dirt_of_the_pipeline_is_met_by_the_mapping(crm):
    _, reports = crm
    pipeline = reports[-1]
    assert (pipeline.rows_read, pipeline.rows_loaded, pipeline.quarantined) == (8800, 6711, 0)
    assert pipeline.rows_skipped == 1589 + 500


def test_deals_won_lost_and_their_value_by_agent_and_quarter(crm, shared):
    place, _ = crm
    with place.engine() as engine:
        computation = Computation(engine, place.store.snapshot())
        for quarter in ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4"):
            computed = computation.compute(place.rules, quarter, Opening())
            rows = {
                row["sales_agent"]: row
                for row in reference(shared, "crm_agent_quarter.csv")
                if row["q"] == quarter.replace("-", "")
            }
            for spell in computed.payroll.spells():
                scope = computed.evaluation.scope(spell, computed.period)
                names = ("won", "lost", "won_value", "win_rate")
                won, lost, value, rate = (scope.value(name, ()) for name in names)
                row = rows.pop(spell.id, None)
                if row is None:
                    assert (won, lost, value) == (0, 0, 0), spell.id
                    continue
                assert (won, lost) == (Decimal(row["won"]), Decimal(row["lost"]))
                assert value == Decimal(row["value"])
                assert rounded(rate, 4) == rounded(Decimal(row["win_rate"]), 4)
                assert spell.unit == row["regional_office"]
            assert not rows
