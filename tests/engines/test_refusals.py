"""What keeps Spark from working is told in a sentence that says what to do, before anything is computed."""

import socket

import pytest

from attain.engine.faults import Faulty
from attain.engine.store.spark import Cluster
from attain.engine.store.spark import cluster as opening
from attain.engine.store.spark.engine import SparkEngine
from tests.cli.conftest import attain, company, desk  # noqa: F401 - fixtures


def refused(attain, *words: str) -> str:  # noqa: F811
    answer = attain("run", "rulebook", "--period", "2026-03", *words)
    assert answer.code == 1
    return answer.err


def test_without_the_extra_it_says_how_to_install_it(attain, desk, monkeypatch):  # noqa: F811
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    assert "attain[spark]" in refused(attain, "--engine", "spark", "--engine-address", "local[1]")


def test_without_java_it_says_so(attain, desk, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setattr(opening, "find_spec", lambda name: name)
    assert "Java" in refused(attain, "--engine", "spark", "--engine-address", "local[1]")


@pytest.fixture
def installed(monkeypatch):
    """Spark's own parts are not needed to find that no one is there."""
    monkeypatch.setattr(opening, "_installed", lambda: None)
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)


def test_a_master_that_does_not_answer_is_named(attain, desk, installed):  # noqa: F811
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"spark://127.0.0.1:{free.getsockname()[1]}"
        assert nobody in refused(attain, "--engine", "spark", "--engine-address", nobody)


def test_an_address_must_be_given(attain, desk, installed, monkeypatch):  # noqa: F811
    monkeypatch.delenv("ATTAIN_SPARK", raising=False)
    assert "--engine-address spark://host:7077" in refused(attain, "--engine", "spark")


def test_options_of_spark_are_not_ignored_on_duckdb(attain, desk):  # noqa: F811
    assert "--engine spark" in refused(attain, "--engine-memory", "8g")


def test_a_setting_without_a_value_is_shown(attain, desk):  # noqa: F811
    assert "spark.x" in refused(attain, "--engine", "spark", "--engine-set", "spark.x")


def test_workers_that_cannot_read_the_store_are_told_of_its_path(address, spark, invented):
    del spark
    elsewhere = Cluster(address, path="file:///nowhere/store")
    with SparkEngine(elsewhere) as engine:
        engine.register(invented.snapshot, invented.schema.tables)
        with pytest.raises(Faulty) as told:
            engine.query('SELECT count(*) FROM "order_lines"')
    (fault,) = told.value.faults
    assert fault.id == "fault.spark.file"
    assert "nowhere/store" in fault.values["file"]
