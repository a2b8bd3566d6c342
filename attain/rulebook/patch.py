"""A rulebook with some documents exchanged: for what-if, and for proposals before they are published."""

from collections.abc import Iterable

from attain.engine.decide.settings import Settings
from attain.engine.faults import Fault
from attain.rulebook.documents import Document, documents_of
from attain.rulebook.files import SourceFile
from attain.rulebook.load import Loaded
from attain.rulebook.resolve import resolve


def patched(loaded: Loaded, patch: Iterable[SourceFile]) -> Loaded:
    """The rulebook with the patch's documents: one of the same kind, name and `from` is replaced.

    A document with a later `from` joins its earlier versions, as it would in the folder. Faults are those of
    the patch and of what it does to the rest; cases, which speak of the rules as they were, are left out.
    """
    sources = tuple(patch)
    new: list[Document] = []
    faults: list[Fault] = []
    for source in sources:
        documents, wrong = documents_of(source)
        new += documents
        faults += wrong
        if not documents and not wrong:
            faults.append(Fault("fault.patch.empty", {}, source.shown))
    if faults:
        return Loaded(None, tuple(faults), loaded.documents, (*loaded.sources, *sources))
    exchanged = {_identity(document) for document in new}
    kept = [d for d in loaded.documents if d.kind != "case" and _identity(d) not in exchanged]
    settings = next((d.rule for d in (*new, *kept) if isinstance(d.rule, Settings)), None)
    result = resolve([*kept, *new], settings, set())
    whole = not any(fault.severity == "error" for fault in result.faults)
    return Loaded(
        result.rules if whole else None,
        tuple(result.faults),
        result.documents,
        (*loaded.sources, *sources),
    )


def _identity(document: Document) -> tuple[str, str, str]:
    if document.kind == "rulebook":
        return "rulebook", "", ""
    starts = document.starts
    return document.kind, document.name, starts.isoformat() if starts else ""
