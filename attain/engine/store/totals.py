"""What sheets were added up to, kept: a new file costs the keys that it has; no others are added up again.

totals/<base>/<files>.parquet   rows of `measures.totals`
totals/<base>/<files>.json      the files that were added up, and the digest of the file beside; comes last

The base is a hash of the SQL, of what it joins and of where keys stand. From kept sums, those of the keys
that further files have are taken away as they were and added as they are. A file that is not as it was
written is passed over, and all of it can be removed at any time.
"""

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from attain.engine.faults import Faulty
from attain.engine.measures.gathering import Gathering
from attain.engine.measures.standing import Standing
from attain.engine.measures.totals import KEYS, Totals
from attain.engine.store import sql
from attain.engine.store.damage import file_digest
from attain.engine.store.gather import Read, Told, added, before, gather
from attain.engine.store.keeping import touch
from attain.engine.store.partials import Partials, copy_whole, narrowed
from attain.engine.store.pieces import pieces
from attain.engine.store.snapshot import Snapshot

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine


#: From so many sums on it is quicker to write the rows with their places into a table first.
MANY = 8


@dataclass(frozen=True)
class _Kept:
    """A kept file, and the files of facts that it is made from."""

    file: str
    made_of: frozenset[str]


def add_up(
    engine: "DuckEngine", snapshot: Snapshot | None, gathering: Gathering, totals: Totals, told: Told
) -> None:
    """Makes the relations that `gathering` and `totals` name."""
    large, small = pieces(snapshot, gathering, engine.fewest_kept) if snapshot is not None else ([], [])
    if snapshot is None or not large:  # what is read again each time is added up each time
        _all_of(engine, gather(engine, snapshot, gathering, told), totals)
        return
    files = frozenset(part.file for piece in (*large, *small) for part in piece.parts)
    base = f"totals/{_base(engine, snapshot, gathering, totals)}"
    kept = _newest(snapshot, base, files) if totals.adds else None
    read = gather(engine, snapshot, gathering, told, kept.made_of if kept and kept.made_of < files else ())
    if kept is None:
        _all_of(engine, read, totals)
    else:
        parts = [_rows(totals, f"read_parquet({sql.text(snapshot.place.path(kept.file))})")]
        if kept.made_of < files:
            parts += _changes(engine, gathering.name, totals)
        _merged(engine, totals, parts)
    if kept is None or kept.made_of < files:
        _write(engine, snapshot, base, files, totals.name)


def _all_of(engine: "DuckEngine", read: Read, totals: Totals) -> None:
    """The sums of all rows. Keys that several files have are merged band by band, in small tables."""
    name = read.gathering.name
    if totals.by_key is None or read.unique:
        _at_once(engine, read, totals)
        return
    if len(read.bands()) < 2:
        engine.keep(totals.name, totals.query(name, False))
        return
    try:
        merged = _banded(engine, read, totals.by_key, narrow=True)
    except duckdb.ConversionException:  # some sums are beyond 64 bits
        merged = _banded(engine, read, totals.by_key, narrow=False)
    engine.keep(totals.name, totals.query(merged, True))
    engine.execute(f"DROP TABLE {sql.name(merged)}")


def _at_once(engine: "DuckEngine", read: Read, totals: Totals) -> None:
    """The sums of rows that are not merged first.

    Many of them are added up from a table: the engine knows the least and the greatest value of its columns
    and adds in 64 bits where they suffice. What comes from a join or a file it adds in 128, and a hundred
    thousand places with many such sums do not fit its caches.
    """
    name = read.gathering.name
    if len(totals.sums) < MANY:
        engine.keep(totals.name, totals.query(name, read.unique))
        return
    stood = f"{name}_stood"
    engine.keep(stood, totals.stood(name))
    engine.keep(totals.name, totals.query(stood, read.unique, None))
    engine.execute(f"DROP TABLE {sql.name(stood)}")


def _banded(engine: "DuckEngine", read: Read, by_key: Callable[[str], exp.Select], narrow: bool) -> str:
    """The name of a table with the merged rows of each band, one after the other."""
    band, merged = (f"{read.gathering.name}_{each}" for each in ("band", "merged"))
    query = f"({by_key(band).sql('duckdb')})"
    made = f"CREATE OR REPLACE TEMP TABLE {sql.name(merged)} AS"
    listed = "" if narrow else "*"
    for rows in read.bands():
        engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(band)} AS {rows}")
        listed = listed or narrowed(engine, query, "BIGINT")
        engine.execute(f"{made} SELECT {listed} FROM {query}")
        made = f"INSERT INTO {sql.name(merged)}"
    return merged


def _changes(engine: "DuckEngine", sheet: str, totals: Totals) -> list[str]:
    """What further files change: sums of their rows; or of the keys that they have, as those are, less what
    they were."""
    new = sql.name(added(sheet))
    if totals.by_key is None:
        return [_rows(totals, f"({totals.query(added(sheet), False).sql('duckdb')})")]
    touched, was, now, stood = (f"{sheet}_{each}" for each in ("touched", "was", "now", "stood"))
    keys = f"SELECT {sql.name('_key')} FROM {new}"
    stands = f"SELECT * FROM {totals.stands.relation().sql('duckdb')} WHERE {sql.name('key')} IN ({keys})"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(stood)} AS {stands}")
    rows = f"SELECT * FROM {sql.name(before(sheet))} WHERE {sql.name('_key')} IN ({keys})"
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(touched)} AS {rows}")
    engine.keep(was, totals.by_key(touched))
    both = f"SELECT * FROM {sql.name(was)} UNION ALL BY NAME SELECT * FROM {new}"
    engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(now)} AS {both}")
    is_now, it_was = (
        f"({totals.query(name, unique, Standing(stood)).sql('duckdb')})"
        for name, unique in ((now, False), (was, True))
    )
    return [_rows(totals, is_now), _rows(totals, it_was, "-")]


def _rows(totals: Totals, source: str, sign: str = "") -> str:
    """The rows of a relation like `totals`, in 128 bits."""
    sums = (f"{sign}CAST({sql.name(each)} AS HUGEINT) AS {sql.name(each)}" for each in totals.sums)
    return f"SELECT {', '.join([*map(sql.name, KEYS), *sums])} FROM {source}"


def _merged(engine: "DuckEngine", totals: Totals, parts: Iterable[str]) -> None:
    """The relation that `totals` names, from rows that may have the same keys."""
    keys = ", ".join(map(sql.name, KEYS))
    sums = ", ".join(f"SUM({sql.name(each)}) AS {sql.name(each)}" for each in totals.sums)
    query = f"SELECT {keys}, {sums} FROM ({' UNION ALL '.join(parts)}) GROUP BY {keys}"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {sql.name(totals.name)} AS {query}")


def _base(engine: "DuckEngine", snapshot: Snapshot, gathering: Gathering, totals: Totals) -> str:
    """The hash of all that decides the sums, but for the files of facts."""
    partials = Partials(engine, snapshot)
    made = [
        totals.state,
        gathering.query((), None).sql("duckdb"),
        gathering.state,
        *map(str, (gathering.start, gathering.end)),
        *(partials.kept_as(cell, gathering) for cell in gathering.cells),
        version("duckdb"),
    ]
    return sha256("\0".join(made).encode()).hexdigest()[:32]


def _newest(snapshot: Snapshot, base: str, files: frozenset[str]) -> _Kept | None:
    """What is kept of most of these files and of no others."""
    place, found = snapshot.place, []
    for name in place.names(base):
        if name.endswith(".json"):
            with suppress(Faulty, ValueError, LookupError, TypeError):
                told = json.loads(place.read(name))
                kept = _Kept(name.removesuffix(".json") + ".parquet", frozenset(told["files"]))
                if kept.made_of and kept.made_of <= files:
                    found.append((len(kept.made_of), name, kept, told["digest"]))
    for _, name, kept, digest in sorted(found, key=lambda each: each[:2], reverse=True):
        with suppress(Faulty, OSError):
            if file_digest(place.path(kept.file)) == digest:
                touch(place, name)
                touch(place, kept.file)
                return kept
    return None


def _write(engine: "DuckEngine", snapshot: Snapshot, base: str, files: frozenset[str], relation: str) -> None:
    place = snapshot.place
    name = f"{base}/{sha256(' '.join(sorted(files)).encode()).hexdigest()[:16]}"
    with place.workspace() as folder:
        target = folder / "totals.parquet"
        copy_whole(engine, sql.name(relation), target)
        digest = file_digest(str(target))
        place.move(target, f"{name}.parquet", lasting=False)
    told = json.dumps({"files": sorted(files), "digest": digest})
    place.write(f"{name}.json", told.encode(), lasting=False)
