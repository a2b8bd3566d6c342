"""A change of the rulebook before it is one: considered as a whole, then written into the folder.

change = Change(text)                              # YAML documents, as `attain whatif --with` takes them
found = consider(loaded, change, closed, folder)   # faults at their lines, broken cases, the new rulebook
enter(folder, change, store)                       # the files, as a person would have written them
"""

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from attain import catalog
from attain.engine.decide.rules import NAMED
from attain.engine.faults import Fault, Faulty
from attain.engine.store import Store
from attain.rulebook.bundle import Bundle, changed_since
from attain.rulebook.case_runner import CaseResult, run_case
from attain.rulebook.documents import Document, documents_of
from attain.rulebook.files import SourceFile, source_files
from attain.rulebook.load import LIBRARY, Loaded, from_sources
from attain.rulebook.placing import Identity, Placed, identity, own_text, placed
from attain.runs.cases import evaluate
from attain.runs.closed import closed_rules
from attain.runs.page import write_page
from attain.runs.workplace import read_rulebook

#: How the change's own text is called in faults.
NAME = "proposal.yaml"

Closed = Iterable[tuple[Bundle, date]]


@dataclass(frozen=True)
class Change:
    """What is proposed. text: documents as YAML. removes: documents that go.

    base: "kind name" → what all its versions were when this was written; {} where that is of no matter.
    """

    text: str
    removes: tuple[Identity, ...] = ()
    base: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """By what two changes are the same."""
        return sha256(repr((self.text, sorted(self.removes))).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Pair:
    """A document as it will be, and what it takes over from: its own like, or the version before it.

    after: None where a document goes.
    """

    kind: str
    name: str
    starts: str
    before: Document | None
    after: Document | None


@dataclass(frozen=True)
class Considered:
    """What a change comes to. faults: errors first; at lines of the change's own text where they stand there.

    failing: cases that would no longer hold. failed_before: names of those that do not hold today either.
    loaded: the rulebook as it would be, None where that is impossible to say.
    """

    faults: tuple[Fault, ...] = ()
    pairs: tuple[Pair, ...] = ()
    failing: tuple[CaseResult, ...] = ()
    failed_before: frozenset[str] = frozenset()
    loaded: Loaded | None = None
    placed: Placed | None = None

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.severity == "error"]

    @property
    def broken(self) -> list[CaseResult]:
        """Cases that hold today and would not."""
        return [result for result in self.failing if result.case.case not in self.failed_before]

    @property
    def ok(self) -> bool:
        return not self.errors and not self.broken


def documents(change: Change) -> tuple[list[Document], list[Fault]]:
    """The documents of a change, and what is wrong with its text alone."""
    return documents_of(SourceFile(NAME, NAME, change.text.encode()))


def base_of(loaded: Loaded, change: Change) -> dict[str, str]:
    """What all versions of what the change touches are now."""
    touched = {identity(document)[:2] for document in documents(change)[0]}
    touched |= {one[:2] for one in change.removes}
    return {f"{kind} {name}": _versions(loaded, kind, name) for kind, name in sorted(touched)}


def _versions(loaded: Loaded, kind: str, name: str) -> str:
    found = sorted((identity(d)[2], own_text(d)) for d in loaded.documents if identity(d)[:2] == (kind, name))
    return sha256(repr(found).encode()).hexdigest()[:16]


def consider(loaded: Loaded, change: Change, closed: Closed = (), folder: str = "") -> Considered:
    """The whole rulebook with the change in it, checked as `attain check` does; it raises nothing.

    closed: rules that closed runs used, with their last days; these may not change.
    """
    new, faults = documents(change)
    if faults:
        return Considered(tuple(faults))
    if not new and not change.removes:
        return Considered((Fault("fault.proposal.empty", {}, NAME),))
    if change.base and change.base != base_of(loaded, change):
        return Considered((Fault("fault.proposal.moved", {}, NAME),))
    found = placed(loaded.sources, loaded.documents, new, change.removes)
    if not found.files:
        return Considered((Fault("fault.proposal.nothing", {}, NAME),))
    other = from_sources(found.sources, lambda: source_files(catalog.PATH, LIBRARY), folder or ".")
    last = max((day for _, day in closed), default=None)
    wrong = [*_new_faults(loaded, other, found), *_closed(new, other, closed, last, loaded)]
    told = tuple(sorted({_key(f): f for f in wrong}.values(), key=lambda f: (f.severity != "error", f.line)))
    pairs = tuple(_pairs(loaded, new, change.removes))
    if other.rules is None:
        return Considered(told, pairs, loaded=other, placed=found)
    failing = [r for r in (run_case(other.rules, c, evaluate) for c in other.cases) if not r.passed]
    before = {c.case.case: c for c in loaded.cases}
    known = {r.case.case for r in failing if r.case.case in before and loaded.rules is not None}
    failed = frozenset(n for n in known if not run_case(loaded.rules, before[n], evaluate).passed)
    return Considered(told, pairs, tuple(failing), failed, other, found)


def _new_faults(loaded: Loaded, other: Loaded, found: Placed) -> Iterator[Fault]:
    """Errors, and warnings that are not there today; each at its line of the change's own text."""
    known = {(f.id, f.file, str(sorted(f.values.items()))) for f in loaded.faults}
    shown = {source.path: source.shown for source in found.sources}
    for fault in other.faults:
        if fault.severity != "error" and (fault.id, fault.file, str(sorted(fault.values.items()))) in known:
            continue
        for path, first, last, own in found.lines:
            if fault.file == shown.get(path) and first <= fault.line <= last:
                fault = replace(fault, file=NAME, line=fault.line - first + own)
                break
        yield fault


def _closed(
    new: list[Document], other: Loaded, closed: Closed, last: date | None, loaded: Loaded
) -> Iterator[Fault]:
    """What would change a rule that a closed run used."""
    if last is None:
        return
    there = {identity(d): own_text(d) for d in loaded.documents}
    early = False
    for document in new:
        same = there.get(identity(document)) == own_text(document)
        if document.kind not in NAMED or same or getattr(document.rule, "corrects", ""):
            continue
        if document.starts and document.starts <= last:
            early = True
            values = {"name": document.name, "starts": document.starts, "closed_to": last}
            yield document.fault("fault.proposal.closed", ("from",), **values)
    if not early and other.rules is not None:
        for used, day in closed:
            yield from changed_since(other, used, day)


def _pairs(loaded: Loaded, new: list[Document], removes: Iterable[Identity]) -> Iterator[Pair]:
    for document in new:
        kind, name, starts = identity(document)
        if kind == "case":
            continue
        before = [d for d in loaded.documents if identity(d)[:2] == (kind, name)]
        before = sorted((d for d in before if identity(d)[2] <= starts), key=lambda d: identity(d)[2])
        yield Pair(kind, name, starts, before[-1] if before else None, document)
    for one in removes:
        before = [d for d in loaded.documents if identity(d) == one]
        yield Pair(*one, before[0] if before else None, None)


def _key(fault: Fault) -> tuple[Any, ...]:
    return fault.id, fault.file, fault.line, fault.column, str(sorted(fault.values.items()))


# -- into the folder -------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """files: those that were written or removed; none where the folder had the change already."""

    files: tuple[str, ...]
    loaded: Loaded


def enter(folder: Path, change: Change, store: Store | None = None) -> Written:
    """Writes a change into the folder, every file whole or not at all; the same again changes nothing.

    Raises Faulty, with nothing written, where `attain check` would find an error or a case would break.
    """
    with _locked(folder):
        loaded = read_rulebook(folder)
        if loaded.rules is None:
            raise Faulty(*loaded.faults)
        if _is_there(loaded, change):
            return Written((), loaded)
        found = consider(loaded, change, closed_of(store, loaded), str(folder))
        if not found.ok or found.placed is None:
            broken = [fault for result in found.broken for fault in result.as_faults()]
            raise Faulty(*(found.errors or broken))
        for path, text in sorted(found.placed.files.items()):
            _write(folder, path, text)
        return Written(tuple(sorted(found.placed.files)), found.loaded or loaded)


def closed_of(store: Store | None, loaded: Loaded) -> list[tuple[Bundle, date]]:
    """The rules that closed runs of a store used."""
    if store is None or loaded.rules is None:
        return []
    with store.engine() as engine:
        return closed_rules(store, engine, loaded.rules)


def _is_there(loaded: Loaded, change: Change) -> bool:
    """Whether the folder has the change already: it was stopped after it was written."""
    new, faults = documents(change)
    there = {identity(d): own_text(d) for d in loaded.documents if not d.library}
    gone = all(one not in there for one in change.removes)
    return not faults and gone and all(there.get(identity(d)) == own_text(d) for d in new)


def _write(folder: Path, path: str, text: str | None) -> None:
    """One file inside the folder; never through a link."""
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()) or target.is_symlink():
        raise Faulty(Fault("fault.folder.outside", {"target": str(target.resolve())}, str(target)))
    if text is None:
        target.unlink(missing_ok=True)
    else:
        write_page(target, text)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One change at a time; without a file of its own in a folder that people keep in git."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
