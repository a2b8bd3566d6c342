"""A company's rulebook begun: its first document written, on which everything else stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from attain.engine.faults import Fault, Faulty
from attain.runs.page import write_page
from attain.runs.workplace import Unsound, sound_rulebook


@dataclass(frozen=True)
class Beginning:
    """name: the company's. standard: whether it stands on the rulebook that ships."""

    name: str
    currency: str
    time_zone: str
    standard: bool

    def text(self) -> str:
        """The document as a person would write it."""
        said: dict[str, Any] = {
            "rulebook": self.name,
            "currency": self.currency,
            "time_zone": self.time_zone,
            **({"include": "standard"} if self.standard else {}),
        }
        return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000)


def is_missing(folder: Path) -> bool:
    """Whether a rulebook is still to be begun there."""
    try:
        sound_rulebook(folder)
    except Unsound as unsound:
        return unsound.missing
    return False


def begin(folder: Path, beginning: Beginning) -> None:
    """Writes rulebook.yaml. Raises Faulty, with nothing written, where there is one or it has errors."""
    target = folder / "rulebook.yaml"
    if target.exists() or not is_missing(folder):
        raise Faulty(Fault("fault.rulebook.begun", {}))
    write_page(target, beginning.text())
    try:
        sound_rulebook(folder)
    except Unsound:
        target.unlink()
        raise
