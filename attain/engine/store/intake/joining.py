"""A second file's columns, brought to the first one's rows by a key that is unique there."""

from dataclasses import replace
from pathlib import Path

from attain.engine.facts.mapping import Join
from attain.engine.faults import Fault, Faulty
from attain.engine.store.engine import DuckEngine
from attain.engine.store.intake.feeds import Header, header_places, source_text, unknown_source
from attain.engine.store.intake.form import Stated
from attain.engine.store.intake.raw import read_source, regular_file


def joined_file(join: Join, beside: Path) -> Path:
    """The second file: beside the first one or below it. Raises Faulty if it lies elsewhere."""
    folder = beside.resolve().parent
    found = (folder / join.file).resolve()
    if not found.is_relative_to(folder):
        raise Faulty(Fault("fault.path_outside", {"path": join.file, "folder": str(folder)}, str(beside)))
    return regular_file(found)


def join_source(
    engine: DuckEngine, join: Join, number: int, header: Header, main: Path, workspace: Path
) -> Header:
    """Adds the join's columns to `raw`; returns the header with them."""
    path = joined_file(join, main)
    name = f"joined{number}"
    stated = Stated(encoding=join.encoding, separator=join.separator, sheet=join.sheet)
    source = read_source(engine, path, stated, name, workspace)
    there = header_places(source.form.header)
    _check(join, header, there, main, path)
    keys = {left: (header.places[left], there.places[right]) for left, right in join.pairs.items()}
    _check_unique(engine, name, [right for _, right in keys.values()], join, path)
    brought = {column: (f"{name}_{there.places[column]}", there.places[column]) for column in join.columns}
    columns = ", ".join(f"j.{place} AS {new}" for new, place in brought.values())
    on = " AND ".join(f"{source_text('r.' + a)} = {source_text('j.' + b)}" for a, b in keys.values())
    engine.execute(
        f"CREATE TABLE wider AS SELECT r.*, {columns} FROM raw r LEFT JOIN {name} j ON {on};"
        f"DROP TABLE raw; DROP TABLE {name}; ALTER TABLE wider RENAME TO raw"
    )
    return replace(header, places={**header.places, **{c: new for c, (new, _) in brought.items()}})


def _check(join: Join, header: Header, there: Header, main: Path, path: Path) -> None:
    faults = [unknown_source(column, header, str(main)) for column in join.pairs]
    faults += [unknown_source(c, there, str(path)) for c in (*join.pairs.values(), *join.columns)]
    faults += [
        Fault("fault.join_column_twice", {"column": column, "file": join.file}, str(main))
        for column in join.columns
        if column in header.places
    ]
    if found := [fault for fault in faults if fault]:
        raise Faulty(*found)


def _check_unique(engine: DuckEngine, name: str, keys: list[str], join: Join, path: Path) -> None:
    key = " || '|' || ".join(source_text(place) for place in keys)
    twice = engine.query(
        f"SELECT {key} AS k FROM {name} GROUP BY k HAVING count(*) > 1 AND k IS NOT NULL ORDER BY k LIMIT 1"
    )
    if twice:
        values = {"key": twice[0][0], "columns": ", ".join(join.pairs.values())}
        raise Faulty(Fault("fault.join_key_twice", values, str(path)))
