"""Cells of a source put right before they are read, and rows left out: by row and column of the source."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from attain.engine.faults import Fault, Faulty, nearest
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.feeds import Header
from attain.engine.store.intake.raw import Source, regular_file

COLUMNS = ("row", "column", "value", "reason")
_SCHEMA = {"_row": "BIGINT", "column": "VARCHAR", "value": "VARCHAR"}


@dataclass(frozen=True, slots=True)
class Repair:
    """One cell of a source as it should have been.

    row: as a spreadsheet counts. column: the source's own name of it; "" leaves the whole row out.
    reason: why, in the words of who repairs.
    """

    row: int
    column: str
    value: str = ""
    reason: str = ""

    @property
    def place(self) -> tuple[int, str]:
        return self.row, self.column


def merged(*lists: Iterable[Repair]) -> list[Repair]:
    """One repair a cell, the later one where there are two; in the order of rows."""
    found = {repair.place: repair for repairs in lists for repair in repairs}
    return [found[place] for place in sorted(found)]


def read_repairs(path: Path | str) -> list[Repair]:
    """The repairs in a CSV with the columns row, column, value and reason. Raises Faulty for a bad row."""
    file = regular_file(path)
    found, faults = [], []
    with file.open(encoding="utf-8-sig", newline="") as content:
        reader = csv.DictReader(content)
        missing = [name for name in COLUMNS[:3] if name not in (reader.fieldnames or ())]
        if missing:
            raise Faulty(Fault("fault.repairs.columns", {"columns": ", ".join(missing)}, str(file), 1))
        for line in reader:
            if not (line["row"] or "").strip().isdecimal():
                faults.append(Fault("fault.repairs.row", {"row": line["row"]}, str(file), reader.line_num))
                continue
            column, value = (line["column"] or "").strip(), line["value"] or ""
            found.append(Repair(int(line["row"]), column, value, line.get("reason") or ""))
    if faults:
        raise Faulty(*faults)
    return found


def write_repairs(repairs: Iterable[Repair], path: Path) -> None:
    """The same as a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((each.row, each.column, each.value, each.reason) for each in repairs)


def prepare(engine: DuckEngine, repairs: Iterable[Repair]) -> None:
    """Makes `repairs(_row, column, value)`."""
    engine.table("repairs", [(each.row, each.column, each.value) for each in repairs], _SCHEMA)


def mend(
    engine: DuckEngine, header: Header, pending: Collection[str], done: Mapping[str, str]
) -> dict[str, str]:
    """Puts repaired values into `raw`. pending: columns of `repairs` that are still to be found.

    done: those found before, which need no second look. Returns all found: column → its place.
    """
    found = dict(done)
    for column in pending:
        if column in found or column not in header.places:
            continue
        place = found[column] = header.places[column]
        engine.execute(
            f"UPDATE raw SET {place} = r.value FROM repairs r WHERE raw._row = r._row "
            f'AND r."column" = {sql.text(column)}'
        )
    return found


def check_found(columns: Collection[str], found: Mapping[str, str], header: Header, file: str) -> None:
    """Raises Faulty with the columns that the source does not have."""
    unknown = [column for column in columns if column not in found]
    if unknown:
        raise Faulty(
            *(
                Fault(
                    "fault.repairs.unknown",
                    {"column": each, "nearest": nearest(each, dict(header.places))},
                    file,
                )
                for each in unknown
            )
        )


def whole_again(engine: DuckEngine, source: Source, repairs: Collection[Repair]) -> Source:
    """Rows that could not be taken apart, but have repaired cells, stand in `raw` with those cells alone."""
    mended = {repair.row for repair in repairs if repair.column}
    torn = sorted({row for row, *_ in source.bad} & mended)
    if not torn:
        return source
    engine.table("mended", [(row,) for row in torn], {"_row": "BIGINT"})
    engine.execute("INSERT INTO raw BY NAME SELECT _row FROM mended; DROP TABLE mended")
    return Source(source.form, source.name, tuple(cell for cell in source.bad if cell[0] not in mended))


def leave_out(engine: DuckEngine, only: str | None) -> int:
    """Takes the rows that are left out from `raw` and `bad`; returns how many of those asked for."""
    left = "SELECT _row FROM repairs WHERE \"column\" = ''"
    among = f" AND _row IN ({only})" if only else ""
    (count,) = engine.query(
        f"SELECT count(*) FROM (SELECT _row FROM raw UNION SELECT _row FROM bad) "
        f"WHERE _row IN ({left}){among}"
    )[0]
    engine.execute(f"DELETE FROM raw WHERE _row IN ({left}); DELETE FROM bad WHERE _row IN ({left})")
    return count
