"""Tables about an organisation, kept by what they are made from: the next process has what this one made.

standing/<base>/<name>.parquet   the rows of one
standing/<base>.json             the digests of all that are made together; written last

The base is a hash of the files of an organisation's tables, named by their content, and of the SQL. What is
not as it was written is made again, and all of it can be removed at any time.
"""

import json
from collections.abc import Sequence
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
FORMAT = "1"


def made_once(engine: "DuckEngine", place: Place, once: Once) -> None:
    """The tables as they are kept, or as they are made now, and kept from then on."""
    made = [FORMAT, __version__, version("duckdb"), *once.names, *once.made_of]
    base = f"standing/{sha256(chr(0).join(made).encode()).hexdigest()[:32]}"
    if _whole(place, base, once.names):
        for name in once.names:
            path = sql.text(place.path(f"{base}/{name}.parquet"))
            engine.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(name)} AS FROM read_parquet({path})")
        return
    once.make()
    with suppress(Faulty):  # where there is no room to keep them, or no right, they are made again
        _write(engine, place, base, once.names)


def _whole(place: Place, base: str, names: Sequence[str]) -> bool:
    """Whether all are kept as they were written."""
    try:
        digests = json.loads(place.read(f"{base}.json"))
        files = {name: f"{base}/{name}.parquet" for name in names}
        whole = all(file_digest(place.path(file)) == digests[name] for name, file in files.items())
    except (Faulty, OSError, ValueError, LookupError, TypeError):
        return False
    for file in (*files.values(), f"{base}.json"):
        touch(place, file)
    return whole


def _write(engine: "DuckEngine", place: Place, base: str, names: Sequence[str]) -> None:
    digests = {}
    with place.workspace() as folder:
        for name in names:
            target = folder / f"{name}.parquet"
            engine.copy(f"SELECT * FROM {sql.name(name)}", target)
            digests[name] = file_digest(str(target))
            place.move(target, f"{base}/{name}.parquet")
    place.write(f"{base}.json", json.dumps(digests).encode())
