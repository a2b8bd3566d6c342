"""Two versions of the whole rulebook side by side: documents that came, went or say something else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from attain.apps.rulebook.contracts import KINDS
from attain.apps.rulebook.reading import differing, name_of, title_of, told, versions_of
from attain.rulebook.bundle import Bundle
from attain.rulebook.documents import Document
from attain.rulebook.load import Loaded
from attain.wording import Wording
from attain.wording.rules import Change


@dataclass(frozen=True)
class Differs:
    """A document that is not the same. how: "come", "version", "gone" or "changed".

    version: a further dated one; changes: the sentences that differ, of a version from the one before it.
    """

    kind: str
    name: str
    title: str
    starts: date | None
    how: str
    changes: tuple[Change, ...]


def differences(
    before: tuple[Loaded, Bundle], after: tuple[Loaded, Bundle], wording: Wording
) -> list[Differs]:
    """By kind, then by name and date. Documents alike in all that they rule are left out."""
    digests = [{entry[:3]: entry[3] for entry in bundle.documents} for _, bundle in (before, after)]
    documents = [_documents(loaded) for loaded, _ in (before, after)]
    keys = [
        key for key in digests[0].keys() | digests[1].keys() if digests[0].get(key) != digests[1].get(key)
    ]
    order = {kind: at for at, kind in enumerate(KINDS)}
    found = []
    for key in sorted(keys, key=lambda each: (order.get(each[0], len(order)), each[1:])):
        old, new = (each.get(key) for each in documents)
        either = new or old
        if either is None:
            continue
        how = "changed" if old and new else "come" if new else "gone"
        loaded = before[0]
        if new is not None and old is None and (old := _before(new, after[0])) is not None:
            how, loaded = "version", after[0]
        said = (
            [] if old is None else told(old, loaded, wording),
            [] if new is None else told(new, after[0], wording),
        )
        changes = tuple(differing(*said))
        found.append(
            Differs(either.kind, name_of(either), title_of(either, wording), either.starts, how, changes)
        )
    return found


def _before(document: Document, loaded: Loaded) -> Document | None:
    """The version that a dated document takes over from."""
    versions = versions_of(loaded, document.kind, name_of(document))
    at = next(n for n, each in enumerate(versions) if each.starts == document.starts)
    return versions[at - 1] if at else None


def _documents(loaded: Loaded) -> dict[tuple[str, str, str], Document]:
    return {key: document for key, document in _keyed(loaded) if document.kind in KINDS}


def _keyed(loaded: Loaded) -> Iterator[tuple[tuple[str, str, str], Document]]:
    """Documents by what a bundle calls them."""
    for each in loaded.documents:
        name = "" if each.kind == "rulebook" else each.name
        yield (each.kind, name, each.starts.isoformat() if each.starts else ""), each
