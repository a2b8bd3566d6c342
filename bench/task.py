"""What a measured process does: `python -m bench.task NAME ARGUMENT…`; its last line is JSON."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attain.cli.leaving import leave


def _attain(store: str) -> dict[str, Any]:
    from bench import attain_way

    return attain_way.run(Path(store))


def _ahead(store: str) -> dict[str, Any]:
    from bench import attain_way

    return attain_way.aggregate_ahead(Path(store))


def _what_if(store: str) -> dict[str, Any]:
    from bench import attain_way

    return attain_way.ask_what_if(Path(store))


def _explain(store: str, person: str, *others: str) -> dict[str, Any]:
    from bench import attain_way

    return attain_way.explain(Path(store), person, others)


def _hand(store: str, way: str, answer: str) -> dict[str, Any]:
    from bench import hand_sql

    return _timed(lambda: hand_sql.compute(Path(store), way, Path(answer)))


def _polars(store: str, answer: str) -> dict[str, Any]:
    from bench import polars_way

    return _timed(lambda: polars_way.compute(Path(store), Path(answer)))


def _pandas(store: str, answer: str) -> dict[str, Any]:
    from bench import pandas_way

    return _timed(lambda: pandas_way.compute(Path(store), Path(answer)))


def _timed(work: Callable[[], None]) -> dict[str, Any]:
    wall, cpu = time.monotonic(), time.process_time()
    work()
    return {"seconds": time.monotonic() - wall, "cpu": time.process_time() - cpu}


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "attain": _attain, "ahead": _ahead, "what_if": _what_if, "explain": _explain, "hand": _hand,
    "polars": _polars, "pandas": _pandas,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
    leave(0)  # as every command does
