"""`attain run --engine spark`: the same run, the same bytes, from the store or a cluster's own tables."""

import csv
import io
import shutil

import pytest
from sqlglot import exp

from attain.engine.store import Store
from attain.runs.demo import generate
from attain.runs.register import Register
from attain.runs.workplace import Workplace
from tests.cli.conftest import Answer, attain, company, desk  # noqa: F401 - fixtures
from tests.demo.conftest import MONTH
from tests.engines.cluster import MEMORY, SMALL
from tests.engines.questions import questions
from tests.runs.small_company import TABLES

DAYS = "2026-03"


def settings() -> list[str]:
    return [word for name, value in SMALL.items() for word in ("--engine-set", f"{name}={value}")]


def exported(store: Store, period: str) -> bytes:
    """The canonical export of the newest run."""
    register = Register(store)
    return b"".join(register.results(register.latest(period)).csv())


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Workplace:
    """A twentieth of the demo company, loaded."""
    home = tmp_path_factory.mktemp("demo")
    files = generate(home, seed=1, last_month=MONTH, scale="1/20")
    place = Workplace.open(files.rulebook, home / "store", create=True)
    with place.engine() as engine:
        for source in place.sources([home / "facts"]):
            place.load(source, engine=engine)
    return place


def test_the_demo_company_is_the_same_to_the_byte_on_a_cluster(demo, spark, tmp_path):
    other = Store.open(shutil.copytree(demo.store.place.root, tmp_path / "store"))
    with demo.engine() as engine:
        here = demo.run(engine, MONTH)
    there = Workplace(demo.loaded, other).run(spark, MONTH)
    assert there.run.id == here.run.id
    assert there.run.engine.startswith("spark 4.")
    assert here.run.engine.startswith("duckdb ")
    assert exported(other, MONTH) == exported(demo.store, MONTH)
    assert there.run.control == here.run.control


@pytest.fixture
def run(desk, attain, address, spark):  # noqa: F811
    """attain run … on the cluster, over an empty register."""
    shutil.rmtree(desk / "store" / "runs")
    shutil.rmtree(desk / "store" / "figures", ignore_errors=True)

    def call(*words: str) -> Answer:
        where = ["--engine", "spark", "--engine-address", address, "--engine-memory", MEMORY]
        return attain("run", "rulebook", "--period", DAYS, *where, *settings(), *words)

    return call


def test_duckdb_verifies_what_spark_computed(run, attain, desk, company):  # noqa: F811
    made = run("--json").json
    assert made["engine"].startswith("spark")
    assert exported(Store.open(desk / "store"), DAYS) == exported(Store.open(company / "store"), DAYS)
    assert attain("verify", made["run"]).code == 0


class Warehouse:
    """Order lines as a table of the cluster, for every application of the same connection."""

    NAME = "global_temp.sales_lines"
    TYPES = (
        "order_id BIGINT, client_id STRING, product_id STRING, ordered_on DATE, quantity INT, "
        "amount DECIMAL(12, 4), is_return BOOLEAN"
    )

    def __init__(self, spark) -> None:
        self.spark = spark
        self.rows = list(csv.DictReader(io.StringIO(TABLES["order_lines"])))

    def holds(self, rows: list[dict], types: str = TYPES) -> None:
        """The table is one with these rows."""
        columns = [part.split(" ", 1) for part in types.replace("12, 4", "12:4").split(", ")]
        names = [name for name, _ in columns]
        cast = [f"CAST(`{name}` AS {kind.replace(':', ', ')}) AS `{name}`" for name, kind in columns]
        texts = self.spark._spark.createDataFrame(
            [[row[name] for name in names] for row in rows], ", ".join(f"{name} STRING" for name in names)
        )
        texts.selectExpr(*cast).createOrReplaceGlobalTempView("sales_lines")


@pytest.fixture
def warehouse(spark, desk) -> Warehouse:  # noqa: F811
    """The store without order lines, which the cluster has."""
    found = Warehouse(spark)
    found.holds(found.rows)
    return found


IN_THE_CLUSTER = ("--engine-table", f"order_lines={Warehouse.NAME}")


def test_facts_may_lie_in_a_table_of_the_cluster(run, attain, desk, company, warehouse, address):  # noqa: F811
    made = run("--json", *IN_THE_CLUSTER).json
    store = Store.open(desk / "store")
    assert exported(store, DAYS) == exported(Store.open(company / "store"), DAYS)
    outside = store.snapshot(made["snapshot"]).manifest.outside["order_lines"]
    assert (outside.table, outside.rows) == (Warehouse.NAME, len(warehouse.rows))
    assert made["snapshot"] != store.snapshot().id, "what the store has is not what was read"
    refused = attain("verify", made["run"])
    assert (refused.code, Warehouse.NAME in refused.err) == (1, True)
    on_spark = ("--engine", "spark", "--engine-address", address, *settings())
    assert attain("verify", made["run"], *on_spark).code == 0
    again = run("--json", *IN_THE_CLUSTER).json
    assert again["run"] == made["run"]
    changed = warehouse.rows[0] | {"amount": "500.01"}
    warehouse.holds([changed, *warehouse.rows[1:]])
    late = attain("verify", made["run"], *on_spark)
    assert (late.code, "changed" in late.err) == (1, True)
    assert run("--json", *IN_THE_CLUSTER).json["run"] != made["run"]


def test_a_table_that_does_not_fit_is_told_with_its_columns(run, warehouse):
    spoilt = [
        (warehouse.rows, Warehouse.TYPES.replace("DECIMAL(12, 4)", "DOUBLE"), "double"),
        (warehouse.rows, Warehouse.TYPES.replace(", is_return BOOLEAN", ""), "is_return"),
        ([*warehouse.rows, warehouse.rows[0]], Warehouse.TYPES, "twice"),
        ([warehouse.rows[0] | {"amount": "1.005"}], Warehouse.TYPES, "amount"),
        ([warehouse.rows[0] | {"client_id": None}, *warehouse.rows[1:]], Warehouse.TYPES, "client_id"),
    ]
    for rows, types, word in spoilt:
        warehouse.holds(rows, types)
        answer = run(*IN_THE_CLUSTER)
        assert answer.code == 1
        assert word in answer.err
    assert run("--engine-table", "order_lines=nowhere.to.be_found").code == 1
    assert "order_lines" in run("--engine-table", f"orderlines={Warehouse.NAME}").err


def test_sums_beyond_64_bits_are_added_up_in_128(spark, invented):
    questions(spark, invented)
    large = exp.Literal.number(2**62)
    tree = exp.select(exp.Sum(this=large)).from_(exp.to_identifier("order_lines", quoted=True))
    ((count,),) = spark.query('SELECT count(*) FROM "order_lines"')
    assert count * 2**62 > 2**63
    assert spark.query(tree) == [(count * 2**62,)]
