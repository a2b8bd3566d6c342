"""What was measured on this machine: one line of JSON a measurement; of a size the newest counts."""

import json
from pathlib import Path
from typing import Any

FILE = "history.jsonl"


def add(work: Path, record: dict[str, Any]) -> None:
    with (work / FILE).open("a") as file:
        file.write(json.dumps(record) + "\n")


def newest(work: Path) -> dict[int, dict[str, Any]]:
    """size → its newest record, smallest size first."""
    if not (work / FILE).exists():
        return {}
    records = [json.loads(line) for line in (work / FILE).read_text().splitlines()]
    return dict(sorted({record["size"]: record for record in records}.items()))
