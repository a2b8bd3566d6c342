"""The options that say which engine aggregates facts, and the engine that they name."""

from collections.abc import Mapping
from typing import Any

import click

from attain.cli.face import Face
from attain.engine.faults import Fault, Faulty
from attain.engine.store import DuckEngine, Store
from attain.engine.store.spark import Cluster

ENGINES = ("duckdb", "spark")

#: Options that are about Spark, by the name that click passes.
ABOUT_SPARK = ("engine_path", "engine_memory", "engine_cores", "engine_table", "engine_set")


def engine_options(face: Face) -> list[click.Option]:
    """Whatever says where facts are aggregated; given as one mapping to `opened_engine`."""
    return [
        face.option("--engine", type=click.Choice(ENGINES), default="duckdb"),
        face.option("--engine-address", default="", envvar="ATTAIN_SPARK", metavar="spark://host:7077"),
        face.option("--engine-path", default="", envvar="ATTAIN_SPARK_PATH", metavar="s3a://bucket/store"),
        face.option("--engine-memory", default="", envvar="ATTAIN_SPARK_MEMORY", metavar="8g"),
        face.option(
            "--engine-cores", type=click.IntRange(1), default=None, envvar="ATTAIN_SPARK_CORES", metavar="N"
        ),
        face.option("--engine-table", multiple=True, metavar="FACT=TABLE"),
        face.option("--engine-set", multiple=True, metavar="NAME=VALUE"),
    ]


def opened_engine(store: Store, memory: str, options: Mapping[str, Any]) -> DuckEngine:
    """The engine that the options name. Raises Faulty where they don't go together or Spark cannot be had."""
    if options["engine"] == "duckdb":
        given = click.get_current_context(silent=True)
        for name in ABOUT_SPARK:
            if given is not None and _typed(given, name):
                raise Faulty(Fault("fault.spark.only_with", {"option": _option(name)}))
        return store.engine(memory)
    cluster = Cluster(
        options["engine_address"],
        options["engine_path"],
        options["engine_memory"],
        options["engine_cores"],
        _pairs(options["engine_table"], _option("engine_table")),
        _pairs(options["engine_set"], _option("engine_set")),
    )
    return store.spark_engine(cluster, memory)


def _typed(context: click.Context, name: str) -> bool:
    """Whether an option was typed; what the environment says waits for Spark."""
    return context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not (name.strip() and sign and value.strip()):
            raise Faulty(Fault("fault.spark.setting", {"given": each, "option": option}))
        found[name.strip()] = value.strip()
    return found
