"""An explanation as nested branches: what HTML folds and JSON nests."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from attain.engine.trace import Node
from attain.runs.rendering.people import Names
from attain.runs.rendering.titled import Titles, titled, titles_in
from attain.wording import Wording
from attain.wording.tree import TreeLine, lines


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of an explanation with what it opens into. value: "" where the text says it."""

    text: str
    value: str
    children: tuple["Branch", ...] = ()

    @property
    def size(self) -> int:
        """Lines below this one."""
        return sum(1 + child.size for child in self.children)


def told_lines(
    node: Node, wording: Wording, titles: Titles | None = None, names: Names | None = None
) -> list[TreeLine]:
    """The lines of an explanation with every key as its title, and people by their names."""
    known = {**titles_in(node), **(titles or {})}
    return lines(titled(node, known, wording, names or {}), wording)


def branch(node: Node, wording: Wording, titles: Titles | None = None, names: Names | None = None) -> Branch:
    """The explanation of a node, nested."""
    return branch_of(told_lines(node, wording, titles, names))


def branch_of(told: list[TreeLine]) -> Branch:
    """Lines with depths as one nested branch."""
    (root,) = _nested(told, 0)
    return root


def _nested(told: list[TreeLine], depth: int) -> Iterator[Branch]:
    """The branches at `depth`, each with the deeper lines that follow it."""
    starts = [at for at, line in enumerate(told) if line.depth == depth]
    for at, end in pairwise([*starts, len(told)]):
        below = tuple(_nested(told[at + 1 : end], depth + 1))
        yield Branch(told[at].text, told[at].value_text, below)
