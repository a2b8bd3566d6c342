"""Manifests in files: whole ones, and of those between what they differ in, as a history of loads is long.

manifests/<id>.json   all that a manifest has; or {"format": 3, "base": the id of a whole one, "changes": how
                      it differs from that, "spent": bytes of all changes since}

A manifest is named by the hash of all that it has, however it is written, and compared with its name whenever
it is read.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from attain.engine.faults import Faulty
from attain.engine.store.damage import damaged, undamaged
from attain.engine.store.manifest import Manifest, NewerFormat, read_manifest
from attain.engine.store.place import Place

#: The format of a manifest that is told by its changes. Programs that know whole ones alone refuse it.
APART = 3


def named(id: str) -> str:
    """The file of a manifest."""
    return f"manifests/{id}.json"


def read(place: Place, id: str) -> Manifest:
    """A manifest. Raises NewerFormat; Faulty where it, or what it stands on, is not as it was written."""
    file = place.path(named(id))
    content = place.read(named(id))
    with undamaged(file):
        found = _parsed(content)
        if found["format"] == APART:
            content = _written(changed(_whole(place, found["base"]), found["changes"]))
        manifest = read_manifest(content)
    if _id(content) != id:
        raise damaged(file)
    return manifest


def every(place: Place) -> Iterator[Manifest]:
    """All manifests of a store. Raises as `read` does."""
    for name in place.names("manifests"):
        yield read(place, name.rpartition("/")[2].removesuffix(".json"))


def keep(place: Place, manifest: Manifest) -> None:
    """Writes a manifest whose parent is there. One that is there and as it was written stays as it is."""
    name = named(manifest.hash)
    if not place.exists(name):
        place.write(name, _apart(place, manifest) or manifest.content)
    elif not _sound(place, manifest.hash):
        place.write(name, manifest.content)  # whole: others may stand on it


def _sound(place: Place, id: str) -> bool:
    try:
        return read(place, id).hash == id
    except (Faulty, NewerFormat):
        return False


def _apart(place: Place, manifest: Manifest) -> bytes | None:
    """A manifest by its changes; None where it is to be whole: they are long by now, or it is the first.

    Whole ones come so seldom that together they take as much as the changes between them.
    """
    try:
        above = _parsed(place.read(named(manifest.parent)))
        base, spent = (above["base"], above["spent"]) if above["format"] == APART else (manifest.parent, 0)
        changes = differences(_whole(place, base), json.loads(manifest.content))
    except (Faulty, ValueError, LookupError, TypeError):
        return None
    spent += len(_written(changes))
    if spent > len(manifest.content):
        return None
    return _written({"format": APART, "base": base, "changes": changes, "spent": spent})


def _whole(place: Place, id: str) -> Any:
    """What a whole manifest has. Raises Faulty where it is not as it was written."""
    file = place.path(named(id))
    if not place.exists(named(id)):
        raise damaged(file)
    content = place.read(named(id))
    if _id(content) != id:
        raise damaged(file)
    return _parsed(content)


@lru_cache(maxsize=8)
def _parsed(content: bytes) -> Any:
    """What JSON says, read once; nobody changes it."""
    return json.loads(content)


def _written(found: Any) -> bytes:
    """JSON as a manifest's own content is written."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True).encode()


def _id(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def differences(old: Any, new: Any) -> dict[str, Any]:
    """How a JSON value differs from another, as JSON.

    {"in": what differs of which keys, "gone": keys}; {"first": how many of a list are the same, "then": all
    after these}; {"is": the value}.
    """
    if isinstance(old, dict) and isinstance(new, dict):
        inside = {
            key: differences(old[key], value) if key in old else {"is": value}
            for key, value in new.items()
            if key not in old or old[key] != value
        }
        return {"in": inside, "gone": sorted(old.keys() - new.keys())}
    if isinstance(old, list) and isinstance(new, list):
        pairs = enumerate(zip(old, new, strict=False))
        same = next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))
        return {"first": same, "then": new[same:]}
    return {"is": new}


def changed(old: Any, changes: dict[str, Any]) -> Any:
    """The value that has these differences from the old one."""
    if "is" in changes:
        return changes["is"]
    if "then" in changes:
        return [*old[: changes["first"]], *changes["then"]]
    kept = {key: value for key, value in old.items() if key not in changes["gone"]}
    return kept | {key: changed(kept.get(key), each) for key, each in changes["in"].items()}
