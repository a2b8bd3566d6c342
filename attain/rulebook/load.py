"""From a folder of YAML to checked, dated rules. Never raises for what users wrote."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from attain.engine.decide.rules import Rules
from attain.engine.decide.settings import Settings
from attain.engine.facts import Mapping as FileMapping
from attain.engine.faults import Fault
from attain.engine.resting import at_rest
from attain.rulebook.cases import PlacedCase
from attain.rulebook.documents import KINDS, Document, documents_of
from attain.rulebook.files import SourceFile, source_files
from attain.rulebook.post import Post
from attain.rulebook.replaced import told_at_the_table
from attain.rulebook.resolve import resolve
from attain.rulebook.vetted import digest, known

#: Files of the shipped rulebook are told from a company's own by this, and those that hold its cases.
LIBRARY = "standard/"
CASES = f"{LIBRARY}cases/"

_NAMED = re.compile(r"^(" + "|".join(KINDS) + r"):[ \t]+[\"']?([^\s\"'#]+)", re.MULTILINE)


Library = Callable[[], tuple[list[SourceFile], list[Fault]]]


@dataclass(frozen=True)
class Loaded:
    """What a folder came to. rules: None where a fault is an error; faults: errors first, then by place.

    documents: all that were whole, cases too. sources: every file that was read, for the bundle.
    """

    rules: Rules | None
    faults: tuple[Fault, ...]
    documents: tuple[Document, ...] = ()
    sources: tuple[SourceFile, ...] = ()

    @property
    def cases(self) -> tuple[PlacedCase, ...]:
        return tuple(PlacedCase(d.rule, d.file, d.line) for d in self.documents if d.kind == "case")

    @property
    def mappings(self) -> tuple[FileMapping, ...]:
        return tuple(d.rule for d in self.documents if d.kind == "mapping")

    @property
    def posts(self) -> tuple[Post, ...]:
        return tuple(d.rule for d in self.documents if d.kind == "post")

    @property
    def counts(self) -> Mapping[str, int]:
        """Whole documents by kind."""
        return dict(sorted(Counter(d.kind for d in self.documents).items()))


def load(folder: Path | str, library: Path | str | None = None) -> Loaded:
    """The rulebook in `folder`. library: folder of the rulebook that `include: standard` stands on."""
    own, faults = source_files(Path(folder))
    if faults and not own:
        return Loaded(None, tuple(faults))
    return from_sources(own, lambda: _library(library), str(folder), faults)


@at_rest()
def from_sources(
    own: Iterable[SourceFile], library: Library, folder: str, faults: Iterable[Fault] = ()
) -> Loaded:
    """The rulebook made of files already read. library: called for the shipped files if they are included."""
    reading = _Reading(list(faults))
    for source in own:
        reading.add(source, library=False)
    settings = reading.settings(folder)
    sources = list(own)
    vetted = False
    if reading.includes():
        found, wrong = library()
        reading.faults += wrong
        sources += found
        vetted = not wrong and digest(found, CASES) == known()
        for source in found:
            if not source.path.startswith(CASES):  # a company's check tries its own cases
                reading.add(source, library=True)
    result = resolve(reading.kept(), settings, reading.broken, vetted)
    told = told_at_the_table((*reading.faults, *result.faults), reading.documents)
    faults = tuple(sorted({_key(f): f for f in told}.values(), key=_order))
    whole = not any(fault.severity == "error" for fault in faults)
    return Loaded(result.rules if whole else None, faults, result.documents, tuple(sources))


class _Reading:
    """Documents and faults as files are read."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.documents: list[Document] = []
        self.broken: set[tuple[str, str]] = set()

    def add(self, source: SourceFile, library: bool) -> None:
        found, faults = _shipped(source) if library else documents_of(source)
        self.documents += found
        self.faults += faults
        if any(fault.id.startswith("fault.yaml.") for fault in faults):
            text = source.content.decode("utf-8", errors="replace")
            self.broken |= {(kind, name) for kind, name in _NAMED.findall(text)}

    def settings(self, folder: str) -> Settings:
        """The one rulebook document; a stand-in where it is missing or faulty: the rest is checked."""
        found = [d for d in self.documents if d.kind == "rulebook"]
        if not found and ("rulebook" not in {kind for kind, _ in self.broken}):
            self.faults.append(Fault("fault.rulebook.missing", {"folder": folder}, folder))
        for other in found[1:]:
            self.faults.append(other.fault("fault.rulebook.twice", (), other=found[0].place))
        whole = [d.rule for d in found if d.rule is not None]
        return whole[0] if whole else Settings(rulebook=folder or "–", currency="XXX")

    def includes(self) -> bool:
        """Whether the shipped rulebook is asked for, by a faulty document too."""
        return any(
            d.kind == "rulebook" and d.written.value.get("include") == "standard" for d in self.documents
        )

    def kept(self) -> list[Document]:
        """A company's document replaces the shipped ones of its kind and name entirely."""
        own = {(d.kind, d.name) for d in self.documents if not d.library} | self.broken
        return [d for d in self.documents if not d.library or (d.kind, d.name) not in own]


@lru_cache(maxsize=512)
def _shipped(source: SourceFile) -> tuple[list[Document], list[Fault]]:
    """The documents of a shipped file but settings and cases, read once: the same text gives the same."""
    found, faults = documents_of(source, library=True)
    return [d for d in found if d.kind not in ("rulebook", "case")], faults


def _library(folder: Path | str | None) -> tuple[list[SourceFile], list[Fault]]:
    if folder is None:
        return [], [Fault("fault.rulebook.no_library", {})]
    return source_files(Path(folder), LIBRARY)


def shipped_digest(folder: Path | str) -> str:
    """What the shipped rulebook in a folder is known by, once it has been checked."""
    return digest(_library(folder)[0], CASES)


def _key(fault: Fault) -> tuple:
    return fault.id, fault.file, fault.line, fault.column, str(sorted(fault.values.items()))


def _order(fault: Fault) -> tuple:
    return fault.severity != "error", fault.file, fault.line, fault.column, fault.id
