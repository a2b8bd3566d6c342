"""Partial aggregates of fact files, kept by what they are made from: no file is read twice.

partials/<base>/<cells>.parquet   one row for each owner's key, with cells
partials/<base>/<cells>.json      their names, which are in the column of another, first and last key, whose
                                  lots they are at least, the digest of the file beside; comes last

The base is a hash of the file (named by its content), of the SQL but for its cells, and of what it joins. A
rulebook that asks for further cells adds a file beside. A file that is not as it was written is made again,
and all of it can be removed at any time.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from sqlglot import exp

from attain.engine.faults import Faulty
from attain.engine.measures.complements import complements
from attain.engine.measures.gathering import PIECE, Clip, Gathering
from attain.engine.measures.own import read_of_facts, reading
from attain.engine.store import sql
from attain.engine.store.damage import file_digest, whole_parquet
from attain.engine.store.keeping import touch
from attain.engine.store.pieces import Piece
from attain.engine.store.snapshot import LINEAGE, Snapshot, select_parts

if TYPE_CHECKING:
    from attain.engine.store.engine import DuckEngine
    from attain.engine.store.making import Making

#: Base → the cells of it that will be asked for, so that a file is read once for all of them.
Foreseen = dict[str, dict[str, None]]

#: The relation of a piece's rows of few keys.
FEW = "_few"

#: The first and the last of the keys in a file.
Range = tuple[str | None, ...]


@dataclass(frozen=True)
class Rows:
    """Rows of keys and cells. source: the relation that has them, as SQL names it.

    columns: cell → the column that holds it; cells that are not among them are NULL. reach: the first and the
    last of the keys; None: that is not known.
    """

    source: str
    columns: Mapping[str, str]
    reach: Range | None = None

    def select(self, gathering: Gathering, condition: str = "") -> str:
        """A SELECT of the gathering's keys and cells."""
        listed = [sql.name(key) for key in gathering.keys]
        for cell in gathering.cells:
            column = sql.name(self.columns[cell]) if cell in self.columns else "NULL"
            listed.append(column if self.columns.get(cell) == cell else f"{column} AS {sql.name(cell)}")
        return f"SELECT {', '.join(listed)} FROM {self.source}{condition and f' WHERE {condition}'}"


@dataclass(frozen=True)
class Kept:
    """A kept file. keys: the first and the last that it has. columns: cell → another's that is the same."""

    file: str
    keys: Range
    columns: Mapping[str, str]


#: Cell → the kept file that has it.
Found = dict[str, Kept]


class Partials:
    """The kept partial aggregates of one store, made by one engine where they lack."""

    def __init__(
        self,
        engine: "DuckEngine",
        snapshot: Snapshot,
        foreseen: Foreseen | None = None,
        making: "Making | None" = None,
    ) -> None:
        self.engine, self.snapshot, self.place = engine, snapshot, snapshot.place
        self.foreseen, self.making = {} if foreseen is None else foreseen, making

    def rows(self, pieces: Iterable[Piece], gathering: Gathering) -> Iterator[tuple[Piece, list[Rows]]]:
        """Each piece with its kept files. What is lacking is made first, or elsewhere."""
        for piece, base in self.bases(pieces, gathering):
            begun = self.making.begun(base, gathering) if self.making is not None else None
            found = self.found(piece, base, gathering) if begun is None else begun.result()
            yield piece, self._rows(found, gathering)

    def found(self, piece: Piece, base: str, gathering: Gathering) -> Found:
        """The kept files of a piece. What is lacking is made first."""
        found = self._found(base, gathering)
        asked = dict.fromkeys((*gathering.cells, *self.foreseen.get(base, ())))
        lacking = [cell for cell in asked if cell not in found]
        if lacking:
            for part in piece.parts:
                whole_parquet(self.place.path(part.file), every_byte=True)
            found |= dict.fromkeys(lacking, self._make(base, piece, gathering, lacking))
        return found

    def _rows(self, found: Found, gathering: Gathering) -> list[Rows]:
        files: dict[str, dict[str, str]] = {}
        reaches: dict[str, Range] = {}
        for cell in gathering.cells:
            kept = found[cell]
            files.setdefault(kept.file, {})[cell] = kept.columns.get(cell, cell)
            reaches[kept.file] = kept.keys
        return [
            Rows(f"read_parquet({sql.text(self.place.path(file))})", cells, reaches[file])
            for file, cells in files.items()
        ]

    def pieced(self, piece: Piece, gathering: Gathering, cells: Sequence[str]) -> str:
        """The SQL of a piece, whose files are registered under its name."""
        columns = {name: kind.physical for name, kind in gathering.table.columns.items() if not kind.personal}
        facts = select_parts(self.place, piece.parts, columns | LINEAGE)
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {sql.name(PIECE)} AS {facts}")
        query = gathering.query(cells, piece.clip, piece.days)
        return (self._of_few(query, gathering) if gathering.beside else query).sql("duckdb")

    def _of_few(self, query: exp.Select, gathering: Gathering) -> exp.Select:
        """The query, of rows with keys that stand beside: set aside before anything is joined to them.

        What stands beside is cut to keys that the piece can have. Files are sorted by client: a table of all
        would be hashed anew for each of them.
        """
        near, few, key = (sql.name(name) for name in (f"{gathering.beside}_near", FEW, "key"))
        own = gathering.query((), None).expressions[0].this.sql("duckdb")
        piece = f"{sql.name(PIECE)} AS fact"
        first, last = (f"(SELECT {end}({own}) FROM {piece})" for end in ("MIN", "MAX"))
        rows = f"SELECT * FROM {sql.name(gathering.beside)} WHERE {key} BETWEEN {first} AND {last}"
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE {near} AS {rows}")
        columns = ", ".join(f"fact.{sql.name(name)}" for name in sorted(read_of_facts(query)))
        rows = f"SELECT {columns} FROM {piece} SEMI JOIN {near} AS near ON near.{key} = {own}"
        apart = f"WITH few AS MATERIALIZED ({rows}) SELECT * FROM few"
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {few} AS {apart}")
        return reading(query, {PIECE: FEW, gathering.beside: f"{gathering.beside}_near"})

    def bases(self, pieces: Iterable[Piece], gathering: Gathering) -> list[tuple[Piece, str]]:
        """Each piece with the hash of all that decides its rows, but for its cells."""
        texts: dict[tuple[Clip, Clip], str] = {}
        found = []
        for piece in pieces:
            days = piece.clip, piece.days
            if days not in texts:
                texts[days] = gathering.query((), *days).sql("duckdb")
            made = [*(part.file for part in piece.parts), texts[days], gathering.state, version("duckdb")]
            found.append((piece, sha256("\0".join(made).encode()).hexdigest()[:32]))
        return found

    def kept_as(self, cell: str, gathering: Gathering) -> str:
        """A cell's name, with a hash of what it joins."""
        joined = [part.file for name in gathering.reads(cell) for part in self.snapshot.parts(name)]
        return f"{cell}@{sha256(' '.join(joined).encode()).hexdigest()[:12]}" if joined else cell

    def _found(self, base: str, gathering: Gathering) -> Found:
        """What is kept of the cells that anyone asks for."""
        asked = dict.fromkeys((*gathering.cells, *self.foreseen.get(base, ())))
        wanted = {self.kept_as(cell, gathering): cell for cell in asked}
        found: Found = {}
        for name in self.place.names(f"partials/{base}"):
            if not name.endswith(".json"):
                continue
            with suppress(Faulty, OSError, ValueError, LookupError, TypeError):
                told = json.loads(self.place.read(name))
                file = name.removesuffix(".json") + ".parquet"
                kept = Kept(file, tuple(told["keys"]), told.get("columns", {}))
                of_these = [cell for cell in told["cells"] if cell in wanted]
                if (
                    of_these
                    and {*gathering.covers} <= {*told["covers"]}
                    and file_digest(self.place.path(kept.file)) == told["digest"]
                ):
                    touch(self.place, name)
                    touch(self.place, kept.file)
                    found |= {wanted[cell]: kept for cell in of_these}
        return found

    def _make(self, base: str, piece: Piece, gathering: Gathering, cells: Sequence[str]) -> Kept:
        kept = [self.kept_as(cell, gathering) for cell in cells]
        covers = sorted(gathering.covers)
        name = f"partials/{base}/{sha256(' '.join([*kept, *covers]).encode()).hexdigest()[:16]}"
        made = _aggregates(piece, gathering, cells)
        alike = _alike(made)
        query = self._summed(piece, gathering, {cell: made[cell] for cell in dict.fromkeys(alike.values())})
        with self.place.workspace() as folder:
            target = folder / "partial.parquet"
            copy_whole(self.engine, query, target)
            key = sql.name(gathering.keys[0])
            reached = f"SELECT MIN({key}), MAX({key}) FROM read_parquet({sql.text(str(target))})"
            ((first, last),) = self.engine.query(reached)
            digest = file_digest(str(target))
            self.place.move(target, f"{name}.parquet", lasting=False)
        columns = {cell: column for cell, column in alike.items() if cell != column}
        told = {"cells": sorted(kept), "columns": columns, "covers": covers, "keys": [first, last]}
        content = json.dumps({**told, "digest": digest}).encode()
        self.place.write(f"{name}.json", content, lasting=False)
        return Kept(f"{name}.parquet", (first, last), columns)

    def _summed(self, piece: Piece, gathering: Gathering, made: Mapping[str, exp.Expression]) -> str:
        """The SQL of a piece. Cells that others tell are not added up."""
        told = complements(made, self._filled(piece, made.values()))
        query = f"({self.pieced(piece, gathering, [cell for cell in made if cell not in told])})"
        if not told:
            return query
        others = (f"{each.sql('duckdb')} AS {sql.name(cell)}" for cell, each in told.items())
        return f"(SELECT *, {', '.join(others)} FROM {query})"

    def _filled(self, piece: Piece, made: Iterable[exp.Expression]) -> set[str]:
        """The columns of these aggregates that have a value in every row, as the piece's one file tells."""
        if len(piece.parts) != 1:
            return set()
        part = piece.parts[0]
        read = {each.name for one in made for each in one.find_all(exp.Column) if each.table == "fact"}
        names = sorted(read & {*part.columns})
        if not names:
            return set()
        told = ", ".join(f"STATS({sql.name(name)})" for name in names)
        file = sql.text(self.place.path(part.file))
        rows = self.engine.query(f"SELECT {told} FROM read_parquet({file}) LIMIT 1")
        found = zip(names, rows[0], strict=True) if rows else ()
        return {name for name, each in found if each["has_null"] is False}


def _aggregates(piece: Piece, gathering: Gathering, cells: Sequence[str]) -> dict[str, exp.Expression]:
    """Cell → how it is made in the piece."""
    made = gathering.query(cells, piece.clip, piece.days).expressions[-len(cells) :]
    return {cell: each.this for cell, each in zip(cells, made, strict=True)}


def _alike(made: Mapping[str, exp.Expression]) -> dict[str, str]:
    """Cell → the first of them that is made alike in the piece: what is counted since a month began is, in
    that month's files, what is counted at all."""
    first: dict[str, str] = {}
    return {cell: first.setdefault(each.sql("duckdb"), cell) for cell, each in made.items()}


def copy_whole(engine: "DuckEngine", query: str, target: Path) -> None:
    """The rows of a query to a Parquet file, which would make floats of integers of 128 bits."""
    try:
        engine.copy(f"SELECT {narrowed(engine, query, 'BIGINT')} FROM {query}", target)
    except duckdb.ConversionException:
        engine.copy(f"SELECT {narrowed(engine, query, 'DECIMAL(38, 0)')} FROM {query}", target)


def narrowed(engine: "DuckEngine", query: str, kind: str) -> str:
    """Its columns, 128-bit ones as a kind that Parquet has: as they are, it would make floats of them."""
    described = engine.query(f"DESCRIBE SELECT * FROM {query}")
    return ", ".join(
        f"CAST({sql.name(name)} AS {kind}) AS {sql.name(name)}" if held == "HUGEINT" else sql.name(name)
        for name, held, *_ in described
    )
