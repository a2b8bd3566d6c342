"""The cells of some rows of a file, as they stand there: for who puts them right."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from attain.engine.facts.mapping import Mapping
from attain.engine.store import sql
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.feeds import header_places
from attain.engine.store.intake.joining import join_source
from attain.engine.store.intake.raw import read_source, regular_file
from attain.engine.store.intake.rows import stated_by


@dataclass(frozen=True, slots=True)
class Cells:
    """columns: of the file, then those that joined files bring. rows: row number → column → text.

    torn: rows that could not be taken apart → what is there of them.
    """

    columns: tuple[str, ...]
    rows: dict[int, dict[str, str]]
    torn: dict[int, str]


def cells_of(path: Path | str, mapping: Mapping | None, rows: Collection[int]) -> Cells:
    """The cells of these rows, joined columns too. Raises Faulty if the file can't be read."""
    file = regular_file(path)
    chosen = ", ".join(map(str, sorted(rows))) or "-1"
    with tempfile.TemporaryDirectory() as folder, DuckEngine(spill=Path(folder)) as engine:
        source = read_source(engine, file, stated_by(mapping), "raw", Path(folder))
        header = header_places(source.form.header)
        engine.execute(f"DELETE FROM raw WHERE _row NOT IN ({chosen})")
        for number, join in enumerate(mapping.join if mapping else ()):
            header = join_source(engine, join, number, header, file, Path(folder))
        places = ", ".join(sql.name(place) for place in header.places.values())
        found = engine.query(f"SELECT _row, {places} FROM raw ORDER BY _row")
    columns = tuple(header.places)
    cells = {
        row: {name: text or "" for name, text in zip(columns, texts, strict=True)} for row, *texts in found
    }
    torn = {row: value for row, _, value, *_ in source.bad if row in rows}
    return Cells(columns, cells, torn)
