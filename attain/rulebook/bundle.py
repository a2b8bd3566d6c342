"""A published rulebook: one immutable, hashed text from which the same rules come again."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from json.encoder import encode_basestring_ascii
from typing import Any

from attain.engine.decide.rules import NAMED
from attain.engine.faults import Fault, Faulty
from attain.rulebook.documents import Document
from attain.rulebook.files import SourceFile
from attain.rulebook.load import LIBRARY, Loaded, from_sources

FORMAT = 1

#: What people read beside the rule: changing it changes no number.
WORDS = ("title", "meaning", "source", "example", "until", "corrects")
SETTINGS = ("currency", "decimals", "calendar", "weekend", "time_zone")


@dataclass(frozen=True, slots=True)
class Bundle:
    """hash: SHA-256 of content, in hex: the bundle's name. content: canonical JSON, UTF-8.

    documents: (kind, name, from) → digest of what the document rules.
    """

    hash: str
    content: bytes
    documents: tuple[tuple[str, str, str, str], ...]


def publish(loaded: Loaded) -> Bundle:
    """The bundle of a rulebook without errors; raises Faulty where there are some."""
    if loaded.rules is None:
        raise Faulty(*loaded.faults)
    files = {s.path: s.content.decode("utf-8-sig") for s in loaded.sources}
    documents = sorted(_entry(d) for d in loaded.documents if d.kind != "case")
    content = _json({"format": FORMAT, "files": files, "documents": documents})
    return Bundle(sha256(content).hexdigest(), content, tuple(map(tuple, documents)))


def read_bundle(content: bytes) -> Bundle:
    """A stored bundle; raises Faulty where it is none (its files are checked as they load)."""
    try:
        found = json.loads(content)
        known = found["format"] == FORMAT and content == _json(found)
        documents = tuple(tuple(map(str, entry)) for entry in found["documents"])
    except (ValueError, KeyError, TypeError):
        raise Faulty(Fault("fault.bundle.unreadable")) from None
    if not known:
        raise Faulty(Fault("fault.bundle.unreadable"))
    return Bundle(sha256(content).hexdigest(), content, documents)


@lru_cache(maxsize=2)
def from_bundle(content: bytes) -> Loaded:
    """The rulebook of a stored bundle: the same rules as when it was published.

    The last ones are remembered: who compares runs asks for the same ones again and again.
    """
    bundle = read_bundle(content)
    files = json.loads(content)["files"]
    sources = [SourceFile(path, path, text.encode()) for path, text in sorted(files.items())]
    library = [s for s in sources if s.path.startswith(LIBRARY)]
    own = [s for s in sources if not s.path.startswith(LIBRARY)]
    loaded = from_sources(own, lambda: (library, []), "")
    if loaded.rules is None or publish(loaded).hash != bundle.hash:
        raise Faulty(*(loaded.faults or (Fault("fault.bundle.unreadable"),)))
    return loaded


def changed_since(loaded: Loaded, used: Bundle, closed_to: date) -> list[Fault]:
    """Faults for rules that a closed run used and that are no longer the same.

    used: the bundle of the closed run. closed_to: the last closed day; documents that begin later
    were not used, and may be changed, added or taken away.
    """
    before = {key[:3]: digest for *key, digest in map(list, used.documents) for key in [tuple(key)]}
    now = {_entry(d)[:3]: d for d in loaded.documents if d.kind != "case"}
    last = closed_to.isoformat()
    faults = []
    for key, digest in sorted(before.items()):
        kind, name, starts = key
        if starts > last or kind not in (*NAMED, "rulebook"):
            continue
        document = now.get(key)
        values = {"kind": kind, "name": name, "starts": starts or "–", "closed_to": closed_to}
        if document is None:
            if not (kind == "rulebook" and any(k == "rulebook" for k, _, _ in now)):
                faults.append(Fault("fault.bundle.removed", values))
        elif _entry(document)[3] != digest:
            faults.append(document.fault("fault.bundle.changed", (), **values))
    return faults + _inserted(now, before, closed_to)


def _inserted(now: dict, before: dict, closed_to: date) -> list[Fault]:
    """A new version of a rule that begins inside closed time and does not say that it corrects it."""
    rules = {(kind, name) for kind, name, _ in before if kind in NAMED}
    faults = []
    for key, document in sorted(now.items()):
        kind, name, starts = key
        if key in before or getattr(document.rule, "corrects", ""):
            continue
        if (kind, name) in rules and starts <= closed_to.isoformat():
            values = {"kind": kind, "name": name, "starts": starts, "closed_to": closed_to}
            faults.append(document.fault("fault.bundle.inserted", ("from",), **values))
    return faults


def _entry(document: Document) -> tuple[str, str, str, str]:
    """(kind, name, from, digest). The settings have no name of their own: there is one."""
    value: dict[Any, Any] = document.written.value
    if document.kind == "rulebook":
        ruled = {key: each for key, each in value.items() if key in SETTINGS}
        return "rulebook", "", "", _digest(ruled)
    ruled = {key: each for key, each in value.items() if key not in WORDS}
    starts = document.starts
    return document.kind, document.name, starts.isoformat() if starts else "", _digest(ruled)


def _digest(value: Any) -> str:
    return sha256(_json(_plain(value))).hexdigest()


def _plain(value: Any) -> Any:
    """Values as JSON that tells numbers, dates and texts apart; 1.50 and 1.5 are one number."""
    if isinstance(value, dict):
        pairs = ([_plain(key), _plain(each)] for key, each in value.items())
        return {"map": sorted(pairs, key=_as_text)}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return {"number": format(Decimal(value).normalize(), "f")}
    return value


def _as_text(pair: list[Any]) -> str:
    """A pair's key as JSON: no two of a mapping are the same, and none is how another begins."""
    key = pair[0]
    return encode_basestring_ascii(key) if isinstance(key, str) else json.dumps(key, sort_keys=True)


def _json(value: Any) -> bytes:
    """Canonical: keys in order, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def files_of(content: bytes) -> dict[str, str]:
    """The files that a stored bundle was published from: path inside the rulebook → text."""
    read_bundle(content)
    return json.loads(content)["files"]
