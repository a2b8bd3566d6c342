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
    gone = {_identity(document) for document in new}
    return exchanged(loaded, [d for d in loaded.documents if _identity(d) not in gone], new, sources)


def exchanged(
    loaded: Loaded, kept: Iterable[Document], new: Iterable[Document], sources: Iterable[SourceFile] = ()
) -> Loaded:
    """The rulebook of the documents that are kept and of new ones; cases are left out."""
    documents = [*(d for d in kept if d.kind != "case"), *new]
    settings = next((d.rule for d in reversed(documents) if isinstance(d.rule, Settings)), None)
    result = resolve(documents, settings, set())
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
