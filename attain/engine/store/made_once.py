"""Tables about an organisation, kept by what they are made from: the next process has what this one made.

standing/<base>/<covers>/<name>.parquet   the rows of one
standing/<base>/<covers>.json             the digests of all that are made together, and what they are there
                                          for; written last

The base is a hash of the files of an organisation's tables, named by their content, and of the SQL. What is
not as it was written is made again, and all of it can be removed at any time.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from attain import __version__
from attain.engine.faults import Faulty
from attain.engine.measures.once import Once
from attain.engine.store import sql
from attain.engine.store.damage import file_digest
from attain.engine.store.keeping import touch
from attain.engine.store.place import Place

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

#: Changes with what the tables have in them.
FORMAT = "2"


def made_once(engine: "DuckEngine", place: Place, once: Once) -> None:
    """The tables as they are kept, or as they are made now, and kept from then on."""
    made = [FORMAT, __version__, version("duckdb"), *once.names, *once.made_of]
    base = f"standing/{_hash(made)}"
    folder = next((folder for folder in _kept(place, base, once) if _touched(place, folder)), None)
    if folder is not None:
        for name in once.names:
            path = sql.text(place.path(f"{folder}/{name}.parquet"))
            engine.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(name)} AS FROM read_parquet({path})")
        return
    once.make()
    with suppress(Faulty):  # where there is no room to keep them, or no right, they are made again
        _write(engine, place, f"{base}/{_hash(sorted(once.covers))[:16]}", once)


def _hash(texts: Sequence[str]) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:32]


def _kept(place: Place, base: str, once: Once) -> Iterator[str]:
    """The folders in which all is as it was written, and there for what it must be there for."""
    for told in place.names(base):
        if not told.endswith(".json"):
            continue
        folder = told.removesuffix(".json")
        with suppress(Faulty, OSError, ValueError, LookupError, TypeError):
            found = json.loads(place.read(told))
            files = {name: place.path(f"{folder}/{name}.parquet") for name in once.names}
            if {*once.covers} <= {*found["covers"]} and all(
                file_digest(file) == found["digests"][name] for name, file in files.items()
            ):
                yield folder


def _touched(place: Place, folder: str) -> bool:
    """Marks what is used."""
    for file in (*place.names(folder), f"{folder}.json"):
        touch(place, file)
    return True


def _write(engine: "DuckEngine", place: Place, folder: str, once: Once) -> None:
    digests = {}
    with place.workspace() as workspace:
        for name in once.names:
            target = workspace / f"{name}.parquet"
            engine.copy(f"SELECT * FROM {sql.name(name)}", target)
            digests[name] = file_digest(str(target))
            place.move(target, f"{folder}/{name}.parquet", lasting=False)
    told = {"covers": sorted(once.covers), "digests": digests}
    place.write(f"{folder}.json", json.dumps(told).encode(), lasting=False)
