"""The catalogue as the pages read it: its documents, by kind and by file."""

from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from attain import catalog
from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded, load


@cache
def shelf() -> Loaded:
    """The standard rulebook, loaded once. Raises ValueError where it has an error: no page is made of it."""
    loaded = load(catalog.PATH)
    if loaded.rules is None:
        raise ValueError(f"the catalogue is broken: {[fault.id for fault in loaded.faults]}")
    return loaded


def of_kind(kind: str) -> Iterator[Document]:
    """The catalogue's documents of a kind, in order of file and line."""
    return (document for document in shelf().documents if document.kind == kind)


def rule(kind: str, name: str) -> Any:
    """One rule of the catalogue, or None."""
    return next((document.rule for document in of_kind(kind) if document.name == name), None)


def subject(document: Document) -> str:
    """The file that a document stands in, which is its subject: sales, clients, finance …"""
    return PurePosixPath(document.path).stem
