"""The store: facts in, kept, read. The only place that imports duckdb.

    store = Store.create(path) | Store.open(path) | Store.at(path)      # Faulty if it can't be
    store.load(…, repairs=[Repair(row, column, value, reason)])         # rows in quarantine, put right
    store.patient(60, told)                                             # waits for another writer
    store.preview(tables, file, into, settings)                         # what a load would do
    look_at(file); waiting(snapshot); bad_cells(snapshot, load); cells_of(file, mapping, rows)
    report = store.load(tables, file, "order_lines" | mapping, IntakeSettings(currency="EUR", decimals=2,
                        time_zone="Europe/Madrid"), progress)           # LoadReport; Faulty: nothing changed
    store.change(tables, [Change("coverage", rows, gone)], "hand-over 17", settings)   # all or none
    store.check(tables)  # list of Fault: unknown keys, overlaps
    store.erase_person("P017"); store.personal("people")                # names live apart, newest only
    snapshot = store.snapshot() | store.snapshot(id)                    # immutable; .id is what a run records
    snapshot.tables() .rows(table) .months(table) .files(table, start, end) .partitions(table, start, end)
    with store.engine(memory_limit="2GB", threads=None) as engine:      # spills to the store's disk
        engine.register(snapshot, tables, start, end)                   # a view for each table, months pruned
        engine.query(sqlglot_tree | text, parameters, progress)         # list of tuples
        engine.stream(…)  engine.execute(…)  engine.columns()
        engine.table("temporary", rows, {"person_id": "VARCHAR", "amount": "BIGINT"})
        engine.write_parquet(rows, schema, path); engine.copy(query, path); engine.read_parquet(path)
    store.place.write(name, bytes) | .read(name) | .path(name)          # for bundles/ and runs/: atomic files

`tables` is `attain.engine.facts.all_tables(fact_tables, extra_columns)`. Views hold integers at the
column's scale (`ColumnType.scale(decimals)`), dates as DATE, flags as BOOLEAN, keys and words as VARCHAR,
and beside them, in fact tables, `_load` and `_row`, which say where each row came from.
"""

from attain.engine.store.changing import Change
from attain.engine.store.damage import damaged, told, undamaged
from attain.engine.store.engine import DuckEngine
from attain.engine.store.figures_kept import KeptFigures, figure_keys
from attain.engine.store.history import Compared, Step, compared, steps, written_at
from attain.engine.store.intake.cells import Cells, cells_of
from attain.engine.store.intake.describe import describe_source
from attain.engine.store.intake.form import SourceForm, Stated
from attain.engine.store.intake.looking import ColumnSeen, Look, look_at, sheets_of
from attain.engine.store.intake.raw import regular_file
from attain.engine.store.intake.repairing import Repair, read_repairs, write_repairs
from attain.engine.store.intake.report import LoadReport
from attain.engine.store.intake.settings import IntakeSettings
from attain.engine.store.intake.text import file_digest
from attain.engine.store.intake.totals import is_total
from attain.engine.store.interrupting import interrupt_engines
from attain.engine.store.keeping import keep_within
from attain.engine.store.manifest import Manifest, Part
from attain.engine.store.measuring import (
    UnknownKeys,
    clients_without_owner,
    known_until,
    newest_day,
    people_without_targets,
    rows_by_month,
    unknown_keys,
    without_targets,
)
from attain.engine.store.memory import MEMORY, memory_amount
from attain.engine.store.previewing import Preview, RowSeen
from attain.engine.store.reader import reader
from attain.engine.store.refusals import unforeseen_refusal
from attain.engine.store.snapshot import Snapshot
from attain.engine.store.store import Store
from attain.engine.store.waiting import BadCell, Waiting, bad_cells, told_of, waiting

__all__ = [
    "MEMORY",
    "BadCell",
    "Cells",
    "Change",
    "ColumnSeen",
    "Compared",
    "DuckEngine",
    "IntakeSettings",
    "KeptFigures",
    "LoadReport",
    "Look",
    "Manifest",
    "Part",
    "Preview",
    "Repair",
    "RowSeen",
    "Snapshot",
    "SourceForm",
    "Stated",
    "Step",
    "Store",
    "UnknownKeys",
    "Waiting",
    "bad_cells",
    "cells_of",
    "clients_without_owner",
    "compared",
    "damaged",
    "describe_source",
    "figure_keys",
    "file_digest",
    "interrupt_engines",
    "is_total",
    "keep_within",
    "known_until",
    "look_at",
    "memory_amount",
    "newest_day",
    "people_without_targets",
    "read_repairs",
    "reader",
    "regular_file",
    "rows_by_month",
    "sheets_of",
    "steps",
    "told",
    "told_of",
    "undamaged",
    "unforeseen_refusal",
    "unknown_keys",
    "waiting",
    "without_targets",
    "write_repairs",
    "written_at",
]
