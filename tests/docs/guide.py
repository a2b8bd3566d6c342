"""Guides as their tests read them: code blocks, files, commands and what these answer.

A block's first word is its language. ``yaml`` blocks are documents of one rulebook, which stands on the
shipped one unless the page declares its own. A second word names a file: the block is what that file holds.
``console`` blocks are lines that a reader types after ``$``, with what they answer; ``…`` is anything,
within a line or for whole lines. A table under ``<!-- file: NAME -->`` is a workbook.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
import xlsxwriter

from attain.rulebook.documents import KINDS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "guides"

_BLOCK = re.compile(r"^```(\w*)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHEET = re.compile(r"^<!-- file: (\S+) -->\n+((?:\|.*\n)+)", re.MULTILINE)
_RUN = re.compile(r"\b[0-9a-f]{16}\b")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

STANDARD = "rulebook: guide\ncurrency: EUR\ninclude: standard\n"


@dataclass(frozen=True)
class Block:
    """One code block: its language, the file that it is (or ""), its text, the line where it starts."""

    language: str
    file: str
    text: str
    line: int

    @property
    def kind(self) -> str:
        """The first key of YAML: which document it is."""
        return next((line.partition(":")[0] for line in self.text.splitlines() if re.match(r"\w", line)), "")


@dataclass(frozen=True)
class Command:
    """What is typed after ``$``, and the lines that are shown as its answer."""

    typed: str
    answer: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class Guide:
    """One page of the guides."""

    path: str
    text: str

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            Block(m[1], m[2] or "", m[3], self.text[: m.start()].count("\n") + 1)
            for m in _BLOCK.finditer(self.text)
        ]

    @property
    def documents(self) -> list[Block]:
        """YAML that belongs to the page's own rulebook."""
        return [b for b in self.blocks if b.language == "yaml" and not b.file and b.kind in KINDS]

    @property
    def commands(self) -> list[Command]:
        return [c for block in self.blocks if block.language == "console" for c in _commands(block)]

    @property
    def untested(self) -> list[Block]:
        """YAML that is neither a document nor a file: nothing would test it."""
        return [b for b in self.blocks if b.language == "yaml" and not b.file and b.kind not in KINDS]

    def write_rulebook(self, folder: Path) -> None:
        """The page's documents as a rulebook, each at the line where it stands on the page."""
        if all(block.kind != "rulebook" for block in self.documents):
            (folder / "rulebook.yaml").write_text(STANDARD, "utf-8")
        for block in self.documents:
            lines = "\n" * block.line + block.text
            (folder / f"line_{block.line:04d}.yaml").write_text(lines, "utf-8")

    def write_files(self, folder: Path) -> None:
        """Files that the page shows: code blocks with a name, and workbooks drawn as tables."""
        for block in self.blocks:
            if block.file:
                path = folder / block.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, "utf-8")
        for name, drawn in _SHEET.findall(self.text):
            _write_workbook(folder / name, drawn)


def _commands(block: Block) -> list[Command]:
    found: list[Command] = []
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            found.append(Command(line[2:], (), number))
        elif found:
            last = found.pop()
            found.append(Command(last.typed, (*last.answer, line), last.line))
    return found


def _write_workbook(path: Path, drawn: str) -> None:
    """A Markdown table as the first sheet of a workbook; figures as numbers."""
    rows = [[cell.strip() for cell in line.strip("| \n").split("|")] for line in drawn.splitlines()]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for y, row in enumerate([rows[0], *rows[2:]]):
            for x, cell in enumerate(row):
                sheet.write(y, x, float(cell) if _NUMBER.fullmatch(cell) else cell)


def answers(expected: tuple[str, ...], output: str, runs: dict[str, str] | None = None) -> bool:
    """Whether the output is what is shown; blanks count once, … stands for anything.

    runs: the run ids that a page shows → the ones that there really are; learned here where a new one is met.
    """
    known = {} if runs is None else runs
    lines = [_squeezed(line) for line in output.splitlines()]
    pattern = "".join(_line_pattern(_squeezed(line)) for line in expected)
    shown = list(dict.fromkeys(_RUN.findall(pattern)))
    pattern = _RUN.sub(
        lambda found: known.get(found[0]) or f"(?P<r{shown.index(found[0])}>\\w{{16}})", pattern
    )
    matched = re.fullmatch(_once(pattern), "".join(f"{line}\n" for line in lines if line))
    if matched:
        known |= {shown[int(name[1:])]: really for name, really in matched.groupdict().items()}
    return matched is not None


def _once(pattern: str) -> str:
    """A group may be named once; where it comes again it must be the same."""
    seen: set[str] = set()

    def again(found: re.Match[str]) -> str:
        if found[1] in seen:
            return f"(?P={found[1]})"
        seen.add(found[1])
        return found[0]

    return re.sub(r"\(\?P<(r\d+)>\\w\{16\}\)", again, pattern)


def _squeezed(line: str) -> str:
    return " ".join(line.split())


def _line_pattern(line: str) -> str:
    if not line:
        return ""
    if line == "…":
        return r"(?:.*\n)*?"
    return r".*?".join(re.escape(part) for part in line.split("…")) + r"\n"


GUIDES = [
    Guide(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in sorted(FOLDER.rglob("*.md"))
]


def named(guides: list[Guide]) -> pytest.MarkDecorator:
    """Runs a test for each guide, by its name."""
    return pytest.mark.parametrize("guide", guides, ids=lambda guide: guide.path.removeprefix("docs/guides/"))
