"""A cluster and how to get work done there: its address, what it may use, and a session on it."""

import logging
import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attain.engine.faults import Fault, Faulty
from attain.engine.store.spark.told import first_line

#: What Spark must do alike everywhere, whatever the cluster's own settings are: overflow is an error, days
#: are those of UTC, names are matched as DuckDB matches them, and nothing is put into the text of a query.
FIXED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    "spark.sql.variable.substitute": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
}

#: What suits a program that no one watches in a browser; settings of the user come first.
USUAL = {
    "spark.app.name": "attain",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.maxResultSize": "0",
}

#: So many seconds a master may take to answer, and workers to take up the work.
ANSWER, WORKERS = 5, 120

_STANDALONE = re.compile(r"spark://(?P<hosts>[^/]+)")


@dataclass(frozen=True)
class Cluster:
    """Where Spark is and what it may use.

    address: as Spark names it (spark://host:7077, yarn, k8s://…, local[2]). path: what the workers call the
    store's folder, where that is another name (s3a://bucket/store). memory, cores: of each worker's process
    ("8g"), and of all of them together. tables: fact table → table of the cluster's catalogue, for facts
    that are there already. settings: further settings of Spark by name.
    """

    address: str
    path: str = ""
    memory: str = ""
    cores: int | None = None
    tables: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def configuration(self) -> dict[str, str]:
        """Spark's settings, the user's own over the usual ones."""
        found = dict(USUAL)
        if _is_here(self.address):
            found |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        if self.memory:
            found["spark.executor.memory"] = self.memory
        if self.cores:
            found["spark.cores.max"] = str(self.cores)
        return found | dict(self.settings) | FIXED


def spark_version() -> str:
    """The version of Spark that is installed beside Attain."""
    return version("pyspark")


def session(cluster: Cluster, log: Path) -> tuple[Any, bool]:
    """A SparkSession, and whether its application is this one's own. log: where Spark writes what it says.

    A program that is connected to a cluster already, as notebooks are, stays connected to that one.
    Raises Faulty where Spark or Java are not installed, no master answers or no worker takes up work.
    """
    _installed()
    from pyspark.sql import SparkSession

    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    running = SparkSession.getActiveSession()
    if running is not None:
        return _settled(running.newSession()), False
    if not cluster.address:
        raise Faulty(Fault("fault.spark.address"))
    _answers(cluster.address)
    builder = SparkSession.builder.master(cluster.address)
    for name, value in cluster.configuration.items():
        builder = builder.config(name, value)
    try:
        with _written(log):
            made = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - py4j and Spark raise what they like when they cannot start
        raise Faulty(_no_start(cluster, error, log)) from None
    _working(made, cluster)
    return _settled(made), True


def _settled(session: Any) -> Any:
    for name, value in FIXED.items():
        session.conf.set(name, value)
    return session


def _installed() -> None:
    if find_spec("pyspark") is None or find_spec("pyarrow") is None:
        raise Faulty(Fault("fault.spark.missing"))
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=str(Path(home, "bin")) if home else None) is None:
        raise Faulty(Fault("fault.spark.java"))


def _is_here(address: str) -> bool:
    """Whether the master is on this machine, so that nothing need be told to the network."""
    standalone = _STANDALONE.match(address)
    hosts = standalone["hosts"].split(",") if standalone else []
    local = all(host.rpartition(":")[0] in ("127.0.0.1", "localhost") for host in hosts)
    return address.startswith("local") or (bool(hosts) and local)


def _answers(address: str) -> None:
    """Of a standalone cluster one master must answer; Spark itself would try for minutes."""
    standalone = _STANDALONE.match(address)
    problem = ""
    for master in standalone["hosts"].split(",") if standalone else []:
        host, _, port = master.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=ANSWER):
                return
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or str(error)
    if standalone:
        raise Faulty(Fault("fault.spark.unreachable", {"address": address, "problem": problem}))


def _no_start(cluster: Cluster, error: Exception, log: Path) -> Fault:
    if "JAVA_GATEWAY_EXITED" in str(error):
        said = log.read_text("utf-8", errors="replace") if log.exists() else ""
        if "UnsupportedClassVersionError" in said:
            return Fault("fault.spark.java")
    values = {"address": cluster.address, "problem": first_line(error)}
    return Fault("fault.spark.unreachable", values)


def _working(session: Any, cluster: Cluster) -> None:
    """Waits until a worker has taken up work; without one, every query would wait for ever."""
    if cluster.address.startswith("local"):
        return
    driver_alone = 1
    until = time.monotonic() + WORKERS
    context = session.sparkContext
    while context._jsc.sc().getExecutorMemoryStatus().size() <= driver_alone:
        if context._jsc.sc().isStopped() or time.monotonic() > until:
            session.stop()
            asked = {"memory": cluster.memory or "1g", "address": cluster.address}
            raise Faulty(Fault("fault.spark.no_workers", asked))
        time.sleep(1)


@contextmanager
def _written(log: Path) -> Iterator[None]:
    """What Spark's process writes goes to a file: it takes over the streams that are open as it starts."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
