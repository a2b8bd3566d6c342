"""What is wrong, as a value: where, which rule it breaks, and the figures for its sentence.

Faults are collected, not raised, so that one pass names them all. The sentence, with its reason
and its remedy, is made by `wording` from the message id and the values.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    id: message id ("fault.…"), whose sentence says reason and remedy in the reader's language.
    values: figures and names for the sentence.
    file, line, column: where (1-based; 0 when a whole file or folder is meant).
    severity: "error" stops the work, "warning" is told.
    """

    id: str
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    line: int = 0
    column: int = 0
    severity: str = "error"


class Faulty(Exception):
    """Work that cannot go on, with all the faults that stopped it."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{f.file}:{f.line}: {f.id} {dict(f.values)}" for f in faults))

    def __reduce__(self) -> tuple[type["Faulty"], tuple[Fault, ...]]:
        """From one process to another, the faults go as they are."""
        return type(self), self.faults


def nearest(name: str, known: "list[str] | set[str] | dict[str, Any]") -> str:
    """The known name that `name` was most likely meant to be, or "" if none is near."""
    folded = {key.casefold(): key for key in sorted(known)}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""
