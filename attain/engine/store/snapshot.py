"""What a run reads: the immutable files that one manifest names."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from attain.engine.facts.columns import ColumnType
from attain.engine.facts.table import Table
from attain.engine.faults import Fault, Faulty
from attain.engine.store import sql
from attain.engine.store.damage import whole_parquet
from attain.engine.store.manifest import FactParts, Manifest, Part
from attain.engine.store.place import Place

#: Columns that intake adds to each fact: the load that brought it, and its row in that source.
LINEAGE = {"_load": "VARCHAR", "_row": "BIGINT"}

#: The column with the path of the file that a row is read from.
FILE = "_file"


@dataclass(frozen=True)
class Snapshot:
    """The store at one moment. id: the hash of its manifest, which a run records."""

    id: str
    manifest: Manifest
    place: Place

    def tables(self) -> tuple[str, ...]:
        """The tables that hold rows, built-in ones and facts."""
        return tuple(sorted({*self.manifest.tables, *self.manifest.facts, *self.manifest.outside}))

    def rows(self, table: str) -> int:
        """How many rows a table holds."""
        if table in self.manifest.outside:
            return self.manifest.outside[table].rows
        return sum(part.rows for part in self.parts(table))

    def months(self, table: str) -> tuple[str, ...]:
        """The months ("2026-10") in which a fact table has rows."""
        return tuple(sorted(self.manifest.facts.get(table, FactParts()).months))

    def partitions(
        self, table: str, start: date | None = None, end: date | None = None
    ) -> Mapping[str, tuple[Part, ...]]:
        """A fact table's files by month, those that [start, end) touches."""
        months = self.manifest.facts.get(table, FactParts()).months
        return {month: months[month] for month in sorted(months) if _touches(month, start, end)}

    def parts(self, table: str, start: date | None = None, end: date | None = None) -> tuple[Part, ...]:
        """Every file of a table, oldest month first."""
        if table in self.manifest.tables:
            return self.manifest.tables[table]
        return tuple(part for parts in self.partitions(table, start, end).values() for part in parts)

    def files(self, table: str, start: date | None = None, end: date | None = None) -> tuple[str, ...]:
        """The paths of a table's files."""
        return tuple(self.place.path(part.file) for part in self.parts(table, start, end) if part.file)

    def relation(self, table: Table, start: date | None = None, end: date | None = None) -> str:
        """A SELECT of the table's columns, in any order of rows; whole months that [start, end) touches.

        Raises Faulty for facts that only a cluster has.
        """
        return select_parts(self.place, self.parts(table.name, start, end), self._columns(table))

    def located(
        self,
        table: Table,
        start: date | None = None,
        end: date | None = None,
        among: Collection[str] | None = None,
    ) -> str:
        """The same, and the FILE of each row. among: paths of files; None for all."""
        parts = self.parts(table.name, start, end)
        if among is not None:
            parts = tuple(part for part in parts if part.file and self.place.path(part.file) in among)
        return select_parts(self.place, parts, self._columns(table), located=True)

    def _columns(self, table: Table) -> dict[str, str]:
        if table.name in self.manifest.outside:
            found = {"table": table.name, "outside": self.manifest.outside[table.name].table}
            raise Faulty(Fault("fault.spark.needed", found))
        wanted = {name: kind.physical for name, kind in _kept(table).items()}
        return wanted | LINEAGE if table.date is not None else wanted

    def personal(self, table: str) -> Part | None:
        """The file of a table's personal columns, if it was still there when the snapshot was taken."""
        return self.manifest.personal.get(table)


def _kept(table: Table) -> dict[str, ColumnType]:
    return {name: kind for name, kind in table.columns.items() if not kind.personal}


def select_parts(
    place: Place, parts: tuple[Part, ...], wanted: Mapping[str, str], located: bool = False
) -> str:
    """A SELECT of columns (name → engine type) from files; a column that files lack is empty there.

    located: with FILE beside them.
    """
    parts = tuple(part for part in parts if part.file)
    have = set().union(*(part.columns for part in parts)) if parts else set()
    columns = ", ".join(
        sql.name(name) if name in have else f"CAST(NULL AS {kind}) AS {sql.name(name)}"
        for name, kind in wanted.items()
    )
    if not parts:
        return f"SELECT {columns}{f', CAST(NULL AS VARCHAR) AS {FILE}' if located else ''} WHERE false"
    uneven = any(not set(wanted) & have <= set(part.columns) for part in parts)
    by_name = ", union_by_name = true" if uneven else ""
    paths = sql.texts(whole_parquet(place.path(part.file)) for part in parts)
    file = f", filename AS {FILE}" if located else ""
    return f"SELECT {columns}{file} FROM read_parquet({paths}{by_name})"


def _touches(month: str, start: date | None, end: date | None) -> bool:
    if start is not None and month < f"{start:%Y-%m}":
        return False
    return end is None or f"{month}-01" < f"{end:%Y-%m-%d}"
