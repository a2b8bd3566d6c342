"""What is said of a document, sentence by sentence, and what differs between two versions of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from attain.wording.rules.teller import Teller

#: A place inside a document, as in `Document.written.places`: ("components", 1, "tiers", 0, "rate").
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. paths: the places of the document that it speaks of.

    part: title of the part of the document that it stands in ("" = the whole), such as a component's.
    depth: 1 for a line of a list that the sentence before it opens, else 0.
    """

    text: str
    paths: tuple[Path, ...] = ()
    part: str = ""
    depth: int = 0


class Change(NamedTuple):
    """A sentence that is the same, gone, or come. before, after: None where there is none."""

    kind: Literal["same", "gone", "come"]
    before: Sentence | None
    after: Sentence | None

    @property
    def sentence(self) -> Sentence:
        found = self.after or self.before
        assert found is not None
        return found


def difference(before: Iterable[Sentence], after: Iterable[Sentence]) -> list[Change]:
    """Both in reading order, what is gone before what has come in its place."""
    old, new = list(before), list(after)
    found: list[Change] = []
    matcher = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    for how, start, end, begin, stop in matcher.get_opcodes():
        if how == "equal":
            pairs = zip(old[start:end], new[begin:stop], strict=True)
            found += [Change("same", one, other) for one, other in pairs]
        else:
            found += [Change("gone", each, None) for each in old[start:end]]
            found += [Change("come", None, each) for each in new[begin:stop]]
    return found


def _keys(sentences: Sequence[Sentence]) -> list[tuple[str, str, int]]:
    return [(each.part, each.text, each.depth) for each in sentences]


class Telling:
    """Collects the sentences of one document, or of a part of it."""

    def __init__(self, teller: Teller, base: Path = (), part: str = "") -> None:
        self.teller, self.base, self.part = teller, base, part
        self.found: list[Sentence] = []

    def add(self, id: str, *paths: str | Path, depth: int = 0, **values: Any) -> None:
        """Says message `id`. paths: inside the part; the part itself where none is named."""
        self.text(self.teller.wording.say(id, **values), *paths, depth=depth)

    def text(self, text: str, *paths: str | Path, depth: int = 0) -> None:
        """A text that is whole already, such as a declared meaning."""
        text = text[:1].upper() + text[1:]
        if text.endswith(".."):
            text = text[:-1]  # a date that ends with a point of its own: 1 января 2000 г.
        placed = tuple((*self.base, *((each,) if isinstance(each, str) else each)) for each in paths)
        self.found.append(Sentence(text, placed or (self.base,), self.part, depth))

    def inside(self, *steps: str | int, part: str = "") -> "Telling":
        """The same document, told of a part; what is told joins in the end with `join`."""
        return Telling(self.teller, (*self.base, *steps), part or self.part)

    def join(self, other: "Telling") -> None:
        self.found += other.found
