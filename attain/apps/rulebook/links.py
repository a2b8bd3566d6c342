"""Which documents name which others: read once a rulebook, asked by every page."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from attain.engine.formulas import names
from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded
from attain.rulebook.sites import sites

#: Keys whose texts are names of other documents.
NAMING = {
    "kpi",
    "of",
    "pool",
    "post",
    "into",
    "judges",
    "results",
    "process",
    "joint",
    "lines",
    "table",
}

Key = tuple[str, str]


class Links:
    """reads: what a document names. used_by: the documents that name it."""

    def __init__(self, loaded: Loaded) -> None:
        known = {each.name: each.kind for each in loaded.documents if each.kind != "case"}
        posts = {each.name for each in loaded.documents if each.kind == "post"}
        self._reads: dict[Key, set[Key]] = defaultdict(set)
        self._used: dict[Key, set[Key]] = defaultdict(set)
        for document in loaded.documents:
            if document.kind == "case" or document.rule is None:
                continue
            own = document.kind, document.name
            for key, name in _mentions(document):
                kind = "post" if key in ("post", "judges") and name in posts else known.get(name, "")
                if kind and (kind, name) != own:
                    self._reads[own].add((kind, name))
                    self._used[kind, name].add(own)

    def reads(self, kind: str, name: str) -> set[Key]:
        return self._reads.get((kind, name), set())

    def used_by(self, kind: str, name: str) -> set[Key]:
        return self._used.get((kind, name), set())


def _mentions(document: Document) -> Iterator[tuple[str, str]]:
    """(the key where it stands, a name), of formulas and of settings that name something."""
    if document.kind not in ("mapping",):
        for site in sites(document.rule):
            for name in names(site.formula.tree):
                yield "", name.partition(".")[0]
    yield from _texts(document.written.value, "")


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, str(name))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)
    elif isinstance(value, str) and key in NAMING:
        yield key, value
