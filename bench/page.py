"""The measured tables in docs/benchmark.md, between two marks; the words around them are written by hand."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.report import CURVE, HEAD, curve, markdown, measured_on, stages

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmark.md"
BEGIN, END = "<!-- measured: written by `python -m bench --page` -->", "<!-- end of what was measured -->"


def written(text: str, records: Iterable[Mapping[str, Any]]) -> str:
    """The page's text with the tables of these records."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{_measured(list(records))}\n\n{END}{after}"


def _measured(records: list[Mapping[str, Any]]) -> str:
    parts = ["### Cost over sizes", markdown(CURVE, curve(records))]
    for record in records:
        parts += [
            f"### {record['lines']:,} order lines",
            f"{_measured_on(record)}",
            markdown(HEAD, stages(record)),
        ]
    return "\n\n".join(parts)


def _measured_on(record: Mapping[str, Any]) -> str:
    people = f"{record['clients']:,} clients, {record['managers']:,} managers"
    return f"{people}. {measured_on(record)}"
