"""Where new documents go in a company's folder: what its files become, just as a person would write them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attain.rulebook.documents import Document, documents_of
from attain.rulebook.files import SourceFile
from attain.rulebook.load import LIBRARY
from attain.rulebook.text_parts import BREAK, Part, document_text, part_at

#: Kind, name, and the first day as text: "" for what has none.
Identity = tuple[str, str, str]

_NAME = re.compile(r"[^\W\d][\w-]*")


@dataclass(frozen=True)
class Placed:
    """The company's files with the change in them. files: path inside the rulebook → text, None = removed.

    sources: all files of the company as they would be. lines: (path, first line, last line, first line of
    the document in the change's own text), to find a fault's place in what was written.
    """

    files: dict[str, str | None]
    sources: tuple[SourceFile, ...]
    lines: tuple[tuple[str, int, int, int], ...] = ()


def identity(document: Document) -> Identity:
    """By what a document is the same as another: one of the same identity replaces it."""
    if document.kind == "rulebook":
        return "rulebook", "", ""
    starts = document.starts
    return document.kind, document.name, starts.isoformat() if starts else ""


def own_text(document: Document) -> str:
    """A document's text without what stands above its first key."""
    text = document.written.text
    return document_text(text, part_at(text, document.written.place(()).begin), head=False)


def placed(
    sources: Iterable[SourceFile],
    documents: Iterable[Document],
    change: Sequence[Document],
    removes: Iterable[Identity] = (),
) -> Placed:
    """The company's folder with the documents of `change` in it and those of `removes` out of it.

    sources, documents: of the rulebook as it is, the shipped ones too. A document of the same identity is
    replaced where it stands; a later version comes behind the version before it; of a shipped rule all
    versions come with it, for a company's document replaces the shipped ones of its name entirely.
    """
    folder = _Folder([source for source in sources if not source.path.startswith(LIBRARY)])
    known = list(documents)
    for one in removes:
        folder.remove(one)
    for document in change:
        kind, name, _ = identity(document)
        if not folder.versions(kind, name) and kind != "case":
            for shipped in known:
                if shipped.library and identity(shipped)[:2] == (kind, name):
                    folder.put(shipped)
        folder.put(document)
    return folder.placed(change)


class _Folder:
    """The files of a company while documents come and go."""

    def __init__(self, sources: list[SourceFile]) -> None:
        self.shown = {source.path: source.shown for source in sources}
        self.before = {source.path: source.content.decode("utf-8-sig") for source in sources}
        self.texts: dict[str, str] = dict(self.before)
        self._read: dict[str, tuple[str, list[Document]]] = {}

    def documents(self, path: str) -> list[Document]:
        text = self.texts[path]
        if self._read.get(path, ("", []))[0] != text or path not in self._read:
            self._read[path] = text, documents_of(SourceFile(path, path, text.encode()))[0]
        return self._read[path][1]

    def versions(self, kind: str, name: str) -> list[tuple[str, Document]]:
        """Where documents of this kind and name stand, in the order of their first days."""
        found = [
            (path, document)
            for path in self.texts
            for document in self.documents(path)
            if identity(document)[:2] == (kind, name)
        ]
        return sorted(found, key=lambda pair: identity(pair[1])[2])

    def remove(self, one: Identity) -> None:
        for path, document in self.versions(*one[:2]):
            if identity(document) == one:
                text = self.texts[path]
                part = self._part(path, document)
                rest = text[: part.begin] + text[part.end :]
                if part.begin == 0:
                    rest = rest.removeprefix("---").lstrip("\n")
                self.texts[path] = rest

    def put(self, document: Document) -> None:
        one = identity(document)
        versions = self.versions(*one[:2])
        text = document_text(
            document.written.text,
            part_at(document.written.text, document.written.place(()).begin),
            head=not document.library,
        )
        for path, there in versions:
            if identity(there) == one:
                self._replace(path, there, text)
                return
        earlier = [pair for pair in versions if identity(pair[1])[2] < one[2]]
        if earlier or versions:
            path, there = earlier[-1] if earlier else versions[0]
            self._behind(path, there, text)
        else:
            self._last(_path(document), text)

    def _part(self, path: str, document: Document) -> Part:
        return part_at(self.texts[path], document.written.place(()).begin)

    def _replace(self, path: str, there: Document, text: str) -> None:
        """In its place; what stands above the old one's first key stays, unless the new has its own."""
        before, part = self.texts[path], self._part(path, there)
        head = before[part.begin : part.start]
        if text.lstrip().startswith("#"):
            head = BREAK if head.startswith("---") else ""
        self.texts[path] = before[: part.begin] + head + text + before[part.end :]

    def _behind(self, path: str, there: Document, text: str) -> None:
        before, part = self.texts[path], self._part(path, there)
        above = before[: part.end]
        above = above if above.endswith("\n") else f"{above}\n"
        self.texts[path] = above + BREAK + text + before[part.end :]

    def _last(self, path: str, text: str) -> None:
        before = self.texts.get(path, "")
        if before.strip():
            before = before if before.endswith("\n") else f"{before}\n"
            self.texts[path] = before + BREAK + text
        else:
            self.texts[path] = text

    def placed(self, change: Sequence[Document]) -> Placed:
        gone = {path for path, text in self.texts.items() if path in self.before and not self.documents(path)}
        gone = {path for path in gone if self.texts[path] != self.before[path]}
        files: dict[str, str | None] = {
            path: text for path, text in self.texts.items() if text != self.before.get(path)
        }
        files |= dict.fromkeys(gone)
        sources = tuple(
            SourceFile(self.shown.get(path, path), path, text.encode())
            for path, text in sorted(self.texts.items())
            if path not in gone
        )
        return Placed(files, sources, tuple(self._lines(change)))

    def _lines(self, change: Sequence[Document]) -> Iterable[tuple[str, int, int, int]]:
        for document in change:
            for path, there in self.versions(*identity(document)[:2]):
                if identity(there) == identity(document):
                    part = self._part(path, there)
                    last = self.texts[path].count("\n", 0, part.end) + 1
                    yield path, there.line, last, document.line


def _path(document: Document) -> str:
    """Where the first document of a kind and name goes."""
    if document.kind == "rulebook":
        return "rulebook.yaml"
    kind, name = document.kind, document.name
    if kind == "case":
        name = document.rule.tried[1] if document.rule is not None else ""
    name = name if _NAME.fullmatch(name) else "further"
    return f"{kind}s/{name}.yaml"
