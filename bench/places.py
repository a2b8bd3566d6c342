"""Where the benchmark keeps what it makes: beside its code, ignored by git."""

from pathlib import Path

HERE = Path(__file__).parent
WORK = HERE / "work"
RULEBOOK = HERE / "rulebook"
WHAT_IF = HERE / "whatif.yaml"
