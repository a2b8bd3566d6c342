"""What a change of the rulebook would have done to a period that is known: as if it had begun with it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from attain.engine.decide.rules import NAMED
from attain.engine.faults import Faulty
from attain.engine.period import PeriodFault
from attain.engine.store import DuckEngine, Store
from attain.rulebook.documents import Document, documents_of
from attain.rulebook.editing import dated
from attain.rulebook.files import SourceFile
from attain.rulebook.load import Loaded
from attain.rulebook.patch import exchanged
from attain.rulebook.placing import identity, own_text
from attain.runs.compute import Computation, Progress, quiet
from attain.runs.proposing import NAME, Change, documents
from attain.runs.whatif import WhatIf, beside


def preview(
    store: Store, engine: DuckEngine, loaded: Loaded, change: Change, period: str, progress: Progress = quiet
) -> WhatIf:
    """The period as it is paid, and as it would have been had the change begun by then; nothing is stored.

    Raises Faulty for a faulty change.
    """
    if loaded.rules is None:
        raise Faulty(*loaded.faults)
    calendared, when = Computation(engine, store.snapshot()).period(loaded.rules, period)
    new, faults = documents(change)
    if faults:
        raise Faulty(*faults)

    def begins(document: Document) -> date:
        """The first day of the period of the rule's own cycle that the previewed one lies in."""
        cycle = getattr(document.rule, "cycle", None) or getattr(document.rule, "often", None)
        try:
            return calendared.calendar.containing(when.start, cycle or when.cycle).start
        except PeriodFault:
            return when.start

    moved = [_moved(each, begins(each)) for each in new if each.kind != "case"]
    return beside(store, engine, loaded, _with(loaded, moved, change), period, progress)


def _moved(document: Document, starts: date) -> Document:
    """A rule of later as if it began on that day."""
    if document.kind not in NAMED or document.starts is None or document.starts <= starts:
        return document
    text = dated(own_text(document), starts)
    found, faults = documents_of(SourceFile(NAME, NAME, text.encode()))
    if faults:
        raise Faulty(*faults)
    return found[0]


def _with(loaded: Loaded, new: list[Document], change: Change) -> Loaded:
    """The rulebook with the new documents in the place of all that would replace them in turn."""
    firsts = {(d.kind, d.name): d.starts for d in new}
    gone = set(change.removes)
    return exchanged(loaded, _kept(loaded.documents, firsts, gone), new)


def _kept(
    documents: Iterable[Document], firsts: dict[tuple[str, str], date | None], gone: set[tuple[str, str, str]]
) -> Iterable[Document]:
    for document in documents:
        kind, name, _ = identity(document)
        key = (kind, "") if kind == "rulebook" else (kind, name)
        if identity(document) in gone or (kind == "rulebook" and any(k == "rulebook" for k, _ in firsts)):
            continue
        first = firsts.get(key)
        if key in firsts and (first is None or document.starts is None or document.starts >= first):
            continue
        if first is not None and getattr(document.rule, "until", None) and document.rule.until > first:
            document = replace(document, rule=document.rule.model_copy(update={"until": None}))
        yield document
