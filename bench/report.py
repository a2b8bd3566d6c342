"""A measurement as people read it: a table by stage, ratios, and the cost over sizes."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

HEAD = ("", "wall s", "CPU s", "peak MiB", "lines/s")
CURVE = (
    "lines", "managers", "wall s", "CPU s", "µs CPU a line", "peak MiB", "stage A s", "hand SQL s", "ratio",
    "by CPU", "stage B s", "next day", "what if s", "explain s", "run as loaded s",
)  # fmt: skip

STAGES = {
    "stage_a": "Attain: stage A, facts to measures",
    "stage_b": "Attain: stage B, measures to pay, stored",
}

Row = Sequence[str]


def stages(record: Mapping[str, Any]) -> list[Row]:
    """Rows of HEAD: Attain by stage and whole, then what it is compared with."""
    tasks, lines = record["tasks"], record["lines"]
    whole = tasks["attain"]
    wall, cpu = whole["told"]["wall"], whole["told"]["cpu"]
    start = [
        task - sum(of[stage] for stage in STAGES) for task, of in ((whole["wall"], wall), (whole["cpu"], cpu))
    ]
    rows: list[Row] = [("Attain: Python and the rulebook read", *map(_s, start), "", "")]
    rows += [(title, _s(wall[at]), _s(cpu[at]), "", _rate(lines, wall[at])) for at, title in STAGES.items()]
    rows.append(_task("Attain: whole run", whole, lines))
    rows += [
        _by_hand(title, tasks[name], lines)
        for name, title in (
            ("hand rolled", "hand-written SQL, rolled up first"),
            ("hand direct", "hand-written SQL, joined first"),
            ("polars", "Polars"),
            ("pandas", "pandas"),
        )
        if name in tasks
    ]
    rows += [
        _task(title, tasks[name], 0)
        for name, title in (
            ("next_day", "Attain: after one more day"),
            ("what_if", "Attain: what if"),
            ("explain", "Attain: explanations"),
        )
        if name in tasks
    ]
    return rows + _as_loaded(tasks, lines)


def _as_loaded(tasks: Mapping[str, Any], lines: int) -> list[Row]:
    """What loading aggregates, and a run after it."""
    return [
        made(title, tasks[name], of)
        for name, title, made, of in (
            ("ahead", "Attain, while loading: facts aggregated", _by_hand, lines),
            ("attain_ahead", "Attain: whole run after that", _task, lines),
            ("day_ahead", "Attain, while loading one more day", _by_hand, 0),
            ("next_day_ahead", "Attain: whole run after that", _task, 0),
        )
        if name in tasks
    ]


def curve(records: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of CURVE, by size."""
    rows = []
    for record in sorted(records, key=lambda each: each["size"]):
        found = record["summary"]
        micro = found["cpu_s"] * 1_000_000 / found["lines"]
        rows.append(
            (
                f"{found['lines']:,}", f"{record['managers']:,}", _s(found["wall_s"]), _s(found["cpu_s"]),
                f"{micro:.2f}", f"{found['peak_mib']:,}", _s(found["stage_a_s"]), _s(found["hand_sql_s"]),
                f"{found['stage_a_ratio']:.2f}", f"{_cpu_ratio(record):.2f}",
                _s(found["stage_b_s"]), _part(found["next_day_ratio"]), _s(found["whatif_s"]),
                _s(found["explain_s"]), _s(record["tasks"].get("attain_ahead", {}).get("wall")),
            )
        )  # fmt: skip
    return rows


def aligned(head: Row, rows: Sequence[Row]) -> str:
    """A table for the terminal: the first column to the left, figures to the right."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    lines = []
    for row in (head, *rows):
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def markdown(head: Row, rows: Sequence[Row]) -> str:
    """The same table for a page."""
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def machine() -> str:
    """What the measurement ran on, in one sentence."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}"
    )


def measured_on(record: Mapping[str, Any]) -> str:
    """When, on what, and how busy that was already: on an idle machine the load average is near 0."""
    return f"Measured on {record['on']}: {record['machine']}; load average before: {record['load']:.1f}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _cpu_ratio(record: Mapping[str, Any]) -> float:
    """Stage A ÷ the better hand-written way, in CPU seconds: other work on the machine moves it less."""
    tasks = record["tasks"]
    hands = (task["told"]["cpu"] for name, task in tasks.items() if name.startswith("hand "))
    return tasks["attain"]["told"]["cpu"]["stage_a"] / min(hands)


def _task(title: str, task: Mapping[str, Any], lines: int) -> Row:
    return title, _s(task["wall"]), _s(task["cpu"]), f"{task['peak']:,.0f}", _rate(lines, task["wall"])


def _by_hand(title: str, task: Mapping[str, Any], lines: int) -> Row:
    """The work alone: Python and its packages are loaded already."""
    told = task["told"]
    return title, _s(told["seconds"]), _s(told["cpu"]), f"{task['peak']:,.0f}", _rate(lines, told["seconds"])


def _s(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:,.2f}"


def _part(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _rate(lines: int, seconds: float) -> str:
    return f"{lines / seconds:,.0f}" if lines and seconds > 0 else ""
