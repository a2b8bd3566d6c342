"""python -m bench: makes a company, computes its month in every way, compares, and tells what it cost."""

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import history, page, report
from bench.generate import made
from bench.harness import OPTIONAL, as_record, measure, summary
from bench.places import WORK
from bench.process import TaskFailed
from bench.size import Size


def main(arguments: list[str] | None = None) -> int:
    """0, or 1 where two ways came to different numbers or one came to none."""
    given = _parser().parse_args(arguments)
    given.work.mkdir(parents=True, exist_ok=True)
    if given.page:
        records = history.newest(given.work).values()
        page.PAGE.write_text(page.written(page.PAGE.read_text(), records))
        return 0
    if given.generate:
        for lines in given.lines:
            print(made(Size(lines), given.work).store)
        return 0
    return max(_bench(lines, given) for lines in given.lines)


def _bench(lines: int, given: argparse.Namespace) -> int:
    load = os.getloadavg()[0]
    try:
        found = measure(made(Size(lines), given.work), given.repeats, skip=frozenset(given.skip))
    except TaskFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    if found.differences:
        print("NOT EQUAL", *found.differences, sep="\n", file=sys.stderr)
        return 1
    record = as_record(found) | {
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": report.machine(),
        "load": load,
    }
    history.add(given.work, record)
    print(f"\n{report.measured_on(record)}\n\n{report.aligned(report.HEAD, report.stages(record))}\n")
    print(report.aligned(report.CURVE, report.curve(history.newest(given.work).values())))
    print("\nEvery way came to the same numbers for every manager.")
    print(json.dumps(summary(found)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--lines",
        type=_sizes,
        default=[1_000_000],
        metavar="N[,N…]",
        help="order lines of the month, or several sizes",
    )
    parser.add_argument("--repeats", type=int, default=2, help="turns; the best of each task counts")
    parser.add_argument(
        "--skip", type=lambda text: text.split(","), default=[], metavar="TASK,…", help=", ".join(OPTIONAL)
    )
    parser.add_argument(
        "--generate", action="store_true", help="only make the company, and say where its store is"
    )
    parser.add_argument("--page", action="store_true", help="write what was measured into docs/benchmark.md")
    parser.add_argument("--work", type=Path, default=WORK, help="where companies and measurements are kept")
    return parser


def _sizes(text: str) -> list[int]:
    return [int(each.replace("_", "")) for each in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
