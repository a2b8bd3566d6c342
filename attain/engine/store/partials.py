"""Partial aggregates of fact files, kept by what they are made from: no file is read twice.

partials/<base>/<cells>.parquet   one row for each owner's key, with cells
partials/<base>/<cells>.json      the names of these cells, and the digest of the file beside it; comes last

The base is a hash of the file (named by its content), of the SQL but for its cells, and of what it joins. A
rulebook that asks for further cells adds a file beside. A file that is not as it was written is made again,
and all of it can be removed at any time.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import duckdb

from attain.engine.faults import Faulty
from attain.engine.measures.gathering import PIECE, Clip, Gathering
from attain.engine.store import sql
from attain.engine.store.damage import file_digest, whole_parquet
from attain.engine.store.manifest import Part
from attain.engine.store.snapshot import LINEAGE, Snapshot, select_parts

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine

#: Files with fewer rows are read again each time: that is as fast.
FEWEST_KEPT = 500_000


@dataclass(frozen=True)
class Piece:
    """Files that one query reads, and the days that it is held to."""

    parts: tuple[Part, ...]
    clip: Clip


def pieces(snapshot: Snapshot, gathering: Gathering, fewest: int) -> tuple[list[Piece], list[Piece]]:
    """The files of a gathering's window: large ones each apart, and small ones together in at most one piece.

    A large file whose month lies in the window wholly is not clipped, whatever the window: it is gathered
    once for all of them.
    """
    table, window = gathering.table, (gathering.start, gathering.end)
    dated = gathering.on == table.date
    months = snapshot.partitions(table.name, *(window if dated else ()))
    large: list[Piece] = []
    small: list[Part] = []
    for month, parts in months.items():
        clip = None if dated and _within(month, *window) else window
        large += [Piece((part,), clip) for part in parts if part.rows >= fewest]
        small += [part for part in parts if part.rows < fewest]
    return large, [Piece(tuple(small), window)] if small or not large else []


def _within(month: str, start: object, end: object) -> bool:
    year, number = map(int, month.split("-"))
    after = f"{year + number // 12}-{number % 12 + 1:02d}-01"
    return f"{start}" <= f"{month}-01" and after <= f"{end}"


class Partials:
    """The kept partial aggregates of one store, made by one engine where they lack."""

    def __init__(self, engine: "DuckEngine", snapshot: Snapshot) -> None:
        self.engine, self.snapshot, self.place = engine, snapshot, snapshot.place

    def select(self, piece: Piece, gathering: Gathering) -> list[str]:
        """A SELECT of keys and cells for each kept file of the piece; what is lacking is made first.

        Cells that a file lacks are NULL there: merged, they add nothing.
        """
        base = self._base(piece, gathering)
        found = self._found(base, gathering.cells)
        lacking = [cell for cell in gathering.cells if cell not in found]
        if lacking:
            file = self._make(base, piece, gathering, lacking)
            found |= dict.fromkeys(lacking, file)
        files: dict[str, list[str]] = {}
        for cell, file in found.items():
            files.setdefault(file, []).append(cell)
        return [_select(self.place.path(file), gathering, cells) for file, cells in files.items()]

    def pieced(self, piece: Piece, gathering: Gathering, cells: Sequence[str]) -> str:
        """The SQL of a piece, whose files are registered under its name."""
        columns = {name: kind.physical for name, kind in gathering.table.columns.items() if not kind.personal}
        facts = select_parts(self.place, piece.parts, columns | LINEAGE)
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(PIECE)} AS {facts}")
        return gathering.query(cells, piece.clip).sql("duckdb")

    def _base(self, piece: Piece, gathering: Gathering) -> str:
        joined = [part.file for name in gathering.reads for part in self.snapshot.parts(name)]
        made = [
            *(part.file for part in piece.parts),
            gathering.query((), piece.clip).sql("duckdb"),
            *joined,
            gathering.state,
            version("duckdb"),
        ]
        return sha256("\0".join(made).encode()).hexdigest()[:32]

    def _found(self, base: str, wanted: Sequence[str]) -> dict[str, str]:
        """Cell → the kept file that has it."""
        found: dict[str, str] = {}
        for name in self.place.names(f"partials/{base}"):
            if not name.endswith(".json"):
                continue
            with suppress(Faulty, OSError, ValueError, LookupError, TypeError):
                kept = json.loads(self.place.read(name))
                file = name.removesuffix(".json") + ".parquet"
                if file_digest(self.place.path(file)) == kept["digest"]:
                    found |= {cell: file for cell in kept["cells"] if cell in wanted and cell not in found}
        return found

    def _make(self, base: str, piece: Piece, gathering: Gathering, cells: Sequence[str]) -> str:
        for part in piece.parts:
            whole_parquet(self.place.path(part.file), every_byte=True)
        name = f"partials/{base}/{sha256(' '.join(cells).encode()).hexdigest()[:16]}"
        query = f"({self.pieced(piece, gathering, cells)})"
        with self.place.workspace() as folder:
            target = folder / "partial.parquet"
            keys = sql.names(gathering.keys)
            try:
                self.engine.copy(
                    f"SELECT {_narrow(self.engine, query, 'BIGINT')} FROM {query} ORDER BY {keys}", target
                )
            except duckdb.ConversionException:
                wide = _narrow(self.engine, query, "DECIMAL(38, 0)")
                self.engine.copy(f"SELECT {wide} FROM {query} ORDER BY {keys}", target)
            digest = file_digest(str(target))
            self.place.move(target, f"{name}.parquet")
        self.place.write(f"{name}.json", json.dumps({"cells": sorted(cells), "digest": digest}).encode())
        return f"{name}.parquet"


def _narrow(engine: "DuckEngine", query: str, kind: str) -> str:
    """Its columns, 128-bit ones as a kind that Parquet has: as they are, it would make floats of them."""
    described = engine.query(f"DESCRIBE SELECT * FROM {query}")
    return ", ".join(
        f"CAST({sql.name(name)} AS {kind}) AS {sql.name(name)}" if held == "HUGEINT" else sql.name(name)
        for name, held, *_ in described
    )


def _select(path: str, gathering: Gathering, cells: Sequence[str]) -> str:
    columns = [sql.name(key) for key in gathering.keys]
    columns += [sql.name(cell) if cell in cells else f"NULL AS {sql.name(cell)}" for cell in gathering.cells]
    return f"SELECT {', '.join(columns)} FROM read_parquet({sql.text(path)})"
