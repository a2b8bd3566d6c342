"""What killed or failed loads put in place and no manifest names: gone, by the next who may write.

Every manifest is kept, so what any snapshot has, an old one too, stays. Who writes holds the lock, so
no file that a running load is about to name can be among those that go.
"""

from collections.abc import Iterator

from attain.engine.faults import Faulty
from attain.engine.store import manifests
from attain.engine.store.manifest import Manifest, NewerFormat
from attain.engine.store.place import Place

#: Where a load puts files before a manifest names them.
FOLDERS = ("facts", "tables", "quarantine", "loads", "repairs")


def sweep_unnamed(place: Place) -> bool:
    """Removes what no manifest names. False, and nothing gone, where a manifest that might can't be read."""
    try:
        newest = manifests.read(place, place.read("HEAD").decode().strip())
        named = {file for manifest in manifests.every(place) for file in _files(manifest)}
    except (Faulty, NewerFormat, ValueError):
        return False
    named |= {part.file for part in newest.personal.values()}
    for folder in (*FOLDERS, "personal"):
        for name in place.names(folder):
            if name not in named:
                place.remove(name)
    return True


def _files(manifest: Manifest) -> Iterator[str]:
    """Everything that a manifest names, except personal files, which only the newest has."""
    for facts in manifest.facts.values():
        yield from (part.file for parts in facts.months.values() for part in parts)
    yield from (part.file for parts in manifest.tables.values() for part in parts)
    for entry in manifest.loads:
        yield f"loads/{entry.load_id}.json"
        yield f"quarantine/{entry.load_id}.csv"
        yield f"repairs/{entry.load_id}.csv"
