"""Broken rulebooks: the good one with one file more (or exchanged), and marks where faults must be told."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
GOOD = HERE / "good"

_MARK = re.compile(r"#! (\S+)\s*$")


@dataclass(frozen=True)
class BrokenBook:
    """One section of tests/rulebook/broken: its text, and the fault ids by line that it must cause."""

    name: str
    file: str
    text: str

    @property
    def expected(self) -> list[tuple[int, str]]:
        lines = enumerate(self.text.splitlines(), 1)
        return [(number, found[1]) for number, line in lines if (found := _MARK.search(line))]

    def written(self, folder: Path) -> Path:
        """The broken rulebook as a folder. Marks are taken out: they are no part of it."""
        book = shutil.copytree(GOOD, folder / "book")
        lines = (re.sub(r"\s*#! \S+\s*$", "", line) for line in self.text.splitlines())
        (book / self.file).write_text("\n".join(lines) + "\n", "utf-8")
        return book


def broken_books() -> list[BrokenBook]:
    return [book for path in sorted((HERE / "broken").glob("*.yaml")) for book in _sections(path)]


def _sections(path: Path) -> list[BrokenBook]:
    found = []
    for section in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, _, text = section.partition("\n")
        name, _, file = head.partition(" @")
        found.append(BrokenBook(f"{path.stem}: {name}", file or "zz_broken.yaml", text))
    return found
