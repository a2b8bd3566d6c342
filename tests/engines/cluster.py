"""A real cluster for tests: a standalone master and two workers on loopback, stopped whatever happens."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread, Timer

LOOPBACK = "127.0.0.1"

#: Seconds within which a master or a worker must have said that it is there.
PATIENCE = 120

#: For processes that live a minute: less compiling, one collector.
BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

#: Settings for few rows and many queries: nothing is compiled, nothing is planned twice.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": BRIEF,
    "spark.executor.extraJavaOptions": BRIEF,
    "spark.sql.autoBroadcastJoinThreshold": str(64 << 20),
}
MEMORY = "600m"


def lacking() -> str:
    """What is missing here for Spark, or ""."""
    if shutil.which("java") is None:
        return "Java is not installed here, so nothing was tried on Spark."
    return ""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a cluster of two workers with one core each."""
    with ExitStack() as ending:
        master = _daemon(
            ending, folder, "master.Master", "--host", LOOPBACK, "--port", "0", "--webui-port", "0"
        )
        address = _said(master, r"Starting Spark master at (spark://\S+)")
        for number in (1, 2):
            held = ["--cores", "1", "--memory", "700m", "--work-dir", str(folder / f"worker{number}")]
            options = ["--host", LOOPBACK, "--webui-port", "0", *held, address]
            worker = _daemon(ending, folder, "worker.Worker", *options)
            _said(worker, r"(Successfully registered) with master")
            _drain(worker)
        _drain(master)
        yield address


def _daemon(ending: ExitStack, folder: Path, name: str, *options: str) -> subprocess.Popen:
    """One of Spark's processes, ended with the fixture."""
    import pyspark

    home = str(Path(pyspark.__file__).parent)
    environment = os.environ | {
        "SPARK_HOME": home,
        "SPARK_LOCAL_IP": LOOPBACK,
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": BRIEF,
    }
    command = [f"{home}/bin/spark-class", f"org.apache.spark.deploy.{name}", *options]
    process = subprocess.Popen(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    ending.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    process.stdout.close()


def _said(process: subprocess.Popen, pattern: str) -> str:
    """What the process says, as soon as it says it; a process that says nothing in time is ended."""
    late = Timer(PATIENCE, process.kill)
    late.start()
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := re.search(pattern, line):
                return found[1]
    finally:
        late.cancel()
    raise AssertionError(f"Spark did not start:\n{''.join(lines[-20:])}")


def _drain(process: subprocess.Popen) -> None:
    """A pipe that nobody reads would stop the process."""
    Thread(target=_read, args=(process.stdout,), daemon=True).start()


def _read(stream: Iterator[str]) -> None:
    try:
        for _ in stream:
            pass
    except ValueError:
        pass  # closed
